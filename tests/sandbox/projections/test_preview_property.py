"""What the editor promises is what then happens: opening, adding, reducing and reversing, isolated and cross."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import CommandRefused
from sandbox.projections.positions import position_rows
from sandbox.projections.preview import preview_order
from sandbox.projections.reach import loss_reach
from sandbox.projections.wallets import contract_summary
from tests.support.builders import BTC, World, an_opening

SIDES = st.sampled_from(("long", "short"))


def an_order(side: str, lots: int, mode: str, leverage: int, *, reduce_only: bool = False) -> PlaceOrder:
    return PlaceOrder(
        contract=BTC, side=side, lots=lots, margin_mode=mode, leverage=Fraction(leverage), reduce_only=reduce_only
    )


@given(
    mode=st.sampled_from(("isolated", "cross")),
    leverage=st.integers(1, 125),
    first=st.tuples(SIDES, st.integers(1, 3_000)),
    second=st.tuples(SIDES, st.integers(1, 6_000)),
    mark=st.integers(78_000, 80_500),
    reduce_only=st.booleans(),
    fees=st.booleans(),
)
def test_preview_of_any_second_order_equals_the_state_after_it(
    mode: str, leverage: int, first: tuple[str, int], second: tuple[str, int], mark: int, reduce_only: bool, fees: bool
) -> None:
    world = World(an_opening(fees=fees, contract="3000"))
    world.do(1, BTC="7934.0")
    world.do(2, an_order(*first, mode, leverage))
    world.do(3, BTC=f"{mark // 10}.{mark % 10}")
    order = an_order(*second, mode, leverage, reduce_only=reduce_only)
    found = preview_order(world.state, order)
    now = world.state.now_ns
    before = contract_summary(world.state).available_atoms
    events = world.do((now - world.opening.starts_ns) / 1_000_000_000, order)
    refused = next((one for one in events if isinstance(one, CommandRefused)), None)
    if found.refused is not None:
        assert refused is not None and refused.reason == found.refused.reason
        assert (refused.needed_text, refused.available_text) == (
            found.refused.needed_text,
            found.refused.available_text,
        )
        return
    assert refused is None
    rows = {row.contract: row for row in position_rows(world.state)}
    assert found.after == rows.get(BTC)
    assert found.contract_after == contract_summary(world.state)
    assert found.cost_atoms == before - contract_summary(world.state).available_atoms
    assert found.worst_after_atoms == loss_reach(world.state).worst_value_atoms
