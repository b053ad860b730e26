"""Quiet updates cost nothing: jump over the prices that cannot change anything, up to the first that might.

Exact bands for units of one contract; `many_scan` jumps over whole blocks of several contracts. Short stretches are
compared in plain Python against bands and a box, so numpy is not imported.
"""

from bisect import bisect_left

from sandbox.engine.due import next_due_ns
from sandbox.engine.joint_box import holds, quiet_box
from sandbox.engine.many_scan import ManyScan
from sandbox.engine.phases import take_last
from sandbox.engine.quiet import QuietPlan, quiet_plan
from sandbox.engine.state import State
from sandbox.messages.inputs import PriceColumns
from sandbox.values.limits import PRICE_TICKS_MAX

NUMPY_FROM = 4_096  # below this many updates the import of numpy costs more than it saves
CHUNK = 262_144


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
        else _scan_plain(state, columns, plan, start, stop)
    )
    if quiet and start + quiet < len(columns):  # updates of one instant belong to one step: never split them
        instant = columns.at_ns[start + quiet]
        while quiet and columns.at_ns[start + quiet - 1] == instant:
            quiet -= 1
    if quiet:
        take_quiet(state, columns, start, start + quiet)
    return quiet


def _scan_plain(state: State, columns: PriceColumns, plan: QuietPlan, start: int, stop: int) -> int:
    names, indices, ticks = columns.contracts, columns.contract_index, columns.price_ticks
    marks = [state.marks.get(name, 0) for name in names]
    limits = _limits(state, plan, names, marks)
    for row in range(start, stop):
        index, price = indices[row], ticks[row]
        low, high = limits[index]
        if not low < price < high:
            band = plan.band(names[index])
            if not plan.joint_units or not band.low < price < band.high:
                return row - start
            plan.box = {}
            limits = _limits(state, plan, names, marks)
            low, high = limits[index]
            if not low < price < high:
                return row - start
        marks[index] = price
    return stop - start


def _limits(state: State, plan: QuietPlan, names: tuple[str, ...], marks: list[int]) -> list[tuple[int, int]]:
    """Return the ticks between which a row of each contract is quiet; a box that no longer fits is made anew."""
    if plan.joint_units:
        now = {**state.marks, **dict(zip(names, marks, strict=True))}
        if not plan.box or not holds(plan.box, now):
            plan.box = quiet_box(plan.joint_units, now, state.rulebook.liquidation, state.warned)
    limits = []
    for name in names:
        band, (low, high) = plan.band(name), plan.box.get(name, (0, PRICE_TICKS_MAX))
        limits.append((max(band.low, low - 1), min(band.high, high + 1)))
    return limits


def _scan_numpy(state: State, columns: PriceColumns, plan: QuietPlan, start: int, stop: int) -> int:
    if len(columns.contracts) > 1 or plan.joint_units:
        return ManyScan(state, columns, plan).first_loud(start, stop) - start
    import numpy as np

    ticks = np.frombuffer(columns.price_ticks, dtype=np.int64)
    band = plan.band(columns.contracts[0])
    for position in range(start, stop, CHUNK):
        part = ticks[position : min(stop, position + CHUNK)]
        loud = (part <= band.low) | (part >= band.high)
        first = int(loud.argmax())
        if loud[first]:
            return position + first - start
    return stop - start


def take_quiet(state: State, columns: PriceColumns, start: int, stop: int) -> None:
    """Write the last two marks of every contract in the range, and the last instant."""
    state.now_ns = columns.at_ns[stop - 1]
    if state.has_failed:
        return
    for index, name in enumerate(columns.contracts):
        rows = _last_rows(columns, index, start, stop)
        if not rows:
            continue
        last = columns.price_ticks[rows[0]]
        if take_last(state, name, last):
            continue
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
