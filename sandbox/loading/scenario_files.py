"""Market files named by a scenario: found beside it or in the user's market library, read as updates and rates."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.loading.candle_feed import CandleUpdates, candle_feed, candle_in_ticks, fits_base, volume_atoms
from sandbox.loading.toml_lines import Table
from sandbox.market.candle_path import UPDATES_PER_CANDLE, Candle
from sandbox.rulebook.records import Contract
from sandbox.values.instants import instant_text
from sandbox.values.limits import UPDATES_MAX
from sandbox.values.problems import Problem

if TYPE_CHECKING:  # the readers are imported only where a scenario names a file
    from sandbox.loading.market_records import MarketFile


def candle_update_list(table: Table, contract: Contract, scenario_path: str) -> CandleUpdates:
    """Return the updates of the candles a table's `file` names (one, or a list of them)."""
    inside = table.word("inside", ("low_first", "high_first"), "") if table.has("inside") else ""
    candles: dict[int, Candle] = {}
    traded: dict[int, int] = {}
    interval_ns = 0
    for name in _names(table, "file"):
        found = _market_file(table, "file", name, scenario_path)
        if not found.candles:
            table.fail("file", f"{name} holds funding rates, not candles; use it as funding_file")
        _check_contract(table, name, found, contract)
        if found.interval_ns <= 0:
            table.fail("file", f"{name} holds a single candle, so its interval is unknown; use a longer file")
        if interval_ns not in (0, found.interval_ns):
            table.fail("file", f"{name} has another interval than the file before it; use files of one interval")
        interval_ns = found.interval_ns
        for candle in _in_ticks(table, name, found, contract):
            if candles.setdefault(candle[0], candle) != candle:
                table.fail("file", f"{name} tells a candle otherwise than the file before it; keep one of them")
        _add_volumes(table, name, found, traded)
    if len(candles) * UPDATES_PER_CANDLE > UPDATES_MAX:
        table.fail("file", f"the candles make more than {UPDATES_MAX} updates; use fewer files")
    return candle_feed(candles, traded, interval_ns, contract, inside)


def _add_volumes(table: Table, name: str, found: "MarketFile", traded: dict[int, int]) -> None:
    """Add the volumes a file tells, in atoms of base by candle; a file that tells another volume is an error."""
    for row in found.candles:
        atoms = volume_atoms(row)
        if atoms is not None and traded.setdefault(row.at_ns, atoms) != atoms:
            at = instant_text(row.at_ns)
            table.fail("file", f"{name} tells another volume at {at} than the file before it; keep one of them")


def funding_rates(table: Table, scenario_path: str) -> list[tuple[int, Fraction]]:
    """Return the rates of the file (or list of files) a table's `funding_file` names."""
    rates: dict[int, Fraction] = {}
    for name in _names(table, "funding_file"):
        found = _market_file(table, "funding_file", name, scenario_path)
        if not found.funding:
            table.fail("funding_file", f"{name} holds candles, not funding rates; use it as file")
        rates.update({row.at_ns: Fraction(row.rate) for row in found.funding})
    return sorted(rates.items())


def _names(table: Table, key: str) -> list[str]:
    value = table.get(key)
    if not isinstance(value, list):
        return [table.text(key)]
    if not value or not all(isinstance(one, str) for one in value):
        table.fail(key, f"{key} must be a name in quotes or a list of them")
    return value


def _market_file(table: Table, key: str, name: str, scenario_path: str) -> "MarketFile":
    from sandbox.loading.candle_files import read_market_file
    from sandbox.loading.market_library import library_names, read_stored

    path = Path(scenario_path).parent / name
    found = read_market_file(str(path)) if name and path.exists() else read_stored(name)
    if found is None:
        from difflib import get_close_matches

        close = get_close_matches(name, library_names(), 1, 0.4)
        hint = f"did you mean {close[0]!r}?" if close else "import it with `bulkhead import FILE`, or correct the name"
        table.fail(key, f"{name!r} is neither a file beside the scenario nor in the market library; {hint}")
    if found.refused:
        first = found.refused[0]
        raise Problem(
            f"{found.path}:{first.line}: {first.why}; mend it, or `bulkhead import` the file and play what it keeps"
        )
    return found


def _check_contract(table: Table, name: str, found: "MarketFile", contract: Contract) -> None:
    if not fits_base(found, contract):
        table.fail("file", f"{name} holds {found.contract}, not {contract.symbol}; name a file of {contract.base}")


def _in_ticks(table: Table, name: str, found: "MarketFile", contract: Contract) -> list[Candle]:
    candles: list[Candle] = []
    for row in found.candles:
        candle = candle_in_ticks(row, contract)
        if candle is None:
            table.fail("file", f"{name}: the prices {row.low} to {row.high} do not fit the tick of {contract.symbol}")
        candles.append(candle)
    return candles
