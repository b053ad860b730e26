"""Wires My account into the window: its command and key, keeping the draft, and playing it as a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt

from sandbox.loading.rulebook_shelf import RulebookShelf
from sandbox.loading.scenario_toml import list_scenarios
from ui.bridge.account_store import load_account, save_account
from ui.bridge.background import run_in_background
from ui.bridge.session_store import Prepared, prepare_opening
from ui.dialogs.page_dialog import PageDialog
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_check import checked
from ui.viewmodels.account_records import WORST, AccountDraft, PlayChoice

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow
    from ui.panels.account_page import AccountPage

LARGEST = QSize(1400, 900)
SCENARIO_SPEED, SPEEDS = 600, {"": 60, WORST: 1}

FIRST_BOOK = "binance-usdm"  # what an account starts with


def wire_account(window: MainWindow) -> None:
    """Offer My account in the menu, with a key and in the top bar."""
    window.add_command(texts.MENU, "Ctrl+Y", lambda: open_account(window), in_menu=True)
    window.body.top_bar.account_requested.connect(lambda: open_account(window))


def open_account(window: MainWindow) -> AccountPage:
    """Show My account over the window, with the draft it was left with; play pauses."""
    from ui.panels.account_page import AccountPage  # comes when it is first opened

    window.host.pause()
    books = RulebookShelf(FIRST_BOOK)
    folder = window.settings.folder
    page = AccountPage(books, list_scenarios(), load_account(folder, books))
    dialog = PageDialog(page, texts.TITLE, LARGEST, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page.draft_changed.connect(lambda draft: save_account(folder, draft))
    page.closed.connect(dialog.reject)
    page.play_requested.connect(lambda draft, choice: _play(window, dialog, page, draft, choice))
    dialog.open()
    page.editor.focus_first()
    return page


def _play(window: MainWindow, dialog: PageDialog, page: AccountPage, draft: AccountDraft, choice: PlayChoice) -> None:
    """Prepare the account on a crash aside, then open it as a session that runs; closing the page calls it off."""
    from ui.viewmodels.account_play import play_opening

    report = checked(draft).report
    if report is None:
        return
    account, titles = report.account, page.titles
    closed: list[bool] = []
    dialog.finished.connect(lambda _: closed.append(True))
    page.set_preparing(True)

    def on_job_finished(answer: object) -> None:
        if closed:
            if isinstance(answer, Prepared):
                answer.drop()
            return
        page.set_preparing(False)
        if isinstance(answer, Prepared):
            window.files.show_prepared(answer)
            dialog.accept()
            window.host.set_speed(SPEEDS.get(choice.scenario, SCENARIO_SPEED))
            window.host.play()
        else:
            page.say(f"{texts.CANNOT_PLAY}: {answer}.", wrong=True)

    folder = window.files.folder
    run_in_background(lambda: prepare_opening(play_opening(account, choice, titles), folder), window, on_job_finished)
