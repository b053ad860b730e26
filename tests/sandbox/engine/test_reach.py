"""Loss reach: figures for plain accounts, and an attack by random paths that must never take more than it says."""

import random
from fractions import Fraction

import pytest

from sandbox.engine.reach import ReachRow, reach_rows
from sandbox.messages.commands import AdjustMargin, PlaceOrder
from sandbox.messages.reasons import Reason
from sandbox.rulebook.records import Fees
from tests.support.builders import BTC, ETH, SOL, World, a_rulebook, an_opening, atoms

ASSETS = {BTC: ("BTC", "7934.0"), ETH: ("ETH", "200.00"), SOL: ("SOL", "20.000")}


def contract_row(world: World) -> ReachRow:
    return next(row for row in reach_rows(world.state) if row.wallet == "contract" and row.asset == "USDT")


def order(contract: str, side: str, lots: int, mode: str, leverage: int, price_ticks: int | None = None) -> PlaceOrder:
    return PlaceOrder(
        contract=contract, side=side, lots=lots, margin_mode=mode, leverage=Fraction(leverage), price_ticks=price_ticks
    )


def test_isolated_reach_is_the_compartment_and_nothing_else() -> None:
    world = World(an_opening(contract="1650"))
    world.do(0, BTC="7934.0")
    world.do(1, order(BTC, "long", 2000, "isolated", 20))
    world.do(2, AdjustMargin(contract=BTC, atoms=atoms("206.60")))
    row = contract_row(world)
    assert row.worst_loss_atoms == atoms("1000")
    assert row.balance_atoms == atoms("1650")
    others = [one for one in reach_rows(world.state) if one.wallet != "contract"]
    assert {one.wallet for one in others} == {"spot", "cold"}
    assert all(one.worst_loss_atoms == 0 and not one.reachable for one in others)


@pytest.mark.parametrize(
    ("side", "lots", "expected"), [("short", 100, "1240"), ("long", 2000, "1240"), ("long", 100, "793.3900")]
)
def test_cross_reach_is_the_pool_or_what_a_long_can_fall(side: str, lots: int, expected: str) -> None:
    world = World(an_opening())
    world.do(0, BTC="7934.0")
    world.do(1, order(BTC, side, lots, "cross", 20))
    assert contract_row(world).worst_loss_atoms == atoms(expected)


def test_resting_isolated_order_adds_its_margin() -> None:
    world = World(an_opening())
    world.do(0, BTC="7934.0")
    world.do(1, order(BTC, "long", 1000, "isolated", 10, price_ticks=70_000))
    assert contract_row(world).worst_loss_atoms == atoms("700")


def loss_of(world: World, start_atoms: int) -> int:
    """Return what the contract wallet has lost: balance at the start less balance now and open losses."""
    state = world.state
    balance = sum(
        atoms_
        for account, asset, atoms_ in state.balances.items()
        if asset == "USDT" and (account == "contract" or account.startswith(("contract/", "held/")))
    )
    pool = sum(a for account, asset, a in state.balances.items() if asset == "USDT" and account == "contract")
    cross = sum(state.unrealised_atoms(p) for p in state.positions_of("you") if p.margin_mode == "cross")
    open_loss = min(max(0, -cross), pool)  # beyond its cash a unit loses nothing: fund and ADL stand there
    for position in state.positions_of("you"):
        if position.margin_mode == "isolated":
            open_loss += min(max(0, -state.unrealised_atoms(position)), state.compartment_atoms(position))
    return start_atoms - balance + open_loss


@pytest.mark.parametrize("seed", range(120))
def test_no_random_path_takes_more_than_the_reach(seed: int) -> None:
    rng = random.Random(seed)
    rules = {
        "steps": rng.choice(["brackets", "slices", "whole"]),
        "fee": rng.choice([Fraction(0), Fraction(5, 1000)]),
        "stage_ns": 10**9,
    }
    world = World(
        an_opening(
            a_rulebook(Fees(), **rules),
            contract=str(rng.randint(500, 5000)),
            fund=rng.choice(["0", "300", "50000"]),
            fees=rng.random() < 0.5,
        )
    )
    world.do(0, **{asset: price for asset, price in ASSETS.values()})
    for at, contract in enumerate(rng.sample(sorted(ASSETS), rng.randint(1, 3)), start=1):
        mode, side = rng.choice(["isolated", "cross"]), rng.choice(["long", "short"])
        lots = {BTC: rng.randint(10, 1500), ETH: rng.randint(500, 40_000), SOL: rng.randint(500, 40_000)}[contract]
        limit = None
        if rng.random() < 0.3:
            mark = world.state.marks[contract]
            limit = mark * (rng.randint(80, 99) if side == "long" else rng.randint(101, 120)) // 100
        world.do(at, order(contract, side, lots, mode, rng.choice([2, 5, 10, 20]), limit))
    row = contract_row(world)
    others = {
        a: n for a, asset, n in world.state.balances.items() if a in ("spot", "cold") and asset in ("USDT", "BTC")
    }
    for at in range(10, 70):
        moves = {}
        for contract, (asset, _) in ASSETS.items():
            mark = world.state.marks[contract]
            factor = rng.choice([Fraction(rng.randint(90, 110), 100), Fraction(rng.randint(1, 300), 100)])
            tick = world.state.scales[contract].tick
            moves[asset] = str(max(1, int(mark * factor)) * tick)
        events = world.do(at, **moves)
        assert Reason.OFF_LOT not in events
        assert loss_of(world, row.balance_atoms) <= row.worst_loss_atoms, (seed, at, row)
    assert {a: n for a, asset, n in world.state.balances.items() if a in others and asset in ("USDT", "BTC")} == others


def test_what_only_bounds_a_loss_is_said_to_be_a_bound() -> None:
    """A sell that a gap can fill dearer takes more margin: up to all that is free, which no path need take."""
    world = World(an_opening())
    order = {"contract": BTC, "lots": 100, "margin_mode": "isolated", "leverage": Fraction(20)}
    world.do(1, PlaceOrder(side="short", price_ticks=80_000, **order), BTC="7934.0")
    world.do(2, PlaceOrder(side="long", price_ticks=79_000, **order))
    terms = next(one for one in reach_rows(world.state) if one.wallet == "contract").terms
    assert sorted((one.kind, one.is_bound) for one in terms) == [("order", False), ("order", True)]
