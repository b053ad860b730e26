"""Sales of the desk: what it took over leaves at a value, and the record of it."""

from sandbox.engine.state import Position
from sandbox.engine.turn import Turn
from sandbox.ledger.accounts import DESK
from sandbox.matching.netting import net
from sandbox.messages.events import DeskClosed


def emit_closed(
    turn: Turn,
    name: str,
    position: Position,
    lots: int,
    value: int,
    result: int,
    *,
    fee: int = 0,
    to_fund: int = 0,
    to_trader: int = 0,
    from_fund: int = 0,
    socialised: int = 0,
) -> None:
    """Record what the desk did with `lots` of a position; with 0 lots, what was socialised before an ADL."""
    turn.emit(
        DeskClosed(
            liquidation=name,
            contract=position.contract,
            lots=lots,
            price_ticks=turn.state.marks[position.contract],
            value_atoms=value,
            result_atoms=result,
            fee_atoms=fee,
            to_fund_atoms=to_fund,
            to_trader_atoms=to_trader,
            from_fund_atoms=from_fund,
            socialised_atoms=socialised,
            slot=position.slot,
        )
    )


def sell_from_desk(turn: Turn, position: Position, lots: int, value_atoms: int) -> None:
    """Sell lots of a desk position to the market's liquidity at a value; the desk must hold any loss as cash."""
    trade = -lots if position.lots > 0 else lots
    direction = turn.state.scales[position.contract].direction
    netted = net(position.lots, position.open_value_atoms, trade, value_atoms, direction)
    turn.write_position(position, netted.lots, netted.open_value_atoms, position.position)
    turn.settle(position.contract, DESK, netted.realised_atoms, position.position)
    turn.trade_liquidity(position.contract, -trade, value_atoms, position.position)


def booked_loss(turn: Turn, position: Position, lots: int) -> int:
    """Return the booked loss of selling `lots` of a desk position at the mark."""
    scale, trade = turn.state.scales[position.contract], -lots if position.lots > 0 else lots
    value = scale.value_atoms(lots, turn.state.marks[position.contract])
    return -net(position.lots, position.open_value_atoms, trade, value, scale.direction).realised_atoms
