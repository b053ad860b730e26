"""Jump over quiet updates of several contracts at once: whole blocks by exact corners, rows by a float64 screen.

A block is quiet where the worst corner of its price ranges is: integers decide that, so nothing is passed over. A
block that is not is halved; the smallest are screened row by row and stop within 1e-9 of their gross notional, where
integers decide in `step`.
"""

from typing import TYPE_CHECKING, Any

from sandbox.engine.portfolio_screen import screen_maintenance
from sandbox.engine.quiet import QuietPlan, is_quiet_within, joint_thresholds
from sandbox.engine.state import State
from sandbox.messages.inputs import PriceColumns
from sandbox.risk.units import UnitView

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 262_144
BLOCK_MIN = 4_096  # from here on down a row screen is as quick as another corner
FLOAT_MARGIN = 1e-9


class ManyScan:
    """One scan over columns of several contracts; `marks` are the prices in force before the next row."""

    def __init__(self, state: State, columns: PriceColumns, plan: QuietPlan) -> None:
        import numpy as np

        self._state, self._plan, self._contracts = state, plan, columns.contracts
        self._indices = np.frombuffer(columns.contract_index, dtype=np.int64)
        self._ticks = np.frombuffer(columns.price_ticks, dtype=np.int64)
        self._marks = dict(state.marks)

    def first_loud(self, start: int, stop: int) -> int:
        """Return the first row from `start` that may change something, `stop` where there is none."""
        for position in range(start, stop, BLOCK):
            end = min(stop, position + BLOCK)
            found = self._in_block(position, end)
            if found < end:
                return found
        return stop

    def _in_block(self, start: int, stop: int) -> int:
        ticks, indices = self._ticks[start:stop], self._indices[start:stop]
        moved = {name: rows for at, name in enumerate(self._contracts) if (rows := ticks[indices == at]).size}
        ranges = {name: (int(rows.min()), int(rows.max())) for name, rows in moved.items()}
        if not self._is_quiet(ranges):
            if stop - start > BLOCK_MIN:
                middle = (start + stop) // 2
                found = self._in_block(start, middle)
                return self._in_block(middle, stop) if found == middle else found
            hits = self._loud_rows(ticks, indices)
            first = int(hits.argmax())
            if hits[first]:
                return start + first
        self._marks.update({name: int(rows[-1]) for name, rows in moved.items()})
        return stop

    def _is_quiet(self, ranges: dict[str, tuple[int, int]]) -> bool:
        plan, rules = self._plan, self._state.rulebook.liquidation
        if any(low <= plan.band(name).low or high >= plan.band(name).high for name, (low, high) in ranges.items()):
            return False
        for unit in self._plan.joint_units:
            corners = {}
            for contract in unit.contracts:
                mark = self._marks[contract]
                low, high = ranges.get(contract, (mark, mark))
                corners[contract] = min(low, mark), max(high, mark)
            if not is_quiet_within(unit, corners, rules, unit.unit in self._state.warned):
                return False
        return True

    def _loud_rows(self, ticks: "NDArray[Any]", indices: "NDArray[Any]") -> "NDArray[Any]":
        import numpy as np

        loud: NDArray[Any] = np.zeros(ticks.size, dtype=bool)
        for index, name in enumerate(self._contracts):
            band = self._plan.band(name)
            loud |= ((ticks <= band.low) | (ticks >= band.high)) & (indices == index)
        for unit in self._plan.joint_units:
            loud |= self._joint_hits(unit, ticks, indices)
        return loud

    def _joint_hits(self, unit: UnitView, ticks: "NDArray[Any]", indices: "NDArray[Any]") -> "NDArray[Any]":
        """Return where a unit of several contracts is no longer surely quiet: shape of `ticks`, bool.

        Each row carries the last price of every contract forward.
        """
        import numpy as np

        rules, contracts = self._state.rulebook.liquidation, self._contracts
        rows = np.arange(ticks.size)
        equity = np.full(ticks.size, float(unit.cash_atoms))
        maintenance = np.zeros(ticks.size)
        gross = np.full(ticks.size, abs(float(unit.cash_atoms)))
        marks = {}
        for contract in unit.contracts:
            mine = indices == (contracts.index(contract) if contract in contracts else -1)
            last = np.maximum.accumulate(np.where(mine, rows, -1))
            carried = np.where(last >= 0, ticks[np.maximum(last, 0)], self._marks[contract])
            marks[contract] = carried.astype(np.float64)
        for coin in unit.collateral:
            value = marks[coin.contract] * float(coin.atoms_per_tick)
            equity += value
            gross += value
        for leg in unit.legs:
            mark = marks[leg.contract]
            size = leg.lots * leg.scale.value_num / leg.scale.value_den
            value = -size / mark if leg.scale.is_inverse else mark * size
            equity += value - leg.open_value_atoms
            gross += np.abs(value) + abs(leg.open_value_atoms)
            if unit.portfolio is not None:
                continue
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
        if unit.portfolio is not None:
            maintenance = screen_maintenance(unit, marks, ticks.size)
        warned = unit.unit in self._state.warned
        threshold = float(joint_thresholds(warned))
        slack = FLOAT_MARGIN * gross
        hits = equity - maintenance <= slack
        if warned:
            return hits | (maintenance - threshold * equity <= slack)
        return hits | (maintenance - threshold * equity >= -slack)
