"""Open positions with everything a table or chart shows: margin, profit, requirements, predicted prices, stage."""

from fractions import Fraction

from msgspec import Struct

from sandbox.engine.predict import predict_leg_of
from sandbox.engine.state import Liquidation, Position, State
from sandbox.engine.views import removable_margin, unit_view_of
from sandbox.ledger.accounts import YOU
from sandbox.values.rounding import round_half_even, round_up


class PositionRow(Struct, frozen=True):
    """One open position. Prices of type Fraction are in quote per base, `*_ticks` in ticks; None before a first price.

    `margin_atoms` is the compartment of an isolated position, the initial margin at the mark of a cross one.
    `margin_ratio` and the `unit_*` figures belong to the unit that is liquidated together; `close_fee_atoms` is what
    closing all of it at the mark would cost.
    """

    owner: str
    position: str
    contract: str
    asset: str
    side: str
    lots: int
    open_value_atoms: int
    entry_price: Fraction
    margin_mode: str
    leverage: Fraction
    mark_ticks: int | None
    mark_value_atoms: int
    margin_atoms: int
    initial_margin_atoms: int
    maintenance_atoms: int
    unrealised_atoms: int
    removable_atoms: int
    close_fee_atoms: int
    unit: str
    unit_equity_atoms: int
    margin_ratio: Fraction | None
    liquidation_price: Fraction | None
    liquidation_tick: int | None
    bankruptcy_price: Fraction | None
    liquidating: bool
    liquidation: str | None
    stage: str | None
    stage_number: int
    stage_due_ns: int | None
    slot: str = ""  # its side where its owner is in hedge mode

    @property
    def signed_lots(self) -> int:
        """Return the size, negative for a short."""
        return self.lots if self.side == "long" else -self.lots


def position_rows(state: State, owner: str = YOU) -> tuple[PositionRow, ...]:
    """Return an owner's open positions by symbol."""
    return tuple(position_row(state, position) for position in state.positions_of(owner))


def position_row(state: State, position: Position) -> PositionRow:
    """Return one position as it stands at the mark."""
    unit, rules, scale = unit_view_of(state, position), state.rulebook.liquidation, state.scales[position.contract]
    index = next((at for at, leg in enumerate(unit.legs) if leg.position == position.position), None)
    running = state.liquidations.get(unit.unit)
    isolated = position.margin_mode == "isolated"
    lots = abs(position.lots)
    entry = scale.price_at(abs(position.open_value_atoms), lots)
    if index is None or position.contract not in state.marks:
        return PositionRow(
            position.owner,
            position.position,
            position.contract,
            scale.settle,
            position.side,
            lots,
            position.open_value_atoms,
            entry,
            position.margin_mode,
            position.leverage,
            None,
            0,
            state.compartment_atoms(position) if isolated else 0,
            0,
            0,
            0,
            0,
            0,
            unit.unit,
            unit.cash_atoms,
            None,
            None,
            None,
            None,
            *_stage(running),
            slot=position.slot,
        )
    leg, prediction = unit.legs[index], predict_leg_of(unit, index, rules)
    equity = unit.equity_atoms()
    tick = prediction.liquidation_tick
    return PositionRow(
        owner=position.owner,
        position=position.position,
        contract=position.contract,
        asset=scale.settle,
        side=position.side,
        lots=lots,
        open_value_atoms=position.open_value_atoms,
        entry_price=entry,
        margin_mode=position.margin_mode,
        leverage=position.leverage,
        mark_ticks=leg.mark_ticks,
        mark_value_atoms=leg.mark_value_atoms,
        margin_atoms=unit.cash_atoms if isolated else unit.leg_initial_atoms(leg, rules),
        initial_margin_atoms=unit.leg_initial_atoms(leg, rules),
        maintenance_atoms=round_up(unit.leg_maintenance(leg, rules)),
        unrealised_atoms=leg.unrealised_atoms,
        removable_atoms=removable_margin(state, position) if isolated and running is None else 0,
        close_fee_atoms=_close_fee(state, position.contract, leg.mark_value_atoms),
        unit=unit.unit,
        unit_equity_atoms=equity,
        margin_ratio=Fraction(unit.maintenance(rules)) / unit.equity() if unit.equity() > 0 else None,
        liquidation_price=prediction.liquidation_price,
        liquidation_tick=None if tick is None else int(tick / scale.tick),
        bankruptcy_price=prediction.bankruptcy_price,
        liquidating=running is not None,
        liquidation=running.liquidation if running else None,
        stage=running.stage if running else None,
        stage_number=running.stage_number if running else 0,
        stage_due_ns=running.due_ns if running else None,
        slot=position.slot,
    )


def _close_fee(state: State, contract: str, mark_value_atoms: int) -> int:
    """Return the taker fee on a position's value at the mark, rounded half even as a fill's fee is."""
    if contract in state.no_fee_contracts:
        return 0
    return round_half_even(abs(mark_value_atoms) * state.rulebook.fees.taker)


def _stage(running: Liquidation | None) -> tuple[bool, str | None, str | None, int, int | None]:
    if running is None:
        return False, None, None, 0, None
    return True, running.liquidation, running.stage, running.stage_number, running.due_ns
