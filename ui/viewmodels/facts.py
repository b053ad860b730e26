"""The facts that several panels show, gathered once per refresh from the session's state. Qt-free.

Figures come from projections; nothing is decided here and nothing is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from sandbox.engine.predict import predict_leg_of
from sandbox.engine.reach import reach_rows
from sandbox.engine.state import State
from sandbox.engine.views import adl_queue, available_for_order, available_for_transfer, is_locked, removable_margin, unit_view_of
from sandbox.messages.opening import Opening
from ui.viewmodels.account_names import FUND, YOU


class Scale(Protocol):
    """What is read of a contract's scale: tick and lot in whole units, its assets."""

    @property
    def symbol(self) -> str: ...
    @property
    def base(self) -> str: ...
    @property
    def quote(self) -> str: ...
    @property
    def settle(self) -> str: ...
    @property
    def tick(self) -> Fraction: ...
    @property
    def lot(self) -> Fraction: ...


@dataclass(frozen=True, slots=True)
class PositionFacts:
    """One of your positions at the mark; sizes and values signed (short < 0), prices in ticks.

    `margin_atoms` is the compartment of an isolated position, the initial margin of a cross one; `equity_atoms` and
    `unit_maintenance_atoms` belong to the unit that is liquidated together.
    """

    position: str
    contract: str
    asset: str
    lots: int
    open_value_atoms: int
    mark_value_atoms: int
    mark_ticks: int
    entry_ticks: Fraction
    margin_mode: str
    leverage: Fraction
    margin_atoms: int
    unrealised_atoms: int
    equity_atoms: int
    maintenance_atoms: int
    unit_maintenance_atoms: int
    liquidation_ticks: int | None
    bankruptcy_ticks: Fraction | None
    lights: int

    @property
    def side(self) -> str:
        """Return "long" or "short"."""
        return "long" if self.lots > 0 else "short"

    @property
    def ratio(self) -> Fraction | None:
        """Return maintenance ÷ margin balance of the unit; None where nothing is left."""
        if self.equity_atoms <= 0:
            return None
        return Fraction(self.unit_maintenance_atoms, self.equity_atoms)


@dataclass(frozen=True, slots=True)
class ReachFacts:
    """The worst loss of a wallet over every price path, in atoms, and the rule that decides it."""

    wallet: str
    asset: str
    worst_atoms: int
    rule: str


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Your account as it stands."""

    now_ns: int
    quote: str
    balances: dict[tuple[str, str], int]
    start: dict[tuple[str, str], int]
    positions: tuple[PositionFacts, ...]
    marks: dict[str, int]
    available_atoms: int
    transferable_atoms: int
    cross_unrealised_atoms: int
    is_locked: bool
    locked_contracts: tuple[str, ...]
    fund_atoms: int
    fund_start_atoms: int
    reach: tuple[ReachFacts, ...]

    def of(self, account: str, asset: str) -> int:
        """Return the atoms in one of the accounts."""
        return self.balances.get((account, asset), 0)

    def position(self, contract: str) -> PositionFacts | None:
        """Return your position in a contract."""
        return next((one for one in self.positions if one.contract == contract), None)

    @property
    def contract_total_atoms(self) -> int:
        """Return all cash of the contract wallet: pool, compartments and what orders hold."""
        return sum(
            atoms
            for (account, asset), atoms in self.balances.items()
            if asset == self.quote and (account == "contract" or account.startswith(("contract/isolated/", "held/")))
        )

    @property
    def unrealised_atoms(self) -> int:
        """Return the unrealised profit of all your positions."""
        return sum(one.unrealised_atoms for one in self.positions)

    @property
    def worst_atoms(self) -> int:
        """Return the blast radius: the worst loss over all wallets in the quote asset."""
        return sum(one.worst_atoms for one in self.reach if one.asset == self.quote)


def gather(state: State, opening: Opening) -> AccountFacts:
    """Read the facts of your account."""
    quote = next(iter(state.scales.values())).settle
    positions = tuple(_position(state, one) for one in state.positions_of(YOU) if one.contract in state.marks)
    locked = sorted({leg.contract for one in state.liquidations.values() if one.owner == YOU for leg in one.legs})
    return AccountFacts(
        now_ns=state.now_ns,
        quote=quote,
        balances={(account, asset): atoms for account, asset, atoms in state.balances.items()},
        start={(one.wallet, one.asset): one.atoms for one in opening.wallets},
        positions=positions,
        marks=dict(state.marks),
        available_atoms=available_for_order(state, YOU, quote),
        transferable_atoms=available_for_transfer(state, YOU, quote),
        cross_unrealised_atoms=sum(one.unrealised_atoms for one in positions if one.margin_mode == "cross"),
        is_locked=is_locked(state),
        locked_contracts=tuple(locked),
        fund_atoms=state.balances.of(FUND, quote),
        fund_start_atoms=sum(one.atoms for one in opening.insurance_fund if one.asset == quote),
        reach=tuple(ReachFacts(row.wallet, row.asset, row.worst_loss_atoms, row.rule) for row in reach_rows(state)),
    )


def _position(state: State, position) -> PositionFacts:  # type: ignore[no-untyped-def]
    unit = unit_view_of(state, position)
    index = next(i for i, leg in enumerate(unit.legs) if leg.contract == position.contract)
    leg, rules, scale = unit.legs[index], state.rulebook.liquidation, state.scales[position.contract]
    prediction = predict_leg_of(unit, index, rules)
    value = abs(Fraction(position.open_value_atoms))
    queue = adl_queue(state, position.contract, position.side)
    rank = next((one.rank for one in queue if one.owner == YOU), 0)
    isolated = position.margin_mode == "isolated"
    per_tick = Fraction(scale.value_num, scale.value_den) * abs(position.lots)
    return PositionFacts(
        position=position.position,
        contract=position.contract,
        asset=scale.settle,
        lots=position.lots,
        open_value_atoms=position.open_value_atoms,
        mark_value_atoms=leg.mark_value_atoms,
        mark_ticks=leg.mark_ticks,
        entry_ticks=value / per_tick,
        margin_mode=position.margin_mode,
        leverage=position.leverage,
        margin_atoms=unit.cash_atoms if isolated else leg.initial_margin_atoms(),
        unrealised_atoms=leg.unrealised_atoms,
        equity_atoms=unit.equity_atoms(),
        maintenance_atoms=-(-leg.maintenance(rules).numerator // leg.maintenance(rules).denominator),
        unit_maintenance_atoms=unit.maintenance_atoms(rules),
        liquidation_ticks=prediction.liquidation_tick,
        bankruptcy_ticks=prediction.bankruptcy_price / scale.tick if prediction.bankruptcy_price is not None else None,
        lights=lights_of(rank, len(queue)),
    )


def lights_of(rank: int, count: int) -> int:
    """Return how many of five lights a place in the queue lights: the first fifth lights all five."""
    if rank <= 0 or count <= 0:
        return 0
    return 5 - (rank - 1) * 5 // count


def removable_atoms(state: State, contract: str) -> int:
    """Return what may be taken out of your compartment in a contract."""
    position = state.positions.get((YOU, contract))
    return removable_margin(state, position) if position is not None else 0
