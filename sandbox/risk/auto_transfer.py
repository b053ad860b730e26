"""Automatic transfer into the contract wallet: how much a unit is brought at once, and how much any path can draw.

Pure. How much a venue brings is not printed anywhere that we know: an assumption, stated in the help.
"""

from collections.abc import Sequence
from fractions import Fraction

from sandbox.risk.reach import ExposedLeg, ends_of
from sandbox.risk.units import UnitView
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.rounding import round_down, round_up


def lacking_atoms(unit: UnitView, rules: LiquidationRules) -> int:
    """Return what a liquidatable unit lacks of its initial margin at the mark, and at least what makes it healthy.

    Worked: equity 60, initial margin 740, maintenance 59.2: brings 680.
    """
    to_initial = round_up(unit.initial_margin_atoms() - Fraction(unit.equity()))
    lacking = unit.maintenance(rules) - Fraction(unit.equity())
    to_health = round_up(lacking) if rules.trigger == "below" else round_down(lacking) + 1
    return max(to_initial, to_health)


def most_brought(
    cash: Fraction, most: Fraction, legs: Sequence[ExposedLeg], margins: Fraction, closing_fee_rate: Fraction
) -> Fraction:
    """Return the most that any price path can draw through the doors, which let `most` through.

    `cash` is the least the unit may stand on by itself, `margins` the initial margins where the losses end. A unit that
    outlasts its losses draws nothing; one that does not is brought up to its margin where they end.
    """
    if not legs or most <= 0:
        return Fraction(0)
    ends = ends_of(legs, closing_fee_rate)
    if ends is None:
        return most
    if cash > ends[1]:
        return Fraction(0)
    lost = sum((leg.worst_loss or Fraction(0) for leg in legs), Fraction(0))
    required = sum((leg.requirement for leg in legs), Fraction(0))
    return min(most, max(Fraction(0), lost + max(margins, required) - cash))
