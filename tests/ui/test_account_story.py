"""My account in the real window: by keyboard alone, by mouse, pasted, undone, copied, and played into a liquidation."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from ui.bridge.account_store import FILE_NAME
from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.main_window.account_wiring import open_account
from ui.main_window.window import MainWindow
from ui.panels.account_page import AccountPage
from ui.theme import style
from ui.viewmodels.account_draft import draft_document
from ui.viewmodels.account_records import WORST

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SENTENCE = (
    "At most 1,000.00 USDT from the contract wallet; spot, funding and savings 0, because the position is isolated "
    "and auto top-up is off (Binance-style USD-M, mid-2024)."
)
LINES = "contract 650 USDT\nspot 3.000 USDT\nspot 1,25 BTC\nlong 2 BTC @ 7934 20x isolated 1000"


@pytest.fixture
def window(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    made = MainWindow(SessionHost(), WindowSettings(tmp_path / "user"), PresentationClock(None))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    yield made
    made.close()
    QApplication.instance().setStyleSheet("")


def page_in(window: MainWindow) -> AccountPage:
    """Return the page that is open over the window."""
    pages = window.findChildren(AccountPage)
    assert len(pages) == 1
    return pages[0]


def sentence(page: AccountPage) -> str:
    """Return the sentence as it is shown."""
    return page.answer.sentence.text().replace("\N{NO-BREAK SPACE}", " ")


def type_into(qtbot, text: str) -> None:
    """Type where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClicks(focused, text)


def test_by_keyboard_alone_from_the_key_to_the_sentence_and_the_session(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_Y, CONTROL)
    page = page_in(window)
    qtbot.waitUntil(lambda: page.editor.cards[0].fields["size"].hasFocus())
    type_into(qtbot, "2")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    type_into(qtbot, "7.934,0")
    for _ in range(3):  # past the mark and the leverage
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    type_into(qtbot, "1,000")
    assert sentence(page) == SENTENCE
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert page.draft.positions[0].margin_text == "1010"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CONTROL)
    assert page.draft.positions[0].margin_text == ""  # the typing of one field is one step
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CONTROL | SHIFT)
    for _ in range(40):
        if page.play.play.hasFocus():
            break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert page.play.play.hasFocus(), "the button can be reached by Tab"
    qtbot.keyClick(page.play.play, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.host.is_playing, timeout=20_000)
    assert window.host.session.opening.title.startswith("My account")
    window.host.pause()


def test_by_mouse_an_example_is_filled_in_changed_and_cleared(qtbot, window):
    page = open_account(window)
    qtbot.mouseClick(page.answer.example, LEFT)
    assert sentence(page) == SENTENCE
    card = page.editor.cards[0]
    qtbot.mouseClick(card.mode.button("cross"), LEFT)
    assert "the position is cross" in sentence(page)
    assert not card.fields["margin"].isEnabled()
    qtbot.mouseClick(page.editor.add_position, LEFT)
    assert [one.contract for one in page.draft.positions] == ["BTCUSDT-PERP", "ETHUSDT-PERP"]
    assert "the position is cross" in sentence(page), "a blank position waits"
    qtbot.keyClicks(page.editor.cards[1].fields["size"], "3")
    assert page.answer.hint.text() == "Position 2 still needs an entry price, or can be removed."
    qtbot.mouseClick(page.editor.cards[1].remove, LEFT)
    assert "2024-06-30" in page.answer.trace.text(), "the rules stand open where they have room"
    qtbot.mouseClick(page.answer.rules, LEFT)
    assert not page.answer.trace.isVisible()
    qtbot.mouseClick(page.editor.clear, LEFT)
    assert page.answer.example.isVisible() and not page.copy_text.isVisible() and not page.play.isVisible()
    qtbot.mouseClick(page.undo, LEFT)
    assert "the position is cross" in sentence(page)


def test_pasted_lines_are_told_wrong_by_line_and_taken_over_when_right(qtbot, window):
    page = open_account(window)
    QGuiApplication.clipboard().setText(f"{LINES}\nspto 5 USDT")
    qtbot.mouseClick(page.editor.paste, LEFT)
    assert page.paste.note.text() == "Line 5: 'spto' begins no line; did you mean 'spot'?"
    assert not page.paste.take.isEnabled()
    page.paste.text.setPlainText(LINES)
    assert page.paste.note.text() == "1 position and 3 balances read."
    qtbot.mouseClick(page.paste.take, LEFT)
    assert sentence(page) == SENTENCE
    assert page.left.currentWidget() is page.editor
    qtbot.waitUntil(lambda: page.editor.cards[0].fields["size"].hasFocus())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CONTROL)
    assert page.answer.example.isVisible(), "undo brings the empty fields back"


def test_a_wrong_field_is_marked_and_nothing_typed_is_lost(qtbot, window):
    page = open_account(window)
    qtbot.mouseClick(page.answer.example, LEFT)
    size = page.editor.cards[0].fields["size"]
    size.setFocus()
    qtbot.keyClicks(size, "x")
    assert size.property("invalid") and size.accessibleDescription() == "Not a number."
    assert page.answer.hint.text() == "Size, position 1 is no number: write it such as 1,240.50."
    assert not page.play.play.isEnabled()
    assert page.draft.positions[0].size_text.count("x") == 1
    page.window().reject()
    again = open_account(window)
    assert draft_document(again.draft) == draft_document(page.draft), "the account is as it was left"


def test_the_answer_is_copied_as_text_and_saved_as_a_picture(qtbot, window, tmp_path: Path):
    page = open_account(window)
    qtbot.mouseClick(page.answer.example, LEFT)
    qtbot.mouseClick(page.copy_text, LEFT)
    assert QGuiApplication.clipboard().text().startswith(SENTENCE)
    assert page.said.text() == "Copied as text."
    qtbot.mouseClick(page.copy_picture, LEFT)
    assert not QGuiApplication.clipboard().pixmap().isNull()
    assert page.save_picture_to(str(tmp_path / "answer"))
    image = QImage(str(tmp_path / "answer.png"))
    assert image.width() > 1_200 and image.height() > 400
    assert not page.save_picture_to(str(tmp_path / "nowhere" / "answer.png"))
    assert page.said.text().endswith("cannot be written. Choose another folder.")


def test_the_account_is_kept_as_a_file_of_the_person(qtbot, window, tmp_path: Path):
    page = open_account(window)
    qtbot.mouseClick(page.answer.example, LEFT)
    assert '"isolated_margin": "1000"' in (tmp_path / "user" / FILE_NAME).read_text(encoding="utf-8")


def test_what_cannot_be_played_is_said_and_the_page_stays(qtbot, window):
    page = open_account(window)
    qtbot.mouseClick(page.answer.example, LEFT)
    size = page.editor.cards[0].fields["size"]
    size.show_text("")
    qtbot.keyClicks(size, "0.00015")
    qtbot.mouseClick(page.play.play, LEFT)
    qtbot.waitUntil(lambda: "write a multiple of 0.001" in page.said.text())
    assert page.isVisible() and not window.host.has_session


@pytest.mark.parametrize("book", ["binance-usdm", "bulkhead-teaching"])
def test_played_into_its_liquidation_it_loses_what_the_sentence_said(qtbot, window, book: str):
    page = open_account(window)
    qtbot.mouseClick(page.answer.example, LEFT)
    page.book.setCurrentIndex(page.book.findData(book))
    page.book.activated.emit(page.book.currentIndex())
    said = sentence(page)
    assert said.startswith("At most 1,000.00 USDT")
    tick = page.answer.cards[0].accessibleDescription()
    page.play.crash.setCurrentIndex(page.play.crash.findData(""))
    page.play.percent.show_text("25")
    page.play.changed.emit()
    qtbot.mouseClick(page.play.play, LEFT)
    host = window.host
    qtbot.waitUntil(lambda: host.is_playing)
    host.pause()
    host.play_to(host.session.opening.starts_ns)
    window.refresh(settle=False)
    position = window.model.facts.positions[0]
    assert f"{position.liquidation_ticks / 10:,.1f}" in tick, "the window shows the tick that was told before"
    assert window.body.wallets.reach.figure.sum_text == "−1,000.00"
    host.play_to(host.session.opening.ends_ns)
    balances = host.session.state.balances
    assert Decimal(balances.of("contract", "USDT")) / 10**8 == 650
    assert Decimal(balances.of("spot", "USDT")) / 10**8 == 3_000
    assert not host.session.state.positions_of("you")


def test_the_command_is_in_the_menu_and_in_the_top_bar(qtbot, window):
    assert any(action.text() == "My account…" for action in window.menu.actions())
    window.body.top_bar.account_requested.emit()
    assert page_in(window).isVisible()


def test_a_page_closed_while_a_crash_is_prepared_calls_it_off(qtbot, window):
    page = open_account(window)
    qtbot.mouseClick(page.answer.example, LEFT)
    qtbot.mouseClick(page.play.play, LEFT)
    assert page.said.text() == "The crash is being prepared." and not page.play.play.isEnabled()
    page.window().reject()
    assert QThreadPool.globalInstance().waitForDone(20_000)
    QApplication.processEvents()
    assert not window.host.has_session


def test_the_worst_path_takes_exactly_what_the_sentence_said(qtbot, window):
    page = open_account(window)
    qtbot.mouseClick(page.answer.example, LEFT)
    assert sentence(page).startswith("At most 1,000.00 USDT")
    page.play.crash.setCurrentIndex(page.play.crash.findData(WORST))
    assert page.play.note.text().startswith("Searched for")
    qtbot.mouseClick(page.play.play, LEFT)
    host = window.host
    qtbot.waitUntil(lambda: host.is_playing, timeout=20_000)
    host.pause()
    host.play_to(host.session.opening.ends_ns)
    assert Decimal(host.session.state.balances.of("contract", "USDT")) / 10**8 == 650
    assert host.session.opening.notes == ("This path took exactly what the rules say: 1,000.00 USDT.",)
