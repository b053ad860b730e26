"""An exchange that is down, then fails, as the window shows it."""

from pathlib import Path

import pytest

from sandbox.loading.resource_files import find
from tests.support.money_stories import MoneyPilot
from ui.viewmodels import fund_texts as words


@pytest.fixture
def pilot(qtbot, tmp_path):
    story = Path(find("scenarios", "exchange-goes-dark")).read_text(encoding="utf-8")
    made = MoneyPilot(story, tmp_path, "10:00:05")
    qtbot.addWidget(made.window)
    yield made
    made.window.close()


def command(pilot, text):
    return next(one for one in pilot.window.actions() if one.text() == text)


def test_an_outage_stands_in_the_banner_until_it_ends(pilot):
    pilot.play_to("10:12:00")
    assert pilot.window.body.chart.banner.text == words.OUTAGE_BANNER
    pilot.play_to("10:19:00")
    assert not pilot.window.body.chart.banner.isVisible()


def test_a_failed_exchange_freezes_every_wallet_but_cold(pilot):
    pilot.play_to("10:31:00")
    window = pilot.window
    assert window.body.chart.banner.text == words.FAILED_BANNER
    assert set(window.model.facts.locked_wallets) == {"spot", "funding", "savings", "contract"}
    pipes = {one.key: one for one in window.model.wallets_view().pipes}
    assert pipes["contract"].reason_text == words.FROZEN and pipes["cold"].reason_text != words.FROZEN


def test_an_outage_can_be_begun_and_ended_from_the_command_search(pilot):
    command(pilot, words.BEGIN_OUTAGE).trigger()
    assert pilot.window.host.session.state.has_outage
    command(pilot, words.END_OUTAGE).trigger()
    assert not pilot.window.host.session.state.has_outage
    command(pilot, words.FAIL).trigger()
    assert pilot.window.host.session.state.has_failed
