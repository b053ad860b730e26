"""Which theme is on: a person's own choice, or the system's, followed while it changes."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ui.bridge.window_settings import WindowSettings
from ui.theme.style import apply_theme, current_tokens, system_theme
from ui.theme.tokens import THEME_NAMES

KEY = "window/theme"
SYSTEM = "system"


def theme_of(choice: str) -> str:
    """Return the theme that a choice means: its name, or what the system asks for."""
    return choice if choice in THEME_NAMES else system_theme()


def apply_chosen(app: QApplication, choice: str) -> None:
    """Show a theme by name, or the one the system asks for."""
    if choice in THEME_NAMES:
        apply_theme(app, choice)
    else:
        apply_theme(app, system_theme(), follows_system=True)


class ThemeChoice(QObject):
    """Keeps the choice in the settings and follows the system where that was chosen."""

    def __init__(self, settings: WindowSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def read(self) -> str:
        """Return "system", "dark" or "light"."""
        told = self._settings.text(KEY)
        return told if told in THEME_NAMES else SYSTEM

    def choose(self, choice: str) -> None:
        """Remember a choice and show it."""
        self._settings.set(KEY, choice)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_chosen(app, choice)

    def toggle(self) -> None:
        """Switch between dark and light; that is a choice of one's own."""
        self.choose("light" if current_tokens().is_dark else "dark")

    def _on_scheme_changed(self) -> None:
        if self.read() == SYSTEM:
            app = QApplication.instance()
            wanted = system_theme()
            if isinstance(app, QApplication) and wanted != current_tokens().scheme:
                apply_theme(app, wanted, follows_system=True)
