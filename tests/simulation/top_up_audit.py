"""Follows automatic top-ups: who may take, how much, and that nobody is liquidated who could still have taken."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sandbox.messages import events as ev
from tests.simulation.arithmetic import Held, Unit, ceil, compartment
from tests.simulation.books import need

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor


class TopUpAudit:
    """What each of your contracts may still take, and what was announced but not yet moved."""

    def __init__(self, auditor: Auditor) -> None:
        self.a = auditor
        self.limits: dict[str, int | None] = {}
        self.announced: dict[str, int] = {}
        self.assets: dict[str, str] = {}  # what is announced, by cause

    def read(self, event: ev.Event) -> bool:
        """Follow one event; False where it is none of top-up."""
        if isinstance(event, ev.AutoTopUpSet):
            need(event.owner == "you", f"somebody else's top-up: {event}")
            self.limits.pop(event.contract, None)
            if event.on:
                self.limits[event.contract] = event.limit_atoms
            return True
        if isinstance(event, ev.MarginToppedUp):
            wanted = self.wanted(event.contract)
            need(event.atoms == wanted > 0, f"takes {event.atoms}, should take {wanted}: {event}")
            limit = self.limits[event.contract]
            left = None if limit is None else limit - event.atoms
            need(event.left_atoms == left, f"leaves {left}: {event}")
            self.limits[event.contract] = left
            self.announced[event.cause] = self.announced.get(event.cause, 0) + event.atoms
            self.assets[event.cause] = self.a.figures.contracts[event.contract].settle
            return True
        return False

    def wanted(self, contract: str) -> int:
        """Return what your isolated position of a contract takes now: portion after portion while it is sick."""
        held = self.a.positions.get(("you", contract))
        if contract not in self.limits or held is None or held.mode != "isolated":
            return 0
        if self.a.oracle.pool_locked(contract):
            return 0
        unit = self.a.oracle.units().get(f"you/isolated/{held.position}")
        if unit is None or not unit.is_sick(self.a.figures.rules.trigger):
            return 0
        limit, free = self.limits[contract], self.a.oracle.free_cash(unit.asset)
        most = free if limit is None else min(free, limit)
        basis = self._basis(contract, held)
        if self.a.figures.rules.top_up == "initial_margin":
            most = min(most, max(0, int(basis) - unit.cash))
        portion = max(1, ceil(self._portion(contract, held, unit, basis)))
        lacking = unit.maintenance - unit.equity
        enough = -(-lacking // portion) if self.a.figures.rules.trigger == "below" else lacking // portion + 1
        return max(0, min(most, int(max(1, enough)) * portion))

    def _basis(self, contract: str, held: Held) -> Fraction:
        if self.a.figures.rules.maintenance_basis == "entry":
            return Fraction(abs(held.open_value))
        return abs(self.a.figures.exact_value(contract, held.lots, self.a.marks[contract]))

    def _portion(self, contract: str, held: Held, unit: Unit, basis: Fraction) -> Fraction:
        model = self.a.figures.rules.top_up
        if model == "initial_margin":
            return basis / held.leverage
        if model == "restore_initial":
            notional = abs(self.a.figures.exact_value(contract, held.lots, self.a.marks[contract]))
            return notional / held.leverage - unit.equity
        if model == "maintenance_at_mark":
            return unit.maintenance
        at = self.a.figures.bracket(contract, held.lots, Fraction(abs(held.open_value)))
        row = self.a.figures.contracts[contract].brackets[at]
        taker = self.a.figures.book.fees.taker if self.a.figures.rules.fee_in_maintenance else 0
        return abs(held.open_value) * (row.maintenance + taker)

    def started(self, event: ev.LiquidationStarted) -> None:
        """Check that a liquidated unit of yours had nothing more to take."""
        for contract in event.contracts if event.owner == "you" and event.margin_mode == "isolated" else ():
            need(self.wanted(contract) == 0, f"liquidated though it could take {self.wanted(contract)}: {event}")

    def end_step(self) -> None:
        """Check that what was announced was moved from the pool into the compartment, and nothing else."""
        for cause, atoms in self.announced.items():
            account = compartment("you", cause.removeprefix("top-up-"))
            flows = {key: moved for key, moved in self.a.flows.get(cause, {}).items() if moved}
            asset = self.assets[cause]
            need(flows == {("contract", asset): -atoms, (account, asset): atoms}, f"{cause} moves {flows}")
        strange = [cause for cause in self.a.flows if cause.startswith("top-up-") and cause not in self.announced]
        need(not strange, f"tops up unannounced: {strange}")
        self.announced.clear()
