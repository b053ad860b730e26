"""What the world tells the engine: one step's input, and the price feed as columns."""

from array import array
from dataclasses import dataclass, field
from fractions import Fraction

from sandbox.messages.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceUpdate:
    """A price of a contract: last, mark and index in one."""

    contract: str
    price_ticks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingUpdate:
    """A funding rate that is settled at the instant of its step; positive: longs pay shorts."""

    contract: str
    rate: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedCommand:
    """A command with the number the session gave it; events it causes carry that number."""

    number: int
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class StepInput:
    """Everything one step sees. With neither commands nor updates it is a TimeReached: something is due."""

    now_ns: int
    commands: tuple[NumberedCommand, ...] = ()
    prices: tuple[PriceUpdate, ...] = ()
    funding: tuple[FundingUpdate, ...] = ()


def _column() -> "array[int]":
    return array("q")


@dataclass(frozen=True, slots=True)
class PriceColumns:
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
