"""The reach of pooled accounts: no path takes more of any wallet and coin, and one takes exactly that."""

import random
from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.engine import reach
from sandbox.engine.reach import reach_rows
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.rulebook.collateral import PORTFOLIO, CollateralAsset, CollateralRules, HaircutTier
from sandbox.rulebook.records import Fees
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.studies.equity_lines import equities, held
from sandbox.studies.fork import opening_from_now
from sandbox.studies.witness import find_witness
from tests.sandbox.engine.test_portfolio import a_grid
from tests.support.builders import BTC, ETH, SECOND, SOL, START, a_rulebook, amounts, an_opening, price_columns

TICKS = {BTC: 79_340, ETH: 20_000, SOL: 20_000}
POOLED = ("multi-asset", "unified")
LOTS = {BTC: (10, 1_500), ETH: (500, 40_000), SOL: (500, 40_000)}


def a_coin(asset: str, rate: str) -> CollateralAsset:
    return CollateralAsset(asset=asset, tiers=(HaircutTier(up_to=None, rate=Fraction(rate)),))


def an_account(
    seed: int, *, rests: bool = False, sides: tuple[str, ...] = ("long", "short"), modes: tuple[str, ...] = POOLED
) -> Opening:
    """Return a random multi-asset or unified account as it stands after its orders."""
    rng = random.Random(seed)
    rules = {"steps": rng.choice(["brackets", "slices", "whole"]), "fee": rng.choice([Fraction(0), Fraction(5, 1000)])}
    collateral = CollateralRules(
        regimes=("segregated", *POOLED, PORTFOLIO),
        assets=(a_coin("BTC", "0.95"), a_coin("ETH", "0.9")),
        exchange_above=Fraction(rng.choice([0, 100])),
        borrow_limit=Fraction(rng.choice([0, 500])),
    )
    book = replace(a_rulebook(Fees(), stage_ns=SECOND, **rules), collateral=collateral, portfolio=a_grid())
    fund, fees = rng.choice(["0", "300", "50000"]), rng.random() < 0.5
    opening = an_opening(book, contract=str(rng.choice([90, 700, 5_000])), spot="3000", fund=fund, fees=fees)
    coins = amounts("contract", BTC=rng.choice(["0.02", "1"]), ETH=rng.choice(["0.5", "20"]))
    opening = replace(opening, account_mode=rng.choice(modes), wallets=(*opening.wallets, *coins))
    commands = []
    for at, contract in enumerate(rng.sample(sorted(LOTS), rng.randint(1, 3)), start=1):
        side = rng.choice(sides)
        away = rng.randint(80, 99) if side == "long" else rng.randint(101, 120)
        order = PlaceOrder(
            contract=contract,
            side=side,
            lots=rng.randint(*LOTS[contract]),
            margin_mode=rng.choice(["cross", "cross", "isolated"]),
            leverage=Fraction(rng.choice([2, 5, 10, 20])),
            price_ticks=TICKS[contract] * away // 100 if rests and rng.random() < 0.4 else None,
        )
        commands.append(PlannedCommand(at_ns=START + at * SECOND, command=order, action="order"))
    prices = price_columns([(START, name, ticks) for name, ticks in TICKS.items()])
    session = Session.create(
        MemoryJournal(replace(opening, commands=tuple(commands), prices=prices, ends_ns=START + 10 * SECOND))
    )
    session.play_to_end()
    return opening_from_now(session)


@pytest.mark.parametrize("seed", range(60))
def test_positions_alone_lose_exactly_their_reach(seed: int) -> None:
    found = find_witness(an_account(seed))
    if found is None:
        return
    hedged = any("coins hedge" in term.reason for row in _rows(found.opening) for term in row.terms)
    assert all(found.lost[place] <= found.reach[place] for place in found.reach), (found.lost, found.reach)
    short = {place: found.reach[place] - found.lost[place] for place in found.reach}
    assert hedged or max(short.values()) <= 1, (found.lost, found.reach)  # an atom: the reach rounds a closing fee up


def _rows(opening: Opening) -> tuple[reach.ReachRow, ...]:
    session = Session.create(MemoryJournal(opening))
    session.advance_to(opening.starts_ns)
    return reach_rows(session.state)


@pytest.mark.parametrize("seed", range(100, 160))
def test_resting_orders_never_take_more_than_the_reach(seed: int) -> None:
    found = find_witness(an_account(seed, rests=True))
    if found is not None:
        assert all(found.lost[place] <= found.reach[place] for place in found.reach), (found.lost, found.reach)


def beyond_the_reach(seed: int, modes: tuple[str, ...] = POOLED) -> list[str]:
    """Play a random path, gaps included, from a random account; return what was taken beyond its reach."""
    rng = random.Random(seed)
    opening = an_account(seed, rests=rng.random() < 0.3, modes=modes)
    prices, rows = dict(TICKS), [(opening.starts_ns, name, ticks) for name, ticks in TICKS.items()]
    for second in range(1, 60):
        name = rng.choice(sorted(prices))
        factor = rng.choice([Fraction(rng.randint(92, 108), 100), Fraction(rng.randint(1, 300), 100)])
        prices[name] = max(1, int(prices[name] * factor))
        rows.append((opening.starts_ns + second * SECOND, name, prices[name]))
    session = Session.create(
        MemoryJournal(replace(opening, prices=price_columns(rows), ends_ns=rows[-1][0], open_ended=True))
    )
    session.advance_to(opening.starts_ns)
    reached = {(row.wallet, row.asset): row.worst_loss_atoms for row in reach_rows(session.state)}
    before = held(session.state)
    session.play_to_end()
    after, worth = held(session.state), equities(session.state)
    return [
        f"{seed}: {place} lost {before[place] - after.get(place, 0)} of {reached.get(place, 0)}"
        for place in before
        if before[place] - min(after.get(place, 0), max(worth.get(place, 0), 0)) > reached.get(place, 0)
    ]


@pytest.mark.parametrize("block", range(8))
def test_no_random_path_takes_more_than_the_reach(block: int) -> None:
    assert [line for seed in range(block * 25, block * 25 + 25) for line in beyond_the_reach(seed)] == []


def test_no_random_path_takes_more_of_a_portfolio_than_its_reach() -> None:
    assert [line for seed in range(12) for line in beyond_the_reach(seed, (PORTFOLIO,))] == []


@pytest.mark.nightly
@pytest.mark.parametrize("block", range(40))
def test_no_random_path_takes_more_of_many_portfolios_than_their_reach(block: int) -> None:
    assert [line for at in range(50) for line in beyond_the_reach(block * 50 + at, (PORTFOLIO,))] == []


@pytest.mark.parametrize("block", [pytest.param(one, marks=pytest.mark.nightly) if one else one for one in range(12)])
def test_portfolio_positions_alone_lose_exactly_their_reach(block: int) -> None:
    for seed in range(block * 5, block * 5 + 5):
        found = find_witness(an_account(seed, modes=(PORTFOLIO,)))
        if found is None:
            continue
        hedged = any("coins hedge" in term.reason for row in _rows(found.opening) for term in row.terms)
        short = {place: found.reach[place] - found.lost[place] for place in found.reach}
        assert min(short.values()) >= 0, (seed, found.lost, found.reach)
        assert hedged or max(short.values()) <= 1, (seed, found.lost, found.reach)


def test_a_reach_that_ignores_the_regime_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "is_pooled", lambda *_: False)
    assert any(beyond_the_reach(seed) for seed in range(40))
