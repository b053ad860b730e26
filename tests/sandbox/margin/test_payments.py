"""Profit and funding: the worked numbers, and that both sides of a trade cancel."""

from fractions import Fraction

from sandbox.margin.payments import funding_payment, profit


def test_profit_of_a_short_that_falls() -> None:
    assert profit(-1, Fraction(12), Fraction(2400), Fraction("192.4")) == Fraction("91.2")


def test_positive_funding_is_paid_by_the_long_to_the_short() -> None:
    paid = funding_payment(1, Fraction(2), Fraction(8000), Fraction("0.0001"))
    assert paid == Fraction("-1.6")
    assert paid + funding_payment(-1, Fraction(2), Fraction(8000), Fraction("0.0001")) == 0
