"""A table gives back every candle as it was added, digit by digit."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sandbox.loading.candle_table import CandleRow, CandleTable

DECIMALS = st.decimals(min_value=0, max_value=10**18, allow_nan=False, places=None).map(abs)
ROWS = st.builds(
    CandleRow,
    at_ns=st.integers(0, 7 * 10**18),
    open=DECIMALS,
    high=DECIMALS,
    low=DECIMALS,
    close=DECIMALS,
    volume=st.none() | DECIMALS,
)


def told(row: CandleRow) -> tuple[int, list[str]]:
    return row.at_ns, [str(value) for value in (row.open, row.high, row.low, row.close, row.volume)]


@given(st.lists(ROWS, max_size=8), st.data())
def test_candle_table_gives_back_what_it_was_given(rows: list[CandleRow], data: st.DataObject) -> None:
    table = CandleTable(rows)
    assert [told(row) for row in table] == [told(row) for row in rows]
    assert table == rows and len(table) == len(rows) and bool(table) == bool(rows)
    places = data.draw(st.lists(st.sampled_from(range(len(rows))), max_size=5)) if rows else []
    assert [told(row) for row in table.taken(places)] == [told(rows[place]) for place in places]
    assert table[1:3] == rows[1:3] and (not rows or told(table[-1]) == told(rows[-1]))


def test_candle_table_is_another_where_a_candle_differs() -> None:
    one = CandleRow(1, Decimal(1), Decimal(1), Decimal(1), Decimal("1.00"), None)
    assert CandleTable([one]) == [CandleRow(1, Decimal(1), Decimal(1), Decimal(1), Decimal(1), None)]
    assert CandleTable([one]) != CandleTable([one, one])
    assert CandleTable([one]) != CandleTable([CandleRow(1, Decimal(1), Decimal(1), Decimal(1), Decimal(2), None)])
