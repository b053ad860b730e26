"""Candles: the same from rows or blocks, in any slices, and never ahead of the cursor."""

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.messages.inputs import PriceColumns
from sandbox.projections import candles
from sandbox.projections.candles import Candle, CandleFold
from sandbox.values.limits import INT64_MAX
from tests.support.builders import BTC, ETH, SECOND, price_columns

MINUTE = 60 * SECOND


def test_prices_become_candles_that_open_at_the_close_before() -> None:
    rows = [(0, BTC, 100), (10, BTC, 120), (59, BTC, 90), (60, BTC, 95), (61, ETH, 7), (190, BTC, 110)]
    fold = CandleFold(price_columns([(at * SECOND, name, ticks) for at, name, ticks in rows]), BTC, MINUTE)
    fold.take(6)
    assert fold.candles == [
        Candle(0, 100, 120, 90, 90, 3),
        Candle(MINUTE, 90, 95, 90, 95, 1),
        Candle(2 * MINUTE, 95, 95, 95, 95, 0),
        Candle(3 * MINUTE, 95, 110, 95, 110, 1),
    ]


def test_nothing_beyond_the_cursor_is_read_and_only_the_end_changes() -> None:
    fold = CandleFold(price_columns([(at * 20 * SECOND, BTC, 100 + at) for at in range(10)]), BTC, MINUTE)
    assert fold.take(1) == 0
    assert fold.candles == [Candle(0, 100, 100, 100, 100, 1)]
    fold.take(4)
    kept = fold.candles[0]
    assert fold.take(5) == 1
    assert fold.candles[0] == kept and fold.candles[-1].close_ticks == 104


def test_a_held_price_grows_flat_candles_to_the_present() -> None:
    fold = CandleFold(price_columns([(0, BTC, 100)]), BTC, MINUTE)
    fold.take(1, now_ns=150 * SECOND)
    assert [(one.start_ns // MINUTE, one.close_ticks, one.updates) for one in fold.candles] == [
        (0, 100, 1),
        (1, 100, 0),
        (2, 100, 0),
    ]


def test_a_contract_without_prices_has_no_candles() -> None:
    fold = CandleFold(PriceColumns(), BTC, MINUTE)
    fold.take(5, now_ns=MINUTE)
    assert fold.candles == []
    with pytest.raises(ValueError, match="time frame"):
        CandleFold(PriceColumns(), BTC, 0)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 200),
            st.integers(0, 1),
            st.integers(1, 500),
            st.integers(0, INT64_MAX) | st.sampled_from([INT64_MAX, 2**32 - 1, 2**32]),
        ),
        max_size=60,
    ),
    st.lists(st.integers(0, 60), max_size=5),
)
@settings(max_examples=100, deadline=None)
def test_blocks_and_rows_agree_in_any_slices(rows: list[tuple[int, int, int, int]], cuts: list[int]) -> None:
    rows.sort(key=lambda row: row[0])
    columns = PriceColumns(
        (BTC, ETH),
        array("q", [at * 7 * SECOND for at, _, _, _ in rows]),
        array("q", [index for _, index, _, _ in rows]),
        array("q", [ticks for _, _, ticks, _ in rows]),
        array("q", [volume for _, _, _, volume in rows]),
    )
    plain, block = CandleFold(columns, BTC, MINUTE), CandleFold(columns, BTC, MINUTE)
    before = candles.NUMPY_FROM
    try:
        plain.take(len(rows))
        candles.NUMPY_FROM = 1
        for cut in sorted(cuts):
            block.take(min(cut, len(rows)))
        block.take(len(rows))
    finally:
        candles.NUMPY_FROM = before
    assert block.candles == plain.candles
    assert sum(one.volume_atoms for one in block.candles) == sum(volume for _, index, _, volume in rows if not index)
