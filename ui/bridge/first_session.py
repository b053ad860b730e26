"""The session of a start, made while the window is: what was asked for, the last one, or the usual scenario."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from sandbox.values.problems import Problem
from ui.bridge.options import WindowOptions
from ui.bridge.session_store import Prepared, prepare_file, prepare_scenario
from ui.bridge.window_settings import LAST_SESSION, SESSIONS, START_LAST, WindowSettings
from ui.viewmodels import texts

DEFAULT_SCENARIO = "black-thursday"


class FirstSession(Struct, frozen=True):
    """The session, if one could be had, and what stood in the way of the one that was wanted: head and sentence.

    `damaged` is its file where it is damaged.
    """

    prepared: Prepared | None
    trouble: tuple[str, str] | None = None
    damaged: Path | None = None


def first_session(options: WindowOptions, settings: WindowSettings) -> FirstSession:
    """Open or begin it; it touches no widget, so any thread may."""
    last = settings.text(LAST_SESSION) if settings.flag(START_LAST, True) else ""
    folder, trouble, damaged = settings.folder / SESSIONS, None, None
    try:
        if options.file:
            return FirstSession(prepare_file(Path(options.file)))
        if last and not options.scenario and Path(last).is_file():
            try:
                return FirstSession(prepare_file(Path(last)))
            except (Problem, OSError) as problem:
                trouble, damaged = (texts.CANNOT_OPEN, str(problem)), _damaged(last, problem)
        return FirstSession(prepare_scenario(options.scenario or DEFAULT_SCENARIO, folder), trouble, damaged)
    except (Problem, OSError) as problem:
        head = texts.CANNOT_OPEN if options.file else texts.CANNOT_START
        return FirstSession(None, trouble or (head, str(problem)), damaged or _damaged(options.file, problem))


def _damaged(path: str | None, problem: Exception) -> Path | None:
    return Path(path) if path and isinstance(problem, Problem) and problem.exit_code == 1 else None
