"""The auditor's view of liquidations: stages in time, what each sells and at which value, and that the money closes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from sandbox.messages import events as ev
from sandbox.messages.events import Event
from tests.simulation.arithmetic import (
    Held,
    Unit,
    compartment,
    contract_wallet,
    grid_part,
    half_even,
    hedgers,
    units_of,
)
from tests.simulation.books import AuditFailed, Snapshot, is_fund, need
from tests.simulation.pooling import QUOTE
from tests.simulation.waterfall_audit import WaterfallAudit

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
Leg = tuple[str, Held, int]  # contract, position, mark


@dataclass
class Running:
    """One running liquidation."""

    name: str
    unit: str
    owner: str
    mode: str
    stage: str = "start"
    due_ns: int = 0
    margin: int = 0
    legs: dict[str, int] = field(default_factory=dict)
    sold: dict[str, int] = field(default_factory=dict)
    sold_at_stage: dict[str, int] = field(default_factory=dict)
    compartments: set[str] = field(default_factory=set)
    funds: dict[str, int] = field(default_factory=dict)  # by account: what events say it received, net
    flows: dict[str, int] = field(default_factory=dict)  # by kind of account: owner, desk, or the fund's own name
    reduced: list[ev.LiquidationReduced] = field(default_factory=list)  # of this stage
    taken: dict[str, int] | None = None  # what the desk should take over in this stage, by contract
    books: Snapshot | None = None  # as they stood when this stage began to act


class LiquidationAudit:
    """Follows every liquidation of one session."""

    def __init__(self, auditor: "Auditor") -> None:
        self.a = auditor
        self.running: dict[str, Running] = {}  # by name
        self.cooling: dict[str, int] = {}  # owner -> until when its positions are sold whole
        self.waterfall = WaterfallAudit(auditor)

    def is_due(self, now_ns: int) -> bool:
        """Tell whether a stage is due."""
        return any(one.due_ns <= now_ns for one in self.running.values())

    def next_due_ns(self) -> int | None:
        """Return when the next stage is due."""
        return min((one.due_ns for one in self.running.values()), default=None)

    def is_taking(self, name: str) -> bool:
        """Tell whether a liquidation is in a stage that may take over."""
        one = self.running.get(name)
        return one is not None and one.due_ns == self.a.now_ns and one.stage in ("reduce", "take_over")

    def _has_grid(self, one: Running) -> bool:
        return self.a.figures.pool.mode == "portfolio" and one.mode == "cross" and one.owner == "you"

    def runs(self, unit: str) -> bool:
        """Tell whether a unit is being liquidated."""
        return any(one.unit == unit for one in self.running.values())

    def runs_for(self, owner: str) -> bool:
        """Tell whether any unit of an owner is being liquidated."""
        return any(one.owner == owner for one in self.running.values())

    def holds(self, account: str) -> bool:
        """Tell whether a compartment belongs to a running liquidation."""
        return any(account in one.compartments for one in self.running.values())

    def money(self, event: ev.TransferPosted) -> None:
        """Note a transfer that a liquidation caused."""
        one = self.running.get(event.cause)
        if one is None:
            return
        for account, sign in ((event.debit, -1), (event.credit, 1)):
            kind = self._kind(one, account)
            one.flows[kind] = one.flows.get(kind, 0) + sign * event.atoms

    def _kind(self, one: Running, account: str) -> str:
        if account == contract_wallet(one.owner) or account in one.compartments or account == f"debt/{QUOTE}":
            return "owner"
        if is_fund(account):
            return account
        return "desk" if account == "liquidation_desk" else "other"

    def _note_fund(self, one: Running, contract: str, atoms: int) -> None:
        """Note what events say the fund of a contract received."""
        account = self.waterfall.fund_of(contract)
        one.funds[account] = one.funds.get(account, 0) + atoms

    def settled(self, event: ev.PositionChanged, atoms: int) -> None:
        """Note a winning leg that was settled at the mark."""
        one = self.running.get(event.cause)
        if one is not None and event.owner != one.owner:
            self.waterfall.realised(event, atoms)

    def before(self, event: Event) -> None:
        """Keep the books as they stood before a stage's first event."""
        cause = getattr(event, "cause", None) or getattr(event, "liquidation", "")
        one = self.running.get(cause)
        if one is None:
            return
        if one.books is None:
            one.books = self.a.snapshot()
        if isinstance(event, ev.PositionChanged):
            self.waterfall.before(event)
        if isinstance(event, ev.CollateralSold):  # what the rest of the stage starts from
            one.books = None

    def read(self, event: Event) -> None:
        """Follow one event about liquidations; others pass."""
        match event:
            case ev.LiquidationStarted():
                self._started(event)
            case ev.LiquidationLeg():
                self._leg(event)
            case ev.LiquidationStaged():
                self._staged(event)
            case ev.LiquidationReduced():
                self._reduced(event)
            case ev.PositionTakenOver():
                self._taken_over(event)
            case ev.DeskClosed():
                self._closed(event)
            case ev.TraderDeleveraged():
                one = self.running[event.liquidation]
                self._on_time(one, ("close", "slice"), event)
                self.waterfall.deleveraged(event, one.legs[event.contract])
            case ev.ClaimLeft():
                one = self.running[event.liquidation]
                self._on_time(one, ("close", "slice"), event)
                self.waterfall.claimed(event, one.owner)
            case ev.LossSocialised():
                need(event.liquidation in self.running, f"socialised by nothing: {event}")
                self.waterfall.socialised(event)
            case ev.LiquidationReleased():
                self._released(event)

    # -- t0

    def _unit(self, name: str, books: Snapshot | None = None, one: Running | None = None) -> Unit | None:
        """Return a unit; of a running liquidation only with the legs it had at t0."""
        source = books or self.a
        positions = source.positions
        if one is not None:
            positions = {key: held for key, held in positions.items() if key[0] == one.owner and key[1] in one.legs}
        return units_of(self.a.figures, positions, source.balances, self.a.marks).get(name)

    def _started(self, event: ev.LiquidationStarted) -> None:
        need(not self.runs(event.unit), f"liquidated twice: {event}")
        now, unit = self.a.now_ns, self._unit(event.unit)
        need(unit is not None and unit.is_sick(self.a.figures.rules.trigger), f"started healthy: {unit} {event}")
        assert unit is not None
        need(event.equity_atoms == unit.booked, f"equity is {unit.booked}: {event}")
        need(event.contracts == unit.contracts, f"contracts are {unit.contracts}: {event}")
        one = Running(event.liquidation, event.unit, event.owner, event.margin_mode, due_ns=now)
        for contract in unit.contracts:
            held = self.a.positions[event.owner, contract]
            one.legs[contract] = held.lots
            if one.mode == "isolated":
                one.compartments.add(compartment(event.owner, held.position))
        self.running[event.liquidation] = one

    def _leg(self, event: ev.LiquidationLeg) -> None:
        one = self.running[event.liquidation]
        held, unit = self.a.positions[one.owner, event.contract], self._unit(one.unit, one=one)
        assert unit is not None
        one.margin = event.margin_atoms
        actual = (event.lots, event.open_value_atoms, event.margin_atoms, event.mark_ticks, event.position)
        expected = (held.lots, held.open_value, unit.cash, self.a.marks[event.contract], held.position)
        need(actual == expected, f"a leg of {expected}: {event}")
        if one.mode == "cross" and one.owner == "you" and self.a.figures.pool.is_on:
            kept = hedgers(self.a.figures, self.a.positions, self.a.marks)
            left = self.a.figures.pool.has_coins(self.a.balances, self.a.marks, kept)
            need(not left, f"{one.name} goes on though there is collateral to sell")
        for order in self.a.orders.values():
            mine = one.owner == order.owner and order.margin_mode == one.mode
            in_pool = one.mode == "cross" and self.a.figures.contracts[order.contract].settle == unit.asset
            need(not mine or not (in_pool or order.contract in one.legs), f"{order} rests on")

    def _staged(self, event: ev.LiquidationStaged) -> None:
        one, rules, now = self.running[event.liquidation], self.a.figures.rules, self.a.now_ns
        need(one.due_ns == now, f"a stage at {now} that was due at {one.due_ns}: {event}")
        need(event.due_ns == now + rules.stage_ns, f"the next stage is not one stage later: {event}")
        need(event.stage in FOLLOWERS[one.stage], f"{one.stage} is followed by {event.stage}")
        sells = rules.steps in ("brackets", "partial")
        need(event.stage != "reduce" or sells, f"reduces in a {rules.steps} book")
        is_slice = event.stage == "slice"
        need(is_slice == (rules.steps == "slices") or event.stage == "release", f"stage of another book {event}")
        if event.stage in ("reduce", "take_over", "slice"):
            unit = self._unit(one.unit, one=one)
            need(unit is not None and unit.is_sick(rules.trigger), f"goes on though healthy: {unit} {event}")
            if sells:
                assert unit is not None
                wanted = "reduce" if self._reduction(one, unit, self.a.snapshot()) else "take_over"
                need(event.stage == wanted, f"{wanted} comes next: {event}")
        if event.stage == "close":
            self._check_empty(one)
        if one.stage == "slice":
            self._check_slice(one)
        if one.stage in ("close", "slice"):
            self.waterfall.end_stage(one)
            self.waterfall.start_draw()
        one.stage, one.due_ns = event.stage, event.due_ns
        one.books, one.taken = None, None
        one.reduced.clear()
        one.sold_at_stage = dict(one.sold)

    # -- reductions

    def _reduction(self, one: Running, unit: Unit, books: Snapshot) -> tuple[str, int] | None:
        """Return the contract and the lots that a `brackets` or a `partial` book sells next."""
        figures, marks, rules = self.a.figures, self.a.marks, self.a.figures.rules
        if unit.equity <= 0 or unit.equity < rules.takeover_share * unit.maintenance:
            return None
        grid = self._has_grid(one)
        if grid and rules.steps == "brackets":
            return None
        if rules.takeover_at == "first_bracket" and not grid:
            held_by = {contract: books.positions[one.owner, contract] for contract in unit.contracts}
            asked = sum(figures.maintenance(name, held, marks[name], 0) for name, held in held_by.items())
            if unit.equity < asked:
                return None
        best: tuple[Fraction, str] | None = None
        for contract in unit.contracts:
            held = books.positions[one.owner, contract]
            basis = figures.basis(contract, held, marks[contract])
            if rules.steps == "brackets" and figures.bracket(contract, held.lots, basis) < rules.reduces_by:
                continue
            weight = figures.maintenance(contract, held, marks[contract])
            if grid:
                weight = grid_part(figures, books.positions, books.balances, marks, contract, held.lots)
            if best is None or weight > best[0]:
                best = (weight, contract)
        if best is None:
            return None
        contract = best[1]
        held = books.positions[one.owner, contract]
        whole, basis = abs(held.lots), figures.basis(contract, held, marks[contract])
        if rules.steps == "partial":
            notional = abs(figures.exact_value(contract, held.lots, marks[contract]))
            if self.a.now_ns < self.cooling.get(one.owner, 0) or notional <= rules.slice_above * 10**8:
                return contract, whole
            return contract, -(-whole * rules.slice.numerator // rules.slice.denominator)
        row = figures.contracts[contract].brackets[figures.bracket(contract, held.lots, basis) - rules.reduces_by]
        by_size = figures.contracts[contract].brackets_by == "size"
        keeps = row.up_to / figures.contracts[contract].lot if by_size else row.up_to * 10**8 / (basis / whole)
        return contract, max(1, whole - int(keeps))

    def _on_time(self, one: Running, stages: Iterable[str], event: Event) -> None:
        need(one.due_ns == self.a.now_ns, f"not due: {event}")
        need(one.stage in stages, f"in stage {one.stage}: {event}")

    def _reduced(self, event: ev.LiquidationReduced) -> None:
        one, figures = self.running[event.liquidation], self.a.figures
        self._on_time(one, ("reduce", "slice"), event)
        mark = self.a.marks[event.contract]
        need(event.price_ticks == mark, f"not at the mark {mark}: {event}")
        need(event.value_atoms == figures.size(event.contract, event.lots, mark), f"another value: {event}")
        need(event.lost_atoms == event.fee_atoms - event.realised_atoms, f"another loss: {event}")
        if one.stage == "reduce":
            assert one.books is not None
            unit = self._unit(one.unit, one.books, one)
            assert unit is not None
            expected = self._reduction(one, unit, one.books)
            need(expected == (event.contract, event.lots), f"should sell {expected}: {event}")
            fee = half_even(event.value_atoms * figures.rules.fee)
            need(event.fee_atoms == fee, f"a reduction pays its fee {fee} in full: {event}")
        self._sell(one, event.contract, event.lots)
        sign = 1 if one.legs[event.contract] > 0 else -1
        self.a.trade(one.owner, event.contract, -sign * event.lots, -sign * event.value_atoms)
        self.a.trade("liquidity", event.contract, sign * event.lots, sign * event.value_atoms)
        self._note_fund(one, event.contract, event.fee_atoms)
        one.reduced.append(event)
        held = self.a.positions.get((one.owner, event.contract))
        if figures.rules.cooldown_ns and held is not None and held.lots:
            self.cooling[one.owner] = self.a.now_ns + figures.rules.cooldown_ns

    def _sell(self, one: Running, contract: str, lots: int) -> None:
        sold = one.sold.get(contract, 0) + lots
        whole = abs(one.legs[contract])
        need(sold <= whole, f"{one.name} sells {sold} of {whole} lots of {contract}")
        if one.stage == "slice":
            share = self.a.figures.rules.slice
            each = -(-whole * share.numerator // share.denominator)
            need(lots == min(each, whole - sold + lots), f"a slice of {lots} of {whole} lots")
        one.sold[contract] = sold

    # -- slices

    def _slice_share(self, one: Running, lots: dict[str, int]) -> int:
        """Return the margin that a slice of `lots` by contract carries."""
        assert one.books is not None
        contract = max(sorted(lots), key=lambda name: abs(one.legs[name]))
        whole, before = abs(one.legs[contract]), one.sold_at_stage.get(contract, 0)
        share = one.margin * (before + lots[contract]) // whole - one.margin * before // whole
        unit = self._unit(one.unit, one.books, one)
        assert unit is not None
        return min(unit.cash, share)

    def _check_slice(self, one: Running) -> None:
        """Check that a slice the margin pays for takes its loss first, then a fee of at most what is left."""
        if not one.reduced:
            return
        figures, share = self.a.figures, self._slice_share(one, {event.contract: event.lots for event in one.reduced})
        left = share + sum(event.realised_atoms for event in one.reduced)
        need(left >= 0, f"{one.name} sells a slice its share {share} does not pay for")
        for event in one.reduced:
            fee = min(half_even(event.value_atoms * figures.rules.fee), left)
            left -= fee
            need(event.fee_atoms == fee, f"a fee of {fee} of the slice: {event}")

    # -- takeover

    def _taken_over(self, event: ev.PositionTakenOver) -> None:
        one = self.running[event.liquidation]
        self._on_time(one, ("reduce", "take_over", "slice"), event)
        self._sell(one, event.contract, event.lots)
        if one.taken is None:
            one.taken = self._expected_takeover(one)
        need(one.taken[event.contract] == event.open_value_atoms, f"taken over at {one.taken[event.contract]}: {event}")
        sign = 1 if one.legs[event.contract] > 0 else -1
        value = self.a.figures.direction(event.contract) * event.open_value_atoms  # as a trade counts it
        self.a.trade(one.owner, event.contract, -sign * event.lots, -value)
        self.a.trade(one.name, event.contract, sign * event.lots, value)

    def _expected_takeover(self, one: Running) -> dict[str, int]:
        """Return the signed value at which the desk takes each position: mark value less its share of the equity."""
        figures, marks, books = self.a.figures, self.a.marks, one.books
        assert books is not None
        unit = self._unit(one.unit, books, one)
        assert unit is not None
        legs: list[Leg] = []
        for contract in unit.contracts:
            held = books.positions[one.owner, contract]
            lots = abs(held.lots)
            if one.stage == "slice":
                share = figures.rules.slice
                each = -(-abs(one.legs[contract]) * share.numerator // share.denominator)
                lots = min(each, abs(one.legs[contract]) - one.sold_at_stage.get(contract, 0))
            legs.append((contract, figures.part(held, lots), marks[contract]))
        if one.stage == "slice":
            margin = self._slice_share(one, {contract: abs(held.lots) for contract, held, _ in legs})
            equity = margin + sum(figures.unrealised(*leg) for leg in legs)
            need(equity < 0, f"{one.name} hands over a slice that its share {margin} pays for")
        else:
            equity = unit.booked
            if one.stage == "reduce":
                self._check_unaffordable(one, unit, books)
        asked = None
        if self._has_grid(one):
            mine = {key: held for key, held in books.positions.items() if key[0] == one.owner and key[1] in one.legs}
            asked = [grid_part(figures, mine, books.balances, marks, name, held.lots) for name, held, _ in legs]
        shares = figures.equity_shares(legs, equity, asked)
        return {leg[0]: figures.value(*_sized(leg)) - share for leg, share in zip(legs, shares, strict=True)}

    def _check_unaffordable(self, one: Running, unit: Unit, books: Snapshot) -> None:
        """Check that a reduction that is not made could not be paid for, even with the winners settled."""
        figures, marks = self.a.figures, self.a.marks
        reduction = self._reduction(one, unit, books)
        if reduction is None:
            return
        contract, lots = reduction
        part = figures.part(books.positions[one.owner, contract], lots)
        fee = half_even(abs(figures.value(contract, lots, marks[contract])) * figures.rules.fee)
        winners = sum(
            max(0, figures.unrealised(name, books.positions[one.owner, name], marks[name]))
            for name in unit.contracts
            if name != contract
        )
        needed = fee - figures.unrealised(contract, part, marks[contract])
        need(needed > unit.cash + winners, f"{one.name} is taken over though it can pay {needed} for {lots} lots")

    def _check_empty(self, one: Running) -> None:
        account = contract_wallet(one.owner) if one.mode == "cross" else next(iter(one.compartments))
        asset = self.a.figures.contracts[next(iter(one.legs))].settle
        need(self.a.of(account, asset) == 0, f"{one.unit} keeps money after takeover")
        pool = self.a.figures.pool
        if one.mode == "cross" and one.owner == "you" and pool.is_on:
            kept = pool.held(asset, self.a.balances) or pool.has_coins(self.a.balances, self.a.marks)
            need(not kept and not self.a.of(f"debt/{asset}", asset), f"{one.unit} keeps money or debt after takeover")
        for contract in one.legs:
            held = self.a.positions.get((one.owner, contract))
            need(held is None or held.mode != one.mode, f"{one.unit} keeps {contract} after takeover")

    # -- closing and release

    def _closed(self, event: ev.DeskClosed) -> None:
        one = self.running[event.liquidation]
        self._on_time(one, ("close", "slice"), event)
        sign = 1 if one.legs[event.contract] > 0 else -1
        self.waterfall.closed(event, sign)
        self.a.trade(one.name, event.contract, -sign * event.lots, -sign * event.value_atoms)
        self.a.trade("liquidity", event.contract, sign * event.lots, sign * event.value_atoms)
        self._note_fund(one, event.contract, event.fee_atoms + event.to_fund_atoms - event.from_fund_atoms)

    def _released(self, event: ev.LiquidationReleased) -> None:
        one = self.running.pop(event.liquidation)
        now, unit = self.a.now_ns, self._unit(event.unit, one=one)
        need(one.due_ns == now, f"released at {now}, due {one.due_ns}")
        need(event.healthy or one.stage == "release", f"released in stage {one.stage}: {event}")
        if event.healthy:
            sold = self.a.figures.rules.steps == "partial" and unit is None
            need(sold or (unit is not None and not unit.is_sick(self.a.figures.rules.trigger)), f"sick: {unit}")
            if one.stage == "slice":
                self._check_slice(one)
                self.waterfall.end_stage(one)
                self.waterfall.start_draw()
        elif one.mode == "isolated":
            for account in one.compartments:
                need(not self.a.holds_money(account), f"{account} keeps money after release")
        flows = one.flows
        need(flows.get("desk", 0) == 0, f"{one.name} leaves {flows.get('desk', 0)} on the desk")
        rest = self.waterfall.rests.pop(one.name, 0)
        if self.a.figures.rules.surplus_to == "trader":
            rest = 0
        extra = {name: flows.get(name, 0) - one.funds.get(name, 0) for name in {*flows, *one.funds} if is_fund(name)}
        extra = {name: atoms for name, atoms in extra.items() if atoms}
        fits = sum(extra.values()) == rest and all(atoms > 0 for atoms in extra.values())
        need(fits, f"{one.name}: the funds moved {flows}, events say {one.funds} and a rest of {rest}")

    def end_step(self) -> None:
        """Check at the end of a step: nothing is overdue, the desk holds only what waits to be closed."""
        now = self.a.now_ns
        for one in self.running.values():
            need(one.due_ns > now, f"{one.name} is overdue")
        for name, _ in self.a.desk:
            need(self.running[name].stage == "close", f"{name} lies on the desk in stage {self.running[name].stage}")


def _sized(leg: Leg) -> tuple[str, int, int]:
    contract, held, mark = leg
    return contract, held.lots, mark


__all__ = ["AuditFailed", "LiquidationAudit", "Running"]
