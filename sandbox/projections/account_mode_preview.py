"""What another setting of the account, such as its mode, would do: tried on a copy through the real `step`."""

from fractions import Fraction

from msgspec import Struct

from sandbox.engine.pool import pool_asset
from sandbox.engine.reach import ReachRow, reach_rows
from sandbox.engine.state import State
from sandbox.engine.step import step
from sandbox.engine.views import available_for_order, cross_unit_view
from sandbox.ledger.accounts import YOU
from sandbox.messages.commands import Command
from sandbox.messages.events import CommandRefused
from sandbox.messages.inputs import NumberedCommand, StepInput
from sandbox.projections.positions import position_rows
from sandbox.projections.preview import copy_state


class ModeFigures(Struct, frozen=True):
    """An account as it is set, money in atoms of `asset`: the cross unit, liquidation ticks, and the reach."""

    account_mode: str
    asset: str
    equity_atoms: int
    maintenance_atoms: int
    margin_ratio: Fraction | None
    available_atoms: int
    ticks: tuple[tuple[str, int | None], ...]  # (contract, liquidation tick) of every position
    reach: tuple[ReachRow, ...]


class ModePreview(Struct, frozen=True):
    """The figures now and after; `after` is None where the switch is `refused`."""

    before: ModeFigures
    after: ModeFigures | None = None
    refused: CommandRefused | None = None


def preview_setting(state: State, command: Command) -> ModePreview:
    """Try an account mode or another setting at the present marks; the state given is left as it is."""
    trial = copy_state(state)
    events = step(trial, StepInput(now_ns=state.now_ns, commands=(NumberedCommand(number=0, command=command),)))
    refused = next((one for one in events if isinstance(one, CommandRefused)), None)
    before = mode_figures(state)
    return ModePreview(before, refused=refused) if refused is not None else ModePreview(before, mode_figures(trial))


def mode_figures(state: State) -> ModeFigures:
    """Return the figures of an account as it stands."""
    asset, rules = pool_asset(state), state.rulebook.liquidation
    unit = cross_unit_view(state, YOU, asset)
    equity = unit.equity()
    return ModeFigures(
        state.account_mode,
        asset,
        unit.equity_atoms(),
        unit.maintenance_atoms(rules),
        Fraction(unit.maintenance(rules)) / equity if equity > 0 else None,
        available_for_order(state, YOU, asset),
        tuple((row.contract, row.liquidation_tick) for row in position_rows(state)),
        reach_rows(state),
    )
