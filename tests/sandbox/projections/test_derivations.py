"""Derivations equal what is shown, over random accounts of every book; published examples come out of the formulas."""

from array import array
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sandbox.engine.opening import open_state
from sandbox.engine.state import State
from sandbox.engine.step import step
from sandbox.loading.rulebook_toml import list_rulebooks, load_rulebook
from sandbox.messages.commands import AdjustMargin, PlaceOrder
from sandbox.messages.inputs import PriceColumns, PriceUpdate, StepInput
from sandbox.messages.opening import Opening, TraderPosition, WalletAmount
from sandbox.projections import derivations as derived
from sandbox.projections.derivation_records import Derivation, units
from sandbox.projections.derivations import derive_position, derive_transferable, worked_out
from sandbox.projections.formulas import FORMULAS
from sandbox.projections.positions import PositionRow, position_row
from sandbox.projections.published_examples import EXAMPLES
from sandbox.projections.transfers import transfer_limit
from sandbox.rulebook.records import Contract, Rulebook
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.problems import Problem
from sandbox.values.rounding import round_half_even, round_up
from tests.support.builders import BTC, START, World, a_rulebook, an_opening, atoms, held

BOOKS = [load_rulebook(one.id) for one in list_rulebooks()]
SIDES = st.sampled_from(["long", "short"])


@dataclass
class Holding:
    side: str
    mode: str
    leverage: int
    size: Fraction  # in thousandths of what 100,000 units of the settlement asset (inverse: 10) buy
    entry: Fraction
    mark: Fraction


HOLDINGS = st.builds(
    Holding,
    side=SIDES,
    mode=st.sampled_from(["isolated", "cross"]),
    leverage=st.integers(1, 25),
    size=st.fractions(Fraction(1, 1000), Fraction(30), max_denominator=1000),
    entry=st.fractions(Fraction(1, 2), Fraction(2), max_denominator=100),
    mark=st.fractions(Fraction(4, 5), Fraction(6, 5), max_denominator=100),
)
PRICES = {"BTC": 8000, "ETH": 200, "SOL": 20}


def account(
    book: Rulebook, holdings: list[Holding], cash: int, mode: str = "segregated", coins: int = 0
) -> State | None:
    """Return the state of an account; None where the book does not allow it. `coins` lie where they may count."""
    positions, updates, wallets = [], [], {}
    for contract, one in zip(book.contracts, holdings, strict=False):
        base = Fraction(PRICES.get(contract.base, 10)) * one.entry
        entry = _on_tick(contract, base)
        mark = _on_tick(contract, base * one.mark)
        lots = max(
            1,
            int(one.size * 100_000 / (contract.value(contract.lot, entry))) // (1 if contract.face is None else 10_000),
        )
        value = round_half_even(contract.value(lots * contract.lot, entry) * ATOMS_PER_UNIT)
        if not value:
            return None
        wallets[contract.settle] = wallets.get(contract.settle, 0) + value // one.leverage + value // 4
        positions.append(
            TraderPosition(
                contract=contract.symbol,
                side=one.side,
                lots=lots,
                value_atoms=value,
                margin_mode=one.mode,
                leverage=Fraction(one.leverage),
            )
        )
        updates.append(PriceUpdate(contract=contract.symbol, price_ticks=int(mark / contract.tick)))
    opening = Opening(
        id="random",
        title="Random",
        rulebook=book,
        account_mode=mode,
        seed=1,
        starts_ns=START,
        ends_ns=START + 1,
        open_ended=False,
        wallets=tuple(
            WalletAmount(wallet="contract", asset=asset, atoms=need + cash * need // 1000)
            for asset, need in wallets.items()
        )
        + (
            WalletAmount(wallet="spot", asset="BTC", atoms=coins * ATOMS_PER_UNIT // 100 + 1),
            WalletAmount(
                wallet="contract" if mode == "multi-asset" else "funding", asset="ETH", atoms=coins * ATOMS_PER_UNIT + 1
            ),
        ),
        insurance_fund=(),
        traders=(),
        no_fee_contracts=(),
        commands=(),
        funding=(),
        expectations=(),
        prices=PriceColumns((), array("q")),
        positions=tuple(positions),
    )
    try:
        state, _ = open_state(opening)
    except Problem:
        return None
    step(state, StepInput(now_ns=START + 1, prices=tuple(updates)))
    return state


def _on_tick(contract: Contract, price: Fraction) -> Fraction:
    return max(1, int(price / contract.tick)) * contract.tick


def by_figure(found: tuple[Derivation, ...]) -> dict[str, Derivation]:
    return {one.figure: one for one in found}


def check(found: dict[str, Derivation], row: PositionRow) -> None:
    assert found[derived.INITIAL].result == units(row.initial_margin_atoms)
    assert found[derived.MAINTENANCE].result == units(row.maintenance_atoms)
    assert found[derived.EQUITY].result == units(row.unit_equity_atoms)
    assert found[derived.RATIO].result == row.margin_ratio
    assert found[derived.LIQUIDATION].result == row.liquidation_price
    assert found[derived.BANKRUPTCY].result == row.bankruptcy_price
    if row.margin_mode == "isolated" and not row.liquidating:
        assert found[derived.REMOVABLE].result == units(row.removable_atoms)
    for one in found.values():
        if one.exact is not None and one.figure != derived.TICK:
            assert one.exact == worked_out(one.formula, one.inputs)
            assert one.result == (
                units(round_up(one.exact * ATOMS_PER_UNIT)) if one.rounding == "atom_up" else one.exact
            )


@pytest.mark.parametrize("book", BOOKS, ids=[one.id for one in BOOKS])
@given(
    holdings=st.lists(HOLDINGS, min_size=1, max_size=3),
    cash=st.integers(0, 3_000),
    mode=st.integers(0, 2),
    coins=st.integers(0, 500),
)
@settings(max_examples=25, deadline=None)
def test_every_derivation_equals_the_shown_figure(
    book: Rulebook, holdings: list[Holding], cash: int, mode: int, coins: int
) -> None:
    regimes = book.collateral.regimes
    state = account(book, holdings, cash, regimes[mode % len(regimes)], coins)
    assume(state is not None)
    assert state is not None
    for position in state.positions_of("you"):
        row = position_row(state, position)
        found = by_figure(derive_position(state, position))
        check(found, row)
        tick = state.scales[position.contract].tick
        if derived.TICK in found and not row.liquidating:
            price, shown = found[derived.TICK].exact, found[derived.TICK].result
            assert price is not None and shown is not None and abs(price - shown) <= tick
            assert row.liquidation_tick is not None and shown == row.liquidation_tick * tick
    for asset in {one.settle for one in book.contracts}:
        shown_most = transfer_limit(state, "contract", "funding", asset)
        if not shown_most.locked:
            assert derive_transferable(state, asset).result == units(shown_most.max_atoms)


@pytest.mark.parametrize("formula", EXAMPLES)
def test_published_examples_come_out_of_the_formulas(formula: str) -> None:
    example = EXAMPLES[formula]
    assert abs(FORMULAS[formula](**example.inputs) - example.result) <= example.tolerance


def test_the_reference_long_is_worked_out_in_the_open() -> None:
    world = World(an_opening(a_rulebook(), contract="1000"))
    world.do(1, BTC="7934.0")
    world.do(2, PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20)))
    world.do(3, AdjustMargin(contract=BTC, atoms=atoms("206.6")))
    (position,) = world.state.positions_of("you")
    found = by_figure(derive_position(world.state, position))
    assert found[derived.INITIAL].result == Fraction("793.4")
    assert found[derived.MAINTENANCE].result == Fraction("63.472")
    assert found[derived.LIQUIDATION].exact == (15_868 - 1000) / (2 * Fraction("0.996"))
    assert found[derived.TICK].result == Fraction("7463.8") and found[derived.BANKRUPTCY].result == 7434
    inputs = {one.symbol: one for one in found[derived.LIQUIDATION].inputs}
    assert (inputs["r"].value, inputs["r"].bracket, inputs["r"].up_to) == (Fraction("0.004"), 1, 50_000)


def test_what_others_lend_is_a_figure_of_its_own() -> None:
    world = World(an_opening(a_rulebook(), contract="2000"))
    world.do(1, BTC="7934.0", ETH="200")
    world.do(2, PlaceOrder(contract=BTC, side="long", lots=1_000, margin_mode="cross", leverage=Fraction(20)))
    world.do(
        3, PlaceOrder(contract="ETHUSDT-PERP", side="long", lots=10_000, margin_mode="cross", leverage=Fraction(20))
    )
    world.do(4, ETH="190")
    first = world.state.positions_of("you")[0]
    found = by_figure(derive_position(world.state, first))
    assert found[derived.BACKING].exact == 2000 - 100 - Fraction("1900") * Fraction("0.004")


def test_without_a_price_nothing_of_a_position_is_derived() -> None:
    position = held(BTC, "long", "1", "7934")
    state, _ = open_state(replace(an_opening(a_rulebook()), positions=(position,)))
    assert derive_position(state, state.positions_of("you")[0]) == ()
    assert derive_transferable(state, "USDT").result == 1240


def test_one_atom_of_margin_more_is_another_price() -> None:
    world = World(an_opening(a_rulebook()))
    world.do(1, BTC="7934.0")
    world.do(2, PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20)))
    found = by_figure(derive_position(world.state, world.state.positions_of("you")[0]))[derived.LIQUIDATION]
    changed = [
        replace(one, value=one.value + Fraction(1, ATOMS_PER_UNIT)) if one.symbol == "M" else one
        for one in found.inputs
    ]
    assert worked_out(found.formula, tuple(changed)) != found.exact
