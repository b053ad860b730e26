"""An attack on the loss reach of accounts with orders that wait, plain orders beside them, and last prices apart."""

import random
from fractions import Fraction

import pytest

from sandbox.engine import reach, reach_orders, reach_terms
from sandbox.engine.step import step
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.inputs import PriceUpdate, StepInput, last_name
from sandbox.messages.triggers import STOP, TAKE_PROFIT, TRAILING_STOP, TRIGGER_KINDS, TRIGGER_PRICES, Trigger
from sandbox.rulebook.records import Fees
from tests.sandbox.engine.test_reach import ASSETS, contract_row, loss_of, order
from tests.support.builders import BTC, ETH, SECOND, SOL, START, World, a_rulebook, an_opening, atoms

SIZES = {BTC: (10, 1500), ETH: (500, 40_000), SOL: (500, 40_000)}


def waiting(rng: random.Random, world: World, contract: str, mode: str, leverage: int) -> PlaceOrder:
    """Draw an order that waits round the mark: it may open, reduce, or belong to the position."""
    mark, kind, side = world.state.marks[contract], rng.choice(TRIGGER_KINDS), rng.choice(["long", "short"])
    above = (side == "long") == (kind == STOP)
    ticks = mark * (rng.randint(101, 130) if above else rng.randint(70, 99)) // 100
    trigger = Trigger(kind=kind, by=rng.choice(TRIGGER_PRICES), ticks=ticks)
    if kind == TRAILING_STOP:
        trigger = Trigger(kind=kind, by=trigger.by, trail_rate=Fraction(rng.randint(1, 20), 100))
    return PlaceOrder(
        contract=contract,
        side=side,
        lots=rng.randint(*SIZES[contract]),
        margin_mode=mode,
        leverage=Fraction(leverage),
        price_ticks=mark * rng.randint(80, 120) // 100 if kind != TRAILING_STOP and rng.random() < 0.3 else None,
        reduce_only=rng.random() < 0.3,
        trigger=trigger,
        closes_position=rng.random() < 0.3,
    )


def attack(seed: int) -> None:
    """Play one random path against the reach told at its start."""
    rng = random.Random(f"waiting {seed}")
    book = a_rulebook(Fees(), steps=rng.choice(["brackets", "slices", "whole"]), stage_ns=10**9)
    fund = rng.choice(["0", "300", "50000"])
    world = World(an_opening(book, contract=str(rng.randint(500, 5000)), fund=fund, fees=rng.random() < 0.5))
    world.do(0, **{asset: price for asset, price in ASSETS.values()})
    at = 1
    for contract in rng.sample(sorted(ASSETS), rng.randint(1, 2)):
        mode, leverage, mark = (
            rng.choice(["isolated", "cross"]),
            rng.choice([2, 5, 10, 20]),
            world.state.marks[contract],
        )
        if rng.random() < 0.7:
            side = rng.choice(["long", "short"])
            world.do(at, order(contract, side, rng.randint(*SIZES[contract]), mode, leverage))
        for _ in range(rng.randint(0, 2)):
            side = rng.choice(["long", "short"])
            limit = mark * (rng.randint(80, 99) if side == "long" else rng.randint(101, 120)) // 100
            world.do(at, order(contract, side, rng.randint(*SIZES[contract]), mode, leverage, limit))
        for _ in range(rng.randint(1, 3)):
            world.do(at, waiting(rng, world, contract, mode, leverage))
        at += 1
    row = contract_row(world)
    for second in range(10, 60):
        updates = []
        for contract, mark in list(world.state.marks.items()):
            factor = rng.choice([Fraction(rng.randint(90, 110), 100), Fraction(rng.randint(1, 300), 100)])
            price = max(1, int(mark * factor))
            updates.append(PriceUpdate(contract=contract, price_ticks=price))
            if rng.random() < 0.2:
                apart = rng.choice([0, max(1, price * rng.randint(70, 130) // 100)])
                updates.append(PriceUpdate(contract=last_name(contract), price_ticks=apart))
        step(world.state, StepInput(now_ns=START + second * SECOND, prices=tuple(updates)))
        assert loss_of(world, row.balance_atoms) <= row.worst_loss_atoms, (seed, second, row)


@pytest.mark.parametrize("seed", range(160))
def test_no_random_path_takes_more_than_the_reach_of_waiting_orders(seed: int) -> None:
    attack(seed)


def test_the_attack_finds_a_planted_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    real = reach.may_open
    monkeypatch.setattr(reach, "may_open", lambda state, one, all_: one.trigger is None and real(state, one, all_))
    with pytest.raises(AssertionError):
        for seed in range(160):
            attack(seed)


def stopped_out_and_turned() -> tuple[int, int]:
    """Return (reach, loss) of a long whose stop fires before a plain sell that would only have closed it."""
    world = World(an_opening(contract="2000"))
    world.do(0, BTC="7934.0")
    world.do(1, order(BTC, "long", 1000, "isolated", 20))
    world.do(2, order(BTC, "short", 1000, "isolated", 20, 80_000))
    stop = Trigger(kind=STOP, ticks=78_000)
    world.do(3, PlaceOrder(contract=BTC, side="short", lots=1, trigger=stop, closes_position=True))
    row = contract_row(world)
    for at, price in enumerate(("7800.0", "8000.0", "12000.0"), start=4):
        world.do(at, BTC=price)
    return row.worst_loss_atoms, loss_of(world, row.balance_atoms)


def test_an_order_that_closes_now_may_open_once_another_has_closed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    worst, loss = stopped_out_and_turned()
    assert atoms("396.7") < loss <= worst == atoms("2000")
    for module in (reach_orders, reach_terms):
        monkeypatch.setattr(module, "is_rivalled", lambda *_: False)
    worst, loss = stopped_out_and_turned()
    assert loss > worst, "a hole that nothing finds"


def test_a_stop_that_opens_can_take_all_that_is_free_and_one_that_is_bounded_its_margin() -> None:
    def placed(side: str, kind: str, ticks: int) -> int:
        fresh = World(an_opening())
        fresh.do(0, BTC="7934.0")
        trigger = Trigger(kind=kind, ticks=ticks)
        one = PlaceOrder(
            contract=BTC, side=side, lots=1000, margin_mode="isolated", leverage=Fraction(10), trigger=trigger
        )
        fresh.do(1, one)
        return contract_row(fresh).worst_loss_atoms

    assert placed("long", STOP, 80_000) == atoms("1240")  # a gap can fill it at any higher price
    assert placed("long", TAKE_PROFIT, 75_000) == atoms("750")
    assert placed("short", STOP, 75_000) == atoms("750")
    assert placed("short", TAKE_PROFIT, 80_000) == atoms("1240")
