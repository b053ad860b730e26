"""What happened so far, folded from committed events: fills, transfers, ledger, liquidations, log. Qt-free.

`RunHistory.take` is called once per committed step, in order; it keeps ready rows, so that a table only ever appends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sandbox.messages.commands import Command, TransferMoney
from sandbox.messages.events import (
    CommandRefused,
    DeskClosed,
    Event,
    LiquidationLeg,
    LiquidationReduced,
    LiquidationReleased,
    LiquidationStaged,
    LiquidationStarted,
    LossSocialised,
    OrderFilled,
    PositionTakenOver,
    TraderDeleveraged,
    TransferPosted,
)
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import texts
from ui.viewmodels.account_names import WALLETS, YOU
from ui.viewmodels.event_rows import fill_row, ledger_row, log_row, refused_transfer_row, transfer_row
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import price_text, size_text
from ui.viewmodels.records import MarkerView, TimelineMarkerView
from ui.viewmodels.table_view import Row


@dataclass(frozen=True, slots=True)
class SlicePaid:
    """One slice that was sold: by the unit itself, or beyond its margin through the desk and the fund."""

    contract: str
    lots: int
    price_ticks: int | None
    lost_atoms: int
    fee_atoms: int
    fund_atoms: int


@dataclass(slots=True)
class LiquidationStory:
    """One liquidation from trigger to release. `slices_planned` is 0 where the book knows no slices."""

    liquidation: str
    unit: str
    owner: str
    contracts: tuple[str, ...]
    margin_mode: str
    started_ns: int
    slices_planned: int = 0
    legs: list[LiquidationLeg] = field(default_factory=list)
    stage: str = "start"
    stage_number: int = 0
    reductions: list[LiquidationReduced] = field(default_factory=list)
    taken_over: list[PositionTakenOver] = field(default_factory=list)
    closed: list[DeskClosed] = field(default_factory=list)
    deleveraged: list[TraderDeleveraged] = field(default_factory=list)
    socialised: list[LossSocialised] = field(default_factory=list)
    released_ns: int | None = None
    healthy: bool = False

    @property
    def is_running(self) -> bool:
        """Whether the unit is still locked."""
        return self.released_ns is None

    @property
    def margin_atoms(self) -> int:
        """Return the margin of all legs at the trigger."""
        return sum(leg.margin_atoms for leg in self.legs)

    @property
    def lost_atoms(self) -> int:
        """Return what the unit has lost so far: price loss and fee."""
        return sum(one.lost_atoms for one in self.reductions) + sum(one.lost_atoms for one in self.taken_over)

    @property
    def slices_paid(self) -> list[SlicePaid]:
        """Return the slices sold so far, first one first; `fund_atoms` is what the fund gained (> 0) or paid."""
        paid = [
            SlicePaid(one.contract, one.lots, one.price_ticks, one.lost_atoms, one.fee_atoms, one.fee_atoms)
            for one in self.reductions
        ]
        for place, one in enumerate(self.taken_over):
            sale = self.closed[place] if place < len(self.closed) else None
            price = None if sale is None else sale.price_ticks
            fund = 0 if sale is None else sale.to_fund_atoms + sale.fee_atoms - sale.from_fund_atoms
            paid.append(
                SlicePaid(one.contract, one.lots, price, one.lost_atoms, 0 if sale is None else sale.fee_atoms, fund)
            )
        return paid

    @property
    def fee_atoms(self) -> int:
        """Return the liquidation fees so far."""
        return sum(one.fee_atoms for one in self.reductions) + sum(one.fee_atoms for one in self.closed)

    @property
    def from_fund_atoms(self) -> int:
        """Return what the insurance fund paid so far."""
        return sum(one.from_fund_atoms for one in self.closed)

    @property
    def to_fund_atoms(self) -> int:
        """Return what the insurance fund received so far, fees included."""
        return sum(one.to_fund_atoms for one in self.closed) + self.fee_atoms

    @property
    def step_text(self) -> str:
        """Return where the liquidation stands: "Step 3 of 4" with slices, else the stage in words."""
        if self.slices_planned and self.is_running:
            step = min(self.slices_planned, max(1, len(self.slices_paid)))
            return texts.STEP_OF.format(step=step, count=self.slices_planned)
        return texts.STAGE_NAMES.get(self.stage, texts.LIQUIDATING)

    def leg(self, contract: str) -> LiquidationLeg | None:
        """Return the position of a contract as it stood at the trigger."""
        return next((leg for leg in self.legs if leg.contract == contract), None)

    def liquidation_ticks(self, contract: str, tick: Fraction) -> int | None:
        """Return the first tick that liquidates, as predicted at the trigger."""
        leg = self.leg(contract)
        if leg is None or leg.liquidation_price_text is None:
            return None
        exact = Fraction(leg.liquidation_price_text) / tick
        return exact.numerator // exact.denominator if leg.lots > 0 else -(-exact.numerator // exact.denominator)

    def bankruptcy_ticks(self, contract: str, tick: Fraction) -> Fraction | None:
        """Return the bankruptcy price in ticks, as predicted at the trigger."""
        leg = self.leg(contract)
        if leg is None or leg.bankruptcy_price_text is None:
            return None
        return Fraction(leg.bankruptcy_price_text) / tick

    def lots_of(self, contract: str) -> int:
        """Return the signed size of a contract at the trigger."""
        leg = self.leg(contract)
        return leg.lots if leg is not None else 0


@dataclass(slots=True)
class Batch:
    """Rows that came with one step; the window appends them to its tables."""

    fills: list[Row] = field(default_factory=list)
    transfers: list[Row] = field(default_factory=list)
    ledger: list[Row] = field(default_factory=list)
    log: list[Row] = field(default_factory=list)


class RunHistory:
    """All that happened, in order."""

    def __init__(self, scales: dict[str, Scale], slices: int) -> None:
        self._scales = scales
        self._slices = slices
        self._commands: dict[int, Command] = {}
        self.fills: list[Row] = []
        self.transfers: list[Row] = []
        self.ledger: list[Row] = []
        self.log: list[Row] = []
        self.stories: dict[str, LiquidationStory] = {}
        self.chart_markers: dict[str, list[MarkerView]] = {}
        self.timeline_markers: list[TimelineMarkerView] = []
        self._fresh = Batch()

    def take(self, now_ns: int, commands: Iterable[Any], events: Sequence[Event], first_event: int) -> None:
        """Fold one committed step; `commands` are its numbered commands."""
        for numbered in commands:
            self._commands[numbered.number] = numbered.command
        for place, event in enumerate(events):
            self._take_event(now_ns, first_event + place, event)

    def fresh(self) -> Batch:
        """Return the rows added since the last call."""
        fresh, self._fresh = self._fresh, Batch()
        for kept, added in (
            (self.fills, fresh.fills),
            (self.transfers, fresh.transfers),
            (self.ledger, fresh.ledger),
            (self.log, fresh.log),
        ):
            kept.extend(added)
        return fresh

    def command(self, number: int) -> Command | None:
        """Return a command by its number."""
        return self._commands.get(number)

    @property
    def own_running(self) -> tuple[LiquidationStory, ...]:
        """Your liquidations that run, oldest first."""
        return tuple(one for one in self.stories.values() if one.owner == YOU and one.is_running)

    @property
    def own_last(self) -> LiquidationStory | None:
        """Your newest liquidation, running or not."""
        mine = [one for one in self.stories.values() if one.owner == YOU]
        return mine[-1] if mine else None

    # -- folding

    def _take_event(self, now_ns: int, seq: int, event: Event) -> None:
        if isinstance(event, TransferPosted):
            self._fresh.ledger.append(ledger_row(now_ns, seq, event))
            if event.debit in WALLETS and event.credit in WALLETS:
                self._fresh.transfers.append(transfer_row(now_ns, seq, event))
            return
        row = log_row(now_ns, seq, event, self._scales)
        if row is not None:
            self._fresh.log.append(row)
        if isinstance(event, OrderFilled) and event.owner == YOU:
            self._take_fill(now_ns, seq, event)
        elif isinstance(event, CommandRefused) and event.action == "transfer":
            command = self._commands.get(event.command)
            if isinstance(command, TransferMoney):
                self._fresh.transfers.append(refused_transfer_row(now_ns, seq, command, event))
        else:
            self._take_liquidation(now_ns, event)

    def _take_fill(self, now_ns: int, seq: int, event: OrderFilled) -> None:
        scale = self._scales[event.contract]
        self._fresh.fills.append(fill_row(now_ns, seq, event, scale))
        kind = "buy" if event.side == "long" else "sell"
        text = f"{size_text(event.lots, scale.lot)} at {price_text(event.price_ticks, scale.tick)}"
        price = event.price_ticks * float(scale.tick)
        self._mark(event.contract, MarkerView(now_ns // NS_PER_SECOND, price, kind, tooltip=text))
        self.timeline_markers.append(TimelineMarkerView(now_ns / NS_PER_SECOND, kind, text))

    def _mark(self, contract: str, marker: MarkerView) -> None:
        self.chart_markers.setdefault(contract, []).append(marker)

    def _take_liquidation(self, now_ns: int, event: Event) -> None:
        if isinstance(event, LiquidationStarted):
            self.stories[event.liquidation] = LiquidationStory(
                event.liquidation, event.unit, event.owner, event.contracts, event.margin_mode, now_ns, self._slices
            )
            if event.owner == YOU:
                title = texts.LIQUIDATING
                self.timeline_markers.append(TimelineMarkerView(now_ns / NS_PER_SECOND, "own", title))
            return
        fold = _FOLDS.get(type(event))
        story = self.stories.get(getattr(event, "liquidation", ""))
        if fold is None or story is None:
            return
        fold(story, event)
        if isinstance(event, LiquidationReleased):
            story.released_ns = now_ns
        elif isinstance(event, LiquidationReduced | DeskClosed) and story.owner == YOU and event.lots:
            scale = self._scales[event.contract]
            number = len(story.reductions) + len(story.closed)
            price = event.price_ticks * float(scale.tick)
            text = f"{size_text(event.lots, scale.lot)} sold at {price_text(event.price_ticks, scale.tick)}"
            self._mark(event.contract, MarkerView(now_ns // NS_PER_SECOND, price, "stage", str(number), text))


def _fold_stage(story: LiquidationStory, event: LiquidationStaged) -> None:
    story.stage, story.stage_number = event.stage, event.stage_number


def _fold_released(story: LiquidationStory, event: LiquidationReleased) -> None:
    story.healthy = event.healthy


_FOLDS: dict[type, Callable[[LiquidationStory, Any], None]] = {
    LiquidationLeg: lambda story, event: story.legs.append(event),
    LiquidationStaged: _fold_stage,
    LiquidationReduced: lambda story, event: story.reductions.append(event),
    PositionTakenOver: lambda story, event: story.taken_over.append(event),
    DeskClosed: lambda story, event: story.closed.append(event),
    TraderDeleveraged: lambda story, event: story.deleveraged.append(event),
    LossSocialised: lambda story, event: story.socialised.append(event),
    LiquidationReleased: _fold_released,
}
