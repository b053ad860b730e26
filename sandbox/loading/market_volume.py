"""Which column of a market file is the volume in units of the base coin: by its name, or by what the rows say.

A column that could be anything else (quote currency, contracts) is not taken, and a note says so.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sandbox.loading.market_cells import number, shown
from sandbox.loading.market_records import MarketFile

Row = tuple[int, list[str]]
SAMPLE_ROWS = 500
FACES = (Decimal(100), Decimal(10), Decimal(1))  # quote per coin-margined contract: Binance BTC, others, Bybit
TOLERANCE = Decimal("0.001")  # published volumes are rounded
NO_VOLUME_NOTE = "no volume was taken: {columns} not of a known base coin"
CONTRACTS_NOTE = "the volume counts contracts of {face} USD; the one in the base coin beside it is taken"
UNCLEAR_NOTE = "no volume was taken: it may count coins or contracts of {face}; say which contract it is"
NOT_BASE_NOTE = "no volume was taken: none is told in the base coin"


def named_volume(found: MarketFile, header: list[str]) -> int | None:
    """Return the column a header calls the volume: `volume` alone, or `volume btc` for a contract on BTC."""
    for plain in ("volume", "vol", "v", "base_volume"):
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


def kline_volume(
    found: MarketFile, rows: list[Row], prices: tuple[int, int, int, int], columns: tuple[int, int]
) -> int | None:
    """Return which of a candle's two volumes is in the base coin, told by the price that one makes of the other.

    Linear and spot: base, and its value in quote. Coin-margined: contracts, and their value in the base coin
    (Binance: "Volume" and "Base asset volume"), so contracts x face / coins is a price of the candle.
    """
    volume, turnover = columns
    linear, inverse, face = 0, 0, FACES[0]
    for low, high, first, second in _samples(rows, prices, volume, turnover):
        linear += within(low, second / first, high)
        for one in FACES:
            if within(low, first * one / second, high):
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
    found.notes.append(CONTRACTS_NOTE.format(face=face))
    return turnover


def quoted_volume(
    found: MarketFile, rows: list[Row], prices: tuple[int, int, int, int], columns: Sequence[int], quote: int
) -> int | None:
    """Return which of some volumes is worth `quote` at a price of its candle (OKX: contracts, coins, quote)."""
    fits = {
        column: sum(within(low, value / size, high) for low, high, size, value in _samples(rows, prices, column, quote))
        for column in columns
    }
    best = max(columns, key=lambda column: fits[column])
    if fits[best] and list(fits.values()).count(fits[best]) == 1:
        return best
    found.notes.append(NOT_BASE_NOTE)
    return None


def _samples(
    rows: list[Row], prices: tuple[int, int, int, int], first: int, second: int
) -> Iterator[tuple[Decimal, Decimal, Decimal, Decimal]]:
    """Yield low, high and two volumes of rows that have all of them above 0."""
    for _, cells in rows[:SAMPLE_ROWS]:
        if len(cells) > max(first, second, *prices):
            high, low, one, other = (number(cells[at]) for at in (prices[1], prices[2], first, second))
            if high is not None and low is not None and one and other:
                yield low, high, one, other


def within(low: Decimal, price: Decimal, high: Decimal) -> bool:
    """Tell whether a price lies inside a candle, or so little beside it that rounding explains it."""
    return low * (1 - TOLERANCE) <= price <= high * (1 + TOLERANCE)
