"""The [market] tables of a scenario: paths and candles become updates, funding rates become planned funding."""

import os
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from sandbox.loading.toml_lines import Table, parse_decimal
from sandbox.market.candle_path import NOTES, candle_updates
from sandbox.market.paths import DEFAULT_NOISE, Update, bridge, hold, line
from sandbox.messages.inputs import FundingUpdate
from sandbox.messages.opening import PlannedFunding
from sandbox.rulebook.records import Contract, Rulebook
from sandbox.values.assets import NotExact, units_of
from sandbox.values.instants import NotAnInstant, parse_instant
from sandbox.values.rounding import round_half_even

LATER_SOURCES = ("updates", "gbm", "jump")


@dataclass(slots=True)
class MarketPlan:
    """Updates by contract, funding, contracts without trading fees, and what is said about assumptions."""

    paths: dict[str, list[Update]] = field(default_factory=dict)
    funding: list[PlannedFunding] = field(default_factory=list)
    no_fees: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def load_market(root: Table, book: Rulebook, seed: int, scenario_path: str) -> MarketPlan:
    """Read every [market."SYMBOL"] table."""
    plan = MarketPlan()
    symbols = [contract.symbol for contract in book.contracts]
    for index, symbol in enumerate(root.values):
        if symbol not in symbols:
            root.fail(symbol, f"unknown contract {symbol!r}; the rulebook has {', '.join(symbols)}")
        table, contract = root.table(symbol), book.contract(symbol)
        source = table.word("source", ("path", "candles", *LATER_SOURCES))
        if source in LATER_SOURCES:
            table.fail("source", f"source {source!r} is not supported yet by this version; use path or candles")
        if source == "path":
            plan.paths[symbol] = _path(table, contract, seed + index)
        else:
            plan.paths[symbol] = _candles(table, contract, scenario_path, plan)
        table.word("depth", ("infinite",), "infinite")
        if table.has("fees"):
            table.word("fees", ("none",))
            plan.no_fees.append(symbol)
        plan.funding += _funding(table, symbol, scenario_path)
        table.finish()
    plan.funding.sort(key=lambda one: one.at_ns)
    return plan


def _path(table: Table, contract: Contract, seed: int) -> list[Update]:
    points = _points(table, contract)
    between = table.word("between", ("hold", "line", "bridge"), "hold")
    noise = table.rate("noise", "0.0002", high="0.05") if table.has("noise") else DEFAULT_NOISE
    if between == "hold":
        return list(hold(points))
    return list(line(points)) if between == "line" else list(bridge(points, seed, noise))


def _points(table: Table, contract: Contract) -> list[Update]:
    points: list[Update] = []
    for number, point in enumerate(table.list("points"), start=1):
        if not (isinstance(point, list) and len(point) == 2 and all(isinstance(part, str) for part in point)):
            table.fail("points", f"point {number} must be [\"time\", \"price\"], both in quotes")
        price = parse_decimal(point[1])
        if price is None or price <= 0:
            table.fail("points", f"point {number}: the price {point[1][:40]!r} must be a plain decimal above 0")
        try:
            at, ticks = parse_instant(point[0]), units_of(price, contract.tick)
        except (NotAnInstant, NotExact) as error:
            table.fail("points", f"point {number}: {error}")
        if points and at <= points[-1][0]:
            table.fail("points", f"point {number}: {point[0]} does not lie after the point before it; sort them")
        points.append((at, ticks))
    if not points:
        table.fail("points", "a path needs at least one point")
    return points


def _candles(table: Table, contract: Contract, scenario_path: str, plan: MarketPlan) -> list[Update]:
    from sandbox.loading.market_library import find_in_library

    name = table.text("file")
    path = Path(scenario_path).parent / name
    candles, interval_ns = find_in_library(name) if not path.exists() else _candles_of(str(path))
    inside = table.word("inside", ("low_first", "high_first"), "low_first") if table.has("inside") else ""
    if interval_ns <= 0:
        table.fail("file", f"{name} holds a single candle, so its interval is unknown; use a longer file")
    note = f"{contract.symbol}: {NOTES[inside]}"
    plan.notes.append(note)
    rows = (
        (at, *(max(1, round_half_even(Fraction(price) / contract.tick)) for price in prices))
        for at, *prices in candles
    )
    return list(candle_updates(rows, interval_ns, inside))  # type: ignore[arg-type]


def _candles_of(path: str) -> tuple[list[tuple[int, Fraction, Fraction, Fraction, Fraction]], int]:
    from sandbox.loading.candle_files import read_market_file

    found = read_market_file(path)
    return [
        (c.at_ns, Fraction(c.open), Fraction(c.high), Fraction(c.low), Fraction(c.close)) for c in found.candles
    ], found.interval_ns


def _funding(table: Table, symbol: str, scenario_path: str) -> list[PlannedFunding]:
    planned = []
    for number, row in enumerate(table.list("funding"), start=1):
        if not (isinstance(row, list) and len(row) == 2 and all(isinstance(part, str) for part in row)):
            table.fail("funding", f"rate {number} must be [\"time\", \"rate\"], both in quotes")
        rate = parse_decimal(row[1])
        if rate is None or abs(rate) > 1:
            table.fail("funding", f"rate {number}: {row[1][:40]!r} must be a plain decimal between -1 and 1")
        try:
            at = parse_instant(row[0])
        except NotAnInstant as error:
            table.fail("funding", f"rate {number}: {error}")
        planned.append(PlannedFunding(at_ns=at, update=FundingUpdate(contract=symbol, rate=Fraction(rate))))
    if table.has("funding_file"):
        from sandbox.loading.candle_files import read_market_file

        path = os.path.join(os.path.dirname(scenario_path), table.text("funding_file"))
        found = read_market_file(path)
        if not found.funding:
            table.fail("funding_file", f"{path} holds no funding rates")
        planned += [
            PlannedFunding(at_ns=at, update=FundingUpdate(contract=symbol, rate=Fraction(rate)))
            for at, rate in found.funding
        ]
    return planned
