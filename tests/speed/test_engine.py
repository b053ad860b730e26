"""Engine speed as ratios against a floor of the same run: one step, and a quiet stretch of a million updates."""

import copy
from array import array
from fractions import Fraction

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from sandbox.engine.advance import advance
from sandbox.engine.step import step
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.inputs import PriceColumns, PriceUpdate, StepInput
from tests.speed.ratios import medians, report
from tests.support.builders import BTC, ETH, SECOND, START, World, an_opening

pytestmark = pytest.mark.speed
UPDATES = 1_000_000


@pytest.fixture
def long_position() -> World:
    world = World(an_opening())
    world.do(0, BTC="7934.0")
    world.do(1, PlaceOrder(contract=BTC, side="long", lots=2000, margin_mode="isolated", leverage=Fraction(20)))
    return world


def quiet_columns(updates: int) -> PriceColumns:
    """Build a random walk that stays far from any liquidation price."""
    walk = 79_340 + np.cumsum(np.random.default_rng(1).integers(-3, 4, updates)) // 10
    at = START + np.arange(2, updates + 2, dtype=np.int64) * SECOND

    def column(values: "np.ndarray") -> "array[int]":
        built = array("q")
        built.frombytes(values.astype(np.int64).tobytes())
        return built

    return PriceColumns((BTC,), column(at), column(np.zeros(updates)), column(walk))


def test_quiet_stretch_is_near_a_numpy_compare(long_position: World, benchmark: BenchmarkFixture) -> None:
    columns = quiet_columns(UPDATES)
    ticks = np.frombuffer(columns.price_ticks, dtype=np.int64)
    state = copy.deepcopy(long_position.state)
    assert advance(state, columns, 0, UPDATES) == UPDATES

    ours, floor = medians(
        lambda: advance(long_position.state, columns, 0, UPDATES),
        lambda: ((ticks <= 75_675) | (ticks >= 10**12)).argmax(),
    )
    report("ours.engine.replay.k1", UPDATES / ours, "ticks/s", "higher", ratio_to_numpy=ours / floor)
    benchmark.extra_info["ratio_to_numpy_compare"] = ours / floor
    benchmark(lambda: advance(long_position.state, columns, 0, UPDATES))
    assert ours / floor < 50  # a jump that steps instead is a thousand times slower


def test_one_step_against_a_plain_margin_test(long_position: World, benchmark: BenchmarkFixture) -> None:
    state = long_position.state
    inputs = [
        StepInput(now_ns=START + (5 + i) * SECOND, prices=(PriceUpdate(contract=BTC, price_ticks=79_340 + i % 7),))
        for i in range(1_000)
    ]

    def steps() -> None:
        state.now_ns = START
        for given in inputs:
            step(state, given)

    def floor() -> None:
        for given in inputs:
            mark = given.prices[0].price_ticks
            assert 79_340 * 10**6 + 2000 * (mark - 79_340) * 10**4 > 2000 * mark * 10**4 * 4 // 1000

    ours, bare = medians(steps, floor)
    report("ours.engine.step", 1_000 / ours, "steps/s", "higher", ratio_to_python_floor=ours / bare)
    benchmark.extra_info["ratio_to_python_floor"] = ours / bare
    benchmark(steps)
    assert ours / bare < 2_000


def test_quiet_stretch_of_a_cross_unit_over_two_contracts(benchmark: BenchmarkFixture) -> None:
    world = World(an_opening(contract="5000"))
    world.do(0, BTC="7934.0", ETH="200.00")
    for contract, side, lots in ((BTC, "long", 2_000), (ETH, "short", 20_000)):
        world.do(1, PlaceOrder(contract=contract, side=side, lots=lots, margin_mode="cross", leverage=Fraction(20)))
    one = quiet_columns(UPDATES)
    columns = PriceColumns(
        (BTC, ETH),
        one.at_ns,
        array("q", [0, 1] * (UPDATES // 2)),
        array("q", [price if at % 2 == 0 else price // 4 for at, price in enumerate(one.price_ticks)]),
    )
    ticks = np.frombuffer(columns.price_ticks, dtype=np.int64)
    assert advance(copy.deepcopy(world.state), columns, 0, UPDATES) == UPDATES
    ours, floor = medians(
        lambda: advance(world.state, columns, 0, UPDATES),
        lambda: ((ticks <= 75_675) | (ticks >= 10**12)).argmax(),
    )
    report("ours.engine.replay.cross2", UPDATES / ours, "ticks/s", "higher", ratio_to_numpy=ours / floor)
    benchmark(lambda: advance(world.state, columns, 0, UPDATES))
    assert ours / floor < 60
