"""The chart's candles: in every time frame what was played and nothing else, however it was played."""

from array import array
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.messages.inputs import PriceColumns
from sandbox.values.assets import ATOMS_PER_UNIT
from tests.support.builders import BTC, SECOND
from ui.viewmodels.chart_view import CandleBook

TICK = Fraction(1, 10)
FEEDS = st.lists(st.tuples(st.integers(1, 400), st.integers(1, 10_000)), min_size=1, max_size=80)


def feed_of(steps: list[tuple[int, int]]) -> PriceColumns:
    """Make a feed of (gap in s, ticks); each update's volume is its ticks in whole units of base."""
    at, instants = 0, []
    for gap, _ in steps:
        instants.append(at * SECOND)
        at += gap
    ticks = array("q", [ticks for _, ticks in steps])
    volumes = array("q", [one * ATOMS_PER_UNIT for one in ticks])
    return PriceColumns((BTC,), array("q", instants), array("q", [0] * len(steps)), ticks, volumes)


def naive_candles(columns: PriceColumns, cursor: int, frame_s: int) -> list[tuple[float, ...]]:
    """Fold the played rows one by one, holes filled with the close before them."""
    candles: list[list[float]] = []
    for row in range(cursor):
        start = columns.at_ns[row] // SECOND // frame_s * frame_s
        price = columns.price_ticks[row] * float(TICK)
        while candles and candles[-1][0] + frame_s < start:
            close = candles[-1][4]
            candles.append([candles[-1][0] + frame_s, close, close, close, close, 0.0])
        if not candles or candles[-1][0] != start:
            opened = candles[-1][4] if candles else price
            candles.append([start, opened, max(opened, price), min(opened, price), price, 0.0])
        else:
            last = candles[-1]
            last[2], last[3], last[4] = max(last[2], price), min(last[3], price), price
        candles[-1][5] += columns.price_ticks[row]
    return [tuple(one) for one in candles]


def shown(book: CandleBook) -> list[tuple[float, ...]]:
    return [(time_s, *book.candles.row(place)) for place, time_s in enumerate(book.candles.times_s)]


@given(FEEDS, st.sampled_from([60, 300, 900, 3600]), st.lists(st.integers(0, 80), max_size=6))
@settings(max_examples=80, deadline=None)
def test_candles_of_every_frame_are_the_fold_of_what_was_played(steps, frame_s, cursors) -> None:
    columns = feed_of(steps)
    book = CandleBook(columns, BTC, TICK, frame_s)
    for cursor in sorted(min(one, len(steps)) for one in cursors):
        book.take(cursor, columns.at_ns[cursor - 1] if cursor else 0)
        assert shown(book) == naive_candles(columns, cursor, frame_s)


@given(FEEDS, FEEDS, st.sampled_from([60, 300, 900, 3600]))
@settings(max_examples=60, deadline=None)
def test_what_comes_later_cannot_change_what_is_shown(steps, later, frame_s) -> None:
    short, long = feed_of(steps), feed_of(steps + later)
    books = [CandleBook(columns, BTC, TICK, frame_s) for columns in (short, long)]
    for book in books:
        book.take(len(steps), short.at_ns[-1])
    assert shown(books[0]) == shown(books[1])


def test_a_candle_that_peeks_ahead_is_caught() -> None:
    columns = feed_of([(10, 100), (10, 900), (10, 100)])
    peeking = CandleBook(columns, BTC, TICK, 60)
    peeking.take(3, columns.at_ns[0])  # a planted look-ahead: two rows more than were played
    assert shown(peeking) != naive_candles(columns, 1, 60)
