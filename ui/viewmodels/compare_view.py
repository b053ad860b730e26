"""A comparison of regimes as a grid: a column a regime, small multiples of the wallets, then the figures. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sandbox.ledger.accounts import WALLETS, YOU
from sandbox.projections.fund import fund_atoms
from sandbox.projections.liquidation_rows import LiquidationRow
from sandbox.projections.wallets import value_atoms
from sandbox.studies.compare import ComparedRun
from sandbox.studies.equity_lines import Place
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import compare_texts as texts
from ui.viewmodels.number_text import amount_text, change_text, clock_text, time_text, tone_of
from ui.viewmodels.texts import WALLET_NAMES

QUOTE = "USDT"
TIMES_SHOWN = 2
SECONDS_BELOW_NS = 600 * NS_PER_SECOND  # a shorter run would have one minute at several ticks


class CompareBox(Struct, frozen=True):
    """A wallet of the map: its name, its asset, and whether anything but you took money from it."""

    wallet: str
    asset: str
    is_touched: bool


class CompareColumn(Struct, frozen=True):
    """A regime: its name, the words of its walls, what the run changed in all, and its map of wallets."""

    name: str
    wall: str
    cost_text: str
    cost_tone: str
    boxes: tuple[CompareBox, ...]


class CompareLine(Struct, frozen=True):
    """What a wallet was worth over the run: points of (share of the time, share of the height), both 0 to 1.

    `start` and `zero` are heights; `marks` are liquidations as (share of the time, words), for which lines of their row
    keep room above.
    """

    points: tuple[tuple[float, float], ...]
    start: float
    zero: float
    end_text: str
    tone: str
    is_untouched: bool
    marks: tuple[tuple[float, str], ...] = ()
    has_room_above: bool = False


class CompareCell(Struct, frozen=True):
    """One figure of a table row, with its tone."""

    text: str
    tone: str = "plain"


class CompareRow(Struct, frozen=True):
    """A row of the grid: small multiples where `lines`, figures where `cells`, a heading where neither."""

    title: str
    notes: tuple[str, ...] = ()
    lines: tuple[CompareLine, ...] = ()
    cells: tuple[CompareCell, ...] = ()
    is_tall: bool = False
    is_sum: bool = False


class CompareView(Struct, frozen=True):
    """The whole grid; `times` are the ticks of the time axis as (share, words)."""

    columns: tuple[CompareColumn, ...]
    rows: tuple[CompareRow, ...]
    times: tuple[tuple[float, str], ...]
    description: str


def compare_view(runs: Sequence[ComparedRun], *, same_scale: bool = True) -> CompareView:
    """Return the grid of runs over the same prices."""
    places = _places(runs)
    table = (*_ending_rows(runs, places), *_change_rows(runs, places), *_other_rows(runs))
    columns = tuple(_column(run, places) for run in runs)
    multiples = tuple(_multiples(runs, place, same_scale) for place in places)
    return CompareView(columns, (*multiples, *table), _times(runs[0]), _description(columns, table))


def _places(runs: Sequence[ComparedRun]) -> list[Place]:
    """Return the wallets and assets that held something in any run, the contract wallet first."""
    order = ("contract", *(one for one in WALLETS if one != "contract"))
    found = {place for run in runs for place, line in run.lines.atoms.items() if any(line)}
    return sorted(found, key=lambda place: (order.index(place[0]), place[1] != QUOTE, place[1]))


def _column(run: ComparedRun, places: Sequence[Place]) -> CompareColumn:
    cost = sum(_in_quote(run, place, atoms) for place, atoms in run.changes.items())
    boxes = tuple(CompareBox(_short_name(wallet), asset, (wallet, asset) in run.touched) for wallet, asset in places)
    return CompareColumn(run.name, run.regime.wall, change_text(cost, QUOTE), tone_of(cost), boxes)


def _in_quote(run: ComparedRun, place: Place, atoms: int) -> int:
    return value_atoms(run.state, place[1], atoms, QUOTE) or 0


def _multiples(runs: Sequence[ComparedRun], place: Place, same_scale: bool) -> CompareRow:
    wallet, asset = place
    is_contract = wallet == "contract"
    found = [run.lines.atoms.get(place, [0]) for run in runs]
    shared = _scale([atoms for line in found for atoms in line])
    lines = tuple(
        _line(run, place, line, shared if same_scale else _scale(line)) for run, line in zip(runs, found, strict=True)
    )
    first = amount_text(found[0][0], asset)
    notes = ((texts.EQUITY if is_contract else texts.AMOUNT).format(asset=asset), texts.START.format(amount=first))
    return CompareRow(WALLET_NAMES[wallet], notes, lines, is_tall=is_contract)


def _scale(atoms: Sequence[int]) -> tuple[int, int]:
    """Return lowest and highest of a scale that always holds zero and has a height."""
    low, high = min(0, *atoms), max(0, *atoms)
    return low, max(high, low + 1)


def _line(run: ComparedRun, place: Place, atoms: Sequence[int], scale: tuple[int, int]) -> CompareLine:
    low, high = scale

    def height(value: int) -> float:
        return (value - low) / (high - low)

    change = run.changes.get(place, 0)
    instants = run.lines.at_ns[: len(atoms)]
    points = tuple((_share(run, at_ns), height(value)) for at_ns, value in zip(instants, atoms, strict=True))
    marks = _marks(run) if place[0] == "contract" else ()
    return CompareLine(
        points,
        height(atoms[0]),
        height(0),
        amount_text(atoms[-1], place[1]),
        "loss" if change < 0 else "gain" if change > 0 else "plain",
        place not in run.touched,
        marks,
        place[0] == "contract",
    )


def _share(run: ComparedRun, at_ns: int) -> float:
    starts, ends = run.lines.at_ns[0], run.lines.at_ns[-1]
    return (at_ns - starts) / max(1, ends - starts)


def _mine(run: ComparedRun) -> list[LiquidationRow]:
    return [row for row in run.record.liquidations.rows.values() if row.owner == YOU]


def _marks(run: ComparedRun) -> tuple[tuple[float, str], ...]:
    """Return your liquidations by instant: positions liquidated together are one mark."""
    instants = sorted({row.triggered_ns for row in _mine(run)})
    return tuple((_share(run, at_ns), time_text(at_ns)[:5]) for at_ns in instants)


def _ending_rows(runs: Sequence[ComparedRun], places: Sequence[Place]) -> list[CompareRow]:
    rows = [CompareRow(texts.AT_END.format(time=clock_text(runs[0].state.now_ns)))]
    for place in places:
        cells = []
        for run in runs:
            change = run.changes.get(place, 0)
            cells.append(CompareCell(amount_text(run.lines.atoms.get(place, [0])[-1], place[1]), _loss_tone(change)))
        rows.append(CompareRow(_place_name(place), cells=tuple(cells)))
    return rows


def _change_rows(runs: Sequence[ComparedRun], places: Sequence[Place]) -> list[CompareRow]:
    rows = [CompareRow(texts.CHANGED)]
    for place in places:
        changes = [run.changes.get(place, 0) for run in runs]
        cells = tuple(CompareCell(change_text(one, place[1]), _change_tone(one)) for one in changes)
        rows.append(CompareRow(_place_name(place), cells=cells))
    sums = [sum(_in_quote(run, place, atoms) for place, atoms in run.changes.items()) for run in runs]
    cells = tuple(CompareCell(change_text(one, QUOTE), _change_tone(one)) for one in sums)
    rows.append(CompareRow(texts.SUM.format(quote=QUOTE), cells=cells, is_sum=True))
    return rows


def _other_rows(runs: Sequence[ComparedRun]) -> list[CompareRow]:
    rows = []
    for asset in sorted({one.asset for run in runs for one in run.opening.insurance_fund}):
        amounts = [fund_atoms(run.state, asset) for run in runs]
        cells = tuple(CompareCell(amount_text(one, asset)) for one in amounts)
        rows.append(CompareRow(texts.FUND.format(asset=asset), cells=cells))
    liquidated = [_liquidated(run) for run in runs]
    cells = tuple(
        CompareCell(text, "loss" if _mine(run) else "plain") for run, text in zip(runs, liquidated, strict=True)
    )
    rows.append(CompareRow(texts.LIQUIDATIONS, cells=cells))
    counts = [len(run.record.refused) for run in runs]
    rows.append(
        CompareRow(texts.REFUSED, cells=tuple(CompareCell(str(one) if one else texts.NOTHING) for one in counts))
    )
    return rows


def _liquidated(run: ComparedRun) -> str:
    rows = _mine(run)
    if not rows:
        return texts.NOTHING
    named = [f"{row.contract.partition('-')[0]} {time_text(row.triggered_ns)[:5]}" for row in rows]
    rest = f" +{len(named) - TIMES_SHOWN}" if len(named) > TIMES_SHOWN else ""
    return ", ".join(named[:TIMES_SHOWN]) + rest


def _short_name(wallet: str) -> str:
    return WALLET_NAMES[wallet].partition(" ")[0]


def _place_name(place: Place) -> str:
    return f"{WALLET_NAMES[place[0]]}, {place[1]}"


def _loss_tone(change: int) -> str:
    return "loss" if change < 0 else "plain"


def _change_tone(change: int) -> str:
    return "caption" if change == 0 else tone_of(change)


def _times(run: ComparedRun) -> tuple[tuple[float, str], ...]:
    starts, ends = run.lines.at_ns[0], run.lines.at_ns[-1]
    shown = len("00:00") if ends - starts >= SECONDS_BELOW_NS else len("00:00:00")
    shares = (0.0, 1 / 3, 2 / 3, 1.0)
    return tuple((share, time_text(starts + round((ends - starts) * share))[:shown]) for share in shares)


def _description(columns: Sequence[CompareColumn], rows: Sequence[CompareRow]) -> str:
    """Return the figures in words, for screen readers."""
    parts = [f"{one.name}, {one.wall}: {one.cost_text} {QUOTE}" for one in columns]
    for row in rows:
        if row.cells:
            figures = "; ".join(f"{one.name} {cell.text}" for one, cell in zip(columns, row.cells, strict=True))
            parts.append(f"{row.title}: {figures}")
    return ". ".join(parts)
