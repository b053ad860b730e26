"""Jumping over prices of several contracts never passes over a row that a step would decide something at."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sandbox.engine import many_scan
from sandbox.engine.advance import advance
from sandbox.engine.many_scan import ManyScan
from sandbox.engine.quiet import QuietPlan, quiet_plan
from sandbox.engine.state import State
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.inputs import PriceColumns
from sandbox.rulebook.records import Rulebook
from tests.support.builders import (
    BTC,
    CONTRACTS,
    ETH,
    SECOND,
    START,
    World,
    a_rulebook,
    an_opening,
    brackets,
    price_columns,
)

STEP_RATE = brackets(("2000", "125", "0.004"), ("20000", "100", "0.01"), ("9000000", "50", "0.02"), continuous=False)
BOOKS = {
    "continuous": a_rulebook(),
    "entry": a_rulebook(maintenance_basis="entry"),
    "step rate": a_rulebook(contracts=tuple(replace(one, brackets=STEP_RATE) for one in CONTRACTS)),
    "below": a_rulebook(trigger="below"),
}


def cross_world(book: Rulebook, cash: str, eth_side: str) -> State:
    world = World(an_opening(book, contract=cash))
    world.do(0, BTC="7934.0", ETH="200.00")
    for contract, side, lots in ((BTC, "long", 1_000), (ETH, eth_side, 20_000)):
        world.do(1, PlaceOrder(contract=contract, side=side, lots=lots, margin_mode="cross", leverage=Fraction(20)))
    return world.state


def first_decision(state: State, plan: QuietPlan, columns: PriceColumns) -> int:
    """Walk row by row with the step's own exact decision."""
    rules, marks = state.rulebook.liquidation, dict(state.marks)
    for row, (index, ticks) in enumerate(zip(columns.contract_index, columns.price_ticks, strict=True)):
        marks[columns.contracts[index]] = ticks
        for unit in plan.joint_units:
            legs = tuple(replace(leg, mark_ticks=marks[leg.contract]) for leg in unit.legs)
            moved, warned = replace(unit, legs=legs), unit.unit in state.warned
            if moved.is_liquidatable(rules) or moved.warns(rules, warned) != warned:
                return row
    return len(columns)


@pytest.mark.parametrize("book", BOOKS, ids=str)
@settings(max_examples=25)
@given(
    cash=st.sampled_from(["620", "700", "900", "3000"]),
    eth_side=st.sampled_from(["long", "short"]),
    moves=st.lists(st.tuples(st.booleans(), st.integers(-400, 400)), min_size=2, max_size=90),
    block_min=st.sampled_from([1, 4, 64]),
)
def test_no_decision_is_passed_over(
    book: str, cash: str, eth_side: str, moves: list[tuple[bool, int]], block_min: int
) -> None:
    state = cross_world(BOOKS[book], cash, eth_side)
    prices, rows = {BTC: 79_340, ETH: 20_000}, []
    for second, (is_btc, move) in enumerate(moves, start=2):
        name = BTC if is_btc else ETH
        prices[name] = max(1, prices[name] + move)
        rows.append((START + second * SECOND, name, prices[name]))
    columns, plan = price_columns(rows), quiet_plan(state)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(many_scan, "BLOCK_MIN", block_min)
        found = ManyScan(state, columns, plan).first_loud(0, len(columns))
    wanted = first_decision(state, plan, columns)
    assert found <= wanted
    if book != "step rate":  # there bracket edges are let through to the step as well
        assert found == wanted


@pytest.mark.parametrize("book", BOOKS, ids=str)
@settings(max_examples=25)
@given(
    cash=st.sampled_from(["620", "700", "900", "3000"]),
    eth_side=st.sampled_from(["long", "short"]),
    moves=st.lists(st.tuples(st.booleans(), st.integers(-400, 400)), min_size=2, max_size=90),
    slice_rows=st.integers(1, 40),
)
def test_short_slices_stop_where_the_decision_does(
    book: str, cash: str, eth_side: str, moves: list[tuple[bool, int]], slice_rows: int
) -> None:
    state = cross_world(BOOKS[book], cash, eth_side)
    prices, rows = {BTC: 79_340, ETH: 20_000}, []
    for second, (is_btc, move) in enumerate(moves, start=2):
        name = BTC if is_btc else ETH
        prices[name] = max(1, prices[name] + move)
        rows.append((START + second * SECOND, name, prices[name]))
    columns, plan = price_columns(rows), quiet_plan(state)
    wanted, found = first_decision(state, plan, columns), 0
    while found < len(columns):
        quiet = advance(state, columns, found, min(len(columns), found + slice_rows), plan)
        found += quiet
        if not quiet:
            break
    assert found <= wanted
    if book != "step rate":  # there a box that spans a bracket edge is let through to the step as well
        assert found == wanted


def test_a_quiet_block_is_never_screened_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    state = cross_world(BOOKS["continuous"], "3000", "short")
    rows = [(START + (2 + i) * SECOND, (BTC, ETH)[i % 2], (79_340, 20_000)[i % 2] + i % 50) for i in range(20_000)]
    columns = price_columns(rows)
    monkeypatch.setattr(ManyScan, "_loud_rows", None)
    assert ManyScan(state, columns, quiet_plan(state)).first_loud(0, len(columns)) == len(columns)


def test_the_corners_are_exact_where_one_more_tick_decides() -> None:
    state = cross_world(a_rulebook(), "900", "long")
    plan = quiet_plan(state)

    def fall_to(ticks: int) -> PriceColumns:
        return price_columns([(START + 9 * SECOND, BTC, ticks), (START + 10 * SECOND, ETH, 20_000)])

    low = next(ticks for ticks in range(79_340, 0, -1) if first_decision(state, plan, fall_to(ticks)) == 0)
    assert ManyScan(state, fall_to(low + 1), plan).first_loud(0, 2) == 2
    assert ManyScan(state, fall_to(low), plan).first_loud(0, 2) == 0
