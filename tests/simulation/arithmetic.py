"""The auditor's own arithmetic: units, equity, maintenance, availability. Shares no code with the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sandbox.rulebook.records import Contract, Rulebook
from tests.simulation.pooling import QUOTE, Pool
from tests.simulation.stress_audit import StressAudit

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


@dataclass(frozen=True)
class Held:
    """A position as the auditor knows it; lots and open value signed."""

    position: str
    lots: int = 0
    open_value: int = 0
    mode: str = "cross"
    leverage: Fraction = Fraction(1)


class Figures:
    """Money figures of one rulebook."""

    def __init__(self, book: Rulebook, mode: str = "segregated") -> None:
        self.book, self.rules = book, book.liquidation
        self.pool = Pool(book, mode)
        self.stress = StressAudit(book)
        self.contracts: dict[str, Contract] = {one.symbol: one for one in book.contracts}
        self.lot_tick = {name: one.tick * one.lot * ATOMS for name, one in self.contracts.items()}
        self.coin = {
            name: one.lot * one.face * ATOMS / one.tick
            for name, one in self.contracts.items()
            if one.kind == "inverse" and one.face is not None
        }

    def direction(self, contract: str) -> int:
        """Return the sign with which a long's value is booked: -1 for inverse contracts, which owe the coin."""
        return -1 if contract in self.coin else 1

    def exact_value(self, contract: str, lots: int, ticks: int) -> Fraction:
        """Return what lots are worth in atoms, exactly and signed: lots x price, or - contracts x face / price."""
        if contract in self.coin:
            return -lots * self.coin[contract] / ticks
        return lots * ticks * self.lot_tick[contract]

    def value(self, contract: str, lots: int, ticks: int) -> int:
        """Return the signed value as it is booked."""
        return half_even(self.exact_value(contract, lots, ticks))

    def size(self, contract: str, lots: int, ticks: int) -> int:
        """Return the value of lots as it is booked, without its sign."""
        return abs(self.value(contract, lots, ticks))

    def bracket(self, contract: str, lots: int, basis: Fraction) -> int:
        """Return the number of the bracket that holds, 0 first: by what the value counts, or by the size."""
        one = self.contracts[contract]
        counted = abs(lots) * one.lot if one.brackets_by == "size" else basis / ATOMS
        return next((at for at, row in enumerate(one.brackets) if counted <= row.up_to), len(one.brackets) - 1)

    def basis(self, contract: str, held: Held, ticks: int) -> Fraction:
        """Return what brackets and maintenance are counted on."""
        if self.rules.maintenance_basis == "entry":
            return Fraction(abs(held.open_value))
        return abs(self.exact_value(contract, held.lots, ticks))

    def maintenance(self, contract: str, held: Held, ticks: int, at: int | None = None) -> Fraction:
        """Return the exact maintenance of a position, or what bracket `at` would ask of it."""
        basis = self.basis(contract, held, ticks)
        row = self.contracts[contract].brackets[self.bracket(contract, held.lots, basis) if at is None else at]
        rate = row.maintenance + (self.book.fees.taker if self.rules.fee_in_maintenance else 0)
        return basis * rate - row.deduction * ATOMS

    def unrealised(self, contract: str, held: Held, ticks: int) -> int:
        """Return the profit as it would be booked."""
        return self.value(contract, held.lots, ticks) - held.open_value

    def initial_margin(self, contract: str, held: Held, ticks: int) -> int:
        """Return the initial margin at the mark."""
        return ceil(abs(self.value(contract, held.lots, ticks)) / Fraction(held.leverage))

    def part(self, held: Held, lots: int) -> Held:
        """Return unsigned `lots` of a position with the share of the open value a sale of them releases."""
        if lots == abs(held.lots):
            return held
        sign = 1 if held.lots > 0 else -1
        released = half_even(Fraction(held.open_value * lots, abs(held.lots)))
        return Held(held.position, sign * lots, released, held.mode, held.leverage)

    def equity_shares(
        self, legs: Sequence[tuple[str, Held, int]], equity: int, asked: Sequence[Fraction] | None = None
    ) -> list[int]:
        """Split a unit's equity over (contract, position, mark): the takeover prices of architecture section 6.

        `asked`: what a stress grid asks of each.
        """
        if equity >= 0 and asked is not None:
            weights = list(asked)
        elif equity >= 0:
            weights = [self.maintenance(*leg) for leg in legs]
        else:
            weights = [Fraction(max(0, -self.unrealised(*leg))) for leg in legs]
        if not sum(weights):
            weights = [Fraction(abs(self.value(name, held.lots, mark)) or 1) for name, held, mark in legs]
        whole = sum(weights, Fraction(0))
        sign = -1 if equity < 0 else 1
        shares = [sign * int(abs(equity) * weight / whole) for weight in weights]
        last = max(at for at, weight in enumerate(weights) if weight)
        shares[last] += equity - sum(shares)
        return shares


@dataclass
class Unit:
    """A unit's exact figures at the marks; `booked` is its equity in whole atoms, `initial` its initial margin."""

    name: str
    owner: str
    account: str
    asset: str
    cash: int
    equity: Fraction
    booked: int
    initial: int
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


def unit_name(owner: str, held: Held, asset: str) -> str:
    """Name the unit a position belongs to."""
    return f"{owner}/isolated/{held.position}" if held.mode == "isolated" else f"{owner}/cross/{asset}"


def units_of(
    figures: Figures,
    positions: dict[tuple[str, str], Held],
    balances: dict[tuple[str, str], int],
    marks: dict[str, int],
) -> dict[str, Unit]:
    """Work out every priced unit of everybody but the market."""
    found: dict[str, Unit] = {}
    for (owner, contract), held in sorted(positions.items(), key=lambda one: one[0]):
        if owner == "liquidity" or contract not in marks or not held.lots:
            continue
        asset, mark = figures.contracts[contract].settle, marks[contract]
        name = unit_name(owner, held, asset)
        account = compartment(owner, held.position) if held.mode == "isolated" else contract_wallet(owner)
        gain = figures.exact_value(contract, held.lots, mark) - held.open_value
        booked = figures.unrealised(contract, held, mark)
        initial = figures.initial_margin(contract, held, mark)
        needed = figures.maintenance(contract, held, mark)
        unit = found.get(name)
        if unit is None:
            cash, coins, whole = balances.get((account, asset), 0), Fraction(0), 0
            if figures.pool.is_on and name == f"you/cross/{QUOTE}":
                worth = figures.pool.worth(balances, marks)
                cash, coins, whole = worth.cash, worth.coins, worth.booked
            equity, atoms = cash + coins + gain, cash + whole + booked
            found[name] = Unit(name, owner, account, asset, cash, equity, atoms, initial, needed, (contract,))
        else:
            unit.equity += gain
            unit.booked += booked
            unit.initial += initial
            unit.maintenance += needed
            unit.contracts += (contract,)
    unit = found.get(f"you/cross/{QUOTE}")
    if unit is not None and figures.pool.mode == "portfolio":
        by_asset = grid_of(figures, positions, balances, marks)
        unit.maintenance = sum(by_asset.values(), Fraction(0))
        rules = figures.book.portfolio
        assert rules is not None
        unit.initial = ceil(unit.maintenance * rules.initial_multiple)
    return found


def grid_of(
    figures: Figures,
    positions: dict[tuple[str, str], Held],
    balances: dict[tuple[str, str], int],
    marks: dict[str, int],
) -> dict[str, Fraction]:
    """Return what the stress grid asks of your cross positions, coin by coin."""
    held = [
        (contract, one.lots)
        for (owner, contract), one in positions.items()
        if owner == "you" and one.mode == "cross" and one.lots and contract in marks
    ]
    return figures.stress.asked(held, marks, figures.pool.coins(balances, marks))


def grid_part(
    figures: Figures,
    positions: dict[tuple[str, str], Held],
    balances: dict[tuple[str, str], int],
    marks: dict[str, int],
    contract: str,
    lots: int,
) -> Fraction:
    """Return the part of the grid's maintenance that falls on so many (unsigned) lots of a contract."""
    base = figures.contracts[contract].base
    whole = sum(
        abs(figures.exact_value(name, one.lots, marks[name]))
        for (owner, name), one in positions.items()
        if owner == "you" and one.mode == "cross" and name in marks and figures.contracts[name].base == base
    )
    asked = grid_of(figures, positions, balances, marks)[base]
    return asked * abs(figures.exact_value(contract, lots, marks[contract])) / whole


def hedgers(figures: Figures, positions: dict[tuple[str, str], Held], marks: dict[str, int]) -> set[str]:
    """Return the coins that hedge cross positions of a portfolio account."""
    if figures.pool.mode != "portfolio" or figures.rules.steps == "slices":
        return set()
    net: dict[str, Fraction] = {}
    for (owner, contract), one in positions.items():
        if owner == "you" and one.mode == "cross" and contract in marks:
            base = figures.contracts[contract].base
            net[base] = net.get(base, Fraction(0)) + one.lots * figures.contracts[contract].lot
    return {base for base, quantity in net.items() if quantity < 0}


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


def most_out_of_pool(
    figures: Figures,
    positions: dict[tuple[str, str], Held],
    balances: dict[tuple[str, str], int],
    marks: dict[str, int],
    wallet: str,
    asset: str,
) -> int:
    """Return the most of an asset that may leave the wallets that count, by trying."""
    pool, balance = figures.pool, balances.get((wallet, asset), 0)
    unit = units_of(figures, positions, balances, marks).get(f"you/cross/{QUOTE}")
    worth = pool.worth(balances, marks)
    if unit is None and not balances.get((f"debt/{QUOTE}", QUOTE), 0):
        return balance
    own = worth.cash + worth.coins
    room = own - unit.maintenance if unit else own
    room = max(Fraction(0), min(room, Fraction(unit.booked - unit.initial if unit else worth.cash + worth.booked)))
    if asset == QUOTE:
        return min(balance, int(room))
    price, total = pool.price(asset, marks), pool.held(asset, balances)
    if price is None or not pool.counts(asset, total):
        return balance

    def fits(atoms: int) -> bool:
        if pool.mode != "portfolio":
            return (pool.counts(asset, total) - pool.counts(asset, total - atoms)) * price <= room
        return room_after(figures, positions, {**balances, (wallet, asset): balance - atoms}, marks) >= 0

    low, high = 0, balance
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def room_after(
    figures: Figures,
    positions: dict[tuple[str, str], Held],
    balances: dict[tuple[str, str], int],
    marks: dict[str, int],
) -> Fraction:
    """Return what could still leave the wallets that count if these were the balances."""
    worth = figures.pool.worth(balances, marks)
    unit = units_of(figures, positions, balances, marks).get(f"you/cross/{QUOTE}")
    own = worth.cash + worth.coins
    if unit is None:
        return min(own, Fraction(worth.cash + worth.booked))
    return min(own - unit.maintenance, Fraction(unit.booked - unit.initial))
