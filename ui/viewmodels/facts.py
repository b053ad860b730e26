"""The facts that several panels show, gathered once per refresh from the session's state. Qt-free.

Figures come from projections; nothing is decided here and nothing is rounded.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from msgspec import Struct

from sandbox.engine.auto_transfer import open_doors
from sandbox.engine.pool import counting_wallets
from sandbox.engine.views import is_locked_in
from sandbox.ledger.accounts import WALLETS as ACCOUNT_WALLETS
from sandbox.projections.adl_queue import adl_rows
from sandbox.projections.fund import fund_atoms
from sandbox.projections.positions import PositionRow, position_rows
from sandbox.projections.reach import ReachTerm, loss_reach
from sandbox.projections.summary import exchange_word
from sandbox.projections.wallets import contract_summary, total_value_atoms
from sandbox.session.moment import Moment
from ui.viewmodels.account_names import YOU
from ui.viewmodels.hedge_places import contract_and_side, place_key

FAILED = "failed"  # what `exchange` says once it failed


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
    def price_at(self, value_atoms: int, lots: int) -> Fraction: ...
    def exact_value(self, lots: int, price_ticks: int) -> int | Fraction: ...


class PositionFacts(Struct, frozen=True):
    """One of your positions at the mark; sizes and values signed (short < 0), prices in ticks.

    `margin_atoms` is the compartment of an isolated position, the initial margin of a cross one; `equity_atoms` and
    `ratio` (maintenance ÷ margin balance, None where nothing is left) belong to the unit that is liquidated together.
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
    ratio: Fraction | None
    removable_atoms: int
    close_fee_atoms: int
    liquidation_ticks: int | None
    bankruptcy_ticks: Fraction | None
    lights: int
    slot: str = ""

    @property
    def side(self) -> str:
        """Return "long" or "short"."""
        return "long" if self.lots > 0 else "short"

    @property
    def place(self) -> str:
        """Return what names it among your positions."""
        return place_key(self.contract, self.slot)


class ReachFacts(Struct, frozen=True):
    """The worst loss of a wallet over every price path, in atoms, its terms, and the rule that decides it.

    `pool_atoms`: what is free in the contract wallet or held by orders; cross positions and orders draw on it.
    """

    wallet: str
    asset: str
    worst_atoms: int
    rule: str
    balance_atoms: int = 0
    pool_atoms: int = 0
    terms: tuple[ReachTerm, ...] = ()


class AccountFacts(Struct, frozen=True):
    """Your account as it stands; `topped_up`: positions with auto top-up and what it may still take (None: all)."""

    now_ns: int
    quote: str
    balances: dict[tuple[str, str], int]
    start: dict[tuple[str, str], int]
    positions: tuple[PositionFacts, ...]
    marks: dict[str, int]
    available_atoms: int
    cross_unrealised_atoms: int
    is_locked: bool
    locked_contracts: tuple[str, ...]
    fund_atoms: int
    fund_start_atoms: int
    reach: tuple[ReachFacts, ...]
    worst_atoms: int
    total_atoms: int
    contract_total_atoms: int
    unrealised_atoms: int
    topped_up: dict[str, int | None]  # by place
    counting: tuple[str, ...] = ("contract",)  # wallets that stand behind cross positions
    locked_wallets: tuple[str, ...] = ()
    hedges: bool = False  # hedge mode: long and short of a contract stand apart
    locked_places: tuple[str, ...] = ()  # positions that are being liquidated
    pledges: dict[str, int | None] = {}  # savings pledged as margin, by asset: how much at most
    auto_transfers: dict[str, int | None] = {}  # wallets with an open door, and what it still lets through of the quote
    exchange: str = ""  # "outage" or "failed" where it does not answer
    at_exchange: tuple[tuple[str, str, int], ...] = ()  # (wallet, asset, atoms): what a failure of the exchange takes

    @property
    def payers(self) -> tuple[str, ...]:
        """Return the wallets that pay for cross positions: those that count, and savings where they are pledged."""
        return (*self.counting, "savings") if self.pledges else self.counting

    def of(self, account: str, asset: str) -> int:
        """Return the atoms in one of the accounts."""
        return self.balances.get((account, asset), 0)

    def position(self, place: str) -> PositionFacts | None:
        """Return your position in a contract; in hedge mode that of a side, or the first one where none is named."""
        contract, side = contract_and_side(place)
        return next((p for p in self.positions if p.contract == contract and side in (None, p.slot)), None)


def gather(session: Moment) -> AccountFacts:
    """Read the facts of your account."""
    state, opening = session.state, session.opening
    summary = contract_summary(state)
    quote = summary.asset
    reach = loss_reach(state, quote)
    positions = tuple(
        position_facts(one, scales_of(session)[one.contract], _lights(session, one))
        for one in position_rows(state)
        if one.mark_ticks is not None
    )
    locked = sorted({leg.contract for one in state.liquidations.values() if one.owner == YOU for leg in one.legs})
    return AccountFacts(
        now_ns=state.now_ns,
        quote=quote,
        balances={(account, asset): atoms for account, asset, atoms in state.balances.items()},
        start={(one.wallet, one.asset): one.atoms for one in opening.wallets},
        positions=positions,
        marks=dict(state.marks),
        available_atoms=summary.available_atoms,
        cross_unrealised_atoms=sum(one.unrealised_atoms for one in positions if one.margin_mode == "cross"),
        is_locked=summary.locked,
        locked_contracts=tuple(locked),
        fund_atoms=fund_atoms(state, quote),
        fund_start_atoms=sum(one.atoms for one in opening.insurance_fund if one.asset == quote),
        reach=tuple(
            ReachFacts(
                row.wallet,
                row.asset,
                row.worst_loss_atoms,
                row.rule,
                row.balance_atoms,
                row.pool_atoms,
                row.terms,
            )
            for row in reach.rows
        ),
        worst_atoms=reach.worst_value_atoms,
        total_atoms=total_value_atoms(state, quote),
        contract_total_atoms=summary.wallet_atoms,
        counting=counting_wallets(state),
        locked_wallets=tuple(one for one in ACCOUNT_WALLETS if is_locked_in(state, one)),
        exchange=exchange_word(state),
        at_exchange=reach.if_exchange_fails,
        topped_up={"/".join(place[1:]): left for place, left in state.auto_top_ups.items() if place[0] == YOU},
        hedges=YOU in state.hedgers,
        locked_places=tuple(
            place_key(leg.contract, leg.slot)
            for one in state.liquidations.values()
            if one.owner == YOU
            for leg in one.legs
        ),
        unrealised_atoms=summary.unrealised_atoms,
        pledges=dict(state.pledges),
        auto_transfers={one: state.auto_transfers[one, quote] for one, _ in open_doors(state, quote)},
    )


def scales_of(session: Moment) -> dict[str, Scale]:
    """Return tick, lot and assets of every contract of the session's rulebook."""
    return dict(session.state.scales)


def position_facts(row: PositionRow, scale: Scale, lights: int) -> PositionFacts:
    """Return a position as the panels need it: sizes signed, prices in ticks."""
    return PositionFacts(
        position=row.position,
        contract=row.contract,
        asset=row.asset,
        lots=row.signed_lots,
        open_value_atoms=row.open_value_atoms,
        mark_value_atoms=row.mark_value_atoms,
        mark_ticks=row.mark_ticks or 0,
        entry_ticks=row.entry_price / scale.tick,
        margin_mode=row.margin_mode,
        leverage=row.leverage,
        margin_atoms=row.margin_atoms,
        unrealised_atoms=row.unrealised_atoms,
        equity_atoms=row.unit_equity_atoms,
        maintenance_atoms=row.maintenance_atoms,
        ratio=row.margin_ratio,
        removable_atoms=row.removable_atoms,
        close_fee_atoms=row.close_fee_atoms,
        liquidation_ticks=row.liquidation_tick,
        bankruptcy_ticks=None if row.bankruptcy_price is None else row.bankruptcy_price / scale.tick,
        lights=lights,
        slot=row.slot,
    )


def _lights(session: Moment, row: PositionRow) -> int:
    """Return how many of five lights your place in the deleveraging queue lights."""
    queue = adl_rows(session.state, row.contract, row.side)
    return next((one.lights for one in queue if one.owner == YOU), 0)
