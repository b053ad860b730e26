"""A market file becomes a session: chosen or dropped, recognised, played with chosen balances, errors in place."""

import gzip
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from sandbox.values.assets import ATOMS_PER_UNIT
from tests.support.window_pilot import Pilot
from ui.dialogs.market_dialog import MarketDialog
from ui.main_window.market_wiring import open_market
from ui.viewmodels import market_texts as words

T0 = 1_584_007_200
MINUTE = 60


@pytest.fixture
def pilot(qtbot, tmp_path):
    return Pilot(qtbot, tmp_path / "user")


def candles(folder: Path, name: str = "BTCUSDT-1m.csv", rows: int = 30, skip: int = 7) -> Path:
    """Write one-minute candles with a hole after `skip` rows."""
    lines = ["time,open,high,low,close,volume"]
    for at in range(rows):
        start = T0 + MINUTE * (at + (at >= skip))
        lines.append(f"{start},{8000 + at},{8010 + at},{7990 + at},{8005 + at},2.5")
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def opened(pilot: Pilot, path: Path) -> MarketDialog:
    dialog = open_market(pilot.window, path)
    pilot.qtbot.waitUntil(lambda: dialog.view is not None or bool(dialog.error.text()))
    return dialog


def drop(target, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at, keys = QPointF(5, 5), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys))


def test_a_file_says_what_was_recognised_and_asks_no_more_than_it_must(pilot, tmp_path) -> None:
    dialog = opened(pilot, candles(tmp_path))
    facts = dict(dialog.view.facts)
    assert facts[words.FORMAT] == "Table of candles"
    assert facts[words.CONTRACT] == "BTCUSDT (from the file name)"
    assert (facts[words.INTERVAL], facts[words.CANDLES]) == ("1m", "30")
    assert facts[words.SPAN] == "2020-03-12 10:00:00 – 2020-03-12 10:30:00 UTC"
    assert facts[words.GAPS] == "1: the price holds there"
    assert dialog.contract.isHidden() and not dialog.book.isHidden()
    assert (dialog.view.book, dialog.view.contract) == ("binance-usdm", "BTCUSDT-PERP")
    dialog.reject()


def test_a_file_is_played_with_the_balances_chosen(pilot, tmp_path) -> None:
    dialog = opened(pilot, candles(tmp_path))
    before = pilot.window.files.path
    dialog.amounts["wallet"].setText("1,234.5")
    dialog.amounts["spot"].setText("0")
    pilot.qtbot.mouseClick(dialog.play, Qt.MouseButton.LeftButton)
    pilot.qtbot.waitUntil(lambda: pilot.window.files.path != before)
    session = pilot.window.host.session
    assert session.opening.title == "BTCUSDT-PERP 2020-03-12"
    assert session.state.balances.of("contract", "USDT") == 12345 * ATOMS_PER_UNIT // 10
    assert session.state.balances.of("spot", "USDT") == 0
    assert len(session.opening.prices) == 120 and sum(session.opening.prices.volume_atoms) == 75 * ATOMS_PER_UNIT
    assert "gaps in the file: 1; the price holds there" in session.opening.notes
    assert pilot.window.host.is_playing
    pilot.window.host.pause()


def test_what_the_content_does_not_say_is_asked(pilot, tmp_path) -> None:
    dialog = opened(pilot, candles(tmp_path, "mine.csv"))
    assert dict(dialog.view.facts)[words.CONTRACT] == words.CONTRACT_UNKNOWN
    assert not dialog.contract.isHidden() and "ETHUSDT-PERP" in dialog.view.contracts
    assert dialog.view.contract == "" and not dialog.play.isEnabled()  # nothing is guessed
    dialog.contract.setCurrentText("ETHUSDT-PERP")
    assert dialog.view.contract == "ETHUSDT-PERP" and dialog.play.isEnabled()
    dialog.book.setCurrentIndex(dialog.book.findData("binance-coinm"))
    assert (dialog.view.contract, dialog.view.asset) == ("BTCUSD-PERP", "BTC") and not dialog.contract.isHidden()
    assert dialog.amounts["wallet"].text() == "1"
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("rates.csv", "calc_time,last_funding_rate\n1584007200000,0.0001\n", "funding rates, not candles"),
        ("one.csv", "time,open,high,low,close\n1584007200,1,1,1,1\n", "a single candle"),
        ("DOGEUSDT.csv", "time,open,high,low,close\n1584007200,1,1,1,1\n1584007260,1,1,1,1\n", "No rulebook has a"),
        ("prose.csv", "dear diary, today nothing happened\n", "is no known market format"),
        ("empty.csv", "", "is empty"),
        ("gone.csv", None, "gone.csv"),
    ],
)
def test_what_stands_in_the_way_is_said_in_place(pilot, tmp_path, name: str, body: str | None, why: str) -> None:
    if body is not None:
        (tmp_path / name).write_text(body)
    before = pilot.window.files.path
    dialog = opened(pilot, tmp_path / name)
    assert why in dialog.error.text() and not dialog.error.isHidden()
    assert not dialog.play.isEnabled() and dialog.asked.isHidden()
    dialog.file_chosen.emit(candles(tmp_path))  # another file can be chosen
    pilot.qtbot.waitUntil(lambda: dialog.play.isEnabled())
    assert dialog.error.isHidden()
    dialog.reject()
    assert pilot.window.files.path == before


@pytest.mark.parametrize(("field", "text"), [("wallet", "abc"), ("spot", "-1"), ("fund", "0.123456789")])
def test_an_amount_that_is_none_is_said_at_its_field(pilot, tmp_path, field: str, text: str) -> None:
    dialog = opened(pilot, candles(tmp_path))
    dialog.amounts[field].setText(text)
    assert dialog.amounts[field].property("invalid") and dialog.error.text()
    assert not dialog.play.isEnabled() and not dialog.asked.isHidden()
    dialog.amounts[field].setText("5")
    assert not dialog.amounts[field].property("invalid") and dialog.play.isEnabled()
    dialog.reject()


def test_a_file_dropped_on_the_window_opens_the_dialog_and_one_on_the_dialog_replaces_it(pilot, tmp_path) -> None:
    packed = tmp_path / "BTCUSDT-1m.csv.gz"
    packed.write_bytes(gzip.compress(candles(tmp_path).read_bytes()))
    drop(pilot.window, packed)
    dialog = pilot.window.findChild(MarketDialog)
    pilot.qtbot.waitUntil(lambda: dialog.view is not None)
    assert dialog.file.text() == packed.name
    drop(dialog, candles(tmp_path, "ETHUSDT-1m.csv"))
    pilot.qtbot.waitUntil(lambda: dialog.view is not None and dialog.view.contract == "ETHUSDT-PERP")
    dialog.reject()


def test_nothing_but_fields_takes_drops_from_the_window(pilot) -> None:
    takers = [one for one in pilot.window.findChildren(QWidget) if one.acceptDrops()]
    assert all(isinstance(one, QLineEdit) for one in takers), takers


def test_a_session_dropped_on_the_window_is_opened(pilot) -> None:
    first = pilot.window.files.path
    pilot.window.files.start_scenario("black-thursday")
    drop(pilot.window, first)
    pilot.qtbot.waitUntil(lambda: pilot.window.files.path == first)


def test_the_command_is_in_the_menu_and_in_the_search(pilot) -> None:
    assert words.MENU in [one.text() for one in pilot.window.menu.actions()]
    assert words.MENU in [one.text() for one in pilot.window.actions()]
