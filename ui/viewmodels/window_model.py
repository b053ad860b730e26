"""`WindowModel`: everything the window shows of one session, from its state and its committed events. Qt-free.

It keeps what a person chose (contract, time frame, the order editor) and folds what happened; each `..._view` method
returns what one panel shows. It sends nothing: commands go through the session host.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from typing import Any, Protocol

from msgspec.structs import replace

from sandbox.engine.pool import stress_grid
from sandbox.engine.sides import fixed_settings
from sandbox.market.last_series import last_series
from sandbox.messages.events import Event
from sandbox.messages.opening import Opening
from sandbox.projections.adl_queue import adl_rows
from sandbox.projections.preview import OrderPreview, preview_order
from sandbox.projections.transfers import transfer_limit
from sandbox.rulebook.records import Contract
from sandbox.session.moment import Moment
from ui.viewmodels import texts
from ui.viewmodels.adl_book import AdlBook
from ui.viewmodels.caption_view import CaptionBook
from ui.viewmodels.chart_view import CandleBook, Candles, chart_decimals, chart_header, next_stage, price_lines
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts, Scale, gather, scales_of
from ui.viewmodels.flow_view import flow_of_entry
from ui.viewmodels.funding_view import FundingPlan
from ui.viewmodels.history import RunHistory
from ui.viewmodels.liquidation_story import LiquidationStory
from ui.viewmodels.liquidation_table import liquidation_rows
from ui.viewmodels.order_draft import DraftHistory, TicketChoice, TypedOrder, in_other_unit, shown_position, typed_order
from ui.viewmodels.order_lines import order_lines
from ui.viewmodels.order_ticket_view import Desk, share_text, ticket_view
from ui.viewmodels.position_view import order_rows, position_rows, sum_of_margins
from ui.viewmodels.records import (
    BannerView,
    ChartHeaderView,
    FlowView,
    MarkerView,
    NetDetailsView,
    PriceLineView,
    RescueView,
    SafetyNetView,
    TopBarView,
    WalletsView,
)
from ui.viewmodels.rescue_view import banner_view, rescue_view
from ui.viewmodels.run_view import TimelineBook, top_bar_view
from ui.viewmodels.safety_net_view import NetFacts, net_details_view, safety_net_view
from ui.viewmodels.table_view import Row
from ui.viewmodels.ticket_records import TicketView
from ui.viewmodels.time_records import PlaceView, TimelineView
from ui.viewmodels.time_view import bookmark_marks, caption_marks, funding_marks, timeline_view
from ui.viewmodels.transfer_view import TransferChoice, TransferView, transfer_view
from ui.viewmodels.valve_view import lock_reason
from ui.viewmodels.wallet_view import wallets_view
from ui.viewmodels.winner_view import exchange_banner, winner_banner, winner_view

MARKERS_MAX = 200


class Step(Protocol):
    """One committed step, as the session tells it."""

    @property
    def step_number(self) -> int: ...
    @property
    def now_ns(self) -> int: ...
    @property
    def commands(self) -> Iterable[Any]: ...
    @property
    def events(self) -> tuple[Event, ...]: ...
    @property
    def first_event(self) -> int: ...


class WindowModel:
    """What the window shows of a moment of a session: the live one (the session itself), or a past one."""

    def __init__(self, moment: Moment, later: WindowModel | None = None) -> None:
        """Fold what happened until a moment; from the model of a later one of the same run, where there is one."""
        self.session = session = moment
        self.opening: Opening = session.opening
        self.scales: dict[str, Scale] = scales_of(session)
        priced = [one for one in self.scales if one in self.opening.prices.contracts]
        self.contracts: tuple[str, ...] = tuple(priced) or tuple(self.scales)
        self.contract = self.contracts[0]
        self.frame_s = 60
        self.choice = TicketChoice()
        self.drafts = DraftHistory()
        self.unfolded: set[str] = set()
        self.closed_valves: frozenset[str] = frozenset()
        rules = self.opening.rulebook.liquidation
        self._rules = rules
        slices = -(-rules.slice.denominator // rules.slice.numerator) if rules.steps == "slices" else 0
        self.history = RunHistory(self.scales, slices)
        self._candles: CandleBook | None = None
        self._timeline: TimelineBook | None = None
        self._facts: AccountFacts | None = None
        self._preview: tuple[object, OrderPreview] | None = None
        self._first_ticks: dict[str, int] = {}
        self._funding, self._plan = funding_marks(self.opening), FundingPlan(self.opening)
        self.captions, self.adl = CaptionBook(moment), AdlBook()
        if later is not None:
            self.history = later.history.until(moment.step_number)
            self.captions = later.captions.until(moment.step_number)
            self.adl = later.adl.until(moment.step_number)
            self.adopt(later)
        else:
            for batch in moment.batches():
                self._fold(batch)

    # -- what happened, what was chosen

    def take(self, step: Step) -> None:
        """Fold one committed step."""
        self._fold(step)
        self.forget()

    def _fold(self, step: Step) -> None:
        self.history.take(step.now_ns, step.commands, step.events, step.first_event)
        self.captions.take(step.step_number, step.now_ns, step.commands)
        self.adl.take(step.step_number, step.events)

    def forget(self) -> None:
        """Gather the facts anew at the next question, because time or money moved."""
        self._facts = None
        self._preview = None

    def adopt(self, other: WindowModel) -> None:
        """Take over what a person chose while another moment was shown."""
        if other.contract != self.contract:
            self.choose_contract(other.contract)
        if other.frame_s != self.frame_s:
            self.choose_frame(other.frame_s)
        self.drafts, self.choice, self._preview = other.drafts, other.choice, None

    def choose_contract(self, contract: str) -> None:
        """Show another contract."""
        if contract in self.scales:
            self.contract = contract
            self._candles = self._timeline = None
            self._preview = None

    def choose_frame(self, seconds: int) -> None:
        """Show another time frame."""
        self.frame_s = seconds
        self._candles = None

    def choose_order(self, choice: TicketChoice) -> None:
        """Take over what the order editor holds."""
        self.drafts.take(choice)
        self.choice = choice
        self._preview = None

    def choose_share(self, share: int) -> TicketChoice:
        """Fill the editor's size with a share of the largest one."""
        self.choose_order(replace(self.choice, size_text=share_text(self.desk, self.choice, share)))
        return self.choice

    def choose_other_unit(self) -> TicketChoice:
        """Give the size in the other unit: base or quote."""
        self.choose_order(in_other_unit(self.choice, self.scale, self.last_ticks))
        return self.choice

    # -- facts

    @property
    def facts(self) -> AccountFacts:
        """Your account as it stands."""
        if self._facts is None:
            self._facts = gather(self.session)
        return self._facts

    @property
    def scale(self) -> Scale:
        """Tick, lot and assets of the chosen contract."""
        return self.scales[self.contract]

    @property
    def rules_contract(self) -> Contract:
        """The chosen contract in the rulebook."""
        return self.opening.rulebook.contract(self.contract)

    @property
    def fee_rate(self) -> Fraction:
        """The trading fee an order at the market pays."""
        return Fraction(0) if self.contract in self.opening.no_fee_contracts else self.opening.rulebook.fees.taker

    @property
    def order(self) -> TypedOrder:
        """The order in the editor."""
        return typed_order(self.choice, self.scale, self.last_ticks)

    @property
    def desk(self) -> Desk:
        """Where an order of the chosen contract would be placed."""
        facts, state = self.facts, self.session.state
        settings = fixed_settings(state, self.contract, self.choice.side, reduces=self.choice.reduce_only)
        return Desk(
            facts=facts,
            contract=self.rules_contract,
            scale=self.scale,
            fee_rate=self.fee_rate,
            settings=settings,
            trial=lambda command: preview_order(state, command),
            has_grid=stress_grid(state) is not None,
        )

    @property
    def preview(self) -> OrderPreview | None:
        """What the order in the editor would do now."""
        order = self.order.command
        if order is None or self.contract not in self.facts.marks:
            return None
        if self._preview is None or self._preview[0] != order:
            self._preview = (order, preview_order(self.session.state, order))
        return self._preview[1]

    @property
    def reach_after_order(self) -> int | None:
        """The blast radius after the order in the editor; None where there is none, or it would be refused."""
        preview = self.preview
        return preview.worst_after_atoms if preview is not None and preview.refused is None else None

    @property
    def running(self) -> tuple[LiquidationStory, ...]:
        """Your running liquidations."""
        return self.history.own_running

    @property
    def last_ticks(self) -> int | None:
        """The last price of the chosen contract."""
        return self.session.state.trade_ticks(self.contract)

    # -- views

    def top_bar_view(self) -> TopBarView:
        """Return what the top bar says."""
        return top_bar_view(self.opening, self.session.state.account_mode, self.session.now_ns, self.session.at_end)

    def wallets_view(self) -> WalletsView:
        """Return the left column."""
        return wallets_view(self.facts, self.scales, self.running, self.reach_after_order, self.closed_valves)

    def transfer_view(self, choice: TransferChoice) -> TransferView:
        """Return what a transfer would do now."""
        limit_of = partial(transfer_limit, self.session.state)
        return transfer_view(self.facts, limit_of, choice, self.closed_valves, lock_reason(self.facts))

    def chart_header(self) -> ChartHeaderView:
        """Return the chart's header."""
        notes = " · ".join((texts.SIMULATED, *self.opening.notes))
        mark = self.session.state.marks.get(self.contract)
        header = chart_header(self.contracts, self.contract, self.scale, self._first(), self.last_ticks, mark, notes)
        at = self.contract, self.session.now_ns
        return replace(header, funding_text=self._plan.left_text(*at), funding_tip=self._plan.tip(*at))

    def _first(self) -> int | None:
        """Return the first price of the chosen contract in this run."""
        if self.contract not in self._first_ticks:
            columns = self.opening.prices
            if self.contract not in columns.contracts:
                return None
            index = columns.contracts.index(self.contract)
            for place in range(self.session.feed_cursor):
                if columns.contract_index[place] == index:
                    self._first_ticks[self.contract] = columns.price_ticks[place]
                    break
        return self._first_ticks.get(self.contract)

    def candles(self) -> Candles:
        """Return the candles of the played part."""
        if self._candles is None:
            columns = last_series(self.opening.prices, self.contract)
            self._candles = CandleBook(columns, self.contract, self.scale.tick, self.frame_s)
        self._candles.take(self.session.feed_cursor, self.session.now_ns)
        return self._candles.candles

    def whole_chart(self) -> tuple[Candles, int, str]:
        """Return the candles, how many decimals their prices show, and the unit of their volume."""
        return self.candles(), chart_decimals(self.scale), self.scale.base

    def price_lines(self) -> tuple[PriceLineView, ...]:
        """Return the lines of the chart."""
        candles = self.candles()
        rising = not candles.closes or candles.closes[-1] >= candles.opens[-1]
        story = next((one for one in self.running if self.contract in one.contracts), None)
        mark, held = self.session.state.marks.get(self.contract), shown_position(self.facts, self.contract, self.choice)
        lines = price_lines(self.scale, self.last_ticks, rising, held, story, mark)
        return lines + order_lines(self.session.state.orders.values(), self.scale)

    def chart_markers(self) -> tuple[MarkerView, ...]:
        """Return the markers of the chart."""
        markers = tuple(self.history.chart_markers.get(self.contract, ())[-MARKERS_MAX:])
        story = next((one for one in self.running if self.contract in one.contracts), None)
        return markers + next_stage(story, self.scale, self.session.now_ns, self.last_ticks)

    def banner_view(self) -> BannerView | None:
        """Return the banner of your running liquidation, or of the one that is cutting you, if one runs."""
        running = self.running
        if silent := exchange_banner(self.facts.exchange, bool(running)):
            return silent
        if running:
            return banner_view(running[0], self.scales, self._rules.steps, self.facts.payers)
        cut = self.adl.newest_of_yours(self.session)
        return None if cut is None else winner_banner(cut, self.history, self.scales)

    def rescue_view(self) -> RescueView | None:
        """Return your newest liquidation, or the newest deleveraging that cut you, if there was one."""
        story, cut = self.history.own_last, self.adl.newest_of_yours(self.session)
        if cut is not None and (story is None or story.started_ns < cut.at_ns):
            return winner_view(cut, self.history, self.facts, self.scales)
        return rescue_view(story, self.facts, self.scales) if story is not None else None

    @property
    def event_ended_ns(self) -> int | None:
        """When the event beside the chart ended: your newest liquidation, or the newest cut of yours; None: not yet."""
        story, cut = self.history.own_last, self.adl.newest_of_yours(self.session)
        ends = [story.released_ns] if story is not None and story.released_ns is not None else []
        return max(ends + ([] if cut is None else [cut.at_ns]), default=None)

    def ticket_view(self) -> TicketView:
        """Return the order editor."""
        return ticket_view(self.desk, self.choice, self.order, self.preview)

    def safety_net_view(self) -> SafetyNetView:
        """Return the safety net."""
        return safety_net_view(self._net_facts())

    def net_details_view(self, place: int) -> NetDetailsView:
        """Return what stands behind a basin of the safety net."""
        state, sides = self.session.state, ("long", "short")
        queues = tuple((one, side, adl_rows(state, one, side)) for one in self.contracts for side in sides)
        return net_details_view(self._net_facts(), place, queues, self.scales, self.adl.newest(self.session))

    def _net_facts(self) -> NetFacts:
        stories = self.history.stories.values()
        return NetFacts(
            facts=self.facts,
            story=self.history.running,
            fund=self.history.fund,
            fees_atoms=sum(one.fee_atoms for one in stories),
            socialised_atoms=sum(one.money.socialised_atoms for one in stories),
            deleveraged_lots=sum(cut.lots for one in stories for cut in one.deleveraged),
            fee_rate=self._rules.fee,
            now_ns=self.session.now_ns,
            start_ns=self.opening.starts_ns,
        )

    def timeline_view(self, now_ns: int, places: Iterable[PlaceView], branch: int) -> TimelineView:
        """Return the timeline of all that was played, with the playhead at the moment looked at."""
        if self._timeline is None:
            self._timeline = TimelineBook(self.opening, self.contract)
        self._timeline.take(self.session.feed_cursor)
        marks = [
            *self._funding,
            *self.history.timeline_markers,
            *caption_marks(self.captions.captions),
            *bookmark_marks(places, branch),
        ]
        played_ns = self.session.now_ns
        return timeline_view(self.opening, played_ns, now_ns, self._timeline.prices(played_ns), marks)

    def position_rows(self) -> list[Row]:
        """Return your open positions."""
        return position_rows(self.facts, self.scales, self.running)

    def order_rows(self) -> list[Row]:
        """Return your open orders."""
        return order_rows(self.session.state.orders, self.scales)

    def liquidation_rows(self) -> list[Row]:
        """Return every liquidated position."""
        return liquidation_rows(self.history.stories, self.scales, self.unfolded)

    def toggle_stages(self, key: str) -> None:
        """Unfold a liquidation of the table, or fold it again."""
        self.unfolded ^= {key}

    def flow_of_entry(self, seq: int) -> FlowView | None:
        """Return a ledger entry as the flow it was; None where it moved nothing that the window shows."""
        entry = self.history.entries.get(seq)
        return None if entry is None else flow_of_entry(seq, entry)

    def summary_text(self) -> str:
        """Return the sum beside the dock's tabs."""
        return sum_of_margins(self.facts)

    def contract_choices(self) -> tuple[tuple[str, str], ...]:
        """Return the contracts to choose from."""
        return tuple((one, symbol_of(one)) for one in self.contracts)
