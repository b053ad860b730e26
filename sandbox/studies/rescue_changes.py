"""One thing changed in a run, everything else as it was: more margin, a smaller size, less leverage, an earlier close.

Money that a change needs comes from outside through the funding wallet, at the instant at which it is used; so every
other command finds as much available as before.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.matching.orders import opposite
from sandbox.messages.commands import AdjustMargin, ClosePosition, Command, PlaceOrder, TransferMoney
from sandbox.messages.opening import Opening, PlannedCommand, WalletAmount
from sandbox.messages.triggers import STOP, Trigger
from sandbox.studies.rescue_case import Case, Entry
from sandbox.studies.rescue_replay import Variant
from sandbox.values.rounding import round_half_even, round_up

SOURCE = "funding"


class _Insert(Struct, frozen=True):
    """A command that a change brings in: before the command at `place`, or after all others of its instant."""

    at_ns: int
    command: Command
    place: int | None = None


def with_margin(case: Case, atoms: int) -> Variant:
    """Return the run with so much more money: in the compartment right after the opening, or in the pool."""
    at_ns, asset = case.opened_ns + 1, case.scale.settle
    inserts = [_Insert(at_ns, TransferMoney(source=SOURCE, target="contract", asset=asset, atoms=atoms))]
    if case.margin_mode == "isolated":
        inserts.append(_Insert(at_ns, AdjustMargin(contract=case.contract, atoms=atoms, side=case.side)))
    return _changed(_with_money(case.opening, asset, atoms), {}, inserts)


def with_size(case: Case, lots: int) -> Variant:
    """Return the run with a smaller position on the same money: later orders give way first."""
    if case.entries[0].place is None:
        return _held_smaller(case, lots)
    rewritten: dict[int, PlannedCommand | None] = {}
    inserts: list[_Insert] = []
    left = lots
    for entry in case.entries:
        assert entry.place is not None
        kept = min(left, entry.lots)
        left -= kept
        if kept == entry.lots:
            continue
        planned = case.opening.commands[entry.place]
        rewritten[entry.place] = _resized(planned, kept) if kept else None
        if case.margin_mode == "isolated":
            less = entry.margin_atoms - _initial(case, entry, kept, case.leverage)
            inserts.append(
                _Insert(entry.filled_ns + 1, AdjustMargin(contract=case.contract, atoms=less, side=case.side))
            )
    return _changed(case.opening, rewritten, [one for one in inserts if _moves(one.command)])


def with_leverage(case: Case, leverage: Fraction) -> Variant:
    """Return the run with all orders of the position at another leverage, the margin they lack brought along."""
    rewritten: dict[int, PlannedCommand | None] = {}
    inserts: list[_Insert] = []
    total, asset = 0, case.scale.settle
    for entry in case.entries:
        assert entry.place is not None
        planned = case.opening.commands[entry.place]
        assert isinstance(planned.command, PlaceOrder)
        rewritten[entry.place] = replace(planned, command=replace(planned.command, leverage=leverage))
        more = _initial(case, entry, entry.lots, leverage) - _initial(case, entry, entry.lots, case.leverage)
        if more > 0:
            total += more
            money = TransferMoney(source=SOURCE, target="contract", asset=asset, atoms=more)
            inserts.append(_Insert(planned.at_ns, money, entry.place))
    return _changed(_with_money(case.opening, asset, total), rewritten, inserts)


def margin_at(case: Case, leverage: Fraction) -> int:
    """Return the initial margin of the position's orders at a leverage, in atoms."""
    return sum(_initial(case, entry, entry.lots, leverage) for entry in case.entries)


def closed_at(case: Case, at_ns: int) -> Variant:
    """Return the run with the position closed at the market at an instant, after everything else of it."""
    return _changed(case.opening, {}, [_Insert(at_ns, ClosePosition(contract=case.contract, side=case.side))])


def with_stop(case: Case, ticks: int) -> Variant:
    """Return the run with a stop-market order on the position from its opening on: all of it, by the mark."""
    trigger = Trigger(kind=STOP, ticks=ticks)
    order = PlaceOrder(
        contract=case.contract,
        side=opposite(case.side),
        lots=case.lots,
        trigger=trigger,
        closes_position=True,
        position_side=case.side,
    )
    return _changed(case.opening, {}, [_Insert(case.opened_ns + 1, order)])


# -- rewriting


def _initial(case: Case, entry: Entry, lots: int, leverage: Fraction) -> int:
    return round_up(Fraction(case.scale.value_atoms(lots, entry.price_ticks)) / leverage) if lots else 0


def _moves(command: Command) -> bool:
    return not isinstance(command, AdjustMargin) or command.atoms != 0


def _resized(planned: PlannedCommand, lots: int) -> PlannedCommand:
    assert isinstance(planned.command, PlaceOrder)
    return replace(planned, command=replace(planned.command, lots=lots))


def _held_smaller(case: Case, lots: int) -> Variant:
    """Return the run with the position held from the start smaller, its margin as it was."""
    positions = []
    for one in case.opening.positions:
        if (one.contract, one.side) == (case.contract, case.side):
            value = round_half_even(Fraction(one.value_atoms * lots, one.lots))
            margin = one.isolated_margin_atoms
            if margin is None and one.margin_mode == "isolated":
                margin = round_up(Fraction(one.value_atoms) / one.leverage)
            one = replace(one, lots=lots, value_atoms=value, isolated_margin_atoms=margin)
        positions.append(one)
    return Variant(replace(case.opening, positions=tuple(positions)))


def _with_money(opening: Opening, asset: str, atoms: int) -> Opening:
    """Return the opening with so much more in the wallet that money from outside comes through."""
    if not atoms:
        return opening
    held = sum(one.atoms for one in opening.wallets if (one.wallet, one.asset) == (SOURCE, asset))
    rest = tuple(one for one in opening.wallets if (one.wallet, one.asset) != (SOURCE, asset))
    return replace(opening, wallets=(*rest, WalletAmount(wallet=SOURCE, asset=asset, atoms=held + atoms)))


def _changed(opening: Opening, rewritten: dict[int, PlannedCommand | None], inserts: Sequence[_Insert]) -> Variant:
    """Return a run with commands rewritten (None: left out) and brought in, and the numbers they have in it."""
    rows: list[tuple[PlannedCommand, bool]] = []
    for place, planned in enumerate(opening.commands):
        rows += [(_planned(one), True) for one in inserts if one.place == place]
        kept = rewritten.get(place, planned)
        if kept is not None:
            rows.append((kept, place in rewritten))
    for one in inserts:
        if one.place is None:
            rows.insert(_after(rows, one.at_ns), (_planned(one), True))
    own = frozenset(number for number, (_, mine) in enumerate(rows, start=1) if mine)
    return Variant(replace(opening, commands=tuple(one for one, _ in rows)), own)


def _planned(one: _Insert) -> PlannedCommand:
    return PlannedCommand(at_ns=one.at_ns, command=one.command, action=type(one.command).__name__)


def _after(rows: Iterable[tuple[PlannedCommand, bool]], at_ns: int) -> int:
    return sum(planned.at_ns <= at_ns for planned, _ in rows)
