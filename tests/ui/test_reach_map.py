"""The map of reach: what pays, what can be pulled, what is locked and sealed, each with rule, formula and source."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.money_stories import FOUR_SLICES, MoneyPilot
from tests.support.reach_stories import reach_story
from ui.main_window.reach_map_wiring import open_reach_map
from ui.main_window.reach_wiring import show_details
from ui.viewmodels import reach_map_texts as texts

AT = "09:58:03"


@pytest.fixture
def mapped(qtbot, tmp_path):
    """Return what opens the map over a story played to a time."""

    def opened(story, until=AT):
        pilot = MoneyPilot(story, tmp_path, "09:00:00")
        qtbot.addWidget(pilot.window)
        pilot.play_to(until)
        pilot.window.refresh(settle=False)
        return open_reach_map(pilot.window)

    yield opened
    QApplication.instance().setStyleSheet("")


def states(page):
    return {one.key: one.state for one in (*page.view.nodes, *page.view.doors)}


def test_isolated_positions_pay_alone_and_every_other_wallet_is_sealed(mapped):
    page = mapped(FOUR_SLICES)
    assert {key for key, state in states(page).items() if state == "pays"} == {"part:p1", "part:p2"}
    assert {state for key, state in states(page).items() if key not in ("part:p1", "part:p2")} == {"sealed"}
    assert page.view.sum_text == "At worst 1,240.00 USDT"


def test_cross_with_doors_pays_from_the_pool_and_savings_and_pulls_spot(mapped):
    page = mapped(reach_story("segregated", doors=True))
    found = states(page)
    assert (found["pool"], found["savings"], found["spot"], found["funding"]) == ("pays", "pays", "pulled", "sealed")
    assert (found["door:spot"], found["door:savings"], found["door:funding"]) == ("pulled", "pays", "sealed")
    page.map.choose("door:spot")
    assert "min(limit 500.00, there 3,000.00, what margin lacks): 500.00" in page.words
    assert texts.ASSUMPTION in page.words and any(one.startswith("Bulkhead teaching book, as of") for one in page.words)


@pytest.mark.parametrize(("mode", "spot"), [("multi-asset", "sealed"), ("unified", "pays")])
def test_what_counts_in_the_account_mode_decides_about_spot(mapped, mode, spot):
    page = mapped(reach_story(mode))
    assert states(page)["spot"] == states(page)["door:spot"] == spot
    assert states(page)["pool"] == "pays" and states(page)["cold"] == "sealed"


def test_a_running_liquidation_locks_what_may_not_be_moved(mapped):
    page = mapped(FOUR_SLICES, "10:42:16")
    nodes = {one.key: one for one in page.view.nodes}
    assert nodes["pool"].is_locked and nodes["part:p2"].is_locked and not nodes["spot"].is_locked
    assert states(page)["door:part:p2"] == "locked"


def test_if_the_exchange_fails_all_but_cold_can_be_lost(mapped):
    page = mapped(FOUR_SLICES)
    page.question.button(texts.KEY_FAILURE).click()
    assert {one.key for one in page.view.nodes if one.state == "sealed"} == {"cold"}
    assert page.view.sum_text == "All on the exchange: 1.2500 BTC + 10,491.58 USDT"
    assert not page.play.isEnabled() and not page.view.doors


def test_keys_and_clicks_choose_what_is_explained(mapped):
    page = mapped(FOUR_SLICES)
    page.map.choose("spot")
    QTest.keyClick(page.map, Qt.Key.Key_Right)
    assert page.map.key == "door:spot" and page.words[0] == "Spot to Contract"
    layout = page.map._layout()
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=layout.boxes["cold"].center().toPoint())
    assert page.map.key == "cold" and page.words[0] == "Cold wallet"
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=layout.doors["door:part:p1"].toPoint())
    assert page.map.key == "door:part:p1"
    assert "BTCUSDT long: Pays now, 1,000.00 of 1,000.00" in page.map.accessibleDescription()


def test_the_details_of_the_blast_radius_lead_to_the_map(mapped):
    page = mapped(FOUR_SLICES)
    window = page.window().parent()
    page.closed.emit()
    show_details(window)
    window.body.reach_details.map.click()
    assert not window.body.reach_details.isVisible()
