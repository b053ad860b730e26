"""The assumed path inside a candle: order of the extremes and the four instants."""

import pytest

from sandbox.market.candle_path import NOTES, candle_updates

MINUTE = 60_000_000_000
INSTANTS = [0, 20_000_000_000, 40_000_000_000, MINUTE - 1]
UP, DOWN, FLAT = (0, 10, 15, 8, 12), (0, 12, 15, 8, 10), (0, 10, 15, 8, 10)


@pytest.mark.parametrize(
    ("candle", "inside", "prices"),
    [
        (UP, "", [10, 8, 15, 12]),
        (DOWN, "", [12, 15, 8, 10]),
        (FLAT, "", [10, 8, 15, 10]),
        (DOWN, "low_first", [12, 8, 15, 10]),
        (UP, "high_first", [10, 15, 8, 12]),
    ],
)
def test_order_inside_a_candle(candle: tuple[int, int, int, int, int], inside: str, prices: list[int]) -> None:
    updates = list(candle_updates([candle], MINUTE, inside))
    assert [at for at, _ in updates] == INSTANTS
    assert [price for _, price in updates] == prices
    assert NOTES[inside]


def test_thirds_of_an_odd_interval_are_whole_nanoseconds() -> None:
    assert [at for at, _ in candle_updates([(7, 1, 1, 1, 1)], 1_000_000_000)] == [
        7,
        333_333_340,
        666_666_673,
        1_000_000_006,
    ]
