"""Short stories for tests: the gap of the interfaces, told with the builders."""

from fractions import Fraction

from sandbox.messages.commands import PlaceOrder
from tests.support.builders import BTC, World, a_trader, an_opening, held

LONG = PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20))


def liquidating_world(fund: str = "50000") -> World:
    """A long of 2 BTC at 7,934 with 793.4 of its own margin, right after the gap to 7,000."""
    world = World(an_opening(fund=fund, traders=(a_trader("short-1", "5000", held(BTC, "short", "2", "7934.0")),)))
    world.do(0, BTC="7934.0")
    world.do(1, LONG)
    world.do(1_800, BTC="7000.0")
    return world


def liquidated_world(fund: str = "50000") -> World:
    """The same, played until its liquidation is released."""
    world = liquidating_world(fund)
    for second in (1_802, 1_804, 1_806):
        world.do(second)
    return world
