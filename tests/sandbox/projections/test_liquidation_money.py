"""What a liquidation moved, read from the ledger alone, must close for every kind of book."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import LiquidationStarted, TransferPosted
from sandbox.projections.liquidation_money import LiquidationMoney
from tests.support.builders import BTC, ETH, World, a_rulebook, a_trader, an_opening, atoms, held


def play(rules: dict[str, object], fund: str, gap: int, mode: str, legs: int) -> tuple[World, LiquidationMoney]:
    """Open one or two longs, let the price gap, play to the end and fold the liquidation's events."""
    shorts = a_trader("short-1", "9000", held(BTC, "short", "2", "7934.0"))
    world = World(an_opening(a_rulebook(**rules), fund=fund, traders=(shorts,)))
    world.do(0, BTC="7934.0", ETH="200.00")
    longs = [PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode=mode, leverage=Fraction(20))]
    if legs > 1:
        longs.append(PlaceOrder(contract=ETH, side="long", lots=20_000, margin_mode=mode, leverage=Fraction(20)))
    world.do(1, *longs)
    world.do(1_800, BTC=f"{gap}.0", ETH="190.00")
    for second in range(1_801, 1_830):
        world.do(second)
    money = LiquidationMoney("you")
    names = [one.liquidation for one in world.events if isinstance(one, LiquidationStarted) and one.owner == "you"]
    for event in world.events:
        cause = event.cause if isinstance(event, TransferPosted) else getattr(event, "liquidation", None)
        if names and cause == names[0]:
            money.take(event)
    return world, money


BOOKS = (
    {"steps": "whole"},
    {"steps": "whole", "fee": Fraction("0.005")},
    {"steps": "slices", "slice": Fraction(1, 4), "fee": Fraction("0.005")},
    {"steps": "brackets", "fee": Fraction("0.003")},
    {"steps": "whole", "beyond_fund": "socialise"},
    {"steps": "whole", "adl_price": "mark"},
    {"steps": "whole", "surplus_to": "trader", "fee": Fraction("0.001")},
)


@given(
    rules=st.sampled_from(BOOKS),
    fund=st.sampled_from(("0", "300", "50000")),
    gap=st.integers(6_500, 7_580),
    mode=st.sampled_from(("isolated", "cross")),
    legs=st.integers(1, 2),
)
def test_sums_of_a_liquidation_close_to_the_atom_for_every_book(rules, fund, gap, mode, legs):
    world, money = play(rules, fund, gap, mode, legs)
    assert money.taken_atoms == money.from_margin_atoms + money.fee_atoms + money.kept_atoms
    paid = money.from_margin_atoms + money.from_fund_atoms + money.socialised_atoms
    assert money.price_loss_atoms == paid
    assert money.kept_atoms >= 0 and money.from_fund_atoms >= 0 and money.socialised_atoms >= 0
    if legs == 1:
        mine = ("contract", "contract/isolated/")
        held_now = sum(
            value for account, _, value in world.state.balances.items() if account == mine[0] or account[:18] == mine[1]
        )
        assert held_now == atoms("1240") - money.taken_atoms
    assert not money.touched


@pytest.mark.parametrize(("fund", "from_fund", "net"), [("50000", "1074.6", "-1074.6"), ("500", "499.689", "-499.689")])
def test_money_of_the_gap_is_that_of_the_interfaces(fund, from_fund, net):
    _, money = play({"steps": "whole"}, fund, 7_000, "isolated", 1)
    assert money.taken_atoms == atoms("793.4")
    assert money.from_fund_atoms == atoms(from_fund)
    assert money.fund_net_atoms == atoms(net)
    assert money.fee_atoms == money.kept_atoms == money.socialised_atoms == 0


def test_a_ledger_entry_that_takes_from_spot_is_told():
    money = LiquidationMoney("you")
    money.take(TransferPosted(debit="spot", credit="contract", asset="USDT", atoms=1, cause="liq-1"))
    assert money.touched == {"spot"}
