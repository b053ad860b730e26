"""The auditor's view of funding: capped, due to the atom, from what is available, then from the compartment."""

from typing import TYPE_CHECKING

from sandbox.messages import events as ev
from sandbox.messages.inputs import FundingUpdate
from tests.simulation.arithmetic import Held, Unit, compartment, contract_wallet, half_even, unit_name, units_of
from tests.simulation.books import Snapshot, need

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor


class FundingAudit:
    """Follows the funding of one session."""

    def __init__(self, auditor: "Auditor") -> None:
        self.a = auditor
        self.wanted: dict[str, FundingUpdate] = {}
        self.seen: list[tuple[ev.FundingSettled, Snapshot, frozenset[str]]] = []  # and what was being liquidated

    def start_step(self, updates: tuple[FundingUpdate, ...]) -> None:
        """Begin a step."""
        self.seen.clear()
        self.wanted = {one.contract: one for one in updates if one.contract in self.a.marks}

    def settled(self, event: ev.FundingSettled) -> None:
        """Follow one settlement."""
        update = self.wanted.pop(event.contract)
        cap = self.a.figures.book.funding.cap
        rate = min(cap, max(-cap, update.rate))
        need(event.rate == rate and event.mark_ticks == self.a.marks[event.contract], f"at the rate {rate}: {event}")
        running = frozenset(one.unit for one in self.a.liquidations.running.values())
        self.seen.append((event, self.a.snapshot(), running))

    def end_step(self) -> None:
        """Check at the end: every rate was settled, and everybody paid or received what was due."""
        need(not self.wanted, f"funding was not settled: {self.wanted}")
        for event, books, running in self.seen:
            for (owner, contract), held in books.positions.items():
                if contract == event.contract and owner != "liquidity":
                    asset = self.a.figures.contracts[contract].settle
                    self._check(event, books, owner, held, is_running=unit_name(owner, held, asset) in running)

    def _check(self, event: ev.FundingSettled, books: Snapshot, owner: str, held: Held, *, is_running: bool) -> None:
        figures, cause = self.a.figures, event.cause
        asset, wallet = figures.contracts[event.contract].settle, contract_wallet(owner)
        side = 1 if held.lots > 0 else -1
        due = half_even(side * figures.size(event.contract, held.lots, event.mark_ticks) * event.rate)
        settled = self.a.settled.get((cause, owner), 0)
        from_pool = settled - self.a.flow(cause, wallet, asset)
        if owner == "you" and figures.pool.is_on:
            from_pool -= self.a.flow(cause, "spot", asset) + self.a.flow(cause, f"debt/{asset}", asset)
        own = compartment(owner, held.position)
        from_compartment = -self.a.flow(cause, own, asset)
        if due <= 0:
            need((from_pool, from_compartment) == (due, 0), f"{owner} should receive {-due}: {event}")
            return
        units = units_of(figures, books.positions, books.balances, self.a.marks)
        if is_running:
            need(0 <= from_pool + from_compartment <= due, f"{owner} owes {due}, pays {from_pool}: {event}")
            return
        pool, cash = units.get(f"{owner}/cross/{asset}"), books.balances.get((wallet, asset), 0)
        if held.mode == "cross":
            assert pool is not None
            due = self._keeping(due, pool)
            if owner == "you" and figures.pool.is_on:
                cash = figures.pool.held(asset, books.balances)
            expected = (due if pool.booked >= due else min(due, cash), 0)
        else:
            spare = cash if pool is None else pool.booked - pool.initial
            if pool is None and owner == "you" and figures.pool.is_on:
                worth = figures.pool.worth(books.balances, self.a.marks)
                spare = worth.cash + worth.booked
            available = min(cash, max(0, spare))
            first = min(due, available)
            rest = self._keeping(due - first, units[unit_name(owner, held, asset)])
            expected = (first, min(rest, books.balances.get((own, asset), 0)))
        need((from_pool, from_compartment) == expected, f"{owner} owes {due}, should pay {expected}: {event}")

    def _keeping(self, due: int, unit: Unit) -> int:
        """Return what of a due may be taken where funding must not liquidate: the unit stays healthy after it."""
        if not self.a.figures.book.funding.keeps_maintenance:
            return due
        strict = self.a.figures.rules.trigger == "below"
        spare = unit.equity - unit.maintenance
        most = spare.numerator // spare.denominator
        if not strict and most == spare:
            most -= 1
        return max(0, min(due, most))
