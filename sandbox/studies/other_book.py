"""A scenario under another venue's rules: the same contracts, money, prices and orders; its brackets, fees, stages."""

from fractions import Fraction

from msgspec.structs import replace

from sandbox.ledger.accounts import fund_account
from sandbox.messages.commands import ClosePosition, PlaceOrder, SetPositionMode
from sandbox.messages.inputs import contract_of
from sandbox.messages.opening import Opening, PlannedCommand, TraderPosition, WalletAmount
from sandbox.rulebook.records import HEDGE, Contract, Rulebook
from sandbox.values.assets import decimal_text
from sandbox.values.problems import Problem

ALIKE = ("kind", "base", "quote", "settle", "tick", "face")


def under_book(opening: Opening, book: Rulebook) -> Opening:
    """Return the opening under a book; sizes are counted anew in its lots.

    Raises Problem where the book lacks a contract, counts or settles it otherwise, or where a size is no multiple of
    its lot: then the two would not be the same orders.
    """
    if book.id == opening.rulebook.id and book == opening.rulebook:
        return opening
    if HEDGE not in book.positions.modes and _is_hedged(opening):
        raise Problem(f"{book.name} has no hedge mode; choose another rulebook")
    factors = {symbol: _factor(opening.rulebook.contract(symbol), book) for symbol in _used(opening)}
    return replace(
        opening,
        rulebook=book,
        insurance_fund=_funds(opening, book),
        commands=tuple(_planned(one, factors, book) for one in opening.commands),
        positions=tuple(_held(one, factors, book) for one in opening.positions),
        traders=tuple(
            replace(trader, positions=tuple(_held(one, factors, book) for one in trader.positions))
            for trader in opening.traders
        ),
    )


def _funds(opening: Opening, book: Rulebook) -> tuple[WalletAmount, ...]:
    """Return the same money in the funds of a book: a contract's own where it has one, else in the shared one.

    What all shared, and no contract shares any more, goes to the funds of the contracts the scenario uses, in equal
    parts; the first takes what does not divide.
    """
    sums: dict[tuple[str, str], int] = {}
    for amount in opening.insurance_fund:
        takers = _takers(opening, amount, book)
        share, rest = divmod(amount.atoms, len(takers))
        for at, taker in enumerate(takers):
            sums[taker, amount.asset] = sums.get((taker, amount.asset), 0) + share + (rest if at == 0 else 0)
    return tuple(WalletAmount(wallet=name, asset=asset, atoms=atoms) for (name, asset), atoms in sums.items())


def _takers(opening: Opening, amount: WalletAmount, book: Rulebook) -> list[str]:
    settled = [one for one in book.contracts if one.settle == amount.asset]
    own = [one.symbol for one in settled if one.fund == "own"]
    symbol = amount.wallet.partition("/")[2]
    if symbol in own:
        return [fund_account(symbol)]
    if not own or any(one.fund == "shared" for one in settled):
        return [fund_account(None)]
    used = _used(opening)
    return [fund_account(one) for one in own if one in used] or [fund_account(own[0])]


def _is_hedged(opening: Opening) -> bool:
    """Tell whether somebody keeps long and short of a contract apart in it."""
    switches = any(isinstance(one.command, SetPositionMode) for one in opening.commands)
    modes = (opening.position_mode, *(one.position_mode for one in opening.traders))
    return switches or HEDGE in modes


def holds(opening: Opening, book: Rulebook) -> bool:
    """Tell whether a scenario can be played under a book."""
    try:
        under_book(opening, book)
    except Problem:
        return False
    return True


def _used(opening: Opening) -> list[str]:
    """Return the contracts that have a price, a position or an order."""
    held = [one.contract for one in opening.positions]
    held += [one.contract for trader in opening.traders for one in trader.positions]
    named = [getattr(one.command, "contract", None) for one in opening.commands]
    priced = [contract_of(name) for name in opening.prices.contracts]
    return sorted({*priced, *held, *(name for name in named if name is not None)})


def _factor(mine: Contract, book: Rulebook) -> Fraction:
    """Return how many lots of the book one lot of ours is."""
    theirs = next((one for one in book.contracts if one.symbol == mine.symbol), None)
    if theirs is None:
        raise Problem(f"{book.name} has no {mine.symbol}; choose another rulebook")
    for name in ALIKE:
        if getattr(mine, name) != getattr(theirs, name):
            raise Problem(f"{book.name} has another {name} for {mine.symbol}; choose another rulebook")
    return mine.lot / theirs.lot


def _lots(lots: int, contract: str, factors: dict[str, Fraction], book: Rulebook) -> int:
    counted = lots * factors[contract]
    if counted.denominator != 1:
        lot = book.contract(contract).lot
        size = decimal_text(counted * lot)
        raise Problem(f"{book.name} trades {contract} in multiples of {decimal_text(lot)}, and {size} is none")
    return int(counted)


def _held(position: TraderPosition, factors: dict[str, Fraction], book: Rulebook) -> TraderPosition:
    return replace(position, lots=_lots(position.lots, position.contract, factors, book))


def _planned(planned: PlannedCommand, factors: dict[str, Fraction], book: Rulebook) -> PlannedCommand:
    """Return a command with its size, where it has one, in the book's lots."""
    command = planned.command
    if not isinstance(command, PlaceOrder | ClosePosition) or command.lots is None:
        return planned
    if isinstance(command, PlaceOrder) and command.closes_position:  # its size is the position's
        return planned
    return replace(planned, command=replace(command, lots=_lots(command.lots, command.contract, factors, book)))
