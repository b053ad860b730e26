"""`risk` and the engine, which share no code for it, tell the same of random pooled accounts."""

from fractions import Fraction
from random import Random

import pytest

from sandbox.engine.reach import reach_rows
from sandbox.engine.state import State
from sandbox.ledger.accounts import YOU
from sandbox.messages.commands import PlaceOrder
from sandbox.projections.positions import position_rows
from sandbox.risk.report import report_account
from sandbox.risk.report_records import AccountInput, PositionInput
from sandbox.values.assets import ATOMS_PER_UNIT
from tests.sandbox.engine.test_portfolio import a_random_world
from tests.sandbox.engine.test_regimes import a_book, an_account
from tests.support.builders import BTC, ETH, World

WALLETS = ("contract", "spot", "funding", "cold")
AN_ATOM = Fraction(1, ATOMS_PER_UNIT)


def a_world(seed: int) -> World:
    rng = Random(seed)
    mode, cash = rng.choice(["multi-asset", "unified"]), rng.choice(["300", "2000"])
    world = World(an_account(mode, a_book(), USDT=cash, BTC=rng.choice(["0.1", "1"]), ETH="5", fees=True))
    world.do(0, BTC="7934.0", ETH="200.00")
    for contract, most in ((BTC, 900), (ETH, 20_000)):
        if rng.random() < 0.8:
            order = PlaceOrder(
                contract=contract,
                side=rng.choice(["long", "short"]),
                lots=rng.randint(10, most),
                margin_mode=rng.choice(["cross", "isolated", "cross"]),
                leverage=Fraction(rng.choice([2, 10, 20])),
            )
            world.do(1, order)
    return world


def asked(state: State) -> AccountInput:
    """Return the account of a state as a person would write it down."""
    held: dict[str, dict[str, Fraction]] = {wallet: {} for wallet in WALLETS}
    for account, asset, atoms in state.balances.items():
        if account in held:
            held[account][asset] = Fraction(atoms, ATOMS_PER_UNIT)
    positions = []
    for one in state.positions_of(YOU):
        contract = state.rulebook.contract(one.contract)
        margin = Fraction(state.compartment_atoms(one), ATOMS_PER_UNIT) if one.margin_mode == "isolated" else None
        positions.append(
            PositionInput(
                contract=contract,
                side=1 if one.lots > 0 else -1,
                quantity=abs(one.lots) * contract.lot,
                open_value=Fraction(abs(one.open_value_atoms), ATOMS_PER_UNIT),
                mark=state.marks[one.contract] * contract.tick,
                leverage=one.leverage,
                isolated_margin=margin,
            )
        )
    return AccountInput(
        id=None,
        rulebook=state.rulebook,
        contract_wallet=held.pop("contract"),
        outside_wallets=held,
        positions=tuple(positions),
        account_mode=state.account_mode,
        index={"BTC": Fraction(7934), "ETH": Fraction(200)},
    )


def test_portfolio_accounts_too_tell_ticks_prices_maintenance_and_reach_of_the_engine() -> None:
    held = 0
    for seed in range(20):
        world, _ = a_random_world(seed, fees=True)
        held += agrees(world.state)
    assert held > 25


@pytest.mark.parametrize("seed", range(120))
def test_ticks_prices_and_reach_are_the_engines(seed: int) -> None:
    agrees(a_world(seed).state)


def agrees(state: State) -> int:
    """Hold the report to the engine; return how many positions were compared."""
    if any(account.startswith("debt/") for account, _, _ in state.balances.items()):
        return 0  # what is owed cannot be written down
    report = report_account(asked(state))
    told = {(row.wallet, row.asset): row.worst_loss for row in report.reach}
    known = {(row.wallet, row.asset): Fraction(row.worst_loss_atoms, ATOMS_PER_UNIT) for row in reach_rows(state)}
    for place in {*told, *known}:
        assert abs(told.get(place, Fraction(0)) - known.get(place, Fraction(0))) <= 2 * AN_ATOM, place
    for one, row in zip(report.positions, position_rows(state), strict=True):
        tick = None if row.liquidation_tick is None else row.liquidation_tick * state.scales[row.contract].tick
        assert one.liquidation_tick == tick
        assert abs((one.bankruptcy_price or 0) - (row.bankruptcy_price or 0)) < Fraction(1, 1000)
        assert abs(one.maintenance_margin - row.maintenance_atoms * AN_ATOM) <= AN_ATOM
    return len(report.positions)
