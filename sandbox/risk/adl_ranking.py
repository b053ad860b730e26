"""The figures by which venues rank who is deleveraged first; larger is called earlier. Pure, exact rationals.

Sources: ADL pages of Binance (2019), BitMEX, OKX (copies of the help text) and Hyperliquid.
"""

from fractions import Fraction

ZERO = Fraction(0)


def binance_score(profit: Fraction, wallet: Fraction, one_unit: Fraction, ratio: Fraction) -> Fraction:
    """Return profit / max(1, wallet balance) x margin ratio; a loser scores 0. `one_unit` is the 1 of the formula.

    Worked: 40.2 on 4.27 at a ratio of 0.1342: 9.41 x 0.1342 = 1.26.
    """
    return max(ZERO, profit) / max(wallet, one_unit) * ratio


def bitmex_score(profit: Fraction, entry_value: Fraction, leverage: Fraction) -> Fraction:
    """Return profit / entry value x effective leverage; a loser's share is divided by it instead.

    Worked: 25 % at 8x: 2; -25 % at 8x: -0.03125.
    """
    share = profit / entry_value if entry_value else ZERO
    if share >= 0:
        return share * leverage
    return share / leverage if leverage else share


def okx_score(profit: Fraction, initial_margin: Fraction, ratio: Fraction) -> Fraction:
    """Return the return on initial margin over the venue's ratio (equity / maintenance): return x `ratio` (inverse).

    A loser's return is divided by it instead, so that the nearer to liquidation stands before the safer one: the
    source is silent there. Worked: +50 % where the venue shows 400 % (ratio 0.25): 0.125.
    """
    share = profit / initial_margin if initial_margin else ZERO
    if share >= 0:
        return share * ratio
    return share / ratio if ratio else share


def hyperliquid_score(mark_over_entry: Fraction, leverage: Fraction) -> Fraction:
    """Return mark / entry (entry / mark of a short) x notional / account value; losers score 0.

    Worked: a long from 100 at 120 with a notional of 3 times its equity: 3.6.
    """
    return mark_over_entry * leverage if mark_over_entry > 1 else ZERO
