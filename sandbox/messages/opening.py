"""What a session starts from: scenario, rulebook, money, other traders, prices and scripted commands, as records.

`sandbox.loading` builds it from files, `sandbox.session` stores it; neither imports the other.
"""

from fractions import Fraction

from msgspec import Struct

from sandbox.messages.commands import Command
from sandbox.messages.inputs import FundingUpdate, PriceColumns
from sandbox.rulebook.records import Rulebook


class WalletAmount(Struct, frozen=True, kw_only=True):
    """Money a wallet starts with."""

    wallet: str
    asset: str
    atoms: int


class TraderPosition(Struct, frozen=True, kw_only=True):
    """A position held from the start, yours or another trader's; `value_atoms` is its open value, positive."""

    contract: str
    side: str
    lots: int
    value_atoms: int
    margin_mode: str
    leverage: Fraction
    isolated_margin_atoms: int | None = None


class TraderOpening(Struct, frozen=True, kw_only=True):
    """Another trader by name, its contract wallet and its positions; in hedge mode it may hold both sides of one."""

    name: str
    wallet: tuple[WalletAmount, ...]
    positions: tuple[TraderPosition, ...]
    position_mode: str = "one-way"


class SubAccountOpening(Struct, frozen=True, kw_only=True):
    """A sub-account of yours by name, with wallets of its own."""

    name: str
    wallets: tuple[WalletAmount, ...]
    positions: tuple[TraderPosition, ...] = ()
    position_mode: str = "one-way"


class PlannedCommand(Struct, frozen=True, kw_only=True):
    """A scripted command; `expect` is the refusal it must meet, `say` a caption shown with it."""

    at_ns: int
    command: Command
    action: str
    expect: str | None = None
    say: str | None = None


class PlannedFunding(Struct, frozen=True, kw_only=True):
    """A funding rate the market gives for an instant."""

    at_ns: int
    update: FundingUpdate


class Expectation(Struct, frozen=True, kw_only=True):
    """What must stand in a wallet at the end (`wallet` "insurance_fund" asks for the fund)."""

    wallet: str
    asset: str
    atoms: int
    sub_account: str = ""


class OpeningDebt(Struct, frozen=True, kw_only=True):
    """What you owe of an asset at the start."""

    asset: str
    atoms: int


class Opening(Struct, frozen=True, kw_only=True):
    """Everything a session needs from outside; nothing else is read after it starts."""

    id: str
    title: str
    rulebook: Rulebook
    account_mode: str
    seed: int
    starts_ns: int
    ends_ns: int
    open_ended: bool
    wallets: tuple[WalletAmount, ...]
    insurance_fund: tuple[WalletAmount, ...]
    traders: tuple[TraderOpening, ...]
    no_fee_contracts: tuple[str, ...]
    commands: tuple[PlannedCommand, ...]
    funding: tuple[PlannedFunding, ...]
    expectations: tuple[Expectation, ...]
    prices: PriceColumns
    notes: tuple[str, ...] = ()  # said on screen, e.g. the path assumed inside a candle
    positions: tuple[
        TraderPosition, ...
    ] = ()  # your own from the start; isolated margins come out of the contract wallet
    position_mode: str = "one-way"
    sub_accounts: tuple[SubAccountOpening, ...] = ()
    debts: tuple[OpeningDebt, ...] = ()
