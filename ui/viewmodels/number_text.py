"""Numbers as people read them: money, prices, sizes, percentages and times. Qt-free; figures are for display only.

Every figure is rounded once, half away from zero, from the exact integer or rational. Minus is U+2212, a missing
figure is an en dash, a percent sign follows a no-break space. What a person typed is read by `typed_text`.
"""

from __future__ import annotations

from fractions import Fraction

from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.instants import instant_text
from sandbox.values.limits import ASSET_DECIMALS, NS_PER_SECOND

MINUS = "\N{MINUS SIGN}"
MISSING = "\N{EN DASH}"
NO_BREAK = "\N{NO-BREAK SPACE}"
TIMES = "\N{MULTIPLICATION SIGN}"
UP = "\N{BLACK UP-POINTING TRIANGLE}"
DOWN = "\N{BLACK DOWN-POINTING TRIANGLE}"
STABLE_ASSETS = frozenset({"USDT", "USDC", "USD", "BUSD", "FDUSD", "DAI", "EUR"})
STABLE_DECIMALS = 2
COIN_DECIMALS = 4
MILLION = 1_000_000


def rounded(exact: int | Fraction, decimals: int) -> int:
    """Return a number in units of its last shown digit, rounded half away from zero."""
    scaled = Fraction(exact) * 10**decimals
    whole, rest = divmod(abs(int(scaled.numerator)), int(scaled.denominator))
    if 2 * rest >= scaled.denominator:
        whole += 1
    return -whole if scaled < 0 else whole


def decimal_text(exact: int | Fraction, decimals: int, *, signed: bool = False) -> str:
    """Write a number with thousands separators: (Fraction(79345, 10), 1) -> "7,934.5"; signed adds "+" to gains."""
    units = rounded(exact, decimals)
    sign = MINUS if units < 0 else "+" if signed and units > 0 else ""
    whole, part = divmod(abs(units), 10**decimals)
    return f"{sign}{whole:,}.{part:0{decimals}d}" if decimals else f"{sign}{whole:,}"


def asset_decimals(asset: str) -> int:
    """Return how many decimals an asset shows in wallets: 2 for dollars, 4 for coins."""
    return STABLE_DECIMALS if asset in STABLE_ASSETS else COIN_DECIMALS


def amount_text(atoms: int, asset: str) -> str:
    """Write an amount as wallets show it: 84000000000 USDT -> "840.00"."""
    return decimal_text(Fraction(atoms, ATOMS_PER_UNIT), asset_decimals(asset))


def change_text(atoms: int, asset: str) -> str:
    """Write a change of an amount with its sign: "+12.10", "−237.90"."""
    return decimal_text(Fraction(atoms, ATOMS_PER_UNIT), asset_decimals(asset), signed=True)


def exact_amount_text(atoms: int, asset: str) -> str:
    """Write an amount with all eight decimals and its unit, for tooltips."""
    return f"{decimal_text(Fraction(atoms, ATOMS_PER_UNIT), ASSET_DECIMALS)} {asset}"


def short_amount_text(atoms: int, asset: str) -> str:
    """Write an amount for a gauge: from one million on "12.48 M"."""
    units = Fraction(atoms, ATOMS_PER_UNIT)
    if abs(units) >= MILLION:
        return f"{decimal_text(units / MILLION, 2)}{NO_BREAK}M"
    return amount_text(atoms, asset)


def brief_amount_text(atoms: int, asset: str, *, signed: bool = False) -> str:
    """Write an amount where room is short: dollars whole, coins as always, from one million on "1.64 M"."""
    units = Fraction(atoms, ATOMS_PER_UNIT)
    if abs(units) >= MILLION:
        return f"{decimal_text(units / MILLION, 2, signed=signed)}{NO_BREAK}M"
    decimals = 0 if asset in STABLE_ASSETS else COIN_DECIMALS
    return decimal_text(units, decimals, signed=signed)


def volume_text(units: float, unit: str) -> str:
    """Write a traded volume for looking at: three digits that tell something below one, "12.48 M BTC" from a million.

    A float is enough: volumes decide nothing.
    """
    exact = Fraction(units)
    if exact >= MILLION:
        text = f"{decimal_text(exact / MILLION, 2)}{NO_BREAK}M"
    elif exact >= 1:
        text = decimal_text(exact, 1 if exact >= 100 else 3)
    else:
        decimals = 3
        while exact and exact * 10**decimals < 100 and decimals < ASSET_DECIMALS:
            decimals += 1
        text = decimal_text(exact, decimals).rstrip("0").rstrip(".")
    return f"{text} {unit}".strip()


def step_decimals(step: Fraction) -> int:
    """Return how many decimals a tick or a lot needs: 1/10 -> 1, 1/1000 -> 3."""
    decimals = 0
    while (step * 10**decimals).denominator != 1 and decimals < ASSET_DECIMALS:
        decimals += 1
    return decimals


def price_text(ticks: int | Fraction, tick: Fraction) -> str:
    """Write a price given in ticks with the decimals of its tick."""
    return decimal_text(Fraction(ticks) * tick, step_decimals(tick))


def size_text(lots: int, lot: Fraction, *, signed: bool = False) -> str:
    """Write a size given in lots with the decimals of its lot."""
    return decimal_text(lots * lot, step_decimals(lot), signed=signed)


def percent_text(share: Fraction, decimals: int = 1, *, signed: bool = False) -> str:
    """Write a share as a percentage: 0.076 -> "7.6 %"; a tiny one that is not zero as "< 0.1 %"."""
    percent = share * 100
    smallest = Fraction(1, 10**decimals)
    if not signed and 0 < percent < smallest / 2:
        return f"<{NO_BREAK}{decimal_text(smallest, decimals)}{NO_BREAK}%"
    return f"{decimal_text(percent, decimals, signed=signed)}{NO_BREAK}%"


def leverage_text(leverage: Fraction) -> str:
    """Write a leverage: 20 -> "20×"."""
    return f"{decimal_text(leverage, 0 if leverage.denominator == 1 else 1)}{TIMES}"


def speed_text(speed: int) -> str:
    """Write a speed of play: 60 -> "×60"."""
    return f"{TIMES}{speed:,}"


def clock_text(instant_ns: int) -> str:
    """Write an instant in full: "2020-03-12 10:42:17 UTC"."""
    text = instant_text(instant_ns // NS_PER_SECOND * NS_PER_SECOND)
    return f"{text[:10]} {text[11:19]} UTC"


def time_text(instant_ns: int) -> str:
    """Write the time of day of an instant: "10:42:17"."""
    return instant_text(instant_ns // NS_PER_SECOND * NS_PER_SECOND)[11:19]


def marked_change_text(atoms: int, asset: str) -> str:
    """Write a profit or loss with its arrow, because colour is never alone: "▼ −175.60"."""
    if atoms == 0:
        return amount_text(0, asset)
    return f"{UP if atoms > 0 else DOWN} {change_text(atoms, asset)}"


def tone_of(change: int | Fraction) -> str:
    """Return the tone of a change: gain, loss or plain."""
    return "gain" if change > 0 else "loss" if change < 0 else "plain"
