"""The sub-accounts: what each holds and can lose by itself, and a transfer across the walls. Qt-free."""

from __future__ import annotations

from typing import cast

from msgspec import Struct

from sandbox.engine.state import State
from sandbox.ledger.accounts import EXCHANGE_WALLETS
from sandbox.messages.commands import TransferMoney
from sandbox.messages.opening import Opening
from sandbox.projections.perspective import seen_from
from sandbox.projections.transfers import transfer_limit
from sandbox.session.moment import Moment
from ui.viewmodels import sub_account_texts as words
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts, gather, scales_of
from ui.viewmodels.number_text import MISSING, amount_text, change_text, price_text, size_text
from ui.viewmodels.texts import SIDE, WALLET_NAMES
from ui.viewmodels.typed_text import typed_atoms

OUTSIDE_OF_IT = "another account"


class AccountView(Struct, frozen=True):
    """One account: rows of (wallet, there, can be lost) and of (position, liquidation tick, unrealised)."""

    wallets: tuple[tuple[str, str, str], ...]
    positions: tuple[tuple[str, str, str], ...]


class AcrossView(Struct, frozen=True):
    """What a transfer across the walls means; `command` is None while something is missing or too much."""

    note_text: str
    error_text: str
    command: TransferMoney | None


class Place(Struct, frozen=True):
    """A wallet of an account; "" is the main one."""

    account: str
    wallet: str

    @property
    def text(self) -> str:
        """Return how it is called."""
        return words.PLACE.format(account=self.account or words.MAIN, wallet=WALLET_NAMES[self.wallet])


class _Seen(Struct):
    """What is read of a moment, as one account sees it."""

    state: State
    opening: Opening


def account_names(moment: Moment) -> tuple[str, ...]:
    """Return the accounts, the main one ("") first."""
    return ("", *moment.state.sub_accounts)


def places(moment: Moment) -> tuple[Place, ...]:
    """Return every wallet of every account."""
    return tuple(Place(account, wallet) for account in account_names(moment) for wallet in EXCHANGE_WALLETS)


def account_facts(moment: Moment, account: str) -> AccountFacts:
    """Return the facts of one account, as the window gathers them of the main one."""
    return gather(cast(Moment, _Seen(seen_from(moment.state, account), moment.opening)))


def account_view(moment: Moment, account: str) -> AccountView:
    """Return what an account holds and can lose by itself."""
    facts, scales = account_facts(moment, account), scales_of(moment)
    rows = [row for row in facts.reach if row.wallet in EXCHANGE_WALLETS and (row.balance_atoms or row.worst_atoms)]
    positions = []
    for one in facts.positions:
        scale = scales[one.contract]
        size = size_text(abs(one.lots), scale.lot)
        name = words.POSITION_ROW.format(symbol=symbol_of(one.contract), side=SIDE[one.side].lower(), size=size)
        tick = MISSING if one.liquidation_ticks is None else price_text(one.liquidation_ticks, scale.tick)
        positions.append((name, tick, change_text(one.unrealised_atoms, one.asset)))
    return AccountView(
        tuple(
            (
                words.WALLET_ROW.format(wallet=WALLET_NAMES[row.wallet], asset=row.asset),
                amount_text(row.balance_atoms, row.asset),
                amount_text(row.worst_atoms, row.asset),
            )
            for row in rows
        ),
        tuple(positions),
    )


def assets_of(moment: Moment) -> tuple[str, ...]:
    """Return what can be transferred, the settlement asset first."""
    scales = scales_of(moment).values()
    settles = [one.settle for one in scales]
    return tuple(dict.fromkeys([*settles, *(one.base for one in scales)]))


def across_view(moment: Moment, source: Place, target: Place, asset: str, amount: str) -> AcrossView:
    """Return what a transfer from a wallet to another, perhaps another account's, would be."""
    if source == target:
        return AcrossView("", words.SAME, None)
    inside = target.wallet if source.account == target.account else OUTSIDE_OF_IT
    limit = transfer_limit(seen_from(moment.state, source.account), source.wallet, inside, asset)
    most = amount_text(limit.max_atoms, asset)
    note = words.LOCKED if limit.locked else words.MOST.format(amount=most, asset=asset)
    typed = typed_atoms(amount)
    if typed.units is None:
        return AcrossView(note, typed.error if amount.strip() else "", None)
    if typed.units > limit.max_atoms:
        over = amount_text(typed.units - limit.max_atoms, asset)
        return AcrossView(note, words.TOO_MUCH.format(over=over, asset=asset, amount=most), None)
    return AcrossView(
        note,
        "",
        TransferMoney(
            source=source.wallet,
            target=target.wallet,
            asset=asset,
            atoms=typed.units,
            source_account=source.account,
            target_account=target.account,
        ),
    )
