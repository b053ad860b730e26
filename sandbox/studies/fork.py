"""A live account as an opening: the money, positions and orders of a session as they stand, and what is yet to come.

It is played like any scenario, so the same account can be seen under other walls from here on.
"""

from array import array
from bisect import bisect_right

from msgspec.structs import replace

from sandbox.engine.state import Order, Position, State
from sandbox.ledger.accounts import EXCHANGE_WALLETS, WALLETS, YOU, is_fund, is_loan
from sandbox.messages.commands import InSubAccount, PlaceOrder, SetAutoTopUp
from sandbox.messages.inputs import PriceColumns, last_name
from sandbox.messages.opening import (
    Opening,
    OpeningDebt,
    PlannedCommand,
    SubAccountOpening,
    TraderOpening,
    TraderPosition,
    WalletAmount,
)
from sandbox.projections.perspective import seen_from
from sandbox.projections.wallets import owner_contract_atoms, wallet_rows
from sandbox.rulebook.records import HEDGE, ONE_WAY
from sandbox.session.session import Session
from sandbox.studies.fork_doors import doors_of
from sandbox.values.problems import Problem


def opening_from_now(session: Session) -> Opening:
    """Return an opening that starts where the session stands.

    Resting orders are placed anew at its first instant. Raises Problem while a liquidation runs: what its desk holds
    belongs to no wallet.
    """
    state, opening = session.state, session.opening
    if state.liquidations:
        raise Problem("a liquidation runs; compare again when it is released")
    now_ns = state.now_ns
    taken_up = [_placed(order, now_ns) for order in state.orders.values() if order.owner == YOU]
    subs = [(name, seen_from(state, name)) for name in state.sub_accounts]
    return Opening(
        id=opening.id,
        title=opening.title,
        rulebook=state.rulebook,
        account_mode=state.account_mode,
        seed=opening.seed,
        starts_ns=now_ns,
        ends_ns=max(opening.ends_ns, now_ns),
        open_ended=opening.open_ended,
        wallets=_wallets(state),
        insurance_fund=_fund(state),
        traders=tuple(_trader(state, name) for name in state.trader_names),
        no_fee_contracts=opening.no_fee_contracts,
        commands=(
            *_top_ups(state),
            *doors_of(state),
            *taken_up,
            *(one for name, seen in subs for one in _commands_in(name, seen)),
            *session.planned_ahead(),
        ),
        funding=tuple(one for one in opening.funding if one.at_ns > now_ns),
        expectations=(),
        prices=_prices_ahead(session),
        notes=opening.notes,
        positions=tuple(_held(state, one) for one in state.positions_of(YOU)),
        position_mode=_mode(state, YOU),
        sub_accounts=tuple(_sub_account(name, seen) for name, seen in subs),
        debts=_debts(state),
    )


def _debts(state: State) -> tuple[OpeningDebt, ...]:
    """Return what you owe; it stays owed, and is repaid as it would have been."""
    owed = [(asset, -atoms) for account, asset, atoms in state.balances.items() if is_loan(account) and atoms]
    return tuple(OpeningDebt(asset=asset, atoms=atoms) for asset, atoms in owed)


def _top_ups(state: State) -> list[PlannedCommand]:
    return [
        PlannedCommand(
            at_ns=state.now_ns,
            command=SetAutoTopUp(contract=place[1], on=True, limit_atoms=limit, side=place[2] if place[2:] else None),
            action="auto_top_up",
        )
        for place, limit in sorted(state.auto_top_ups.items())
        if place[0] == YOU
    ]


def _sub_account(name: str, seen: State) -> SubAccountOpening:
    return SubAccountOpening(
        name=name,
        wallets=tuple(one for one in _wallets(seen) if one.wallet in EXCHANGE_WALLETS),
        positions=tuple(_held(seen, one) for one in seen.positions_of(YOU)),
        position_mode=_mode(seen, YOU),
    )


def _commands_in(name: str, seen: State) -> list[PlannedCommand]:
    """Return what takes up the orders and top-ups of a sub-account anew."""
    placed = [_placed(order, seen.now_ns) for order in seen.orders.values() if order.owner == YOU]
    planned = [*_top_ups(seen), *placed]
    return [replace(one, command=InSubAccount(sub_account=name, command=one.command)) for one in planned]


def _mode(state: State, owner: str) -> str:
    return HEDGE if owner in state.hedgers else ONE_WAY


def _placed(order: Order, now_ns: int) -> PlannedCommand:
    command = PlaceOrder(
        contract=order.contract,
        side=order.side,
        lots=order.lots,
        price_ticks=order.price_ticks,
        reduce_only=order.reduce_only,
        post_only=order.post_only,
        margin_mode=order.margin_mode,
        leverage=order.leverage,
        name=order.name,
        trigger=order.trigger,
        closes_position=order.tied_to is not None,
        position_side=order.slot or None,
    )
    return PlannedCommand(at_ns=now_ns, command=command, action="order")


def _wallets(state: State) -> tuple[WalletAmount, ...]:
    """Return what your wallets hold; money of compartments and holds is the contract wallet's, to be set aside anew."""
    held = {(row.wallet, row.asset): row.total_atoms for row in wallet_rows(state)}
    ordered = sorted(held.items(), key=lambda one: (WALLETS.index(one[0][0]), one[0][1]))
    return tuple(WalletAmount(wallet=wallet, asset=asset, atoms=atoms) for (wallet, asset), atoms in ordered)


def _fund(state: State) -> tuple[WalletAmount, ...]:
    return tuple(
        WalletAmount(wallet=account, asset=asset, atoms=atoms)
        for account, asset, atoms in sorted(state.balances.items())
        if is_fund(account)
    )


def _trader(state: State, name: str) -> TraderOpening:
    amounts = owner_contract_atoms(state, name)
    wallet = tuple(WalletAmount(wallet="contract", asset=one, atoms=atoms) for one, atoms in sorted(amounts.items()))
    return TraderOpening(
        name=name,
        wallet=wallet,
        positions=tuple(_held(state, one) for one in state.positions_of(name)),
        position_mode=_mode(state, name),
    )


def _held(state: State, position: Position) -> TraderPosition:
    return TraderPosition(
        contract=position.contract,
        side=position.side,
        lots=abs(position.lots),
        value_atoms=abs(position.open_value_atoms),
        margin_mode=position.margin_mode,
        leverage=position.leverage,
        isolated_margin_atoms=state.compartment_atoms(position) if position.margin_mode == "isolated" else None,
    )


def _prices_ahead(session: Session) -> PriceColumns:
    """Return the marks as they stand, then the updates that were not played yet."""
    columns, state = session.opening.prices, session.state
    apart = {last_name(name): ticks for name, ticks in sorted(state.lasts.items())}
    contracts = tuple(dict.fromkeys([*columns.contracts, *state.marks, *apart]))
    first = max(session.feed_cursor, bisect_right(columns.at_ns, state.now_ns))
    marks = [(contracts.index(name), ticks) for name, ticks in [*sorted(state.marks.items()), *apart.items()]]
    volumes = columns.volume_atoms
    return PriceColumns(
        contracts,
        array("q", [state.now_ns] * len(marks)) + columns.at_ns[first:],
        array("q", [index for index, _ in marks]) + columns.contract_index[first:],
        array("q", [ticks for _, ticks in marks]) + columns.price_ticks[first:],
        array("q", [0] * len(marks)) + volumes[first:] if len(volumes) else array("q"),
    )
