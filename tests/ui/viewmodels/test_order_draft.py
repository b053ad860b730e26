"""The draft of an order: sizes in base and quote, figures that were meant, undo and redo."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.builders import BTC, World, an_opening
from ui.viewmodels.order_draft import QUOTE, DraftHistory, TicketChoice, in_other_unit, size_text_of, typed_order

SCALE = World(an_opening()).state.scales[BTC]
MARK = 79_340


def lots_of(**changes: object) -> int | None:
    command = typed_order(replace(TicketChoice(), **changes), SCALE, MARK).command
    return None if command is None else command.lots


@pytest.mark.parametrize(
    ("size", "unit", "lots"),
    [("0.5", "base", 500), ("3967", QUOTE, 500), ("3966.99", QUOTE, 499), ("7.934", QUOTE, 1), ("", QUOTE, None)],
)
def test_size_in_either_unit_becomes_whole_lots(size: str, unit: str, lots: int | None) -> None:
    assert lots_of(size_text=size, size_unit=unit) == lots


def test_amount_below_one_lot_names_the_smallest_size() -> None:
    order = typed_order(TicketChoice(size_text="7.93", size_unit=QUOTE), SCALE, MARK)
    assert order.command is None and order.place == "size"
    assert order.error == "The smallest size is 0.001 BTC, 7.93 USDT here."


@given(lots=st.integers(1, 10**6), mark=st.integers(1, 10**7))
def test_size_written_in_the_quote_buys_the_same_lots(lots: int, mark: int) -> None:
    choice = TicketChoice(size_unit=QUOTE)
    text = size_text_of(lots, choice, SCALE, mark)
    command = typed_order(replace(choice, size_text=text), SCALE, mark).command
    worth = mark * SCALE.tick * SCALE.lot
    assert command is not None
    assert 0 <= command.lots - lots <= Fraction(1, 100) / worth, "a cent may buy more lots only where lots are cheaper"


def test_unit_switch_and_back_keeps_the_size() -> None:
    there = in_other_unit(TicketChoice(size_text="0.5"), SCALE, MARK)
    assert (there.size_text, there.size_unit) == ("3967.00", QUOTE)
    assert in_other_unit(there, SCALE, MARK).size_text == "0.500"


def test_size_off_the_lot_offers_the_size_below() -> None:
    order = typed_order(TicketChoice(size_text="0.5005"), SCALE, MARK)
    assert order.place == "size" and order.mended is not None and order.mended.size_text == "0.500"


def test_price_off_the_tick_offers_the_nearest_price() -> None:
    order = typed_order(TicketChoice(size_text="0.5", is_limit=True, price_text="7,820.06"), SCALE, MARK)
    assert order.place == "price" and order.mended is not None and order.mended.price_text == "7820.1"


def test_typing_in_one_field_is_undone_at_once_and_redone() -> None:
    drafts, start = DraftHistory(), TicketChoice()
    typed = [replace(start, size_text=text) for text in ("0", "0.", "0.5")]
    for choice in typed:
        drafts.take(choice)
    short = replace(typed[-1], side="short")
    drafts.take(short)
    assert drafts.undo() == typed[-1]
    assert drafts.undo() == start
    assert drafts.undo() is None
    assert drafts.redo() == typed[-1]
    drafts.take(replace(typed[-1], leverage=5))
    assert drafts.redo() is None, "a new change ends what could be redone"
