"""One liquidation taken apart after the fact: what happened when, and what each sale took, from ledger entries alone.

With all figures in atoms:
margin - loss of every sale - fees + from the fund + from winners - what the fund kept = left, and
taken + from the fund + from winners = price loss + fee + kept. Both close to the atom.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol

from msgspec import Struct

from sandbox.engine.state import Place
from sandbox.ledger.accounts import DESK
from sandbox.messages import events as ev
from sandbox.messages.commands import Command
from sandbox.messages.inputs import NumberedCommand
from sandbox.projections.leg_slots import transfer_slots
from sandbox.projections.liquidation_money import CLEARING, LiquidationMoney, is_own

REDUCE, SLICE, TAKE_OVER, CLOSE = "reduce", "slice", "take_over", "close"


class Step(Protocol):
    """A committed step: its instant, its commands, its events."""

    @property
    def now_ns(self) -> int: ...
    @property
    def commands(self) -> tuple[NumberedCommand, ...]: ...
    @property
    def events(self) -> tuple[ev.Event, ...]: ...


class AutopsySale(Struct):
    """What one instant of a liquidation did to one contract.

    `loss_atoms` is the price loss (< 0: a gain) whoever paid it, the fee apart; `price_ticks` is the market's, None
    where it was only handed to the desk. `deleveraged_lots` went to other traders instead of the market. `slot` is the
    side where the unit held both sides of the contract.
    """

    at_ns: int
    kind: str
    contract: str
    lots: int = 0
    price_ticks: int | None = None
    value_atoms: int = 0
    loss_atoms: int = 0
    fee_atoms: int = 0
    from_fund_atoms: int = 0
    socialised_atoms: int = 0
    deleveraged_lots: int = 0
    slot: str = ""


class Refused(Struct, frozen=True):
    """A command that was refused while the liquidation ran."""

    event: ev.CommandRefused
    command: Command


Happening = ev.Event | AutopsySale | Refused


class Autopsy(Struct):
    """A liquidation as it went; `happened` is in order, with sales, refusals and the events that have no figures."""

    started: ev.LiquidationStarted
    started_ns: int
    money: LiquidationMoney
    leverages: dict[str, Fraction] = {}  # of the owner's positions by contract (of two sides: the newer one's)
    legs: list[ev.LiquidationLeg] = []
    sales: list[AutopsySale] = []
    happened: list[tuple[int, Happening]] = []
    deleveraged: list[ev.TraderDeleveraged] = []
    cancelled: int = 0
    released_ns: int | None = None
    healthy: bool = False

    @property
    def margin_atoms(self) -> int:
        """Return the unit's cash at the trigger."""
        return self.legs[0].margin_atoms if self.legs else 0

    @property
    def left_atoms(self) -> int:
        """Return what is left of it for you."""
        return self.margin_atoms - self.money.taken_atoms


def autopsy_of(batches: Iterable[Step], liquidation: str) -> Autopsy | None:
    """Return a liquidation taken apart as far as it went; None where no such one started."""
    fold = _Fold(liquidation)
    for batch in batches:
        fold.take(batch)
    return fold.autopsy


class _Fold(Struct):
    liquidation: str
    autopsy: Autopsy | None = None
    _before: dict[str, list[tuple[int, ev.Event]]] = {}  # warnings and top-ups by unit
    _leverages: dict[str, dict[str, Fraction]] = {}  # by owner, then by contract

    def take(self, batch: Step) -> None:
        """Read one step; nothing after the release."""
        if self.autopsy is not None and self.autopsy.released_ns is not None:
            return
        sales: dict[Place, AutopsySale] = {}
        slots: dict[int, str] = {}
        for at, event in enumerate(batch.events):
            if self.autopsy is None:
                self._take_before(batch.now_ns, event)
                if self.autopsy is not None:
                    slots = transfer_slots(batch.events, {self.liquidation: self.autopsy.money.owner})
            else:
                slots = slots or transfer_slots(batch.events, {self.liquidation: self.autopsy.money.owner})
                self._take_running(self.autopsy, batch, event, sales, slots.get(at, ""))

    def _take_before(self, now_ns: int, event: ev.Event) -> None:
        match event:
            case ev.MarginWarned() | ev.MarginWarningCleared():
                self._before.setdefault(event.unit, []).append((now_ns, event))
            case ev.AutoTransferred():
                self._before.setdefault(event.unit, []).append((now_ns, event))
            case ev.MarginToppedUp():
                unit = f"{event.owner}/isolated/{event.position}"
                self._before.setdefault(unit, []).append((now_ns, event))
            case ev.PositionChanged():
                self._leverages.setdefault(event.owner, {})[event.contract] = event.leverage
            case ev.LiquidationStarted(liquidation=name) if name == self.liquidation:
                money = LiquidationMoney(event.owner)
                self.autopsy = Autopsy(event, now_ns, money, self._leverages.get(event.owner, {}))
                self.autopsy.happened = [*_since_last_clear(self._before.get(event.unit, [])), (now_ns, event)]

    def _take_running(
        self, autopsy: Autopsy, batch: Step, event: ev.Event, sales: dict[Place, AutopsySale], slot: str
    ) -> None:
        if isinstance(event, ev.TransferPosted):
            if event.cause == self.liquidation:
                autopsy.money.take(event)
                _add_loss(autopsy, batch.now_ns, event, sales, slot)
            return
        if isinstance(event, ev.CommandRefused):
            command = next(one.command for one in batch.commands if one.number == event.command)
            autopsy.happened.append((batch.now_ns, Refused(event, command)))
        if isinstance(event, ev.CollateralSold) and event.cause == self.liquidation:
            autopsy.happened.append((batch.now_ns, event))
        if isinstance(event, ev.OrderCancelled) and event.cause == self.liquidation:
            autopsy.cancelled += 1
        if getattr(event, "liquidation", None) != self.liquidation:
            return
        autopsy.money.take(event)
        match event:
            case ev.LiquidationLeg():
                autopsy.legs.append(event)
            case ev.LiquidationReleased():
                autopsy.released_ns, autopsy.healthy = batch.now_ns, event.healthy
                autopsy.happened.append((batch.now_ns, event))
            case ev.TraderDeleveraged() | ev.LossSocialised():
                _add_other(_sale(autopsy, batch.now_ns, (event.contract, event.slot), sales), event)
                autopsy.deleveraged += [event] if isinstance(event, ev.TraderDeleveraged) else []
                autopsy.happened.append((batch.now_ns, event))
            case ev.LiquidationReduced() | ev.PositionTakenOver() | ev.DeskClosed():
                _add_sale(_sale(autopsy, batch.now_ns, (event.contract, event.slot), sales), event)


def _since_last_clear(rows: list[tuple[int, ev.Event]]) -> list[tuple[int, ev.Event]]:
    """Return the warning that still stood, and what came after it."""
    cleared = [place for place, (_, event) in enumerate(rows) if isinstance(event, ev.MarginWarningCleared)]
    return rows[cleared[-1] + 1 :] if cleared else rows


def _sale(autopsy: Autopsy, now_ns: int, place: Place, sales: dict[Place, AutopsySale]) -> AutopsySale:
    """Return this instant's sale of a contract (of one side of it), begun where it is the first entry of it."""
    if place not in sales:
        sales[place] = AutopsySale(now_ns, "", place[0], slot=place[1])
        autopsy.sales.append(sales[place])
        autopsy.happened.append((now_ns, sales[place]))
    return sales[place]


def _add_loss(
    autopsy: Autopsy, now_ns: int, event: ev.TransferPosted, sales: dict[Place, AutopsySale], slot: str
) -> None:
    """Count what a sale sent through clearing, out of the owner's margin or from the desk."""
    for account, other, atoms in ((event.debit, event.credit, event.atoms), (event.credit, event.debit, -event.atoms)):
        if not other.startswith(CLEARING):
            continue
        if account == DESK or is_own(autopsy.money.owner, account):
            _sale(autopsy, now_ns, (other.removeprefix(CLEARING), slot), sales).loss_atoms += atoms


def _add_sale(sale: AutopsySale, event: ev.LiquidationReduced | ev.PositionTakenOver | ev.DeskClosed) -> None:
    """Add what was sold; lots that the desk took over and sold at once are one slice."""
    match event:
        case ev.LiquidationReduced():
            sale.kind, sale.price_ticks = REDUCE, event.price_ticks
            sale.lots += event.lots
            sale.value_atoms += event.value_atoms
            sale.fee_atoms += event.fee_atoms
        case ev.PositionTakenOver():
            sale.kind = TAKE_OVER
            sale.lots += abs(event.lots)
            sale.value_atoms += abs(event.open_value_atoms)
        case ev.DeskClosed():
            if sale.kind == TAKE_OVER:
                sale.kind = SLICE
            elif sale.kind != SLICE:
                sale.kind = CLOSE
                sale.lots += event.lots
            if event.lots:
                sale.price_ticks = event.price_ticks
            sale.fee_atoms += event.fee_atoms
            sale.from_fund_atoms += event.from_fund_atoms


def _add_other(sale: AutopsySale, event: ev.TraderDeleveraged | ev.LossSocialised) -> None:
    """Add what somebody else took or paid."""
    if sale.kind == TAKE_OVER:  # a slice for which there was no market
        sale.kind = SLICE
    elif not sale.kind:
        sale.kind = CLOSE
    if isinstance(event, ev.TraderDeleveraged):
        sale.deleveraged_lots += event.lots
        if sale.kind == CLOSE:
            sale.lots += event.lots
    else:
        sale.socialised_atoms += event.atoms
