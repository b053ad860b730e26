"""A scenario under another book: sizes in its lots, the same orders or a plain refusal."""

from fractions import Fraction

import pytest

from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.commands import PlaceOrder
from sandbox.studies.compare import compare
from sandbox.studies.other_book import holds, under_book
from sandbox.studies.regimes import BY_ID
from sandbox.values.assets import atoms_text
from sandbox.values.problems import Problem

SIZED = ("bybit-linear", "okx-linear")


@pytest.mark.parametrize("book", SIZED)
def test_sizes_mean_the_same_in_the_lots_of_the_other_book(book: str) -> None:
    opening, other = load_scenario("gap-through-bankruptcy"), load_rulebook(book)
    moved = under_book(opening, other)

    def sizes(one: object) -> list[Fraction]:
        lot = {contract.symbol: contract.lot for contract in one.rulebook.contracts}
        orders = [planned.command for planned in one.commands if isinstance(planned.command, PlaceOrder)]
        held = [position for trader in one.traders for position in trader.positions]
        return [each.lots * lot[each.contract] for each in (*orders, *held)]

    assert moved.rulebook == other and sizes(moved) == sizes(opening) != []


def test_the_gap_costs_a_compartment_under_every_book() -> None:
    books = [load_rulebook(one) for one in ("binance-usdm", *SIZED)]
    runs = compare(load_scenario("gap-through-bankruptcy"), (BY_ID["isolated"],), books=books)
    assert {atoms_text(run.changes["contract", "USDT"]) for run in runs} == {"-793.4"}
    assert [run.name for run in runs] == [f"Isolated · {book.name}" for book in books]


def test_a_book_without_the_contract_is_refused() -> None:
    opening, other = load_scenario("gap-through-bankruptcy"), load_rulebook("binance-coinm")
    assert not holds(opening, other)
    with pytest.raises(Problem, match="has no BTCUSDT-PERP"):
        under_book(opening, other)


def test_a_size_between_two_lots_is_refused() -> None:
    opening, other = load_scenario("gap-through-bankruptcy"), load_rulebook("okx-linear")
    from msgspec.structs import replace

    orders = tuple(
        replace(one, command=replace(one.command, lots=2_001)) if isinstance(one.command, PlaceOrder) else one
        for one in opening.commands
    )
    with pytest.raises(Problem, match="multiples of 0.01, and 2.001 is none"):
        under_book(replace(opening, commands=orders), other)
