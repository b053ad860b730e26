"""The predicted liquidation tick against a naive search that only decides `equity <= maintenance`, tick by tick.

The search knows no brackets solved, no slopes and no roots: it evaluates every tick with whole numbers and looks.
Amounts are scaled by 1000 so that rates in thousandths stay whole.
"""

import random
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest

from sandbox.margin.prediction import Leg, predict_leg
from sandbox.margin.ruin_price import PriceRange, bankruptcy_price, liquidating_ranges, liquidation_price
from sandbox.rulebook.records import LiquidationRules

ACCOUNTS = 10_000
TICKS_MAX = 700
SCALE = 1000


@dataclass(frozen=True)
class NaiveLeg:
    """A position in whole numbers; rates in thousandths, deductions and values in whole money."""

    side: int
    quantity: int
    open_value: int
    mark: int
    rows: tuple[tuple[int, int, int], ...]  # up_to, rate in thousandths, deduction x 1000


def naive_margin_left(legs: list[NaiveLeg], moving: int, cash: int, basis: str, prices: np.ndarray) -> np.ndarray:
    """Return 1000 x (equity - maintenance) for every price of the moving leg, in int64."""
    left = np.full(prices.shape, cash * SCALE, dtype=np.int64)
    for at, leg in enumerate(legs):
        price = prices if at == moving else np.full(prices.shape, leg.mark, dtype=np.int64)
        value = price * leg.quantity
        left += SCALE * leg.side * (value - leg.open_value)
        base = np.full(prices.shape, leg.open_value, dtype=np.int64) if basis == "entry" else value
        row = np.zeros(prices.shape, dtype=np.int64)
        for up_to, _, _ in leg.rows[:-1]:
            row += base > up_to
        rates = np.array([rate for _, rate, _ in leg.rows])[row]
        deductions = np.array([deduction for _, _, deduction in leg.rows])[row]
        left -= base * rates - deductions
    return left


def first_liquidating_tick(liquidates: np.ndarray, leg: NaiveLeg) -> int | None:
    """Walk from the mark in the adverse direction to the first price that liquidates; None where none does."""
    if leg.side > 0:
        hits = np.flatnonzero(liquidates[: leg.mark][::-1])
        return None if not hits.size else leg.mark - int(hits[0])
    hits = np.flatnonzero(liquidates[leg.mark - 1 :])
    return None if not hits.size else leg.mark + int(hits[0])


def random_rows(rng: random.Random, *, steps: bool, fee: int) -> tuple[tuple[int, int, int], ...]:
    """Draw one to four brackets; continuous deductions unless the book is a step book; the fee joins the rate."""
    rows: list[tuple[int, int, int]] = []
    up_to, rate = 0, rng.randint(0, 20)
    deduction = 0
    for _ in range(rng.randint(1, 4)):
        before = up_to
        up_to += rng.randint(50, 4000)
        added = rng.randint(0, 120)
        if rows and not steps:
            deduction += before * added
        rate += added if rows else 0
        rows.append((up_to, rate + fee, deduction))
    return tuple(rows)


def random_leg(rng: random.Random, *, steps: bool, fee: int) -> NaiveLeg:
    mark = rng.randint(5, 300)
    quantity = rng.randint(1, 40)
    entry = max(1, mark + rng.randint(-40, 40))
    return NaiveLeg(
        rng.choice((1, -1)),
        quantity,
        entry * quantity + rng.randint(0, quantity - 1),
        mark,
        random_rows(rng, steps=steps, fee=fee),
    )


def exact_leg(leg: NaiveLeg) -> Leg:
    """Return the same position for the solver."""
    rows = tuple((Fraction(up), Fraction(rate, 1000), Fraction(less, 1000)) for up, rate, less in leg.rows)
    return Leg(leg.side, Fraction(leg.quantity), Fraction(leg.open_value), Fraction(leg.mark), Fraction(1), rows)


def test_predicted_tick_of_ten_thousand_random_units_is_the_first_that_a_naive_search_finds() -> None:
    rng = random.Random(20200312)
    prices = np.arange(1, TICKS_MAX + 1, dtype=np.int64)
    compared = healthy = stepped = crossed = 0
    for number in range(ACCOUNTS):
        steps, basis = rng.random() < 0.4, rng.choice(("mark", "mark", "entry"))
        trigger, fee = rng.choice(("at_or_below", "below")), rng.choice((0, 0, 1, 6))
        legs = [random_leg(rng, steps=steps, fee=fee) for _ in range(rng.choice((1, 1, 2, 3)))]
        moving = rng.randrange(len(legs))
        cash = rng.randint(0, max(2, sum(leg.open_value for leg in legs) // rng.choice((1, 2, 5, 20))))
        left = naive_margin_left(legs, moving, cash, basis, prices)
        liquidates = left <= 0 if trigger == "at_or_below" else left < 0
        rules = LiquidationRules(trigger=trigger, maintenance_basis=basis)
        predicted = predict_leg([exact_leg(leg) for leg in legs], moving, Fraction(cash), rules)
        leg = legs[moving]
        if liquidates[leg.mark - 1]:
            check_boundary_of_a_sick_unit(liquidates, leg, predicted.liquidation_tick, number)
            continue
        healthy += 1
        naive = first_liquidating_tick(liquidates, leg)
        answer = predicted.liquidation_tick
        if naive is None and answer is not None:
            outside = answer > TICKS_MAX
            favourable = (answer - leg.mark) * leg.side > 0  # step books: only a gain would liquidate
            assert outside or (steps and favourable and liquidates[int(answer) - 1]), number
            continue
        assert answer == naive, (number, legs, moving, cash, rules, predicted)
        compared += naive is not None
        stepped += naive is not None and steps
        crossed += naive is not None and len(legs) > 1
    assert healthy > 5_000 and compared > 3_000 and stepped > 1_000 and crossed > 1_000


def check_boundary_of_a_sick_unit(liquidates: np.ndarray, leg: NaiveLeg, tick: Fraction | None, number: int) -> None:
    """A unit that is liquidatable now answers the tick next to the nearest healthy one, favourable side first."""
    healthy = np.flatnonzero(~liquidates) + 1
    ups, downs = healthy[healthy > leg.mark], healthy[healthy < leg.mark]
    above = int(ups[0]) - 1 if ups.size else None
    below = int(downs[-1]) + 1 if downs.size else None
    expected = (above if above is not None else below) if leg.side > 0 else (below if below is not None else above)
    if expected is not None:
        assert tick == expected or (tick is not None and tick > TICKS_MAX), (number, leg, tick, expected)


def unit_leg(quantity: int, value: int, rate: str) -> Leg:
    """A long at a mark of 100 in a book of one bracket and ticks of 1."""
    rows = ((Fraction(1000), Fraction(rate), Fraction(0)),)
    return Leg(1, Fraction(quantity), Fraction(value), Fraction(100), Fraction(1), rows)


def test_root_is_exact_where_margin_left_is_zero() -> None:
    leg = unit_leg(3, 300, "1/7")
    price, tick = liquidation_price(leg, Fraction(60), LiquidationRules())
    assert price == Fraction(280, 3)
    assert 60 + 3 * price - 300 == 3 * price / 7
    assert tick == 93


def test_trigger_below_passes_over_a_tick_where_equity_equals_maintenance() -> None:
    leg = unit_leg(1, 100, "1/2")
    assert liquidation_price(leg, Fraction(60), LiquidationRules()) == (80, 80)
    assert liquidation_price(leg, Fraction(60), LiquidationRules(trigger="below")) == (80, 79)


@pytest.mark.parametrize("trigger", ["at_or_below", "below"])
def test_short_in_a_step_book_is_liquidated_at_the_first_tick_beyond_the_edge(trigger: str) -> None:
    rows = ((Fraction(120), Fraction(0), Fraction(0)), (Fraction(10**6), Fraction(1, 2), Fraction(0)))
    leg = Leg(-1, Fraction(1), Fraction(100), Fraction(100), Fraction(1), rows)
    assert liquidation_price(leg, Fraction(50), LiquidationRules(trigger=trigger)) == (120, 121)


def test_long_in_a_step_book_may_be_liquidatable_above_an_edge_and_healthy_below_it() -> None:
    rows = ((Fraction(100), Fraction(0), Fraction(0)), (Fraction(10**6), Fraction(1, 2), Fraction(0)))
    leg = Leg(1, Fraction(1), Fraction(100), Fraction(110), Fraction(1), rows)
    ranges = liquidating_ranges(leg, Fraction(45), LiquidationRules())
    assert ranges == [
        PriceRange(Fraction(0), False, Fraction(55), True),
        PriceRange(Fraction(100), False, Fraction(110), True),
    ]
    assert liquidation_price(leg, Fraction(45), LiquidationRules()) == (110, 110)


def test_fully_paid_long_has_no_liquidation_price() -> None:
    leg = unit_leg(1, 100, "1/200")
    assert liquidation_price(leg, Fraction(100), LiquidationRules()) == (None, None)
    assert bankruptcy_price([leg], 0, Fraction(100), LiquidationRules()) is None


def test_price_between_zero_and_the_first_tick_has_no_tick() -> None:
    leg = unit_leg(1, 100, "1/2")
    price, tick = liquidation_price(leg, Fraction(399, 4), LiquidationRules())
    assert price == Fraction(1, 2) and tick is None


def test_bankruptcy_prices_of_a_cross_unit_share_its_equity_and_never_more() -> None:
    rng = random.Random(3)
    rules = LiquidationRules()
    for _ in range(500):
        legs = [exact_leg(random_leg(rng, steps=False, fee=0)) for _ in range(rng.randint(1, 4))]
        cash = Fraction(rng.randint(0, 3000))
        equity = cash + sum(leg.unrealised() for leg in legs)
        prices = [bankruptcy_price(legs, at, cash, rules) for at in range(len(legs))]
        if None in prices:
            continue
        taken = sum(leg.side * (leg.mark - price) * leg.quantity for leg, price in zip(legs, prices, strict=True))
        assert taken == equity
        if equity < 0:
            for leg, price in zip(legs, prices, strict=True):
                entry = leg.open_value / leg.quantity
                assert min(leg.mark, entry) <= price <= max(leg.mark, entry)
