"""What the world tells the engine: one step's input, and the price feed as columns."""

from array import array
from fractions import Fraction

from msgspec import Struct, field

from sandbox.messages.commands import Command

LAST_SUFFIX = "@last"


def last_name(contract: str) -> str:
    """Name the feed of a contract's last price, where it stands apart from the mark."""
    return contract + LAST_SUFFIX


def contract_of(name: str) -> str:
    """Return the contract whose mark or last price a feed's name means."""
    return name.removesuffix(LAST_SUFFIX)


class PriceUpdate(Struct, frozen=True, kw_only=True):
    """A price of a contract: mark and index in one, and last where the feed does not tell it apart.

    Under `last_name(contract)` it is the last price alone; 0 ticks there: last is the mark again.
    """

    contract: str
    price_ticks: int


class FundingUpdate(Struct, frozen=True, kw_only=True):
    """A funding rate that is settled at the instant of its step; positive: longs pay shorts."""

    contract: str
    rate: Fraction


class NumberedCommand(Struct, frozen=True, kw_only=True):
    """A command with the number the session gave it; events it causes carry that number."""

    number: int
    command: Command


class StepInput(Struct, frozen=True, kw_only=True):
    """Everything one step sees. With neither commands nor updates it is a TimeReached: something is due."""

    now_ns: int
    commands: tuple[NumberedCommand, ...] = ()
    prices: tuple[PriceUpdate, ...] = ()
    funding: tuple[FundingUpdate, ...] = ()


def _column() -> "array[int]":
    return array("q")


class PriceColumns(Struct, frozen=True):
    """Price updates of all contracts as equal-length int64 columns, sorted by instant (stable).

    `contracts` names what the indices of `contract_index` mean. `volume_atoms` is what was traded of the base with each
    update, empty where no feed tells it: for looking at only, the engine never reads it. Nobody writes after building.
    """

    contracts: tuple[str, ...] = ()
    at_ns: "array[int]" = field(default_factory=_column)
    contract_index: "array[int]" = field(default_factory=_column)
    price_ticks: "array[int]" = field(default_factory=_column)
    volume_atoms: "array[int]" = field(default_factory=_column)

    def __len__(self) -> int:
        return len(self.at_ns)
