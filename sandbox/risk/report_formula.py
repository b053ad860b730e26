"""The liquidation price as a line of arithmetic with its numbers, for people who want to follow it by hand."""

from fractions import Fraction

from sandbox.margin.requirement import Leg, leg_maintenance
from sandbox.margin.ruin_price import price_terms
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.assets import decimal_text


def formula_text(
    leg: Leg, spare: Fraction, rules: LiquidationRules, price: Fraction | None, twin: Leg | None = None
) -> str:
    """Return the solved equation in words and numbers.

    mark basis: price = (open value - side x (margin + deduction)) / (size x (1 - side x rate));
    entry basis: price = (open value - side x (margin - maintenance at entry)) / size. Inverse, with size in quote:
    price = size x (1 + side x rate) / (open value + side x (margin + deduction)), and likewise for entry.
    Worked: "(15868 - 793.4) / (2 x (1 - 0.004)) = 7567.570281124498". A long and a short of one contract (`twin`) share
    one price: see `_hedged_text`.
    """
    compare = "equity < maintenance" if rules.trigger == "below" else "equity <= maintenance"
    if price is None:
        return f"no positive price separates healthy from liquidated ({compare})"
    if twin is not None:
        return _hedged_text(leg, twin, spare, rules, price)
    rate, deduction = price_terms(leg, rules, price)
    text = decimal_text
    sign, opposite = ("-", "+") if leg.direction > 0 else ("+", "-")
    if rules.maintenance_basis == "entry":
        maintenance = leg_maintenance(leg, rules)
        value, divisor = leg.open_value - leg.direction * (spare - maintenance), Fraction(1)
        top = f"{text(leg.open_value)} {_joined(sign, spare)} {_joined(opposite, maintenance)}"
        terms = "maintenance at the entry value"
    else:
        value, divisor = leg.open_value - leg.direction * (spare + deduction), 1 - leg.direction * rate
        taken = f" {_joined(sign, deduction)}" if deduction else ""
        top = f"{text(leg.open_value)} {_joined(sign, spare)}{taken}"
        fee = " with the closing fee in it" if rules.fee_in_maintenance else ""
        terms = f"rate {text(rate)}{fee}, deduction {text(deduction)} of the bracket at that price"
    size = text(leg.quantity) if divisor == 1 else f"({text(leg.quantity)} x (1 {sign} {text(rate)}))"
    slope = leg.quantity * divisor + leg.direction * leg.collateral
    if leg.collateral:
        size = f"({size} {opposite} {text(leg.collateral)} of collateral)"
    gauge = value / slope if slope else Fraction(0)
    solved = 1 / gauge if leg.is_inverse and gauge > 0 else gauge
    sums = f"{size} / ({top})" if leg.is_inverse else f"({top}) / {size}"
    if solved != price:
        return f"{text(price)} is the edge of a bracket, where maintenance jumps past equity ({compare})"
    return f"{sums} = {text(price)} ({terms}; liquidated where {compare})"


def _hedged_text(leg: Leg, twin: Leg, spare: Fraction, rules: LiquidationRules, price: Fraction) -> str:
    """Return the equation of a long L and a short H of one contract, which share the price.

    linear: price = (open value of L - that of H - margin - deductions) / (L - H - L x rate - H x rate);
    inverse: price = (H - L - L x rate - H x rate) / (open value of H - that of L - margin - deductions).
    Source: reference venues section 1.4.
    """
    text, value, slope, parts = decimal_text, -spare, leg.collateral, []
    for one in (leg, twin) if leg.side > 0 else (twin, leg):
        rate, deduction = price_terms(one, rules, price)
        if rules.maintenance_basis == "entry":
            rate, deduction = Fraction(0), -leg_maintenance(one, rules)
        value += one.direction * one.open_value - deduction
        slope += one.quantity * (one.direction - rate)
        parts.append(f"{'long' if one.side > 0 else 'short'} {text(one.quantity)} at rate {text(rate)}")
    compare = "equity < maintenance" if rules.trigger == "below" else "equity <= maintenance"
    gauge = value / slope if slope else Fraction(0)
    solved = 1 / gauge if leg.is_inverse and gauge > 0 else gauge
    if solved != price:
        return f"{text(price)} is the edge of a bracket, where maintenance jumps past equity ({compare})"
    top, size = f"({text(value)})", f"({text(slope)})"
    sums = f"{size} / {top}" if leg.is_inverse else f"{top} / {size}"
    return (
        f"{sums} = {text(price)} ({', '.join(parts)} share one price; margin {text(spare)}; liquidated where {compare})"
    )


def _joined(sign: str, amount: Fraction) -> str:
    """Return "- 5", or "+ 5" where the amount itself is below 0."""
    if amount < 0:
        sign = "+" if sign == "-" else "-"
    return f"{sign} {decimal_text(abs(amount))}"
