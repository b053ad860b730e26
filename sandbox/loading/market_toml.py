"""The [market] tables of a scenario: paths and candles become updates, funding rates become planned funding."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from msgspec import Struct, field

from sandbox.loading.contract_fields import fail_entry, only, price_ticks
from sandbox.loading.scenario_files import candle_update_list, funding_rates
from sandbox.loading.toml_lines import Table, parse_decimal, shown
from sandbox.market.path_columns import bridge_path
from sandbox.market.paths import DEFAULT_NOISE, Update, hold, line, seed_for, update_count
from sandbox.messages.inputs import FundingUpdate, last_name
from sandbox.messages.opening import PlannedFunding
from sandbox.rulebook.records import Contract, Rulebook
from sandbox.values.instants import NotAnInstant, parse_instant
from sandbox.values.limits import PATH_UPDATES_MAX

AS_MARK = "mark"
LATER_SOURCES = ("updates", "gbm", "jump", "heston", "garch", "bootstrap")
SHARED_KEYS = ("source", "depth", "fees", "funding", "funding_file", "last")
PATH_KEYS = ("points", "between", "noise")
CANDLE_KEYS = ("file", "inside")


class MarketPlan(Struct):
    """Updates by contract, funding, contracts without trading fees, and what is said about assumptions."""

    paths: dict[str, Sequence[Update]] = field(default_factory=dict)
    funding: list[PlannedFunding] = field(default_factory=list)
    no_fees: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    volumes: dict[str, dict[int, int]] = field(default_factory=dict)


def load_market(root: Table, book: Rulebook, seed: int, scenario_path: str) -> MarketPlan:
    """Read every [market."SYMBOL"] table."""
    plan = MarketPlan()
    only(root, *(contract.symbol for contract in book.contracts))
    for symbol in root.values:
        _load_contract(root.table(symbol), book.contract(symbol), plan, seed, scenario_path)
    plan.funding.sort(key=lambda one: one.at_ns)
    return plan


def _load_contract(table: Table, contract: Contract, plan: MarketPlan, seed: int, scenario_path: str) -> None:
    _refuse_later(table, "source", LATER_SOURCES, "path or candles")
    source = table.word("source", ("path", "candles"), "path")
    for key in CANDLE_KEYS if source == "path" else PATH_KEYS:
        if key in table.values:
            table.fail(key, f'{key} does not belong to source = "{source}"; remove it or change the source')
    only(table, *SHARED_KEYS, *(PATH_KEYS if source == "path" else CANDLE_KEYS))
    if source == "path":
        plan.paths[contract.symbol] = _path(table, contract, seed_for(seed, contract.symbol))
    else:
        found = candle_update_list(table, contract, scenario_path)
        plan.paths[contract.symbol] = found.updates
        if found.volumes:
            plan.volumes[contract.symbol] = found.volumes
        plan.notes.append(f"{contract.symbol}: {found.note}")
    if table.has("last"):
        plan.paths[last_name(contract.symbol)] = _last_points(table, contract)
        plan.notes.append(f"{contract.symbol}: last and mark stand apart where the scenario says so")
    if table.text("depth", "infinite") != "infinite":
        table.fail("depth", f'depth {table.text("depth")!r} is not supported yet by this version; use "infinite"')
    if table.has("fees"):
        table.word("fees", ("none",))
        plan.no_fees.append(contract.symbol)
    plan.funding += _funding(table, contract.symbol, scenario_path)


def _refuse_later(table: Table, key: str, later: tuple[str, ...], instead: str) -> None:
    value = table.get(key)
    if value in later:
        table.fail(key, f"{key} {value!r} is not supported yet by this version; use {instead}")


def _path(table: Table, contract: Contract, seed: int) -> Sequence[Update]:
    points = _points(table, contract)
    between = table.word("between", ("hold", "line", "bridge"), "hold")
    if table.has("noise") and between != "bridge":
        table.fail("noise", 'noise is for between = "bridge" only; remove it')
    noise = table.rate("noise", None, high="0.05") if table.has("noise") else DEFAULT_NOISE
    if update_count(points, between) > PATH_UPDATES_MAX:
        table.fail(
            "points",
            f'the path would have more than {PATH_UPDATES_MAX} updates, one a second; use "hold" or fewer days',
        )
    paths: dict[str, Callable[[], Sequence[Update]]] = {
        "hold": lambda: list(hold(points)),
        "line": lambda: list(line(points)),
        "bridge": lambda: bridge_path(points, seed, noise),
    }
    return paths[between]() if points else []


def _points(table: Table, contract: Contract) -> list[Update]:
    points: list[Update] = []
    for number, point in enumerate(table.list("points"), start=1):
        at, text = _pair(table, "points", number, point)
        price = parse_decimal(text)
        if price is None or price <= 0:
            fail_entry(table, "points", number, f"the price {shown(text)} must be a plain decimal above 0")
        ticks = price_ticks(price, contract)
        if isinstance(ticks, str):
            fail_entry(table, "points", number, ticks)
        if points and at <= points[-1][0]:
            fail_entry(table, "points", number, f"{point[0]} does not lie after the point before it; sort them")
        points.append((at, ticks))
    if table.has("points") and not points:
        table.fail("points", 'a path needs at least one point ["time", "price"]; add it')
    return points


def _last_points(table: Table, contract: Contract) -> list[Update]:
    """Return where the last price stands apart from the mark; the word "mark" (0 ticks) joins them again."""
    points: list[Update] = []
    for number, point in enumerate(table.list("last"), start=1):
        at, text = _pair(table, "last", number, point)
        price = parse_decimal(text)
        if text != AS_MARK and (price is None or price <= 0):
            fail_entry(table, "last", number, f'{shown(text)} must be a plain decimal above 0, or "{AS_MARK}"')
        ticks = 0 if price is None else price_ticks(price, contract)
        if isinstance(ticks, str):
            fail_entry(table, "last", number, ticks)
        if points and at <= points[-1][0]:
            fail_entry(table, "last", number, f"{point[0]} does not lie after the point before it; sort them")
        points.append((at, ticks))
    if not points:
        table.fail("last", 'last needs at least one point ["time", "price"]; add it, or remove last')
    return points


def _pair(table: Table, key: str, number: int, pair: object) -> tuple[int, str]:
    """Return (instant, text) of a ["time", "number"] pair."""
    if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)):
        fail_entry(table, key, number, 'must be ["time", "number"], both in quotes')
    try:
        return parse_instant(pair[0]), str(pair[1])
    except NotAnInstant as error:
        fail_entry(table, key, number, str(error))


def _funding(table: Table, symbol: str, scenario_path: str) -> list[PlannedFunding]:
    rates: list[tuple[int, Fraction]] = []
    for number, row in enumerate(table.list("funding"), start=1):
        at, text = _pair(table, "funding", number, row)
        if rates and at <= rates[-1][0]:
            fail_entry(table, "funding", number, f"{row[0]} does not lie after the entry before it; sort them")
        rate = parse_decimal(text)
        if rate is None or abs(rate) >= 1:
            fail_entry(table, "funding", number, f"the rate {shown(text)} must be a plain decimal between -1 and 1")
        rates.append((at, Fraction(rate)))
    if table.has("funding_file"):
        if rates:
            table.fail("funding_file", "funding and funding_file exclude each other; keep one")
        rates = funding_rates(table, scenario_path)
    return [PlannedFunding(at_ns=at, update=FundingUpdate(contract=symbol, rate=rate)) for at, rate in rates]
