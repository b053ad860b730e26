"""Merging paths: order, the price in force at the start, and what lies outside."""

from sandbox.market.merge import merge


def test_sorted_by_instant_and_then_by_contract() -> None:
    columns = merge({"B": [(10, 1), (30, 2)], "A": [(10, 5), (20, 6)]}, 0, 100)
    assert columns.contracts == ("B", "A")
    assert list(columns.at_ns) == [10, 10, 20, 30]
    assert list(columns.contract_index) == [0, 1, 1, 0]
    assert list(columns.price_ticks) == [1, 5, 6, 2]


def test_price_in_force_is_given_at_the_start_once() -> None:
    columns = merge({"A": [(1, 5), (4, 6), (12, 7)]}, 10, 100)
    assert list(zip(columns.at_ns, columns.price_ticks, strict=True)) == [(10, 6), (12, 7)]


def test_a_point_at_the_start_replaces_the_one_before() -> None:
    columns = merge({"A": [(4, 6), (10, 7)]}, 10, 100)
    assert list(zip(columns.at_ns, columns.price_ticks, strict=True)) == [(10, 7)]


def test_the_end_is_inside_and_what_follows_is_left_out() -> None:
    columns = merge({"A": [(10, 6), (100, 7), (101, 8)]}, 10, 100)
    assert list(columns.at_ns) == [10, 100]


def test_nothing_before_the_first_point() -> None:
    assert list(merge({"A": [(50, 6)], "B": []}, 10, 100).at_ns) == [50]


def test_of_equal_instants_the_last_counts() -> None:
    columns = merge({"A": [(50, 6), (50, 9)]}, 10, 100)
    assert list(columns.price_ticks) == [9]
