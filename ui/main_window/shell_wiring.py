"""What surrounds the simulation: command search, help, settings, sessions and recent files, about, layout undo.

A dialog is imported when it is first asked for, so that the window need not wait for it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from ui.bridge.recent_files import recent_files, remember_file
from ui.bridge.window_settings import START_LAST
from ui.dialogs.settings_dialog import ActionRow, ChoiceRow, SettingRow, SettingsDialog, ToggleRow
from ui.main_window.layout_history import LayoutHistory
from ui.main_window.market_wiring import wire_market
from ui.viewmodels import shell_texts as texts

if TYPE_CHECKING:
    from ui.dialogs.about_dialog import AboutDialog
    from ui.dialogs.command_search import CommandSearch
    from ui.dialogs.help_window import HelpWindow
    from ui.dialogs.report_dialog import ReportDialog
    from ui.dialogs.sessions_dialog import SessionsDialog
    from ui.main_window.window import MainWindow


class Shell:
    """The shell of one window; areas of the window add their setting rows to `setting_rows`."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.layout = LayoutHistory((window.body.columns, window.body.rows), QTimer(window))
        self.recent_menu = QMenu(texts.RECENT, window)
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        self.setting_rows: list[SettingRow] = self._own_rows()

    def _own_rows(self) -> list[SettingRow]:
        window, settings = self._window, self._window.settings
        return [
            ChoiceRow(texts.SETTINGS_LOOK, texts.THEME, texts.THEME_CHOICES, window.theme.read, window.theme.choose),
            ToggleRow(
                texts.SETTINGS_MOTION, texts.SLOW_DOWN, window.slow_action.isChecked, window.slow_action.setChecked
            ),
            ToggleRow(
                texts.SETTINGS_MOTION, texts.LESS_MOTION, window.calm_action.isChecked, window.calm_action.setChecked
            ),
            ToggleRow(
                texts.SETTINGS_MOTION, texts.SHOW_FLOWS, window.flows_action.isChecked, window.flows_action.setChecked
            ),
            ToggleRow(
                texts.SETTINGS_START,
                texts.START_LAST,
                partial(settings.flag, START_LAST, True),
                partial(settings.set, START_LAST),
            ),
            ActionRow(
                texts.SETTINGS_FILES,
                texts.FILES_LINE.format(folder=settings.folder),
                texts.OPEN_FOLDER,
                lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(settings.folder))),
            ),
        ]

    def search_commands(self) -> CommandSearch:
        """Open the command search over the window."""
        from ui.dialogs.command_search import CommandSearch

        dialog = CommandSearch(self._window.actions(), self._window)
        dialog.show_over(self._window)
        return dialog

    def show_help(self, page: str = "") -> HelpWindow:
        """Open the help, at a page where one is named."""
        from ui.dialogs.help_window import HelpWindow

        dialog = HelpWindow(self._window, page)
        dialog.show()
        return dialog

    def show_settings(self) -> SettingsDialog:
        """Open the settings."""
        dialog = SettingsDialog(self.setting_rows, self._window)
        dialog.open()
        return dialog

    def show_sessions(self) -> SessionsDialog:
        """Open the list of sessions."""
        from ui.dialogs.sessions_dialog import SessionsDialog

        files = self._window.files
        dialog = SessionsDialog(files.folder, files.path, self._window)
        dialog.chosen.connect(files.begin_file)
        dialog.scenario_requested.connect(files.choose_scenario)
        dialog.open()
        return dialog

    def show_about(self) -> AboutDialog:
        """Say what this is and what it is built from."""
        from ui.dialogs.about_dialog import AboutDialog

        dialog = AboutDialog(self._window)
        dialog.open()
        return dialog

    def show_report(self) -> ReportDialog:
        """Show what a report of a problem tells, to be saved or copied."""
        from ui.dialogs.report_dialog import ReportDialog
        from ui.viewmodels.problem_report import problem_report

        window = self._window
        size, ratio = window.size(), window.devicePixelRatioF()
        surroundings = {
            "qt": qVersion(),
            "platform": QGuiApplication.platformName(),
            "window": f"{size.width()}x{size.height()} at {ratio:g}x",
        }
        session = window.host.session if window.host.has_session else None
        dialog = ReportDialog(problem_report(session, window.settings.text, surroundings), window)
        dialog.open()
        return dialog

    def remember(self) -> None:
        """Put the open session's file at the head of the recent ones."""
        if self._window.files.path is not None:
            remember_file(self._window.settings, self._window.files.path)

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        paths = recent_files(self._window.settings)
        for path in paths:
            self.recent_menu.addAction(path.stem).triggered.connect(partial(self._open, path))
        if not paths:
            self.recent_menu.addAction(texts.RECENT_NONE).setEnabled(False)

    def _open(self, path: Path, _checked: bool = False) -> None:
        self._window.files.begin_file(path)


def wire_shell(window: MainWindow) -> Shell:
    """Give the window its shell and the commands that open it."""
    shell = Shell(window)
    window.host.session_changed.connect(shell.remember)
    offer = partial(window.add_command, in_menu=True)
    window.menu.addMenu(shell.recent_menu)
    offer(texts.SESSIONS, "Ctrl+Shift+O", shell.show_sessions)
    offer(texts.COMMANDS, "Ctrl+K", shell.search_commands)
    offer(texts.SETTINGS, "Ctrl+,", shell.show_settings)
    offer(texts.HELP, "Shift+F1", shell.show_help)
    offer(texts.REPORT, "", shell.show_report)
    offer(texts.ABOUT, "", shell.show_about)
    offer(texts.UNDO_LAYOUT, "Ctrl+Alt+Z", shell.layout.undo)
    offer(texts.REDO_LAYOUT, "Ctrl+Alt+Shift+Z", shell.layout.redo)
    offer(texts.RESET_LAYOUT, "", shell.layout.reset)
    wire_market(window)
    return shell
