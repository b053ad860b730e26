"""Where a unit stays quiet: the open interval of ticks round its mark in which nothing about it is decided.

Found by bisection with the very decision the step uses, so that jumping can never pass over an event.
"""

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct, field
from msgspec.structs import replace

from sandbox.engine.pool import is_pooled, unpriced_collateral
from sandbox.engine.portfolio_quiet import is_portfolio_quiet_within
from sandbox.engine.state import State
from sandbox.engine.views import all_units
from sandbox.ledger.accounts import YOU
from sandbox.margin.scale import ContractScale
from sandbox.matching.triggers import quiet_range
from sandbox.messages.inputs import last_name
from sandbox.risk.units import CLEAR_BELOW, WARN_AT, LegView, UnitView
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.limits import PRICE_TICKS_MAX


class Band(Struct):
    """Ticks strictly between `low` and `high` change nothing for a contract."""

    low: int = 0
    high: int = PRICE_TICKS_MAX

    def narrow(self, low: int, high: int) -> None:
        """Keep only what is quiet here and there."""
        self.low, self.high = max(self.low, low), min(self.high, high)


NEVER = Band(PRICE_TICKS_MAX, 0)


class KnownBand(Struct, frozen=True):
    """The band found for a unit, told without its mark; inside the band the mark changes nothing about it."""

    unit: UnitView
    rules: LiquidationRules
    warned: bool
    low: int
    high: int


KnownBands = dict[str, KnownBand]


class QuietPlan(Struct):
    """Bands by contract, and the units that depend on several prices at once with the box that short scans keep."""

    bands: dict[str, Band]
    joint_units: list[UnitView]
    box: dict[str, tuple[int, int]] = field(default_factory=dict)

    def band(self, name: str) -> Band:
        """Return the band of a feed; a last price nobody has seen yet is never quiet."""
        return self.bands.get(name, NEVER)


def quiet_plan(state: State, known: KnownBands | None = None) -> QuietPlan:
    """Return where prices may move without any event, for the state as it stands.

    `known` remembers bands by unit from one plan to the next: a step that changes nothing about a unit, such as a
    trailing stop that follows the price, leaves its band.
    """
    known = {} if known is None else known
    rules = state.rulebook.liquidation
    plan = QuietPlan({name: Band() for name in (*state.scales, *(last_name(one) for one in state.lasts))}, [])
    if state.has_failed:
        return plan
    for order in state.orders.values():
        if order.trigger is not None:
            watched = plan.bands[_feed_of(state, order.contract, order.trigger.by)]
            watched.narrow(*quiet_range(order.trigger, order.side))
            continue
        assert order.price_ticks is not None
        watched = plan.bands[_feed_of(state, order.contract, "last")]
        if order.side == "long":
            watched.narrow(order.price_ticks, PRICE_TICKS_MAX)
        else:
            watched.narrow(0, order.price_ticks)
    units = all_units(state)
    free = [unit for unit in units if unit.unit not in state.liquidations]
    if state.warned - {unit.unit for unit in units} or any(_is_loud(unit, rules, state.warned) for unit in free):
        return QuietPlan({symbol: Band(PRICE_TICKS_MAX, 0) for symbol in state.scales}, [])
    for unit in free:
        if len(unit.legs) > 1 or unit.collateral or unit.portfolio is not None:
            plan.joint_units.append(unit)
            continue
        low, high = _band_of(unit, rules, unit.unit in state.warned, known)
        plan.bands[unit.legs[0].contract].narrow(low, high)
    for position in state.positions.values():
        if position.contract not in state.marks:  # its first price makes it a unit
            plan.bands[position.contract] = Band(PRICE_TICKS_MAX, 0)
    for contract in unpriced_collateral(state) if is_pooled(state, YOU) else ():  # its first price makes it count
        plan.bands[contract] = Band(PRICE_TICKS_MAX, 0)
    return plan


def _feed_of(state: State, contract: str, by: str) -> str:
    """Name the feed whose prices an order by "mark" or "last" waits for."""
    return last_name(contract) if by == "last" and contract in state.lasts else contract


def _band_of(unit: UnitView, rules: LiquidationRules, warned: bool, known: KnownBands) -> tuple[int, int]:
    leg = unit.legs[0]
    mark = leg.mark_ticks
    bare = replace(unit, legs=(replace(leg, mark_ticks=0),))
    found = known.get(unit.unit)
    stands = found is not None and found.low < mark < found.high and found.rules is rules and found.warned == warned
    if found is not None and stands and found.unit == bare:
        return found.low, found.high
    floor, ceiling = _monotone_range(leg.scale, abs(leg.lots), mark, rules)
    low, high = _edge(unit, rules, warned, mark, floor), _edge(unit, rules, warned, mark, ceiling)
    known[unit.unit] = KnownBand(bare, rules, warned, low, high)
    return low, high


def _edge(unit: UnitView, rules: LiquidationRules, warned: bool, quiet: int, limit: int) -> int:
    """Return the first tick from a quiet one towards `limit` that is not quiet: strides that double, then bisection."""
    way, stride = (1, 1) if limit > quiet else (-1, 1)
    if _is_quiet(unit, limit - way, rules, warned):
        return limit
    while stride < abs(limit - quiet) and _is_quiet(unit, quiet + way * stride, rules, warned):
        quiet += way * stride
        stride *= 2
    loud = quiet + way * min(stride, abs(limit - quiet))
    while abs(loud - quiet) > 1:
        middle = (loud + quiet) // 2
        if _is_quiet(unit, middle, rules, warned):
            quiet = middle
        else:
            loud = middle
    return loud


def _is_loud(unit: UnitView, rules: LiquidationRules, warned: set[str]) -> bool:
    """Tell whether the next update of any contract decides about a unit: the last stage changed it after its check."""
    stands = unit.unit in warned
    return unit.is_liquidatable(rules) or unit.warns(rules, stands) != stands


def _is_quiet(unit: UnitView, ticks: int, rules: LiquidationRules, warned: bool) -> bool:
    moved = replace(unit, legs=(replace(unit.legs[0], mark_ticks=ticks),))
    return not moved.is_liquidatable(rules) and moved.warns(rules, warned) == warned


def _monotone_range(scale: ContractScale, lots: int, mark_ticks: int, rules: LiquidationRules) -> tuple[int, int]:
    """Return the range round the mark in which the decision can change only once on either side.

    With continuous brackets that is everywhere; a step-rate book, or a rate above the warning share, is only
    monotone inside a bracket, so its edges become triggers.
    """
    gentle = _is_continuous(scale) and all(b.rate < CLEAR_BELOW for b in scale.brackets)
    if gentle or rules.maintenance_basis == "entry":
        return 0, PRICE_TICKS_MAX
    index = _bracket_at(scale, lots, mark_ticks)
    if scale.brackets[index].rate >= CLEAR_BELOW:
        return mark_ticks - 1, mark_ticks + 1
    ends = []
    for outside in (0, PRICE_TICKS_MAX):
        inside = mark_ticks
        while abs(outside - inside) > 1:
            middle = (inside + outside) // 2
            if _bracket_at(scale, lots, middle) == index:
                inside = middle
            else:
                outside = middle
        ends.append(outside)
    return ends[0], ends[1]


def _bracket_at(scale: ContractScale, lots: int, ticks: int) -> int:
    value = scale.exact_value(lots, ticks)
    return scale.bracket_for(value if value >= 0 else -value)


def _is_continuous(scale: ContractScale) -> bool:
    pairs = zip(scale.brackets, scale.brackets[1:], strict=False)
    return all(a.up_to_atoms * (b.rate - a.rate) == b.deduction_atoms - a.deduction_atoms for a, b in pairs)


def is_quiet_within(
    unit: UnitView, ranges: Mapping[str, tuple[int, int]], rules: LiquidationRules, warned: bool
) -> bool:
    """Tell whether a unit of several contracts is quiet wherever its marks lie in `ranges` (contract: low, high ticks).

    Each leg's share of equity and maintenance goes one way with its price, so the worst corner speaks for all of the
    box, and the best one for a warning that must not clear. False where that is not known.
    """
    if unit.portfolio is not None:
        return is_portfolio_quiet_within(unit, ranges, rules, warned)
    if not all(_goes_one_way(leg, *ranges[leg.contract], rules) for leg in unit.legs):
        return False
    worst = _corner(unit, ranges, worst=True)
    if worst.is_liquidatable(rules):
        return False
    return _corner(unit, ranges, worst=False).warns(rules, True) if warned else not worst.warns(rules, False)


def _corner(unit: UnitView, ranges: Mapping[str, tuple[int, int]], *, worst: bool) -> UnitView:
    """Return the unit at its worst marks, low for longs and coins and high for shorts, or at its best.

    A coin that hedges a short stands at its own end of the range: worse than any price can be, never better.
    """
    legs = tuple(replace(leg, mark_ticks=ranges[leg.contract][(leg.lots > 0) != worst]) for leg in unit.legs)
    coins = tuple(replace(one, mark_ticks=ranges[one.contract][not worst]) for one in unit.collateral)
    return replace(unit, legs=legs, collateral=coins)


def _goes_one_way(leg: LegView, low: int, high: int, rules: LiquidationRules) -> bool:
    """Tell whether a leg's part in every decision is monotone in its price, from low to high ticks."""
    scale = leg.scale
    if rules.maintenance_basis == "entry":
        return True
    if _is_continuous(scale):
        return all(b.rate < CLEAR_BELOW for b in scale.brackets)
    index = _bracket_at(scale, abs(leg.lots), low)
    return index == _bracket_at(scale, abs(leg.lots), high) and scale.brackets[index].rate < CLEAR_BELOW


def joint_thresholds(warned: bool) -> Fraction:
    """Return the margin ratio at which a unit of several contracts stops being quiet."""
    return CLEAR_BELOW if warned else WARN_AT
