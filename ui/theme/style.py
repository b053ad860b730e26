"""Applies a theme to the application, and tells which one is on.

Public: `apply_theme(app, name)` (fonts, Fusion, palette, style sheet, repaint of everything), `system_theme()`,
`apply_look(app, look)` (colour pair and borders, live), `current_tokens()`, `undressed()` (many widgets).
Which properties widgets set to get a special look is listed in `style_sheet.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from ui.theme.fonts import BODY_PX, register_fonts, ui_font
from ui.theme.look import Look, dressed
from ui.theme.palette import palette_for
from ui.theme.style_sheet import style_sheet
from ui.theme.tokens import Tokens, activate, active, set_dress

_sheets_put_off: list[str] = []


def current_tokens() -> Tokens:
    """Return the tokens of the theme that is on."""
    return active()


def system_theme() -> str:
    """Return "light" or "dark" as the system asks for it; dark where it does not say."""
    hints = QGuiApplication.styleHints()
    hints.unsetColorScheme()
    return "light" if hints.colorScheme() == Qt.ColorScheme.Light else "dark"


def apply_look(app: QApplication, look: Look) -> Tokens:
    """Change the colour pair and the borders of the theme that is on, and of every theme after it."""
    tokens = set_dress(lambda plain: dressed(plain, look))
    _dress(app, tokens)
    return tokens


def _dress(app: QApplication, tokens: Tokens) -> None:
    app.setPalette(palette_for(tokens))
    # Widgets under a style sheet keep their old colours until the sheet is set again.
    if _sheets_put_off:
        _sheets_put_off[-1] = style_sheet(tokens)
    else:
        app.setStyleSheet(style_sheet(tokens))


@contextmanager
def undressed(root: QWidget | None = None) -> Iterator[None]:
    """Make many parts of `root` inside the block: they are dressed once at its end, not each time one gets a parent.

    Blocks may stand in each other: the outermost dresses.

    Qt dresses them in no order, so what was measured before its parts had their fonts is measured anew.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        yield
        return
    _sheets_put_off.append(app.styleSheet())
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(_sheets_put_off.pop())
        for part in root.findChildren(QWidget) if root is not None else ():
            part.updateGeometry()


def apply_theme(app: QApplication, name: str, *, follows_system: bool = False) -> Tokens:
    """Switch the whole application to a theme: "dark" or "light".

    With `follows_system` the system's own scheme is left alone, so that a change of it is still heard.
    """
    register_fonts()
    tokens = activate(name)
    if app.style().objectName().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(ui_font(BODY_PX))
    _dress(app, tokens)
    if not follows_system:
        scheme = Qt.ColorScheme.Dark if tokens.is_dark else Qt.ColorScheme.Light
        QGuiApplication.styleHints().setColorScheme(scheme)
    # Every widget hears of palette and sheet and repaints itself; a list of all widgets is not safe to walk here,
    # because Python may collect a closed window while Qt's list is being turned into ours.
    return tokens
