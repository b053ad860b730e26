"""What each panel shows, as frozen records with texts ready to print; built by the other view-models. Qt-free.

Levels and shares are floats from 0 to 1 because they end as pixels; no figure on screen is taken from them.
"""

from __future__ import annotations

from msgspec import Struct


class ChipView(Struct, frozen=True):
    """A chip in a tank's header; `short_text` stands in where room is short."""

    text: str
    tone: str = "neutral"
    icon: str = ""
    short_text: str = ""


class AmountView(Struct, frozen=True):
    """One asset of a wallet."""

    asset: str
    text: str
    level: float
    start_level: float | None = None


class SliceView(Struct, frozen=True):
    """One step of a running liquidation inside a compartment: paid, burning or left."""

    number_text: str
    amount_text: str
    state: str


class CompartmentView(Struct, frozen=True):
    """One compartment of the contract tank; `key` is the ledger account's last part or "available".

    The short texts stand in where the compartment is too narrow.
    """

    key: str
    title: str
    subtitle: str = ""
    subtitle_tone: str = "neutral"
    amount_text: str = ""
    of_text: str = ""
    level: float = 0.0
    start_level: float | None = None
    maintenance_level: float | None = None
    slices: tuple[SliceView, ...] = ()
    tooltip: str = ""
    is_linked: bool = False
    short_title: str = ""
    short_amount: str = ""
    short_of: str = ""


class CaptionView(Struct, frozen=True):
    """A label above a value; `short_value` stands in where room is short."""

    label: str
    value: str
    tone: str = "plain"
    short_value: str = ""


class WalletView(Struct, frozen=True):
    """One wallet as a tank."""

    key: str
    title: str
    icon: str
    amounts: tuple[AmountView, ...] = ()
    compartments: tuple[CompartmentView, ...] = ()
    captions: tuple[CaptionView, ...] = ()
    chips: tuple[ChipView, ...] = ()
    note_text: str = ""
    action_text: str = ""
    is_locked: bool = False
    is_liquidating: bool = False
    is_offline: bool = False
    trunk: str = "through"
    tooltip: str = ""


class PipeView(Struct, frozen=True):
    """The pipe into a wallet; state: open, closed, locked, linked."""

    key: str
    state: str
    state_text: str
    reason_text: str
    is_last: bool = False
    has_hull_line: bool = False
    tooltip: str = ""
    short_text: str = ""


class ReachView(Struct, frozen=True):
    """The blast radius strip; `short_detail` stands in where room is short."""

    sum_text: str
    detail_text: str
    reach_text: str
    caption_text: str
    paid_share: float = 0.0
    exposed_share: float = 0.0
    preview_share: float | None = None
    tooltip: str = ""
    is_linked: bool = False
    short_detail: str = ""


class WalletsView(Struct, frozen=True):
    """The left column."""

    total_text: str
    total_tip: str
    wallets: tuple[WalletView, ...]
    pipes: tuple[PipeView, ...]
    reach: ReachView


class PriceLineView(Struct, frozen=True):
    """A line of the chart: last, mark, entry, order, liquidation (`zone`: the closing zone's text) or bankruptcy.

    `grip` is the order that dragging it moves, empty where it stays.
    """

    kind: str
    price: float
    label: str = ""
    short_label: str = ""
    detail: str = ""
    tone: str = "neutral"
    zone: str = ""
    grip: str = ""


class MarkerView(Struct, frozen=True):
    """A marker on the chart: stage, stage_next, crowd (a liquidation of somebody else), buy or sell."""

    time_s: int
    price: float
    kind: str
    text: str = ""
    tooltip: str = ""


class BannerView(Struct, frozen=True):
    """The banner of a running liquidation."""

    text: str
    step_text: str = ""
    steps: tuple[str, ...] = ()


class ChartHeaderView(Struct, frozen=True):
    """The chart's header."""

    contracts: tuple[tuple[str, str], ...]
    contract: str
    last_text: str
    last_tone: str
    change_text: str
    mark_text: str
    note_text: str
    funding_text: str = ""
    funding_tip: str = ""


class BasinView(Struct, frozen=True):
    """One basin of the safety net."""

    title: tuple[str, str]
    value_text: str
    level: float = 0.0
    start_level: float | None = None
    tone: str = "water"
    is_active: bool = False
    is_spilling: bool = False
    is_used: bool = True
    lights: int | None = None
    tooltip: str = ""


class SafetyNetView(Struct, frozen=True):
    """The safety net."""

    hint_text: str
    basins: tuple[BasinView, ...]
    history: tuple[tuple[float, float], ...] = ()


class EventLineView(Struct, frozen=True):
    """A line of the event: step, size, fill, you, fee, fund (or one text across); done, now, next, group, sum."""

    texts: tuple[str, ...]
    state: str
    tooltip: str = ""


class SumLineView(Struct, frozen=True):
    """A label with a sum; `level` 1 is indented, 2 a total."""

    label: str
    value: str
    tone: str = "plain"
    level: int = 0


class QueueRowView(Struct, frozen=True):
    """One place in the deleveraging queue."""

    rank_text: str
    owner_text: str
    position_text: str
    side_tone: str
    pnl_text: str
    pnl_tone: str
    leverage_text: str
    lights: int
    is_yours: bool
    cut_text: str = ""


class NetDetailsView(Struct, frozen=True):
    """What stands behind one basin: the rule, the sums, and for ADL the queue."""

    place: int
    title: str
    rule_text: str
    lines: tuple[SumLineView, ...]
    queue: tuple[QueueRowView, ...]
    before: tuple[QueueRowView, ...] = ()  # the queue before the newest deleveraging, with what was cut
    before_title: str = ""


class RescueView(Struct, frozen=True):
    """The liquidation event beside the chart: what was sold, who paid, what stayed out of reach."""

    chip_text: str
    notice_text: str
    title_chip: str
    since_text: str
    lines: tuple[EventLineView, ...]
    sums: tuple[SumLineView, ...]
    untouched: tuple[SumLineView, ...]
    is_running: bool
    autopsy_text: str = ""
    title_text: str = ""  # in place of "Liquidation"
    kept_text: str = ""  # in place of "Out of reach"


class TopBarView(Struct, frozen=True):
    """The top bar."""

    title: str
    subtitle: str
    rulebook_text: str
    regime_text: str
    clock_text: str
    clock_caption: str
    regime_tip: str


class TimelineMarkerView(Struct, frozen=True):
    """A marker on the timeline: own, buy, sell, funding, transfer, bookmark."""

    time_s: float
    kind: str
    tooltip: str = ""


class ToastView(Struct, frozen=True):
    """A notice: what happened, where the money is."""

    title: str
    body: str
    icon: str = "bounce"
    action_text: str = ""


class FlowView(Struct, frozen=True):
    """One movement of money between two places: wallet names, "contract/<part>", "fund", "fees", "market"."""

    event_id: int
    source: str
    target: str
    asset: str
    atoms: int
    amount_text: str
    kind: str = "transfer"
