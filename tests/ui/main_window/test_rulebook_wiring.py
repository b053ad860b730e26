"""The page of rulebooks as a person uses it: opened by its key, a book copied, broken, mended and used."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.values.problems import Problem
from tests.support.layout import complaints
from tests.support.window_pilot import Pilot
from ui.main_window.rulebook_wiring import open_rulebooks
from ui.panels.rulebook_page import RulebookPage
from ui.viewmodels import rulebook_texts as texts


@pytest.fixture
def pilot(qtbot: object, tmp_path: Path) -> Pilot:
    return Pilot(qtbot, tmp_path)


def choose(page: RulebookPage, book_id: str) -> None:
    row = next(at for at in range(page.list.count()) if page.list.item(at).data(Qt.ItemDataRole.UserRole) == book_id)
    page.list.setCurrentRow(row)


def test_the_key_shows_the_book_of_the_session(qtbot: object, pilot: Pilot) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(pilot.window, Qt.Key.Key_B, modifiers)
    page = pilot.window.findChild(RulebookPage)
    assert page.item.id == "binance-usdm" and page.status.text() == "good"
    assert "Binance futures liquidation protocols" in page.rules.toPlainText()
    assert page.text.isReadOnly() and page.said.text() == texts.READ_ONLY
    assert complaints(page) == []
    choose(page, "okx-linear")
    assert page.name.text() == "OKX-style linear"
    qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_a_click_on_the_rulebook_in_the_top_bar_shows_it(qtbot: object, pilot: Pilot) -> None:
    qtbot.mouseClick(pilot.window.body.top_bar.rulebook_chip, Qt.MouseButton.LeftButton)
    page = pilot.window.findChild(RulebookPage)
    assert page.item.id == "binance-usdm"
    page.closed.emit()


def test_a_copy_is_edited_checked_and_kept(qtbot: object, pilot: Pilot) -> None:
    page = open_rulebooks(pilot.window)
    choose(page, "bulkhead-teaching")
    page.copy.click()
    assert page.item.id == "my-bulkhead-teaching" and page.item.is_own and not page.text.isReadOnly()
    good = page.text.toPlainText()
    page.text.setPlainText(good.replace('steps = "slices"', 'steps = "slises"'))
    qtbot.waitUntil(lambda: page.status.text() == "to mend: 1", timeout=5_000)
    line = good.splitlines().index('steps = "slices"') + 1
    assert page.findings.item(0).text().startswith(f"line {line} · steps is 'slises'")
    assert list(page.text.marks) == [line] and page.text.marks[line][0] == "loss"
    with pytest.raises(Problem, match=f":{line}: steps"):
        load_rulebook("my-bulkhead-teaching")
    page.findings.itemActivated.emit(page.findings.item(0))
    assert page.text.textCursor().blockNumber() == line - 1
    page.text.setPlainText(good.replace('fee = "0.005"', 'fee = "0.001"'))
    page.closed.emit()
    assert str(float(load_rulebook("my-bulkhead-teaching").liquidation.fee)) == "0.001"


def test_another_book_chosen_keeps_what_was_typed(qtbot: object, pilot: Pilot) -> None:
    page = open_rulebooks(pilot.window)
    page.copy.click()
    own = page.item.id
    page.text.setPlainText(page.text.toPlainText().replace("stage_seconds = 2", "stage_seconds = 7"))
    choose(page, "hyperliquid")
    assert page.name.text() == "Hyperliquid-style" and page.check.findings == ()
    assert load_rulebook(own).liquidation.stage_ns == 7 * 10**9
    choose(page, own)
    assert "stage_seconds = 7" in page.text.toPlainText()
    page.closed.emit()


def test_a_doubtful_line_has_a_mark_with_its_words(qtbot: object, pilot: Pilot) -> None:
    page = open_rulebooks(pilot.window)
    page.copy.click()
    page.text.setPlainText(page.text.toPlainText().replace('deduction = "50"', 'deduction = "60"', 1))
    page.keep()
    assert page.status.text() == "doubtful: 2"
    (line, *_) = page.text.marks
    page.text.go_to(line)
    page.view.button(texts.TEXT).click()
    page.text.grab()
    tones = {tone for tone, _ in page.text.marks.values()}
    assert tones == {"warn"}
    y = page.text.cursorRect().center().y()
    assert "falls by 10 at 50000" in page.text.mark_at(y)
    page.closed.emit()


def test_a_book_whose_file_is_gone_is_told_and_the_others_go_on(qtbot: object, pilot: Pilot) -> None:
    page = open_rulebooks(pilot.window)
    page.copy.click()
    gone = page.item
    choose(page, "hyperliquid")
    gone.path.unlink()
    choose(page, gone.id)
    assert "there is no such file" in page.said.text() and page.name.text() == "Hyperliquid-style"
    choose(page, "okx-linear")
    assert page.name.text() == "OKX-style linear"
    page.closed.emit()


def test_my_account_offers_your_book(qtbot: object, pilot: Pilot) -> None:
    from ui.main_window.account_wiring import open_account

    page = open_rulebooks(pilot.window)
    page.copy.click()
    page.closed.emit()
    account = open_account(pilot.window)
    assert any(account.book.itemData(at) == "my-binance-usdm" for at in range(account.book.count()))
    account.closed.emit()
