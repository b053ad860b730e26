"""What the position editor shows, as frozen records with texts ready to print. Qt-free."""

from __future__ import annotations

from msgspec import Struct

from ui.viewmodels import texts
from ui.viewmodels.order_draft import TicketChoice


class PreviewRowView(Struct, frozen=True):
    """One row of the order's preview."""

    key: str
    label: str
    now_text: str = ""
    after_text: str = ""
    after_tone: str = "plain"
    tooltip: str = ""


class LeverageMark(Struct, frozen=True):
    """A mark of the leverage scale: the leverage, and the largest size it allows where a bracket begins there."""

    leverage: int
    size_text: str = ""


class HelpView(Struct, frozen=True):
    """What is wrong at a field ("size", "price", "trigger", "leverage", "mode"), and one change that would mend it."""

    place: str
    text: str
    action_text: str = ""
    choice: TicketChoice | None = None


class TicketView(Struct, frozen=True):
    """The whole editor; `leverage_limit` is the most that the bracket of this size allows."""

    side: str
    margin_mode: str
    is_limit: bool
    leverage: int
    leverage_max: int
    leverage_limit: int
    leverage_marks: tuple[LeverageMark, ...]
    leverage_caption: str
    bracket_text: str
    bracket_tooltip: str
    unit: str
    unit_tooltip: str
    rows: tuple[PreviewRowView, ...]
    place_text: str
    can_place: bool
    help: HelpView | None = None
    lock_text: str = ""
    lock_chip: str = ""
    waits: str = ""
    takes_price: bool = False
    trigger_placeholder: str = ""
    size_placeholder: str = ""
    price_placeholder: str = ""
    side_texts: tuple[str, str] = (texts.LONG, texts.SHORT)
