"""An attack on loss reach by every bundled book: random positions, random prices with gaps; nothing takes more."""

import random
from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.engine.reach import reach_rows
from sandbox.engine.step import step
from sandbox.messages.inputs import PriceUpdate, StepInput
from sandbox.messages.opening import TraderPosition, WalletAmount
from sandbox.rulebook.records import Rulebook
from sandbox.values.rounding import round_up
from tests.sandbox.engine.test_predict_all_books import BOOKS, random_unit, scales_of
from tests.support.builders import SECOND, START, World, an_opening

PATHS, LONG_PATHS = 1_000, 20_000  # over all books
STEPS = 40


def a_world(rng: random.Random, book: Rulebook) -> tuple[World, dict[str, int], str]:
    """Build an account of yours in the book, with isolated and cross positions; its marks, and what it settles in."""
    unit = random_unit(rng, scales_of(book))
    while unit.is_liquidatable(book.liquidation):
        unit = random_unit(rng, scales_of(book))
    positions, isolated = [], 0
    for leg in unit.legs:
        is_isolated, value = rng.random() < 0.5, abs(leg.open_value_atoms)
        margin = round_up(value / leg.leverage) + rng.randint(0, value)
        isolated += margin if is_isolated else 0
        positions.append(
            TraderPosition(
                contract=leg.contract,
                side="long" if leg.lots > 0 else "short",
                lots=abs(leg.lots),
                value_atoms=value,
                margin_mode="isolated" if is_isolated else "cross",
                leverage=leg.leverage,
                isolated_margin_atoms=margin if is_isolated else None,
            )
        )
    money = WalletAmount(wallet="contract", asset=unit.asset, atoms=unit.cash_atoms + isolated)
    fund = WalletAmount(wallet="insurance_fund", asset=unit.asset, atoms=rng.choice([1, unit.cash_atoms, 10**15]))
    opening = replace(
        an_opening(book, fees=rng.random() < 0.5),
        positions=tuple(positions),
        wallets=(money,),
        insurance_fund=(fund,),
    )
    return World(opening), {leg.contract: leg.mark_ticks for leg in unit.legs}, unit.asset


def lost(world: World, asset: str, start_atoms: int) -> int:
    """Return what the contract wallet has lost, open losses counted as far as their unit pays them."""
    state = world.state
    held = sum(n for account, of, n in state.balances.items() if of == asset and account.startswith("contract"))
    cross = sum(state.unrealised_atoms(p) for p in state.positions_of("you") if p.margin_mode == "cross")
    open_loss = min(max(0, -cross), state.cash_atoms("you", asset))
    for one in state.positions_of("you"):
        if one.margin_mode == "isolated":
            open_loss += min(max(0, -state.unrealised_atoms(one)), state.compartment_atoms(one))
    return start_atoms - held + open_loss


@pytest.mark.parametrize("name", BOOKS)
def test_no_path_takes_more_than_the_reach_in_any_book(name: str) -> None:
    attack(name, -(-PATHS // len(BOOKS)), random.Random(f"reach {name}"))


@pytest.mark.nightly
@pytest.mark.parametrize("name", BOOKS)
def test_no_path_of_very_many_takes_more_than_the_reach(name: str) -> None:
    attack(name, -(-LONG_PATHS // len(BOOKS)), random.Random(f"long reach {name}"))


def attack(name: str, paths: int, rng: random.Random) -> None:
    """Play so many random paths against the reach told at their start."""
    book = BOOKS[name]
    deepest = Fraction(0)
    for number in range(paths):
        world, marks, asset = a_world(rng, book)
        prices = tuple(PriceUpdate(contract=one, price_ticks=at) for one, at in marks.items())
        step(world.state, StepInput(now_ns=START + SECOND, commands=(), prices=prices, funding=()))
        if world.state.liquidations:  # an isolated margin that was too small from the start
            continue
        row = next(one for one in reach_rows(world.state) if (one.wallet, one.asset) == ("contract", asset))
        for second in range(2, STEPS):
            for contract in marks:
                factor = rng.choice([Fraction(rng.randint(90, 110), 100), Fraction(rng.randint(1, 400), 100)])
                marks[contract] = max(1, int(marks[contract] * factor))
            prices = tuple(PriceUpdate(contract=one, price_ticks=at) for one, at in marks.items())
            step(world.state, StepInput(now_ns=START + second * SECOND, commands=(), prices=prices, funding=()))
            gone = lost(world, asset, row.balance_atoms)
            assert gone <= row.worst_loss_atoms, (name, number, second, row)
            if row.worst_loss_atoms:
                deepest = max(deepest, Fraction(gone, row.worst_loss_atoms))
    assert deepest > Fraction(9, 10), deepest  # the attack comes near what it may not pass
