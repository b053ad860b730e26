"""The prediction against the engine's own decision: the tick liquidates, the one before it does not."""

import random
from fractions import Fraction

from msgspec.structs import replace

from sandbox.engine.predict import predict_leg_of
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.margin.scale import ContractScale, scale_contract
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import LiquidationRules, Rulebook

MARKS = {"BTCUSDT-PERP": 640_000, "ETHUSDT-PERP": 340_000, "SOLUSDT-PERP": 140_000}


def random_leg(rng: random.Random, scale: ContractScale) -> LegView:
    mark = rng.randint(MARKS[scale.symbol] // 2, MARKS[scale.symbol] * 2)
    lots = rng.choice((1, -1)) * rng.randint(1, 10 ** rng.randint(1, 7))
    entry = mark * rng.randint(970, 1030) // 1000
    return LegView("p", scale.symbol, lots, scale.value_atoms(lots, entry), mark, Fraction(10), scale)


def random_unit(rng: random.Random, book: Rulebook, rules: LiquidationRules) -> UnitView:
    scales = [scale_contract(one, rules, book.fees.taker) for one in book.contracts]
    legs = tuple(random_leg(rng, scale) for scale in rng.sample(scales, rng.choice((1, 1, 2, 3))))
    cash = sum(abs(leg.open_value_atoms) for leg in legs) // rng.choice((1, 3, 10, 50))
    return UnitView("u", "you", "cross", "USDT", cash, legs)


def at(unit: UnitView, index: int, mark_ticks: int) -> UnitView:
    legs = list(unit.legs)
    legs[index] = replace(legs[index], mark_ticks=mark_ticks)
    return replace(unit, legs=tuple(legs))


def test_predicted_tick_liquidates_and_the_one_before_it_does_not() -> None:
    rng = random.Random(11)
    book, checked = load_rulebook("binance-usdm"), 0
    for _ in range(3_000):
        rules = LiquidationRules(
            trigger=rng.choice(("at_or_below", "below")),
            maintenance_basis=rng.choice(("mark", "entry")),
            fee_in_maintenance=rng.random() < 0.3,
        )
        unit = random_unit(rng, book, rules)
        if unit.is_liquidatable(rules):
            continue
        index = rng.randrange(len(unit.legs))
        leg, tick = unit.legs[index], predict_leg_of(unit, index, rules).liquidation_tick
        if tick is None:
            assert leg.lots > 0 and not at(unit, index, 1).is_liquidatable(rules)
            continue
        ticks = tick / leg.scale.tick
        assert ticks.denominator == 1
        side = 1 if leg.lots > 0 else -1
        assert at(unit, index, int(ticks)).is_liquidatable(rules)
        assert not at(unit, index, int(ticks) + side).is_liquidatable(rules)
        assert (leg.mark_ticks - ticks) * side > 0
        checked += 1
    assert checked > 1_500
