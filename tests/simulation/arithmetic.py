"""The auditor's own arithmetic: units, equity, maintenance, availability. Shares no code with the engine."""

from dataclasses import dataclass
from fractions import Fraction

from sandbox.rulebook.records import Contract, Rulebook

ATOMS = 10**8


def half_even(exact: Fraction) -> int:
    """Round half to even by comparing remainders (the long way round)."""
    low = exact.numerator // exact.denominator
    rest = exact - low
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and low % 2):
        return low + 1
    return low


def ceil(exact: Fraction) -> int:
    """Round up."""
    return -((-exact.numerator) // exact.denominator)


@dataclass
class Held:
    """A position as the auditor knows it; lots and open value signed."""

    position: str
    lots: int = 0
    open_value: int = 0
    mode: str = "cross"
    leverage: Fraction = Fraction(1)


class Figures:
    """Money figures of one rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self.book, self.rules = book, book.liquidation
        self.contracts: dict[str, Contract] = {one.symbol: one for one in book.contracts}
        self.lot_tick = {name: one.tick * one.lot * ATOMS for name, one in self.contracts.items()}

    def exact_value(self, contract: str, lots: int, ticks: int) -> Fraction:
        """Return lots x price in atoms, exactly and signed."""
        return lots * ticks * self.lot_tick[contract]

    def value(self, contract: str, lots: int, ticks: int) -> int:
        """Return lots x price as it is booked."""
        return half_even(self.exact_value(contract, lots, ticks))

    def maintenance(self, contract: str, held: Held, ticks: int) -> Fraction:
        """Return the exact maintenance of a position."""
        on_entry = self.rules.maintenance_basis == "entry"
        basis = Fraction(abs(held.open_value)) if on_entry else abs(self.exact_value(contract, held.lots, ticks))
        rows = self.contracts[contract].brackets
        row = next((one for one in rows if basis <= one.up_to * ATOMS), rows[-1])
        rate = row.maintenance + (self.book.fees.taker if self.rules.fee_in_maintenance else 0)
        return basis * rate - row.deduction * ATOMS

    def unrealised(self, contract: str, held: Held, ticks: int) -> int:
        """Return the profit as it would be booked."""
        return self.value(contract, held.lots, ticks) - held.open_value

    def initial_margin(self, contract: str, held: Held, ticks: int) -> int:
        """Return the initial margin at the mark."""
        return ceil(abs(self.value(contract, held.lots, ticks)) / Fraction(held.leverage))


@dataclass
class Unit:
    """A unit's exact figures at the marks."""

    name: str
    owner: str
    account: str
    asset: str
    cash: int
    equity: Fraction
    maintenance: Fraction
    contracts: tuple[str, ...]

    def is_sick(self, trigger: str) -> bool:
        """Tell whether it is to be liquidated."""
        return self.equity < self.maintenance if trigger == "below" else self.equity <= self.maintenance

    def is_warned(self, before: bool) -> bool:
        """Tell whether it stands warned."""
        return self.maintenance * 10 >= self.equity * (7 if before else 8)


def contract_wallet(owner: str) -> str:
    """Name an owner's contract wallet."""
    return "contract" if owner == "you" else owner + "/contract"


def compartment(owner: str, position: str) -> str:
    """Name a compartment."""
    return contract_wallet(owner) + "/isolated/" + position


def units_of(
    figures: Figures,
    positions: dict[tuple[str, str], Held],
    balances: dict[tuple[str, str], int],
    marks: dict[str, int],
) -> dict[str, Unit]:
    """Work out every priced unit of everybody but the market."""
    found: dict[str, Unit] = {}
    for (owner, contract), held in sorted(positions.items()):
        if owner == "liquidity" or contract not in marks or not held.lots:
            continue
        asset = figures.contracts[contract].settle
        if held.mode == "isolated":
            name, account = f"{owner}/isolated/{held.position}", compartment(owner, held.position)
        else:
            name, account = f"{owner}/cross/{asset}", contract_wallet(owner)
        gain = figures.exact_value(contract, held.lots, marks[contract]) - held.open_value
        needed = figures.maintenance(contract, held, marks[contract])
        unit = found.get(name)
        if unit is None:
            cash = balances.get((account, asset), 0)
            found[name] = Unit(name, owner, account, asset, cash, cash + gain, needed, (contract,))
        else:
            unit.equity += gain
            unit.maintenance += needed
            unit.contracts += (contract,)
    return found


def most_transferable(
    figures: Figures, positions: dict[tuple[str, str], Held], cash: int, marks: dict[str, int], owner: str, asset: str
) -> int:
    """Return the most that may leave the contract wallet."""
    profit = initial = 0
    needed = Fraction(0)
    for (holder, contract), held in positions.items():
        mine = holder == owner and held.mode == "cross" and figures.contracts[contract].settle == asset
        if mine and held.lots and contract in marks:
            profit += figures.unrealised(contract, held, marks[contract])
            initial += figures.initial_margin(contract, held, marks[contract])
            needed += figures.maintenance(contract, held, marks[contract])
    return max(0, min(cash - ceil(needed), cash + profit - initial))
