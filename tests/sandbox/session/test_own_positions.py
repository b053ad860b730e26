"""Positions of your own from the start: booked, locked, stored, folded again and verified like any other."""

from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from sandbox.messages.commands import AdjustMargin, ClosePosition
from sandbox.messages.events import CommandRefused
from sandbox.messages.opening import Opening
from sandbox.projections.positions import position_rows
from sandbox.session.file import create_journal, open_journal
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from tests.support.builders import BTC, SECOND, START, World, an_opening, atoms, held, price_columns


def own_opening() -> Opening:
    """A long of 2 BTC at 7,934 with 793.4 of its own margin, from the start; the price falls past its bankruptcy."""
    prices = price_columns(
        [(START, BTC, 79_340), (START + 60 * SECOND, BTC, 70_000), (START + 90 * SECOND, BTC, 70_000)]
    )
    long = held(BTC, "long", "2", "7934.0", "isolated", "20")
    return replace(an_opening(), positions=(long,), prices=prices)


def test_isolated_margin_moves_from_the_contract_wallet_into_the_compartment() -> None:
    world = World(own_opening())
    assert world.balance("contract/isolated/p1") == Decimal("793.4")
    assert world.balance("contract") == Decimal("446.6")
    assert world.state.leverages["you", BTC] == 20 and world.state.margin_modes["you", BTC] == "isolated"


def test_a_position_from_the_start_can_be_closed() -> None:
    world = World(own_opening())
    world.do(0, BTC="7934.0")
    world.do(1, ClosePosition(contract=BTC))
    assert not world.state.positions_of("you")
    assert world.balance("contract") == 1240


def test_a_session_with_positions_of_your_own_is_resumed_and_verified(tmp_path: Path) -> None:
    path = str(tmp_path / "own.bulkhead")
    session = Session.create(create_journal(path, own_opening()))
    session.advance_to(START + 120 * SECOND, 1_000)
    digest = session.digest
    assert session.state.balances.of("contract", "USDT") == atoms("446.6")
    session.close()
    again = Session.resume(open_journal(path))
    assert again.digest == digest and again.opening.positions == own_opening().positions
    again.close()
    assert not verify_file(path).failure


def test_before_the_first_price_a_position_is_shown_and_gives_no_margin_back() -> None:
    world = World(own_opening())
    (row,) = position_rows(world.state)
    assert (row.lots, row.mark_ticks, row.liquidation_tick) == (2_000, None, None)
    assert row.margin_atoms == atoms("793.4")
    events = world.do(0, AdjustMargin(contract=BTC, atoms=-atoms("100")))
    assert any(isinstance(one, CommandRefused) for one in events)
    assert world.balance("contract/isolated/p1") == Decimal("793.4")
