"""Profit and funding of a position as pure formulas, in exact rationals; whoever books them rounds."""

from fractions import Fraction


def profit(side: int, quantity: Fraction, open_value: Fraction, price: Fraction) -> Fraction:
    """Return side x (quantity x price - open value): gains > 0, side +1 long, -1 short.

    Worked: short 12 opened for 2,400 at a price of 192.4: 91.2. Source: reference venues section 1.1 (linear).
    """
    return side * (quantity * price - open_value)


def funding_payment(side: int, quantity: Fraction, mark: Fraction, rate: Fraction) -> Fraction:
    """Return what a position receives (< 0: pays) at one funding time: -side x quantity x mark x rate.

    A positive rate is paid by longs to shorts. Worked: long 2 at 8,000 with 0.01 %: -1.6.
    Source: reference venues section 13.
    """
    return -side * quantity * mark * rate
