"""A box of prices in which units of several contracts stay quiet: for short stretches, where a scan of columns is dear.

Where every mark lies inside, integers have shown that nothing is decided; a mark that leaves asks for a new box round
the marks as they stand. The nearer a unit is to its limit, the smaller its box.
"""

from collections.abc import Mapping

from sandbox.engine.quiet import is_quiet_within
from sandbox.risk.units import UnitView
from sandbox.rulebook.records import LiquidationRules

WIDEST, NARROWEST = 3, 24  # a box reaches from a mark's eighth down to its 2^-24th part, or holds the marks alone

Box = dict[str, tuple[int, int]]  # contract: lowest and highest quiet tick, both inclusive


def quiet_box(units: list[UnitView], marks: Mapping[str, int], rules: LiquidationRules, warned: set[str]) -> Box:
    """Return the box round `marks` for every contract of the units; empty ranges where even the marks are not quiet."""
    box: Box = {}
    for unit in units:
        stands = unit.unit in warned
        own = next((one for one in _boxes(unit, marks) if is_quiet_within(unit, one, rules, stands)), None)
        for contract in unit.contracts:
            low, high = (1, 0) if own is None else own[contract]
            before = box.get(contract, (low, high))
            box[contract] = max(low, before[0]), min(high, before[1])
    return box


def _boxes(unit: UnitView, marks: Mapping[str, int]) -> "list[Box]":
    """Return boxes round the marks from the widest to the marks alone."""
    boxes = []
    for power in range(WIDEST, NARROWEST + 1):
        reach = {contract: marks[contract] >> power for contract in unit.contracts}
        boxes.append({name: (marks[name] - ticks, marks[name] + ticks) for name, ticks in reach.items()})
        if not any(reach.values()):
            break
    return boxes


def holds(box: Box, marks: Mapping[str, int]) -> bool:
    """Tell whether every mark lies in its range."""
    return all(low <= marks[name] <= high for name, (low, high) in box.items())
