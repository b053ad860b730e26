"""Prediction against decision over every bundled book: the predicted tick liquidates, the one before it does not.

5,000 random accounts in the default run, 100,000 in the long one: every book, long and short, alone and among several,
linear and inverse, sizes over all brackets. A part of them is played through the engine's own steps.
"""

import random
from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.engine.predict import predict_leg_of
from sandbox.engine.step import step
from sandbox.loading.rulebook_toml import list_rulebooks
from sandbox.margin.scale import ContractScale, scale_contract
from sandbox.messages.events import LiquidationStarted
from sandbox.messages.inputs import PriceUpdate, StepInput
from sandbox.messages.opening import TraderPosition
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import Rulebook
from tests.support.builders import SECOND, START, World, an_opening

BOOKS = {book.id: book for book in list_rulebooks()}
PRICES = {"BTC": 64_000, "ETH": 3_400, "SOL": 140, "XRP": Fraction(1, 2)}
DEFAULT_ACCOUNTS, LONG_ACCOUNTS, PLAYED = 5_000, 100_000, 40


def scales_of(book: Rulebook) -> list[ContractScale]:
    return [scale_contract(one, book.liquidation, book.fees.taker) for one in book.contracts]


def random_leg(rng: random.Random, scale: ContractScale) -> LegView:
    """Draw a position whose size may fall into any bracket of its book."""
    mark = int(PRICES[scale.base] * Fraction(rng.randint(60, 160), 100) / scale.tick) + rng.randint(0, 9)
    unit = Fraction(scale.value_num, scale.value_den)
    one_lot = unit / mark if scale.is_inverse else unit * mark
    in_coin = 10**8 if not scale.is_inverse else 10**8 / PRICES[scale.base]
    lots = max(1, int(10 ** rng.uniform(1, 9) * in_coin / one_lot)) * rng.choice((1, -1))
    entry = max(1, mark * rng.randint(950, 1050) // 1000)
    leverage = Fraction(rng.randint(1, 20))
    return LegView("p1", scale.symbol, lots, scale.signed_value_atoms(lots, entry), mark, leverage, scale.sized(lots))


def random_unit(rng: random.Random, scales: list[ContractScale]) -> UnitView:
    """Draw one to three positions of one pool, whose cash is a small or a large part of what they are worth."""
    settle = rng.choice(scales).settle
    scales = [one for one in scales if one.settle == settle]
    chosen = rng.sample(scales, min(len(scales), rng.choice((1, 1, 2, 3))))
    legs = tuple(random_leg(rng, one) for one in chosen)
    cash = sum(abs(leg.open_value_atoms) for leg in legs) // rng.choice((1, 2, 5, 10, 20, 50)) + rng.randint(0, 10**8)
    return UnitView("you/cross/" + chosen[0].settle, "you", "cross", chosen[0].settle, cash, legs)


def moved(unit: UnitView, index: int, ticks: int) -> UnitView:
    legs = list(unit.legs)
    legs[index] = replace(legs[index], mark_ticks=ticks)
    return replace(unit, legs=tuple(legs))


def check(unit: UnitView, index: int, book: Rulebook) -> int | None:
    """Check one prediction; the tick, None where nothing adverse liquidates."""
    rules, leg = book.liquidation, unit.legs[index]
    side = 1 if leg.lots > 0 else -1
    tick = predict_leg_of(unit, index, rules).liquidation_tick
    if tick is None:
        far = 1 if side > 0 else leg.mark_ticks * 1_000
        assert leg.scale.is_inverse or side > 0, (book.id, unit)
        assert not moved(unit, index, far).is_liquidatable(rules), (book.id, unit)
        return None
    ticks = tick / leg.scale.tick
    assert ticks.denominator == 1, (book.id, unit)
    assert moved(unit, index, int(ticks)).is_liquidatable(rules), (book.id, unit)
    assert not moved(unit, index, int(ticks) + side).is_liquidatable(rules), (book.id, unit)
    assert (leg.mark_ticks - ticks) * side > 0, (book.id, unit)
    return int(ticks)


def predictions(count: int, seed: int) -> dict[str, int]:
    """Check `count` healthy random accounts, the books in turn; how many of each had a price."""
    rng, found = random.Random(seed), dict.fromkeys(BOOKS, 0)
    scales = {name: scales_of(book) for name, book in BOOKS.items()}
    names, done = list(BOOKS), 0
    while done < count:
        name = names[done % len(names)]
        unit = random_unit(rng, scales[name])
        if unit.is_liquidatable(BOOKS[name].liquidation):
            continue
        done += 1
        found[name] += check(unit, rng.randrange(len(unit.legs)), BOOKS[name]) is not None
    return found


def test_five_thousand_accounts_over_all_books_are_liquidated_at_the_predicted_tick() -> None:
    found = predictions(DEFAULT_ACCOUNTS, 20)
    assert {"okx-linear", "hyperliquid", "binance-coinm"} <= set(found)
    assert all(one > DEFAULT_ACCOUNTS // len(BOOKS) // 3 for one in found.values()), found


@pytest.mark.nightly
def test_a_hundred_thousand_accounts_over_all_books() -> None:
    predictions(LONG_ACCOUNTS, 21)


@pytest.mark.parametrize("name", BOOKS)
def test_the_engine_starts_a_liquidation_at_that_tick_and_not_before(name: str) -> None:
    """Prices as steps of a session: one tick before the prediction nothing starts, at it the liquidation does."""
    rng, book = random.Random(name), BOOKS[name]
    scales, played = scales_of(book), 0
    while played < PLAYED:
        unit = random_unit(rng, scales)
        if unit.is_liquidatable(book.liquidation) or unit.cash_atoms > 10**19:
            continue
        index = rng.randrange(len(unit.legs))
        ticks = check(unit, index, book)
        if ticks is None:
            continue
        played += 1
        play(unit, index, ticks, book)


def play(unit: UnitView, index: int, ticks: int, book: Rulebook) -> None:
    positions = tuple(
        TraderPosition(
            contract=leg.contract,
            side="long" if leg.lots > 0 else "short",
            lots=abs(leg.lots),
            value_atoms=abs(leg.open_value_atoms),
            margin_mode="cross",
            leverage=leg.leverage,
        )
        for leg in unit.legs
    )
    opening = an_opening(book, contract="0")
    money = replace(opening.wallets[0], wallet="contract", asset=unit.asset, atoms=unit.cash_atoms)
    world = World(replace(opening, positions=positions, wallets=(money,), insurance_fund=()))
    leg, side = unit.legs[index], 1 if unit.legs[index].lots > 0 else -1
    marks = {one.contract: one.mark_ticks for one in unit.legs}
    for second, price in ((1, leg.mark_ticks), (2, ticks + side), (3, ticks)):
        marks[leg.contract] = price
        prices = tuple(PriceUpdate(contract=one, price_ticks=at) for one, at in marks.items())
        events = step(world.state, StepInput(now_ns=START + second * SECOND, commands=(), prices=prices, funding=()))
        started = any(isinstance(one, LiquidationStarted) for one in events)
        assert started == (second == 3), (book.id, unit, second)
