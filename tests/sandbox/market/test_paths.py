"""Paths: points are met exactly, lines are straight, bridges are the same bits on every machine."""

import hashlib
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sandbox.market.paths import SplitMix64, Update, bridge, hold, line, seed_for, update_count

SECOND = 1_000_000_000
POINTS = [(0, 79_340), (60 * SECOND, 70_000), (61 * SECOND, 70_001), (200 * SECOND, 90_000)]


def test_generator_gives_the_published_sequence() -> None:
    # Source: the reference implementation's first outputs for seed 1234567
    chance = SplitMix64(1234567)
    assert [chance.next() for _ in range(3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_hold_gives_the_points_alone() -> None:
    assert list(hold(POINTS)) == POINTS


def test_line_moves_once_a_second_and_rounds_half_even() -> None:
    path = list(line([(0, 10), (4 * SECOND, 12)]))
    assert path == [(0, 10), (SECOND, 10), (2 * SECOND, 11), (3 * SECOND, 12), (4 * SECOND, 12)]


def test_line_of_one_point_is_that_point() -> None:
    assert list(line([(5, 7)])) == [(5, 7)]
    assert list(bridge([(5, 7)], 1)) == [(5, 7)]


def test_bridge_golden_hash() -> None:
    path = list(bridge(POINTS, 20200312))
    digest = hashlib.sha256(repr(path).encode()).hexdigest()
    assert digest == "795f159b2ec266e4fd2df1586e69a7e719ad1a7c66778602a471eebdfbd8ec87"


def test_bridge_depends_on_seed_alone() -> None:
    assert list(bridge(POINTS, 7)) == list(bridge(POINTS, 7))
    assert list(bridge(POINTS, 7)) != list(bridge(POINTS, 8))


def test_bridge_without_noise_is_a_line() -> None:
    assert all(abs(a - b) <= 1 for (_, a), (_, b) in zip(bridge(POINTS, 3, Fraction(0)), line(POINTS), strict=True))


def test_bridge_wanders_about_as_far_as_its_noise_says() -> None:
    path = [price for _, price in bridge([(0, 1_000_000), (10_000 * SECOND, 1_000_000)], 5, Fraction(1, 10_000))]
    moves = [(b - a) ** 2 for a, b in zip(path, path[1:], strict=False)]
    assert 95 < (sum(moves) / len(moves)) ** 0.5 < 105


def test_seed_for_tells_contracts_apart() -> None:
    assert len({seed_for(7, "BTCUSDT-PERP"), seed_for(7, "ETHUSDT-PERP"), seed_for(8, "BTCUSDT-PERP")}) == 3


@st.composite
def point_lists(draw: st.DrawFn) -> list[Update]:
    at, points = draw(st.integers(0, 10**18)), []
    for _ in range(draw(st.integers(1, 5))):
        points.append((at, draw(st.integers(1, 10**7))))
        at += draw(st.integers(1, 40 * SECOND))
    return points


@given(points=point_lists(), seed=st.integers(0, 2**63 - 1), noise=st.fractions(0, Fraction(1, 20)))
def test_every_point_is_met_and_instants_increase(points: list[Update], seed: int, noise: Fraction) -> None:
    for between, path in (("line", list(line(points))), ("bridge", list(bridge(points, seed, noise)))):
        assert set(points) <= set(path)
        assert all(a[0] < b[0] for a, b in zip(path, path[1:], strict=False))
        assert all(price >= 1 for _, price in path)
        assert len(path) == update_count(points, between)
