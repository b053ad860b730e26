"""Funding flows from longs to shorts where the rate is positive, in whatever coin a contract is settled."""

from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.engine.opening import open_state
from sandbox.engine.step import step
from sandbox.messages.events import LiquidationStarted
from sandbox.messages.inputs import FundingUpdate, PriceUpdate, StepInput
from sandbox.messages.opening import TraderPosition
from sandbox.rulebook.records import Contract
from tests.support.builders import BTC, START, a_rulebook, amounts, an_opening, atoms, brackets, held

COIN = Contract(
    symbol="BTCUSD-PERP",
    kind="inverse",
    base="BTC",
    quote="USD",
    settle="BTC",
    tick=Fraction(1, 10),
    lot=Fraction(1),
    face=Fraction(100),
    brackets=brackets(("5", "125", "0.004")),
)


def moved(contract: str, side: str, rate: str) -> int:
    """Return what one funding moved into your contract wallet; the position is worth 0.1 BTC, or 1,000 USDT."""
    if contract == BTC:
        book, position, ticks = a_rulebook(), held(BTC, side, "0.1", "10000.0"), 100_000
    else:
        book, ticks = a_rulebook(contracts=(COIN,)), 100_000
        position = TraderPosition(
            contract=contract,
            side=side,
            lots=10,
            value_atoms=atoms("0.1"),
            margin_mode="cross",
            leverage=Fraction(10),
        )
    opening = replace(an_opening(book), wallets=amounts("contract", USDT="500", BTC="1"), positions=(position,))
    asset = "USDT" if contract == BTC else "BTC"
    state, _ = open_state(opening)
    before = state.balances.of("contract", asset)
    prices = (PriceUpdate(contract=contract, price_ticks=ticks),)
    funding = (FundingUpdate(contract=contract, rate=Fraction(rate)),)
    step(state, StepInput(now_ns=START + 1, prices=prices, funding=funding))
    return state.balances.of("contract", asset) - before


@pytest.mark.parametrize(
    ("contract", "side", "rate", "change"),
    [
        (BTC, "long", "0.001", "-1"),
        (BTC, "short", "0.001", "1"),
        ("BTCUSD-PERP", "long", "0.001", "-0.0001"),
        ("BTCUSD-PERP", "short", "0.001", "0.0001"),
        ("BTCUSD-PERP", "long", "-0.002", "0.0002"),
    ],
)
def test_a_positive_rate_is_paid_by_longs_to_shorts(contract: str, side: str, rate: str, change: str) -> None:
    sign = -1 if change.startswith("-") else 1
    assert moved(contract, side, rate) == sign * atoms(change.lstrip("-"))


@pytest.mark.parametrize(
    ("mode", "trigger", "keeps", "paid", "liquidates"),
    [
        ("cross", "at_or_below", False, "100", True),  # 10,000 at 1 %, and 130 are there
        ("cross", "at_or_below", True, "89.99999999", False),  # maintenance 40: one atom above it stays
        ("cross", "below", True, "90", False),  # at maintenance it is healthy
        ("isolated", "below", False, "100", True),
        ("isolated", "below", True, "90", False),
    ],
)
def test_funding_alone_liquidates_nobody_where_the_book_says_so(
    mode: str, trigger: str, keeps: bool, paid: str, liquidates: bool
) -> None:
    book = a_rulebook(trigger=trigger, top_up="initial_margin")
    book = replace(book, funding=replace(book.funding, cap=Fraction(1, 100), keeps_maintenance=keeps))
    position = replace(held(BTC, "long", "1", "10000.0", mode, "80"), isolated_margin_atoms=atoms("130"))
    opening = replace(an_opening(book), wallets=amounts("contract", USDT="130"), positions=(position,))
    state, _ = open_state(opening)
    account = "contract" if mode == "cross" else "contract/isolated/p1"
    prices = (PriceUpdate(contract=BTC, price_ticks=100_000),)
    funding = (FundingUpdate(contract=BTC, rate=Fraction(1, 100)),)
    events = step(state, StepInput(now_ns=START + 1, prices=prices, funding=funding))
    assert atoms("130") - state.balances.of(account, "USDT") == atoms(paid)
    assert any(isinstance(one, LiquidationStarted) for one in events) == liquidates
