"""The change set names what a step touched."""

from sandbox.messages.events import CaptionShown, CommandRefused, LiquidationReleased, TransferPosted
from sandbox.session.change_set import change_set


def test_prices_may_always_have_changed() -> None:
    assert change_set(()) == {"prices"}


def test_money_touches_wallets_and_the_fund_where_it_takes_part() -> None:
    plain = TransferPosted(debit="spot", credit="contract", asset="USDT", atoms=1, cause="c1")
    drawn = TransferPosted(debit="insurance_fund", credit="liquidation_desk", asset="USDT", atoms=1, cause="liq-1")
    assert change_set((plain,)) >= {"wallets"} and "fund" not in change_set((plain,))
    assert change_set((drawn,)) >= {"wallets", "fund"}


def test_liquidations_captions_and_refusals_are_told_apart() -> None:
    released = LiquidationReleased(liquidation="liq-1", unit="you/isolated/p1", owner="you", healthy=True)
    assert "liquidations" in change_set((released,))
    assert change_set((CaptionShown(kind="say", text="x", cause="c1"),)) == {"prices", "captions"}
    assert "refusals" in change_set((CommandRefused(command=1, action="open", reason="NO_PRICE"),))
