"""Interest on debt: charged when funding settles, at the book's rate, and nothing where the book has none."""

from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.engine.pool import debt_atoms
from sandbox.messages.events import TransferPosted
from sandbox.messages.inputs import FundingUpdate
from sandbox.messages.opening import OpeningDebt, PlannedCommand, PlannedFunding
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.studies.compare import compare
from sandbox.studies.fork import opening_from_now
from sandbox.studies.regimes import BY_ID, REGIMES
from sandbox.values.problems import Problem
from tests.sandbox.engine.test_regimes import a_book, an_account, long_btc
from tests.support.builders import BTC, SECOND, START, World, atoms, price_columns


def an_indebted_world(interest: str) -> World:
    """Return a world whose funding is paid out of a loan: no cash, 2.5 BTC and those of spot."""
    book = a_book(borrow="100000")
    book = replace(book, collateral=replace(book.collateral, interest=Fraction(interest)))
    opening = an_account("unified", book, USDT="0", BTC="2.5")
    world = World(replace(opening, wallets=tuple(one for one in opening.wallets if one.asset != "USDT")))
    world.do(0, BTC="8000.0")
    world.do(1, long_btc())
    world.do(2, funding=(FundingUpdate(contract=BTC, rate=Fraction(1, 200)),))
    return world


@pytest.mark.parametrize(("rate", "each"), [("0", "0"), ("0.219", "0.016")])
def test_interest_of_an_interval_is_added_to_the_debt(rate: str, each: str) -> None:
    world = an_indebted_world(rate)
    charged = atoms(each)  # 80 x 21.9 % x 8 / 8,760
    assert debt_atoms(world.state, "USDT") == atoms("80") + charged
    events = world.do(3, funding=(FundingUpdate(contract=BTC, rate=Fraction(0)),))
    told = [one.atoms for one in events if isinstance(one, TransferPosted) and one.cause == "interest"]
    assert told == ([charged + 320] if charged else [])  # and on the interest of before: 0.016 x 0.0002


def an_owing_session() -> Session:
    """Return a session that stands a second after its funding was paid out of a loan of 80."""
    opening = an_indebted_world("0").opening
    rows = [(START, BTC, 80_000), (START + 5 * SECOND, BTC, 80_000), (START + 60 * SECOND, BTC, 80_000)]
    rate = FundingUpdate(contract=BTC, rate=Fraction(1, 200))
    opening = replace(
        opening,
        prices=price_columns(rows),
        commands=(PlannedCommand(at_ns=START + SECOND, command=long_btc(), action="open"),),
        funding=(PlannedFunding(at_ns=START + 4 * SECOND, update=rate),),
        ends_ns=START + 60 * SECOND,
    )
    session = Session.create(MemoryJournal(opening))
    session.advance_to(START + 6 * SECOND)
    return session


def test_what_is_owed_goes_into_a_comparison_from_now() -> None:
    session = an_owing_session()
    forked = opening_from_now(session)
    assert forked.debts == (OpeningDebt(asset="USDT", atoms=atoms("80")),)
    again = Session.create(MemoryJournal(forked))
    again.play_to_end()
    session.play_to_end()
    assert again.state.balances.of("spot", "BTC") == session.state.balances.of("spot", "BTC")
    assert debt_atoms(again.state, "USDT") == debt_atoms(session.state, "USDT") == atoms("80")


def test_regimes_that_cannot_owe_are_left_out() -> None:
    owing = opening_from_now(an_owing_session())
    assert [one.regime.id for one in compare(owing, REGIMES)] == ["multi-asset", "unified"]
    with pytest.raises(Problem, match="owes money"):
        compare(owing, [BY_ID["cross"]])
