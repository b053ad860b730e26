"""Gives what comes into sight (drawer, popovers) its presentation time and the frames it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def wire_motion(window: MainWindow) -> None:
    """Let drawer and popovers move, unless less motion is asked for."""

    def begin() -> int | None:
        if window.calm_action.isChecked() or not window.isVisible():
            return None
        window.wake()
        return window.clock.tick()

    window.body.arrivals.begin = begin
