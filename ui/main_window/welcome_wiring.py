"""Wires the welcome: shown once over the real window, then only where the person asks for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ui.bridge.options import WindowOptions
from ui.dialogs.settings_dialog import ToggleRow
from ui.dialogs.welcome_dialog import WelcomeDialog
from ui.main_window.account_wiring import open_account
from ui.viewmodels import shell_texts
from ui.viewmodels import welcome_texts as texts

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

SETTING = "window/welcome"  # whether the welcome is shown at the start; yes until it was seen once
SPEEDS = {"black-thursday": 600, "gap-through-bankruptcy": 300}


def wire_welcome(window: MainWindow) -> None:
    """Offer the welcome in the menu, and in the settings whether it comes at every start."""
    window.add_command(texts.MENU, "", lambda: show_welcome(window), in_menu=True)
    read, write = partial(window.settings.flag, SETTING, False), partial(window.settings.set, SETTING)
    window.shell.setting_rows.append(ToggleRow(shell_texts.SETTINGS_START, texts.SETTING, read, write))


def offer_welcome(window: MainWindow, options: WindowOptions) -> WelcomeDialog | None:
    """Show the welcome where nothing was asked for and the person has not put it away."""
    if options.file or options.scenario or options.play or not window.settings.flag(SETTING, True):
        return None
    return show_welcome(window)


def show_welcome(window: MainWindow) -> WelcomeDialog:
    """Show the welcome; from then on it comes by itself only where its box is ticked."""
    seen = window.settings.text(SETTING) != ""
    dialog = WelcomeDialog(seen and window.settings.flag(SETTING, False), window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.settings.set(SETTING, dialog.at_start.isChecked())
    dialog.at_start.toggled.connect(lambda on: window.settings.set(SETTING, on))
    dialog.chosen.connect(lambda key: _begin(window, key))
    window.host.pause()
    dialog.open()
    return dialog


def _begin(window: MainWindow, key: str) -> None:
    if key == "account":
        open_account(window)
    elif key == "session":
        window.files.choose_session()
    else:
        window.files.begin_scenario(key, lambda: _play(window, SPEEDS[key]))


def _play(window: MainWindow, speed: int) -> None:
    window.host.set_speed(speed)
    window.host.play()
