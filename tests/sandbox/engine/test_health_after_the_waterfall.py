"""A unit that ADL or a socialised loss makes liquidatable is liquidated at that instant, with or without a price."""

import pytest
from msgspec.structs import replace

from sandbox.engine.due import next_due_ns
from sandbox.engine.opening import open_state
from sandbox.engine.step import step
from sandbox.messages.events import Event, LiquidationStarted, LossSocialised, TraderDeleveraged
from sandbox.messages.inputs import PriceUpdate, StepInput
from tests.support.builders import BTC, ETH, SECOND, START, a_rulebook, a_trader, an_opening, held

GAP = START + 60 * SECOND


def play(beyond_fund: str, stage_ns: int) -> list[tuple[int, Event]]:
    """Gap through a trader's bankruptcy price and give no price after it; return every event with its instant.

    The trader's 10 BTC from 10,000 are bankrupt at 9,000 and BTC stands at 5,000: 40,000 lack. You are short 10 BTC
    from 10,000 (+50,000) and long ETH at a loss of 45,000 in one cross pool of 1,000: healthy until the ADL, or the
    socialised loss, takes 40,000 of the profit.
    """
    book = a_rulebook(steps="whole", stage_ns=stage_ns, beyond_fund=beyond_fund)
    opening = an_opening(
        book,
        contract="1000",
        fund="0",
        traders=(a_trader("long-1", "10000", held(BTC, "long", "10", "10000", mode="isolated")),),
    )
    yours = (held(BTC, "short", "10", "10000"), held(ETH, "long", "450", "200"))
    state, _ = open_state(replace(opening, positions=yours))
    events: list[tuple[int, Event]] = []
    for at, btc, eth in ((START + SECOND, 100_000, 20_000), (GAP, 50_000, 10_000)):
        prices = (PriceUpdate(contract=BTC, price_ticks=btc), PriceUpdate(contract=ETH, price_ticks=eth))
        events += [(at, one) for one in step(state, StepInput(now_ns=at, prices=prices))]
    while (due := next_due_ns(state)) is not None:
        events += [(due, one) for one in step(state, StepInput(now_ns=due))]
    return events


@pytest.mark.parametrize("stage_ns", [0, 2 * SECOND])
@pytest.mark.parametrize(("beyond_fund", "cut"), [("adl", TraderDeleveraged), ("socialise", LossSocialised)])
def test_a_unit_the_waterfall_leaves_liquidatable_is_liquidated_at_once(
    beyond_fund: str, cut: type[Event], stage_ns: int
) -> None:
    events = play(beyond_fund, stage_ns)
    cut_at = next(at for at, one in events if isinstance(one, cut))
    started = {one.unit: at for at, one in events if isinstance(one, LiquidationStarted)}
    assert cut_at == GAP + 2 * stage_ns
    assert started == {"long-1/isolated/p1": GAP, "you/cross/USDT": cut_at}
