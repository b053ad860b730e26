"""Follows the side doors: what may pass, how much does, and that nobody is liquidated while more could have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.messages import commands as cmd
from sandbox.messages import events as ev
from tests.simulation.arithmetic import ceil
from tests.simulation.books import need
from tests.simulation.pooling import QUOTE

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor

ORDER = ("spot", "funding")
CAUSE = "auto-transfer-"


class DoorAudit:
    """What each wallet's door may still let through, by (wallet, asset)."""

    def __init__(self, auditor: Auditor) -> None:
        self.a = auditor
        self.limits: dict[tuple[str, str], int | None] = {}
        self.lacking: dict[str, int] = {}  # of a unit that is being served, by asset
        self.announced: dict[str, dict[tuple[str, str], int]] = {}

    def reason(self, command: cmd.SetAutoTransfer) -> str | None:
        """Return why a switch is refused, None where it is not."""
        if f"you/cross/{command.asset}" in {one.unit for one in self.a.liquidations.running.values()}:
            return "UNIT_LIQUIDATING"
        if not command.on:
            return None
        settles = {one.settle for one in self.a.figures.contracts.values()}
        pool = self.a.figures.pool
        closed = pool.is_on and command.wallet in pool.wallets
        return "NOT_IN_THIS_REGIME" if closed or command.asset not in settles else None

    def lets_through(self, wallet: str, asset: str) -> int:
        """Return what a door would let through now."""
        pool = self.a.figures.pool
        if (wallet, asset) not in self.limits or (pool.is_on and wallet in pool.wallets):
            return 0
        held, limit = self.a.of(wallet, asset), self.limits[wallet, asset]
        return held if limit is None else min(held, limit)

    def read(self, event: ev.Event) -> bool:
        """Follow one event; False where it is none of a door."""
        if isinstance(event, ev.AutoTransferSet):
            need(event.owner == "you", f"somebody else's door: {event}")
            self.limits.pop((event.wallet, event.asset), None)
            if event.on:
                self.limits[event.wallet, event.asset] = event.limit_atoms
            return True
        if not isinstance(event, ev.AutoTransferred):
            return False
        asset = event.asset
        if not self.lacking.get(asset):
            self.lacking[asset] = self._lacks(asset)
        wanted = min(self.lacking[asset], self.lets_through(event.wallet, asset))
        need(event.atoms == wanted > 0, f"brings {event.atoms}, should bring {wanted}: {event}")
        before = ORDER[: ORDER.index(event.wallet)]
        need(not any(self.lets_through(one, asset) for one in before), f"passes over a door: {event}")
        limit = self.limits[event.wallet, asset]
        need(event.left_atoms == (None if limit is None else limit - event.atoms), f"another rest: {event}")
        self.limits[event.wallet, asset] = event.left_atoms
        self.lacking[asset] -= event.atoms
        moved = self.announced.setdefault(event.cause, {})
        moved[event.wallet, asset] = moved.get((event.wallet, asset), 0) - event.atoms
        moved["contract", asset] = moved.get(("contract", asset), 0) + event.atoms
        return True

    def _lacks(self, asset: str) -> int:
        """Return what your sick cross unit lacks of its initial margin, and at least of its health."""
        unit, trigger = self.a.oracle.cross_unit(asset), self.a.figures.rules.trigger
        need(unit is not None and unit.is_sick(trigger), f"a door opens though {asset} is healthy")
        assert unit is not None
        short = unit.maintenance - unit.equity
        healthy = ceil(short) if trigger == "below" else short.numerator // short.denominator + 1
        return max(ceil(unit.initial - unit.equity), healthy)

    def started(self, event: ev.LiquidationStarted) -> None:
        """Check that a liquidated cross unit of yours had no door left to draw on."""
        if event.owner != "you" or event.margin_mode != "cross":
            return
        asset = event.unit.rsplit("/", 1)[1]
        left = {one: atoms for one in ORDER if (atoms := self.lets_through(one, asset))}
        need(not left, f"liquidated though {left} could still come: {event}")

    def end_step(self) -> None:
        """Check that what was announced is what came, and that nothing else did."""
        for cause, flows in self.a.flows.items():
            if cause.startswith(CAUSE):
                moved = {key: atoms for key, atoms in flows.items() if atoms}
                need(moved == self.announced.get(cause), f"{cause} moves {moved}, not {self.announced.get(cause)}")
        need(self.announced.keys() <= self.a.flows.keys(), f"announced and not moved: {self.announced}")
        debt = self.a.of(f"debt/{QUOTE}", QUOTE)
        need(not debt or not self.announced or not self.a.figures.pool.held(QUOTE, self.a.balances), "cash beside debt")
        self.announced.clear()
        self.lacking.clear()
