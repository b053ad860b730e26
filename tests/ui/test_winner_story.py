"""The winner's chair: banner, card, queue and autopsy of a deleveraging that cuts a position of yours."""

from pathlib import Path

import pytest

from sandbox.loading.resource_files import find
from tests.support.money_stories import MoneyPilot, gap_story
from ui.main_window.autopsy_wiring import open_autopsy

ADL = 3


@pytest.fixture
def pilot(qtbot, tmp_path):
    story = Path(find("scenarios", "winner-deleveraged")).read_text(encoding="utf-8")
    made = MoneyPilot(story, tmp_path, "10:29:00")
    qtbot.addWidget(made.window)
    yield made
    made.window.close()


def test_the_banner_says_who_is_cut_while_the_liquidation_runs(pilot):
    pilot.play_to("10:30:05")
    assert pilot.window.body.chart.banner.text == (
        "Your BTCUSDT short is deleveraged: 1.070 BTC are closed at 7,537.3, because long-1 cannot pay and the fund "
        "does not cover it. Profit is cut, not principal."
    )
    pilot.play_to("10:31:00")
    assert not pilot.window.body.chart.banner.isVisible()


def test_the_card_says_what_was_cut_and_that_principal_stays(pilot):
    pilot.play_to("10:30:30")
    view = pilot.window.body.rescue.view
    assert pilot.window.body.shows_rescue and view.title_text == "Deleveraged"
    assert view.lines[0].texts[:4] == ("Rank 1", "1.070", "7,537.3", "+424.47")
    assert {one.label: one.value for one in view.sums} == {
        "The same size at the mark": "999.38",
        "Profit cut": "574.91",
        "Profit paid to you": "424.47",
        "Principal lost": "0.00",
    }
    assert view.untouched[0].label == "Short 0.930 BTCUSDT stays open"


def test_the_queue_stands_as_it_is_and_as_it_was_before_the_cut(pilot):
    pilot.play_to("10:30:30")
    pilot.window.money.show_net_details(ADL)
    view = pilot.window.money.details.view
    assert [(one.owner_text, one.cut_text) for one in view.before] == [("You", "1.070"), ("short-1", "")]
    assert view.before_title == "Before the cut at 10:30:04, closed at 7,537.3"
    assert [one.position_text.split()[2] for one in view.queue] == ["0.930", "2.000"]


def test_the_autopsy_is_of_the_liquidation_that_cut_you(pilot):
    pilot.play_to("10:31:00")
    page = open_autopsy(pilot.window)
    assert page.choice.currentText() == "BTCUSDT 10:30:00 · long-1, you were cut"
    assert page.view.sentence.startswith("Your BTCUSDT short was deleveraged because long-1 could not pay")
    assert [one.title for one in page.view.happened][-2:] == [
        "1.070 BTC of yours is closed",
        "Released: nothing is left",
    ]
    assert not page.avoided.again.isVisible() and not page.avoided.is_waiting
    page.closed.emit()


def test_looking_back_before_the_cut_knows_nothing_of_it(pilot):
    pilot.play_to("10:31:00")
    pilot.window.host.travel_by(lambda travel: travel.to_instant(travel.moment.opening.starts_ns))
    model = pilot.window.model
    assert model.rescue_view() is None and model.net_details_view(ADL).before == ()


def test_a_claim_is_told_in_the_event_and_the_sums_close(qtbot, tmp_path):
    book = Path(find("rulebooks", "binance-usdm")).read_text(encoding="utf-8")
    (tmp_path / "claims.toml").write_text(book.replace('beyond_fund = "adl"', 'beyond_fund = "claim"'))
    made = MoneyPilot(gap_story(fund="500", rulebook=str(tmp_path / "claims.toml")), tmp_path, "10:30:30")
    qtbot.addWidget(made.window)
    view = made.window.model.rescue_view()
    sums = {one.label: one.value for one in view.sums}
    assert sums["advanced by the exchange, a claim on you"] == "574.91"
    assert sums["from your margin"] == "793.40" and sums["from the insurance fund"] == "499.69"
    assert sums["Price loss, paid to the other side"] == "1,868.00"
    assert "574.91 is left as a claim of the exchange" in view.autopsy_text
    made.window.close()
