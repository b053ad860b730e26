"""Which column of a market file is the volume in units of the base coin: by its name, or by what the rows say.

A column that could be anything else (quote currency, contracts) is not taken, and a note says so.
"""

from decimal import Decimal

from sandbox.loading.market_cells import number, shown
from sandbox.loading.market_records import MarketFile

Row = tuple[int, list[str]]
SAMPLE_ROWS = 500
FACES = (Decimal(100), Decimal(10))  # quote per contract of Binance's coin-margined contracts: 100 for BTC, else 10
TOLERANCE = Decimal("0.001")  # published volumes are rounded
NO_VOLUME_NOTE = "no volume was taken: {columns} not of a known base coin"
CONTRACTS_NOTE = "column 6 counts contracts of {face} {quote}; the volume is column 8, in the base coin"
UNCLEAR_NOTE = "no volume was taken: column 6 may be coins or contracts of {face}; say which contract it is"


def named_volume(found: MarketFile, header: list[str]) -> int | None:
    """Return the column a header calls the volume: `volume` alone, or `volume btc` for a contract on BTC."""
    for plain in ("volume", "vol"):
        if header.count(plain) == 1:
            return header.index(plain)
    units = {at: _coin(name) for at, name in enumerate(header) if name.startswith(("volume_", "vol_"))}
    fitting = [at for at, coin in units.items() if found.contract and _is_base(coin, found.contract)]
    if len(fitting) == 1:
        return fitting[0]
    if units:
        names = " and ".join(shown(header[at].replace("_", " ")) for at in units)
        found.notes.append(NO_VOLUME_NOTE.format(columns=f"{names} {'is' if len(units) == 1 else 'are'}"))
    return None


def _coin(name: str) -> str:
    coin = name.partition("_")[2].strip("()").upper()
    return "BTC" if coin == "XBT" else coin


def _is_base(coin: str, contract: str) -> bool:
    symbol = contract.replace("XBT", "BTC")
    return len(coin) > 1 and symbol.startswith(coin) and symbol.removesuffix("-PERP") != coin


def kline_volume(found: MarketFile, rows: list[Row], volume: int, turnover: int) -> int | None:
    """Return which of a kline's two volumes is in the base coin, told by the price that one makes of the other.

    Linear and spot: base, and its value in quote. Coin-margined: contracts, and their value in the base coin
    (Binance: "Volume" and "Base asset volume"), so contracts x face / coins is a price of the candle.
    """
    linear, inverse, face = 0, 0, FACES[0]
    for _, cells in rows[:SAMPLE_ROWS]:
        if len(cells) <= max(volume, turnover):
            continue
        high, low, first, second = (number(cells[at]) for at in (2, 3, volume, turnover))
        if high is None or low is None or not first or not second:
            continue
        linear += _within(low, second / first, high)
        for one in FACES:
            if _within(low, first * one / second, high):
                inverse, face = inverse + 1, one
    if linear == inverse == 0:
        return volume
    if linear == inverse:
        if found.contract and found.contract.removesuffix("-PERP").endswith("USDT"):
            return volume
        if not (found.contract and found.contract.removesuffix("-PERP").endswith("USD")):
            found.notes.append(UNCLEAR_NOTE.format(face=face))
            return None
    elif linear > inverse:
        return volume
    found.notes.append(CONTRACTS_NOTE.format(face=face, quote="USD"))
    return turnover


def _within(low: Decimal, price: Decimal, high: Decimal) -> bool:
    return low * (1 - TOLERANCE) <= price <= high * (1 + TOLERANCE)
