"""`bulkhead shot`: a picture of the main window at a simulated instant, without a display.

Public: `main(argv) -> int`, `take_shot(...)`. A session is played on a copy in memory, so its file is never changed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.values.instants import NotAnInstant, parse_instant
from sandbox.values.problems import Problem
from ui.bridge.options import THEMES, Arguments, size_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from ui.main_window.window import MainWindow

SIZE = "1440x900"
SHOWN = ("welcome", "account", "blast-radius")


def _parser() -> Arguments:
    parser = Arguments(prog="bulkhead shot", description="A picture of the main window at a simulated time.")
    parser.add_argument("source", metavar="SCENARIO|SESSION")
    parser.add_argument("--at", required=True, metavar="TIME", help="RFC 3339, such as 2020-03-12T10:30:05Z")
    parser.add_argument("--look-back", metavar="TIME", help="play to --at, then look back at TIME")
    parser.add_argument("--out", required=True, metavar="FILE.png")
    parser.add_argument("--size", default=SIZE, metavar="WxH")
    parser.add_argument("--theme", default="dark", choices=THEMES)
    parser.add_argument("--show", choices=SHOWN, help="open this over the window; the account is the example")
    return parser


def main(argv: list[str]) -> int:
    """Run the command; a Problem is for the caller to print."""
    given = _parser().parse_args(argv)
    at_ns = _instant("--at", given.at)
    look_back_ns = None if given.look_back is None else _instant("--look-back", given.look_back)
    size = size_of(given.size)
    out = Path(given.out)
    if not out.parent.is_dir():
        raise Problem(f"{out}: the folder {out.parent} does not exist, create it first")
    if out.is_dir() or out.suffix.lower() != ".png":
        raise Problem(f"{out}: a picture is a PNG file; choose a name that ends in .png")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    take_shot(given.source, at_ns, out, size, given.theme, given.show, look_back_ns=look_back_ns)
    return 0


def _instant(option: str, text: str) -> int:
    try:
        return parse_instant(text)
    except NotAnInstant as error:
        raise Problem(f"{option}: {error}") from error


def take_shot(
    source: str,
    at_ns: int,
    out: Path,
    size: tuple[int, int],
    theme: str,
    show: str | None = None,
    *,
    look_back_ns: int | None = None,
) -> None:
    """Play a scenario or a session to an instant, look back where asked, and save a picture of the window."""
    import tempfile

    from PySide6.QtWidgets import QApplication

    from ui.bridge.presentation_clock import PresentationClock
    from ui.bridge.session_host import SessionHost
    from ui.bridge.session_store import session_for_picture
    from ui.bridge.window_settings import WindowSettings
    from ui.main_window.window import MainWindow
    from ui.theme.style import apply_theme

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["bulkhead"])
    apply_theme(app, theme)
    session = session_for_picture(source, at_ns)
    with tempfile.TemporaryDirectory() as folder:
        host = SessionHost()
        window = MainWindow(host, WindowSettings(Path(folder)), PresentationClock(None))
        window.resize(*size)
        host.open(session)
        window.show()
        window.prepare_chart()
        app.processEvents()
        host.play_to(max(at_ns, session.now_ns))
        if look_back_ns is not None:
            host.travel_by(lambda travel: travel.to_instant(look_back_ns))
        window.money.retire_event(None)
        window.refresh(settle=False)
        window.body.flows.overlay.clear()
        window.body.toast.hide()
        window.time.settle()
        app.processEvents()
        saved = _picture(window, show).save(str(out))
        window.close()
        window.deleteLater()
    if not saved:
        raise Problem(f"{out}: the picture could not be written; check room and the folder's permissions", 3)


def _picture(window: MainWindow, show: str | None) -> QPixmap:
    """Return the window with what is to be shown over it; dialogs stand in its middle."""
    from PySide6.QtCore import QPoint, QRect
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QApplication, QDialog

    from ui.main_window.account_wiring import open_account
    from ui.main_window.reach_wiring import show_details
    from ui.main_window.welcome_wiring import show_welcome
    from ui.theme.style import current_tokens

    if show == "welcome":
        show_welcome(window)
    elif show == "account":
        open_account(window).answer.example.click()
    elif show == "blast-radius":
        show_details(window)
        window.body.arrivals.finish()
    QApplication.processEvents()
    made = window.grab()
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            painter = QPainter(made)
            place = QPoint(window.width() - dialog.width(), window.height() - dialog.height()) / 2
            painter.drawPixmap(place, dialog.grab())
            painter.setPen(current_tokens().line3)
            painter.drawRect(QRect(place, dialog.size()))
            painter.end()
    return made
