"""The countdown to funding: from the plan of instants, never a rate that is still to come."""

from fractions import Fraction
from types import SimpleNamespace

from sandbox.messages.inputs import FundingUpdate
from sandbox.messages.opening import PlannedFunding
from ui.viewmodels.funding_view import FundingPlan

HOUR_NS = 3_600_000_000_000
BTC = "BTCUSDT-PERP"


def plan() -> FundingPlan:
    rates = ((8, "0.0001"), (16, "-0.00025"))
    funding = tuple(
        PlannedFunding(at_ns=hour * HOUR_NS, update=FundingUpdate(contract=BTC, rate=Fraction(rate)))
        for hour, rate in rates
    )
    return FundingPlan(SimpleNamespace(funding=funding))


def test_left_text_counts_down_in_whole_seconds_and_ends_with_the_plan():
    found = plan()
    assert found.left_text(BTC, 0) == "08:00:00"
    assert found.left_text(BTC, 8 * HOUR_NS - 1) == "00:00:01"
    assert found.left_text(BTC, 8 * HOUR_NS) == "08:00:00"
    assert found.left_text(BTC, 16 * HOUR_NS) == ""
    assert found.left_text("ETHUSDT-PERP", 0) == ""


def test_tip_tells_the_last_rate_and_not_the_next():
    found = plan()
    assert found.tip(BTC, 0) == "BTCUSDT: funding is settled next at 08:00:00 UTC."
    assert "+0.0100\N{NO-BREAK SPACE}%" in found.tip(BTC, 9 * HOUR_NS)
    assert "0.0250" not in found.tip(BTC, 9 * HOUR_NS)
