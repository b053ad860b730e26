"""What happened so far, folded from committed events: fills, transfers, ledger, liquidations, log. Qt-free.

`RunHistory.take` is called once per committed step, in order; it keeps ready rows, so that a table only ever appends.
`until` gives the history of an earlier step: the rows so far, and the liquidations told again up to there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct, field

from sandbox.messages.commands import Command, TransferMoney
from sandbox.messages.events import (
    AutoTopUpSet,
    CommandRefused,
    DeskClosed,
    Event,
    LiquidationReduced,
    LiquidationReleased,
    LiquidationStarted,
    OrderFilled,
    TransferPosted,
)
from sandbox.projections.fund import FundHistory
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import chart_texts, texts
from ui.viewmodels.account_names import WALLETS, YOU
from ui.viewmodels.autopsy_view import autopsy_line, autopsy_row
from ui.viewmodels.event_rows import fill_row, ledger_row, log_row, refused_transfer_row, transfer_row
from ui.viewmodels.facts import Scale
from ui.viewmodels.flow_view import is_drawn
from ui.viewmodels.liquidation_story import LiquidationStory, started
from ui.viewmodels.number_text import price_text, size_text
from ui.viewmodels.records import MarkerView, TimelineMarkerView
from ui.viewmodels.table_view import Row


class Batch(Struct):
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
        self.entries: dict[int, TransferPosted] = {}
        self.stories: dict[str, LiquidationStory] = {}
        self.chart_markers: dict[str, list[MarkerView]] = {}
        self.timeline_markers: list[TimelineMarkerView] = []
        self.fund = FundHistory()
        self._fresh = Batch()
        self._marked: list[tuple[str, MarkerView]] = []
        self._told: list[tuple[int, Event]] = []
        self._topped_up: set[str] = set()
        self._lengths: list[tuple[int, ...]] = []

    def take(self, now_ns: int, commands: Iterable[Any], events: Sequence[Event], first_event: int) -> None:
        """Fold one committed step; `commands` are its numbered commands."""
        for numbered in commands:
            self._commands[numbered.number] = numbered.command
        self.fund.take(now_ns, first_event, events)
        for place, event in enumerate(events):
            self._take_event(now_ns, first_event + place, event)
        self._lengths.append(tuple(len(kept) + len(added) for kept, added in self._columns()))

    def _columns(self) -> tuple[tuple[list[Any], list[Any]], ...]:
        """Return every list that only grows, each with what was added since the last call of `fresh`."""
        fresh = self._fresh
        return (
            (self.fills, fresh.fills),
            (self.transfers, fresh.transfers),
            (self.ledger, fresh.ledger),
            (self.log, fresh.log),
            (self._marked, []),
            (self.timeline_markers, []),
            (self._told, []),
        )

    def until(self, step: int) -> RunHistory:
        """Return the history as it stood after an earlier step."""
        past = RunHistory(self._scales, self._slices)
        past._commands = dict(self._commands)
        past._lengths = self._lengths[: step + 1]
        for (kept, added), (target, _), length in zip(
            self._columns(), past._columns(), self._lengths[step], strict=True
        ):
            target += kept[:length]
            target += added[: length - len(target)]
        for contract, marker in past._marked:
            past.chart_markers.setdefault(contract, []).append(marker)
        for now_ns, event in past._told:
            past._tell(now_ns, event)
        return past

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

    @property
    def running(self) -> LiquidationStory | None:
        """The newest liquidation that runs: yours, else that of a named trader."""
        running = [one for one in self.stories.values() if one.is_running]
        mine = [one for one in running if one.owner == YOU]
        return mine[-1] if mine else running[-1] if running else None

    # -- folding

    def _take_event(self, now_ns: int, seq: int, event: Event) -> None:
        if isinstance(event, TransferPosted):
            self.entries[seq] = event
            self._fresh.ledger.append(ledger_row(now_ns, seq, event, is_drawn=is_drawn(event)))
            if event.debit in WALLETS and event.credit in WALLETS:
                self._fresh.transfers.append(transfer_row(now_ns, seq, event))
            if event.cause in self.stories:
                self._told.append((now_ns, event))
                self._tell(now_ns, event)
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
            self._take_liquidation(now_ns, seq, event)

    def _take_fill(self, now_ns: int, seq: int, event: OrderFilled) -> None:
        scale = self._scales[event.contract]
        self._fresh.fills.append(fill_row(now_ns, seq, event, scale))
        kind = "buy" if event.side == "long" else "sell"
        text = f"{size_text(event.lots, scale.lot)} at {price_text(event.price_ticks, scale.tick)}"
        price = event.price_ticks * float(scale.tick)
        self._mark(event.contract, MarkerView(now_ns // NS_PER_SECOND, price, kind, tooltip=text))
        self.timeline_markers.append(TimelineMarkerView(now_ns / NS_PER_SECOND, kind, text))

    def _mark(self, contract: str, marker: MarkerView) -> None:
        self._marked.append((contract, marker))
        self.chart_markers.setdefault(contract, []).append(marker)

    def _mark_other(self, now_ns: int, event: Event, owner: str) -> None:
        """Mark a sale of somebody else's liquidated position."""
        if isinstance(event, LiquidationReduced | DeskClosed) and event.lots:
            scale = self._scales[event.contract]
            size, price = size_text(event.lots, scale.lot), price_text(event.price_ticks, scale.tick)
            text = chart_texts.OTHER_SOLD.format(owner=owner, size=size, price=price)
            at_price = event.price_ticks * float(scale.tick)
            self._mark(event.contract, MarkerView(now_ns // NS_PER_SECOND, at_price, "crowd", tooltip=text))

    def _tell(self, now_ns: int, event: Event) -> LiquidationStory | None:
        """Tell a liquidation on; returns its story."""
        if isinstance(event, AutoTopUpSet):
            (self._topped_up.add if event.on else self._topped_up.discard)(event.contract)
        if isinstance(event, LiquidationStarted):
            begun = self.stories[event.liquidation] = started(event, now_ns, self._slices)
            begun.is_topped_up = begun.owner == YOU and not self._topped_up.isdisjoint(begun.contracts)
            return begun
        key = event.cause if isinstance(event, TransferPosted) else getattr(event, "liquidation", "")
        story = self.stories.get(key)
        if story is not None:
            story.take(now_ns, event)
        return story

    def _take_liquidation(self, now_ns: int, seq: int, event: Event) -> None:
        story = self._tell(now_ns, event)
        if story is not None or isinstance(event, AutoTopUpSet):
            self._told.append((now_ns, event))
        if story is None:
            return
        if story.owner != YOU:
            self._mark_other(now_ns, event, story.owner)
            return
        if isinstance(event, LiquidationStarted):
            self.timeline_markers.append(TimelineMarkerView(now_ns / NS_PER_SECOND, "own", texts.LIQUIDATING))
        elif isinstance(event, LiquidationReduced | DeskClosed) and event.lots:
            scale = self._scales[event.contract]
            sold = [one for one in story.sales if one.contract == event.contract and one.price_ticks is not None]
            price = event.price_ticks * float(scale.tick)
            text = f"{size_text(event.lots, scale.lot)} sold at {price_text(event.price_ticks, scale.tick)}"
            self._mark(event.contract, MarkerView(now_ns // NS_PER_SECOND, price, "stage", str(len(sold)), text))
        elif isinstance(event, LiquidationReleased):
            line = autopsy_line(story, self._scales).text
            self._fresh.log.append(autopsy_row(now_ns, seq, line, story.liquidation))
