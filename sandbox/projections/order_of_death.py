"""Which of your units is liquidated first if all prices move by the same share: falling, and rising.

A unit of one position dies at its own liquidation tick, which is exact. A pool of several, or one that counts coins,
is looked at in steps: every 0.1 % of the way, then by 0.01 % where it first dies. Automatic top-ups are not counted:
the share is where a unit would ask for one.
"""

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.engine.predict import predict_leg_of
from sandbox.engine.state import State
from sandbox.engine.views import all_units
from sandbox.ledger.accounts import YOU
from sandbox.risk.units import UnitView
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.rounding import round_half_even

COARSE, FINE = Fraction(1, 1_000), Fraction(1, 10_000)
FALL_MAX, RISE_MAX = Fraction(9_999, 10_000), Fraction(3)


class Death(Struct, frozen=True):
    """Where a unit is liquidated: `move` is the share by which all prices have moved then (< 0: fallen).

    `ticks` are the marks of its contracts there, in their order; `marks` those of its collateral too, by contract.
    """

    unit: str
    margin_mode: str
    contracts: tuple[str, ...]
    sides: tuple[str, ...]
    move: Fraction
    ticks: tuple[int, ...]
    marks: dict[str, int]


class DeathOrder(Struct, frozen=True):
    """The units that die, first one first; `falling_survivors` and `rising_survivors` name those that do not."""

    falling: tuple[Death, ...]
    rising: tuple[Death, ...]
    falling_survivors: tuple[str, ...]
    rising_survivors: tuple[str, ...]


def order_of_death(state: State) -> DeathOrder:
    """Return the order for your account as it stands; units that are being liquidated are left out."""
    rules = state.rulebook.liquidation
    units = [one for one in all_units(state) if one.owner == YOU and one.legs and one.unit not in state.liquidations]
    found = {sign: [one for unit in units for one in _deaths(unit, rules, sign)] for sign in (-1, 1)}
    names = {
        sign: tuple(one.unit for one in units if one.unit not in {d.unit for d in found[sign]}) for sign in (-1, 1)
    }
    ordered = {sign: tuple(sorted(deaths, key=lambda one: abs(one.move))) for sign, deaths in found.items()}
    return DeathOrder(ordered[-1], ordered[1], names[-1], names[1])


def _deaths(unit: UnitView, rules: LiquidationRules, sign: int) -> Iterator[Death]:
    """Yield where a unit dies in one direction, if it does."""
    if len(unit.legs) == 1 and not unit.collateral:
        leg = unit.legs[0]
        tick = predict_leg_of(unit, 0, rules).liquidation_tick
        ticks = None if tick is None else int(tick / leg.scale.tick)
        if ticks is not None and (ticks - leg.mark_ticks) * sign > 0:
            yield _death(unit, Fraction(ticks - leg.mark_ticks, leg.mark_ticks), {leg.contract: ticks})
        return
    move = _first_move(unit, rules, sign)
    if move is not None:
        yield _death(unit, move, _marks(moved(unit, move)))


def _marks(unit: UnitView) -> dict[str, int]:
    """Return the marks a unit stands at: of its positions, and of what counts beside them."""
    beside = {one.contract: one.mark_ticks for one in unit.collateral}
    return beside | {leg.contract: leg.mark_ticks for leg in unit.legs}


def _death(unit: UnitView, move: Fraction, marks: dict[str, int]) -> Death:
    sides = tuple("long" if leg.lots > 0 else "short" for leg in unit.legs)
    contracts = tuple(leg.contract for leg in unit.legs)
    return Death(unit.unit, unit.margin_mode, contracts, sides, move, tuple(marks[one] for one in contracts), marks)


def _first_move(unit: UnitView, rules: LiquidationRules, sign: int) -> Fraction | None:
    """Return the first step at which a pool is liquidated."""
    most = FALL_MAX if sign < 0 else RISE_MAX
    coarse = COARSE
    while coarse <= most and not moved(unit, sign * coarse).is_liquidatable(rules):
        coarse += COARSE
    if coarse > most:
        return None
    fine = coarse - COARSE + FINE
    while not moved(unit, sign * fine).is_liquidatable(rules):
        fine += FINE
    return sign * fine


def moved(unit: UnitView, move: Fraction) -> UnitView:
    """Return a unit with all its marks moved by a share, to the nearest tick."""
    return replace(
        unit,
        legs=tuple(replace(leg, mark_ticks=_ticks(leg.mark_ticks, move)) for leg in unit.legs),
        collateral=tuple(replace(one, mark_ticks=_ticks(one.mark_ticks, move)) for one in unit.collateral),
    )


def _ticks(mark_ticks: int, move: Fraction) -> int:
    return max(1, round_half_even(mark_ticks * (1 + move)))
