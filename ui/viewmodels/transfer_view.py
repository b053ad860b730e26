"""Dialogs about money: what may be transferred, and what may be added to or taken out of a compartment. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.messages.commands import AdjustMargin, TransferMoney
from sandbox.values.assets import atoms_text
from ui.viewmodels import texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts
from ui.viewmodels.number_text import amount_text
from ui.viewmodels.typed_text import typed_atoms


@dataclass(frozen=True, slots=True)
class TransferChoice:
    """What the transfer dialog holds, as typed."""

    source: str
    target: str
    asset: str
    amount_text: str


@dataclass(frozen=True, slots=True)
class TransferView:
    """What the choice means; `command` is None while something is missing."""

    assets: tuple[str, ...]
    asset: str
    note_text: str
    maximum_text: str
    is_locked: bool
    error_text: str
    command: TransferMoney | None


@dataclass(frozen=True, slots=True)
class MarginView:
    """What the margin dialog says; `command` is None while something is missing."""

    title_text: str
    note_text: str
    maximum_text: str
    error_text: str
    command: AdjustMargin | None


def _assets(facts: AccountFacts, wallet: str) -> tuple[str, ...]:
    held = sorted({asset for account, asset in facts.balances if account == wallet} - {facts.quote})
    return (facts.quote, *held)


def transfer_view(facts: AccountFacts, choice: TransferChoice) -> TransferView:
    """Return what a transfer would do; a locked wallet may still be tried, and the transfer bounces."""
    assets = _assets(facts, choice.source)
    asset = choice.asset if choice.asset in assets else assets[0]
    from_contract = choice.source == "contract" and asset == facts.quote
    maximum = facts.transferable_atoms if from_contract else facts.of(choice.source, asset)
    locked = facts.is_locked and choice.source == "contract"
    wallet = texts.WALLET_NAMES[choice.source]
    if locked:
        symbol = symbol_of(facts.locked_contracts[0]) if facts.locked_contracts else ""
        note = texts.TRANSFER_LOCKED_NOTE.format(wallet=wallet, symbol=symbol)
    else:
        note = texts.TRANSFERABLE.format(amount=amount_text(maximum, asset), asset=asset, wallet=wallet)
    typed = typed_atoms(choice.amount_text)
    error = typed.error
    if choice.source == choice.target:
        error = texts.SAME_WALLET
    command = None
    if typed.units is not None and not error:
        command = TransferMoney(source=choice.source, target=choice.target, asset=asset, atoms=typed.units)
    return TransferView(assets, asset, note, atoms_text(maximum), locked, error, command)


def margin_view(facts: AccountFacts, contract: str, *, adds: bool, amount: str) -> MarginView:
    """Return what a change of an isolated position's margin would be."""
    asset = facts.quote
    position = facts.position(contract)
    removable = 0 if position is None else position.removable_atoms
    maximum = min(facts.of("contract", asset), facts.available_atoms) if adds else removable
    template = texts.MARGIN_ADD_NOTE if adds else texts.MARGIN_TAKE_NOTE
    typed = typed_atoms(amount)
    command = None
    if typed.units is not None:
        command = AdjustMargin(contract=contract, atoms=typed.units if adds else -typed.units)
    return MarginView(
        title_text=texts.MARGIN_TITLE.format(symbol=symbol_of(contract)),
        note_text=template.format(amount=amount_text(maximum, asset), asset=asset),
        maximum_text=atoms_text(maximum),
        error_text=typed.error,
        command=command,
    )
