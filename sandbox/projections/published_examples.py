"""One published example for a formula where a venue printed one, with the inputs it prints and what comes out of it."""

from decimal import Decimal
from fractions import Fraction

from msgspec import Struct


class Example(Struct, frozen=True):
    """Inputs by symbol as printed, the published result, and how far its own rounding may be off."""

    source: str
    inputs: dict[str, Fraction]
    result: Fraction
    tolerance: Fraction


def _example(source: str, result: str, tolerance: str = "0", **inputs: str | Fraction) -> Example:
    values = {symbol: one if isinstance(one, Fraction) else Fraction(Decimal(one)) for symbol, one in inputs.items()}
    return Example(source, values, Fraction(Decimal(result)), Fraction(Decimal(tolerance)))


ETH_VALUE = Fraction("3683.979") * Fraction("1456.84")
COIN_VALUE = Fraction(5000) / Fraction("7890.08")
COIN_ENTRY = Fraction("7890.08")

EXAMPLES: dict[str, Example] = {
    "initial": _example("Bybit Help Center, Auto-Margin Replenishment: 5 BTC at 8,000, 10×", "4000", V="40000", L="10"),
    "maintenance": _example(
        "An account answer of Binance's futures API, kept in public client code",
        "0.5183556",
        B="129.5889",
        r="0.004",
        d="0",
    ),
    "liquidation_linear": _example(
        "Binance Support, How to Calculate Liquidation Price: 3,683.979 ETH long at 1,456.84",
        "1114.78",
        "0.005",
        V0=ETH_VALUE,
        s="1",
        M="1535443.01",
        r="0.1",
        d="135365",
        q="3683.979",
    ),
    "liquidation_linear_entry": _example(
        "Bybit Help Center, Liquidation Price (USDT Contract): 1 BTC long at 20,000, 50×",
        "19700",
        V0="20000",
        s="1",
        M="400",
        K="100",
        q="1",
    ),
    "liquidation_inverse": _example(
        "Binance developer community, coin-margined calculator: 10,000,000 USD long at 45,000",
        "33599.4",
        "0.05",
        V0=Fraction(10_000_000, 45_000),
        s="1",
        M="101",
        r="0.125",
        d="11.605",
        q="10000000",
    ),
    "liquidation_inverse_entry": _example(
        "Bybit Help Center, What is Auto-Deleveraging: 5,000 USD long at 7,890.08, 50×",
        "7773.5",
        "0.5",
        V0=COIN_VALUE,
        s="1",
        M=COIN_VALUE / 50,
        K=COIN_VALUE * Fraction("0.005"),
        q="5000",
    ),
    "bankruptcy_linear": _example(
        "dYdX documentation, Contract Loss Mechanisms: 500 short, mark 2, equity below zero",
        "1.2",
        p="2",
        s="-1",
        E="-400",
        w="1",
        q="500",
    ),
    "bankruptcy_inverse": _example(
        "Bybit Help Center, What is Auto-Deleveraging: 5,000 USD long at 7,890.08, 50×",
        "7735.372549",
        "0.000001",
        p=COIN_ENTRY,
        s="1",
        E=COIN_VALUE / 50,
        w="1",
        q="5000",
    ),
}
