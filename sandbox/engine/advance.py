"""Quiet updates cost nothing: jump over the prices that cannot change anything, up to the first that might.

Exact bands for units of one contract; units of several are screened in float64 and stop within 1e-9 of their gross
notional, where integers decide in `step`. Short stretches are compared in plain Python, so numpy is not imported.
"""

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from sandbox.engine.due import next_due_ns
from sandbox.engine.quiet import QuietPlan, joint_thresholds, quiet_plan
from sandbox.engine.state import State
from sandbox.messages.inputs import PriceColumns
from sandbox.risk.units import UnitView

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUMPY_FROM = 4_096  # below this many updates the import of numpy costs more than it saves
CHUNK = 262_144
FLOAT_MARGIN = 1e-9


def advance(state: State, columns: PriceColumns, start: int, stop: int, plan: QuietPlan | None = None) -> int:
    """Consume the quiet updates from row `start`, at most to `stop`; returns how many.

    Writes their marks and the last instant into the state. 0 means the next update may decide something (or is at
    or beyond a due time): the caller steps it. `plan` is `quiet_plan(state)`, which holds until the next step: a
    caller that plays in small slices keeps it.
    """
    due = next_due_ns(state)
    if due is not None:
        stop = bisect_left(columns.at_ns, due, start, stop)
    if stop <= start:
        return 0
    if plan is None:
        plan = quiet_plan(state)
    quiet = (
        _scan_numpy(state, columns, plan, start, stop)
        if stop - start >= NUMPY_FROM
        else _scan_plain(columns, plan, start, stop)
    )
    if quiet and start + quiet < len(columns):  # updates of one instant belong to one step: never split them
        instant = columns.at_ns[start + quiet]
        while quiet and columns.at_ns[start + quiet - 1] == instant:
            quiet -= 1
    if quiet:
        take_quiet(state, columns, start, start + quiet)
    return quiet


def _scan_plain(columns: PriceColumns, plan: QuietPlan, start: int, stop: int) -> int:
    joint = {leg.contract for unit in plan.joint_units for leg in unit.legs}
    bands = [(0, 0) if name in joint else (plan.bands[name].low, plan.bands[name].high) for name in columns.contracts]
    indices, ticks = columns.contract_index, columns.price_ticks
    for row in range(start, stop):
        low, high = bands[indices[row]]
        if not low < ticks[row] < high:
            return row - start
    return stop - start


def _scan_numpy(state: State, columns: PriceColumns, plan: QuietPlan, start: int, stop: int) -> int:
    import numpy as np

    indices = np.frombuffer(columns.contract_index, dtype=np.int64)
    ticks = np.frombuffer(columns.price_ticks, dtype=np.int64)
    single = len(columns.contracts) == 1
    marks = dict(state.marks)
    position = start
    while position < stop:
        end = min(stop, position + CHUNK)
        part, part_indices = ticks[position:end], indices[position:end]
        loud: NDArray[Any] = np.zeros(0 if single else end - position, dtype=bool)
        for index, name in enumerate(columns.contracts):
            band = plan.bands[name]
            hit = (part <= band.low) | (part >= band.high)
            if single:
                loud = hit
            else:
                loud |= hit & (part_indices == index)
        for unit in plan.joint_units:
            loud |= _joint_hits(state, marks, columns, unit, part, part_indices)
        first = int(loud.argmax())
        if loud[first]:
            return position + first - start
        if plan.joint_units:
            for index in range(len(columns.contracts)):
                rows = np.flatnonzero(part_indices == index)
                if rows.size:
                    marks[columns.contracts[index]] = int(part[rows[-1]])
        position = end
    return stop - start


def _joint_hits(
    state: State,
    marks: dict[str, int],
    columns: PriceColumns,
    unit: UnitView,
    ticks: "NDArray[Any]",
    indices: "NDArray[Any]",
) -> "NDArray[Any]":
    """Return where a unit of several contracts is no longer surely quiet: shape of `ticks`, bool.

    `marks` are the prices in force before the first row; each row carries the last price of every contract forward.
    """
    import numpy as np

    rules = state.rulebook.liquidation
    rows = np.arange(ticks.size)
    equity = np.full(ticks.size, float(unit.cash_atoms))
    maintenance = np.zeros(ticks.size)
    gross = np.full(ticks.size, abs(float(unit.cash_atoms)))
    for leg in unit.legs:
        mine = indices == (columns.contracts.index(leg.contract) if leg.contract in columns.contracts else -1)
        last = np.maximum.accumulate(np.where(mine, rows, -1))
        mark = np.where(last >= 0, ticks[np.maximum(last, 0)], marks[leg.contract]).astype(np.float64)
        size = leg.lots * leg.scale.value_num / leg.scale.value_den
        value = -size / mark if leg.scale.is_inverse else mark * size
        equity += value - leg.open_value_atoms
        gross += np.abs(value) + abs(leg.open_value_atoms)
        on_entry = rules.maintenance_basis == "entry"
        basis = np.full(ticks.size, abs(float(leg.open_value_atoms))) if on_entry else np.abs(value)
        edges = np.array([float(b.up_to_atoms) for b in leg.scale.brackets[:-1]])
        bracket = np.searchsorted(edges, basis * (1 - 1e-12), side="left")
        rates = np.array([float(b.rate) for b in leg.scale.brackets])
        deductions = np.array([float(b.deduction_atoms) for b in leg.scale.brackets])
        maintenance += basis * rates[bracket] - deductions[bracket]
        near_edge = np.zeros(ticks.size, dtype=bool)
        for edge in edges:  # a step-rate book jumps here: let integers decide
            near_edge |= np.abs(basis - edge) <= FLOAT_MARGIN * edge
        equity = np.where(near_edge, -np.inf, equity)
    warned = unit.unit in state.warned
    threshold = float(joint_thresholds(warned))
    slack = FLOAT_MARGIN * gross
    hits = equity - maintenance <= slack
    if warned:
        return hits | (maintenance - threshold * equity <= slack)
    return hits | (maintenance - threshold * equity >= -slack)


def take_quiet(state: State, columns: PriceColumns, start: int, stop: int) -> None:
    """Write the last two marks of every contract in the range, and the last instant."""
    state.now_ns = columns.at_ns[stop - 1]
    for index, name in enumerate(columns.contracts):
        rows = _last_rows(columns, index, start, stop)
        if not rows:
            continue
        last = columns.price_ticks[rows[0]]
        before = columns.price_ticks[rows[1]] if len(rows) == 2 else state.marks.get(name, last)
        state.previous_marks[name], state.marks[name] = before, last


def _last_rows(columns: PriceColumns, index: int, start: int, stop: int) -> list[int]:
    """Return the last two rows of a contract in the range, newest first."""
    found: list[int] = []
    for row in range(stop - 1, max(start, stop - 64) - 1, -1):
        if columns.contract_index[row] == index:
            found.append(row)
            if len(found) == 2:
                return found
    if stop - start <= 64:
        return found
    import numpy as np

    part = np.frombuffer(columns.contract_index, dtype=np.int64)[start:stop]
    return [start + int(row) for row in np.flatnonzero(part == index)[-2:][::-1]]
