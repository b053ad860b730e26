"""The auditor's view of liquidations: stages in time, takeover at zero, fund floor, ADL, and that the money closes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.messages import events as ev
from sandbox.messages.events import Event
from tests.simulation.arithmetic import Held, contract_wallet, half_even

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor

FOLLOWERS = {
    "start": ("reduce", "slice", "take_over"),
    "reduce": ("reduce", "take_over", "close"),
    "slice": ("slice", "release"),
    "take_over": ("close",),
    "close": ("release",),
    "release": (),
}


class AuditFailed(AssertionError):
    """The engine and the auditor disagree."""


def need(holds: bool, text: str) -> None:
    """Complain unless it holds."""
    if not holds:
        raise AuditFailed(text)


@dataclass
class Running:
    """One running liquidation."""

    name: str
    unit: str
    owner: str
    mode: str
    started_ns: int
    stage: str = "start"
    due_ns: int = 0
    legs: dict[str, int] = field(default_factory=dict)
    sold: dict[str, int] = field(default_factory=dict)
    compartments: set[str] = field(default_factory=set)
    lost: int = 0
    settled: int = 0
    fund: int = 0
    to_trader: int = 0
    socialised: int = 0
    flows: dict[str, int] = field(default_factory=dict)  # by kind of account: unit, fund, desk


class LiquidationAudit:
    """Follows every liquidation of one session."""

    def __init__(self, auditor: "Auditor") -> None:
        self.auditor = auditor
        self.running: dict[str, Running] = {}  # by name
        self.ranks: dict[tuple[str, str], int] = {}

    def is_due(self, now_ns: int) -> bool:
        """Tell whether a stage is due."""
        return any(one.due_ns <= now_ns for one in self.running.values())

    def runs(self, unit: str) -> bool:
        """Tell whether a unit is being liquidated."""
        return any(one.unit == unit for one in self.running.values())

    def runs_for(self, owner: str) -> bool:
        """Tell whether any unit of an owner is being liquidated."""
        return any(one.owner == owner for one in self.running.values())

    def money(self, event: ev.TransferPosted) -> None:
        """Note a transfer that a liquidation caused."""
        one = self.running.get(event.cause)
        if one is None:
            return
        for account, sign in ((event.debit, -1), (event.credit, 1)):
            kind = self._kind(one, account)
            one.flows[kind] = one.flows.get(kind, 0) + sign * event.atoms

    def _kind(self, one: Running, account: str) -> str:
        if account == contract_wallet(one.owner) or account in one.compartments:
            return "owner"
        return {"insurance_fund": "fund", "liquidation_desk": "desk"}.get(account, "other")

    def settled(self, event: ev.PositionChanged, atoms: int) -> None:
        """Note a winning leg that was settled at the mark."""
        need(atoms != 0, f"settled nothing: {event}")
        one = self.running.get(event.cause)
        if one is not None and event.owner == one.owner and event.contract in one.legs:
            one.settled += atoms

    def read(self, event: Event) -> None:
        """Follow one event about liquidations; others pass."""
        match event:
            case ev.LiquidationStarted():
                self._started(event)
            case ev.LiquidationLeg():
                one = self.running[event.liquidation]
                one.legs[event.contract] = event.lots
                if one.mode == "isolated":
                    one.compartments.add(f"{contract_wallet(one.owner)}/isolated/{event.position}")
            case ev.LiquidationStaged():
                self._staged(event)
            case ev.LiquidationReduced():
                self._reduced(event)
            case ev.PositionTakenOver():
                self._taken_over(event)
            case ev.DeskClosed():
                self._closed(event)
            case ev.TraderDeleveraged():
                self._deleveraged(event)
            case ev.LossSocialised():
                need(event.atoms > 0, f"nothing socialised: {event}")
                self.running[event.liquidation].socialised += event.atoms
            case ev.LiquidationReleased():
                self._released(event)

    def _started(self, event: ev.LiquidationStarted) -> None:
        need(not self.runs(event.unit), f"liquidated twice: {event}")
        now = self.auditor.now_ns
        self.running[event.liquidation] = Running(
            event.liquidation, event.unit, event.owner, event.margin_mode, now, due_ns=now
        )
        equity, needed = event.equity_atoms, event.maintenance_atoms
        need(equity <= needed + 1, f"started healthy: {event}")

    def _staged(self, event: ev.LiquidationStaged) -> None:
        one, rules, now = self.running[event.liquidation], self.auditor.figures.rules, self.auditor.now_ns
        need(one.due_ns == now, f"a stage at {now} that was due at {one.due_ns}: {event}")
        need(event.due_ns == now + rules.stage_ns, f"the next stage is not one stage later: {event}")
        need(event.stage in FOLLOWERS[one.stage], f"{one.stage} is followed by {event.stage}")
        need(event.stage != "reduce" or rules.steps == "brackets", f"reduces in a {rules.steps} book")
        need(
            (event.stage == "slice") == (rules.steps == "slices") or event.stage == "release",
            f"stage of another book {event}",
        )
        if event.stage == "close":
            self._check_empty(one)
        one.stage, one.due_ns = event.stage, event.due_ns

    def _check_empty(self, one: Running) -> None:
        account = contract_wallet(one.owner) if one.mode == "cross" else next(iter(one.compartments))
        asset = self.auditor.figures.contracts[next(iter(one.legs))].settle
        need(self.auditor.of(account, asset) == 0, f"{one.unit} keeps money after takeover")
        for contract in one.legs:
            held = self.auditor.positions.get((one.owner, contract))
            need(held is None or held.mode != one.mode, f"{one.unit} keeps {contract} after takeover")

    def _on_time(self, one: Running, stages: Iterable[str], event: Event) -> None:
        need(one.due_ns == self.auditor.now_ns, f"not due: {event}")
        need(one.stage in stages, f"in stage {one.stage}: {event}")

    def _reduced(self, event: ev.LiquidationReduced) -> None:
        one, figures = self.running[event.liquidation], self.auditor.figures
        self._on_time(one, ("reduce", "slice"), event)
        mark = self.auditor.marks[event.contract]
        need(event.price_ticks == mark, f"not at the mark {mark}: {event}")
        need(event.value_atoms == figures.value(event.contract, event.lots, mark), f"another value: {event}")
        need(event.lost_atoms == event.fee_atoms - event.realised_atoms, f"another loss: {event}")
        most = half_even(event.value_atoms * figures.rules.fee)
        need(0 <= event.fee_atoms <= most, f"a fee above {most}: {event}")
        need(one.stage == "slice" or event.fee_atoms == most, f"a reduction pays its fee {most} in full: {event}")
        self._sell(one, event.contract, event.lots)
        sign = 1 if one.legs[event.contract] > 0 else -1
        self.auditor.trade(one.owner, event.contract, -sign * event.lots, -sign * event.value_atoms)
        self.auditor.trade("liquidity", event.contract, sign * event.lots, sign * event.value_atoms)
        one.lost += event.lost_atoms
        one.fund += event.fee_atoms

    def _sell(self, one: Running, contract: str, lots: int) -> None:
        sold = one.sold.get(contract, 0) + lots
        whole = abs(one.legs[contract])
        need(sold <= whole, f"{one.name} sells {sold} of {whole} lots of {contract}")
        if one.stage == "slice":
            share = self.auditor.figures.rules.slice
            each = -(-whole * share.numerator // share.denominator)
            need(lots == min(each, whole - sold + lots), f"a slice of {lots} of {whole} lots")
        one.sold[contract] = sold

    def _taken_over(self, event: ev.PositionTakenOver) -> None:
        one = self.running[event.liquidation]
        self._on_time(one, ("reduce", "take_over", "slice"), event)
        self._sell(one, event.contract, event.lots)
        sign = 1 if one.legs[event.contract] > 0 else -1
        self.auditor.trade(one.owner, event.contract, -sign * event.lots, -event.open_value_atoms)
        self.auditor.trade(one.name, event.contract, sign * event.lots, event.open_value_atoms)
        one.lost += event.lost_atoms

    def _closed(self, event: ev.DeskClosed) -> None:
        one, figures = self.running[event.liquidation], self.auditor.figures
        self._on_time(one, ("close", "slice"), event)
        sign = 1 if one.legs[event.contract] > 0 else -1
        if event.lots:
            mark = self.auditor.marks[event.contract]
            need(event.value_atoms == figures.value(event.contract, event.lots, mark), f"another value: {event}")
        left = self.auditor.desk.get((one.name, event.contract))
        if left is not None and event.lots and event.result_atoms < 0:
            self._check_floor(event, left)
        self.auditor.trade(one.name, event.contract, -sign * event.lots, -sign * event.value_atoms)
        self.auditor.trade("liquidity", event.contract, sign * event.lots, sign * event.value_atoms)
        most = half_even(event.value_atoms * figures.rules.fee)
        need(0 <= event.fee_atoms <= most, f"a fee above {most}: {event}")
        allowed = figures.rules.surplus_to == "trader"
        need(event.to_trader_atoms == 0 or allowed, f"a surplus for the trader: {event}")
        need(event.to_fund_atoms == 0 or not allowed, f"a surplus for the fund: {event}")
        one.fund += event.fee_atoms + event.to_fund_atoms - event.from_fund_atoms
        one.to_trader += event.to_trader_atoms

    def _check_floor(self, event: ev.DeskClosed, left: Held) -> None:
        """Check lots_paid = floor(fund x lots / shortfall), one fewer where the fund is an atom short."""
        if event.from_fund_atoms == 0:
            return
        figures = self.auditor.figures
        asset, mark = figures.contracts[event.contract].settle, event.price_ticks
        own = -event.result_atoms - event.from_fund_atoms
        budget = self.auditor.of("insurance_fund", asset) + event.from_fund_atoms + own
        sign = 1 if left.lots > 0 else -1
        lots = abs(left.lots) + event.lots
        sold_value, left_value = event.value_atoms, abs(left.open_value)
        whole_open = left_value * sign + sign * (sold_value - event.result_atoms * sign)
        shortfall = -(figures.value(event.contract, sign * lots, mark) - whole_open)
        floor = budget * lots // shortfall
        need(event.lots in (floor, floor - 1), f"the fund of {budget} pays floor {floor} of {lots}: {event}")

    def _deleveraged(self, event: ev.TraderDeleveraged) -> None:
        one = self.running[event.liquidation]
        self._on_time(one, ("close", "slice"), event)
        sign = 1 if one.legs[event.contract] > 0 else -1
        self.auditor.trade(one.name, event.contract, -sign * event.lots, -sign * event.value_atoms)
        self.auditor.trade(event.owner, event.contract, sign * event.lots, sign * event.value_atoms)
        last = self.ranks.get((one.name, event.contract), 0)
        need(event.rank > last, f"out of rank after {last}: {event}")
        self.ranks[one.name, event.contract] = event.rank
        if event.owner == "liquidity":
            return
        need(event.realised_atoms >= 0, f"ADL takes principal: {event}")
        need(
            not any(o.owner == event.owner and event.contract in o.legs for o in self.running.values()),
            f"ADL of a locked unit {event}",
        )

    def _released(self, event: ev.LiquidationReleased) -> None:
        one = self.running.pop(event.liquidation)
        now = self.auditor.now_ns
        need(one.due_ns == now, f"released at {now}, due {one.due_ns}")
        need(event.healthy or one.stage == "release", f"released in stage {one.stage}: {event}")
        flows = one.flows
        need(flows.get("desk", 0) == 0, f"{one.name} leaves {flows.get('desk', 0)} on the desk")
        need(
            flows.get("fund", 0) == one.fund + self._budget_rest(one),
            f"{one.name}: the fund moved {flows}, events say {one.fund}",
        )
        if not event.healthy and one.mode == "isolated":
            for account in one.compartments:
                asset = self.auditor.figures.contracts[next(iter(one.legs))].settle
                need(self.auditor.of(account, asset) == 0, f"{account} keeps money after release")

    def _budget_rest(self, one: Running) -> int:
        return 0

    def end_step(self) -> None:
        """Check at the end of a step: nothing is overdue, the desk holds only what waits to be closed."""
        now = self.auditor.now_ns
        self.ranks.clear()
        for one in self.running.values():
            need(one.due_ns > now or self.auditor.figures.rules.stage_ns == 0, f"{one.name} is overdue")
        for name, _ in self.auditor.desk:
            need(self.running[name].stage == "close", f"{name} lies on the desk in stage {self.running[name].stage}")
