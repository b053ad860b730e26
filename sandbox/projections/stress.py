"""What if the price of one contract were elsewhere now: decided by the engine itself on a copy of the state.

The copy is stepped with that price and then, while a liquidation of yours runs, through its due times at the same
price. So every figure is the engine's own answer, not a formula beside it. The state given is left as it is.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.engine.due import next_due_ns
from sandbox.engine.state import State
from sandbox.engine.step import step
from sandbox.engine.views import unit_view_of
from sandbox.ledger.accounts import YOU, wallet_of
from sandbox.messages.events import Event, LiquidationStarted, TransferPosted
from sandbox.messages.inputs import PriceUpdate, StepInput
from sandbox.projections.preview import copy_state
from sandbox.risk.units import UnitView

STAGES_MAX = 400


class StressedUnit(Struct, frozen=True):
    """A unit of yours at the imagined price.

    `equity_atoms` and `maintenance_atoms` stand at that price before anything is sold; `ratio` is maintenance over
    equity, None where no equity is left. `change_atoms` is what its value changes against now (a loss < 0);
    `taken_atoms` what its liquidation would take from your accounts, 0 where it is not liquidated.
    """

    unit: str
    margin_mode: str
    asset: str
    contracts: tuple[str, ...]
    sides: tuple[str, ...]
    equity_atoms: int
    maintenance_atoms: int
    ratio: Fraction | None
    change_atoms: int
    is_liquidating: bool
    liquidated: bool
    taken_atoms: int


class Stress(Struct, frozen=True):
    """All units of yours with `contract` at `price_ticks`; the units without that contract stand at their marks."""

    contract: str
    price_ticks: int
    units: tuple[StressedUnit, ...]


def stress(state: State, contract: str, price_ticks: int) -> Stress:
    """Return what would become of your positions if `contract` stood at `price_ticks` now."""
    imagined = replace(state, marks={**state.marks, contract: price_ticks})
    events = _played(state, contract, price_ticks)
    started = {one.unit: one.liquidation for one in events if isinstance(one, LiquidationStarted) and one.owner == YOU}
    units: dict[str, StressedUnit] = {}
    for position in state.positions_of(YOU):
        if position.contract not in imagined.marks:
            continue
        now, then = unit_view_of(state, position), unit_view_of(imagined, position)
        if then.unit not in units:
            units[then.unit] = _unit(state, now, then, started.get(then.unit), events)
    return Stress(contract, price_ticks, tuple(units.values()))


def _unit(
    state: State, now: UnitView, then: UnitView, liquidation: str | None, events: Sequence[Event]
) -> StressedUnit:
    rules = state.rulebook.liquidation
    equity, maintenance = then.equity(), then.maintenance(rules)
    return StressedUnit(
        unit=then.unit,
        margin_mode=then.margin_mode,
        asset=then.asset,
        contracts=tuple(leg.contract for leg in then.legs),
        sides=tuple("long" if leg.lots > 0 else "short" for leg in then.legs),
        equity_atoms=then.equity_atoms(),
        maintenance_atoms=then.maintenance_atoms(rules),
        ratio=Fraction(maintenance) / equity if equity > 0 else None,
        change_atoms=then.equity_atoms() - now.equity_atoms(),
        is_liquidating=then.unit in state.liquidations,
        liquidated=liquidation is not None,
        taken_atoms=0 if liquidation is None else _taken(events, liquidation, then.asset),
    )


def _taken(events: Sequence[Event], liquidation: str, asset: str) -> int:
    """Return what left your accounts through a liquidation, less what came back."""
    moved = [
        one for one in events if isinstance(one, TransferPosted) and one.cause == liquidation and one.asset == asset
    ]
    out = sum(one.atoms for one in moved if wallet_of(one.debit) is not None)
    return out - sum(one.atoms for one in moved if wallet_of(one.credit) is not None)


def _played(state: State, contract: str, price_ticks: int) -> list[Event]:
    """Step a copy at the price and on through the stages of what it starts; the price stays."""
    trial = copy_state(state)
    given = StepInput(now_ns=state.now_ns, prices=(PriceUpdate(contract=contract, price_ticks=price_ticks),))
    events = list(step(trial, given))
    for _ in range(STAGES_MAX):
        due_ns = next_due_ns(trial)
        if due_ns is None or not any(one.owner == YOU for one in trial.liquidations.values()):
            break
        events += step(trial, StepInput(now_ns=max(due_ns, trial.now_ns)))
    return events
