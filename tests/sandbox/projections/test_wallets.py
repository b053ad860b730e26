"""Wallets as a person sees them: cash, holds, compartments, sums, values, and what may be transferred."""

from decimal import Decimal
from fractions import Fraction

from sandbox.messages.commands import PlaceOrder
from sandbox.projections.transfers import transfer_limit
from sandbox.projections.wallets import (
    WalletRow,
    compartments,
    contract_summary,
    owner_contract_atoms,
    settle_assets,
    total_value_atoms,
    value_atoms,
    wallet_rows,
)
from tests.support.builders import BTC, ETH, World, a_trader, an_opening, atoms, held


def a_world() -> World:
    """A long of 2 BTC isolated, a cross long of 1 ETH and a resting order."""
    world = World(an_opening(traders=(a_trader("short-1", "5000", held(BTC, "short", "2", "7934.0")),)))
    twenty = Fraction(20)
    world.do(1, BTC="7934.0", ETH="200")
    world.do(1, PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=twenty))
    world.do(1, PlaceOrder(contract=ETH, side="long", lots=1_000, margin_mode="cross", leverage=twenty))
    dip = PlaceOrder(contract=ETH, side="long", lots=1_000, price_ticks=10_000, margin_mode="cross", leverage=twenty)
    world.do(1, dip)
    return world


def test_rows_tell_cash_holds_and_compartments_apart() -> None:
    rows = {(row.wallet, row.asset): row for row in wallet_rows(a_world().state)}
    assert rows["contract", "USDT"] == WalletRow("contract", "USDT", atoms("441.6"), atoms("5"), atoms("793.4"))
    assert rows["contract", "USDT"].total_atoms == atoms("1240")
    assert rows["spot", "BTC"].atoms == atoms("1.25")
    assert [row.wallet for row in wallet_rows(a_world().state)] == ["spot", "spot", "contract", "cold"]


def test_the_contract_wallet_adds_up() -> None:
    world = a_world()
    world.do(2, BTC="7900.0", ETH="190")
    found = contract_summary(world.state)
    assert found.wallet_atoms == atoms("1240")
    assert found.unrealised_atoms == atoms("-68") + atoms("-10")
    assert found.margin_balance_atoms == atoms("1162")
    assert found.cross_equity_atoms == atoms("431.6")
    assert found.cross_initial_atoms == atoms("9.5")
    assert found.available_atoms == atoms("422.1")
    assert (found.cash_atoms, found.locked, found.asset) == (atoms("441.6"), False, "USDT")
    assert owner_contract_atoms(world.state, "short-1") == {"USDT": atoms("5000")}
    assert compartments(world.state) == (("p1", BTC, "USDT", atoms("793.4")),)
    assert settle_assets(world.state) == ("USDT",)


def test_a_liquidation_locks_and_blocks_transfers() -> None:
    world = a_world()
    world.do(3, BTC="7000.0")
    assert contract_summary(world.state).locked
    limit = transfer_limit(world.state, "contract", "spot", "USDT")
    assert (limit.max_atoms, limit.locked, limit.reason) == (0, True, "TRANSFERS_LOCKED")
    assert transfer_limit(world.state, "spot", "contract", "USDT").max_atoms == atoms("3000")


def test_profit_cannot_leave_and_loss_blocks() -> None:
    world = a_world()
    world.do(4, ETH="250")
    up = transfer_limit(world.state, "contract", "spot", "USDT")
    maintenance = atoms("250") * 4 // 1000
    assert up.max_atoms == atoms("441.6") - maintenance
    assert up.reason == "MARGIN_IN_USE"
    assert dict(up.terms) == {
        "cash": atoms("441.6"),
        "cash_less_maintenance": atoms("440.6"),
        "equity_less_initial_margin": atoms("479.1"),
    }
    world.do(5, ETH="150")
    assert transfer_limit(world.state, "contract", "spot", "USDT").max_atoms == atoms("384.1")


def test_a_wallet_without_positions_gives_all_its_cash() -> None:
    world = World(an_opening())
    limit = transfer_limit(world.state, "contract", "spot", "USDT")
    assert (limit.max_atoms, limit.reason) == (atoms("1240"), None)
    assert transfer_limit(world.state, "spot", "spot", "USDT").max_atoms == 0
    assert transfer_limit(world.state, "savings", "spot", "USDT").max_atoms == 0


def test_values_at_the_marks() -> None:
    world = a_world()
    assert value_atoms(world.state, "BTC", atoms("1.25")) == atoms("9917.5")
    assert value_atoms(world.state, "USDT", 7) == 7
    assert value_atoms(world.state, "SOL", 7) is None
    assert total_value_atoms(world.state) == atoms("9917.5") + atoms(str(Decimal("0.8") * 7934)) + atoms("4240")
