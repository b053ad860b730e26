"""An isolated order that closes and opens anew needs the cross pool for what it opens: while that is liquidated it may
only close. (The random worlds showed it as seed 770037: a resting buy of 6 lots over a short of 5.)"""

import pytest
from msgspec.structs import replace

from sandbox.engine.opening import open_state
from sandbox.engine.step import step
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import LiquidationStarted, OrderCancelled, OrderFilled
from sandbox.messages.inputs import NumberedCommand, PriceUpdate, StepInput
from tests.support.builders import BTC, ETH, SECOND, START, a_rulebook, an_opening, held


@pytest.mark.parametrize(("lots", "is_filled"), [(5, True), (6, False)])
def test_an_order_that_would_open_waits_for_no_locked_pool(lots: int, is_filled: bool) -> None:
    book = a_rulebook(steps="whole", stage_ns=5 * SECOND)
    yours = (held(ETH, "long", "10", "200"), held(BTC, "short", "0.005", "8000", mode="isolated"))
    opening = replace(an_opening(book, contract="300"), positions=yours)
    state, _ = open_state(opening)
    order = PlaceOrder(contract=BTC, side="long", lots=lots, price_ticks=79_000)
    asks = (NumberedCommand(number=1, command=order),)
    prices = (PriceUpdate(contract=BTC, price_ticks=80_000), PriceUpdate(contract=ETH, price_ticks=20_000))
    step(state, StepInput(now_ns=START + SECOND, commands=asks, prices=prices))
    crash = (PriceUpdate(contract=ETH, price_ticks=16_000),)
    started = step(state, StepInput(now_ns=START + 2 * SECOND, prices=crash))
    assert [one.unit for one in started if isinstance(one, LiquidationStarted)] == ["you/cross/USDT"]
    assert list(state.orders) == ["o1"]  # of another unit: it rests on
    fall = (PriceUpdate(contract=BTC, price_ticks=78_900),)
    events = step(state, StepInput(now_ns=START + 3 * SECOND, prices=fall))
    assert [one.lots for one in events if isinstance(one, OrderFilled)] == ([lots] if is_filled else [])
    why = [one.why for one in events if isinstance(one, OrderCancelled)]
    assert why == ([] if is_filled else ["UNIT_LIQUIDATING"])
