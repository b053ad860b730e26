"""The only place where money is divided: every division names its rounding.

Works on Python integers of any size; may be imported by everyone, imports nothing of ours.
"""

from fractions import Fraction


def div_floor(numerator: int, denominator: int) -> int:
    """Divide towards minus infinity; `denominator` > 0."""
    return numerator // denominator


def div_ceil(numerator: int, denominator: int) -> int:
    """Divide towards plus infinity; margin requirements use it, so it favours the venue."""
    return -(-numerator // denominator)


def div_half_even(numerator: int, denominator: int) -> int:
    """Divide to the nearest integer, ties to the even one (a fill's value: favours nobody).

    Example: 5/2 -> 2, 7/2 -> 4, -5/2 -> -2.
    """
    quotient, remainder = divmod(numerator, denominator)
    twice = 2 * remainder
    if twice > denominator or (twice == denominator and quotient % 2 == 1):
        return quotient + 1
    return quotient


def round_half_even(exact: Fraction) -> int:
    """Round an exact rational to the nearest integer, ties to even."""
    return div_half_even(exact.numerator, exact.denominator)


def round_up(exact: Fraction) -> int:
    """Round an exact rational towards plus infinity."""
    return div_ceil(exact.numerator, exact.denominator)


def round_down(exact: Fraction) -> int:
    """Round an exact rational towards minus infinity."""
    return div_floor(exact.numerator, exact.denominator)
