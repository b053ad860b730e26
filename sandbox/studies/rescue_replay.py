"""A run played once more from its opening with all commands as they were given, and what became of one contract in it.

The engine is deterministic: unchanged, the replay tells the very same liquidation, which is checked before any other
question is asked of it.
"""

from msgspec import Struct, field
from msgspec.structs import replace

from sandbox.engine.state import Position, State
from sandbox.ledger.accounts import YOU
from sandbox.messages.events import CommandRefused, LiquidationLeg
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.projections.positions import position_row
from sandbox.projections.wallets import value_atoms
from sandbox.session.batch import Batch
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.studies.compare import OwnMoves
from sandbox.studies.equity_lines import Place, equities

QUOTE = "USDT"


def opening_as_played(session: Session) -> Opening:
    """Return the session's opening with every command that was given, yours by hand too, and those still planned.

    A command by hand was a step of its own after the prices of its instant; a planned one is decided before them. So
    what was given by hand is planned for the next nanosecond.
    """
    given = [
        session.planned_command(one.number)
        or PlannedCommand(at_ns=batch.now_ns + 1, command=one.command, action=type(one.command).__name__)
        for batch in session.batches()
        for one in batch.commands
    ]
    commands = (*given, *session.planned_ahead())
    ends_ns = max(session.opening.ends_ns, session.now_ns)
    return replace(session.opening, commands=commands, expectations=(), ends_ns=ends_ns)


class Variant(Struct, frozen=True):
    """A run with something changed; `own` numbers the commands the change brought in, none of which may be refused."""

    opening: Opening
    own: frozenset[int] = frozenset()


class Outcome(Struct):
    """What became of one position of yours in a replay, from its opening on.

    `liquidated_ns` None: never. `also_liquidated`: contracts of your other positions. `change_atoms`: what all your
    wallets gained (> 0) or lost to the end, unrealised profit at the last prices included, in the quote; `taken_from`:
    wallets other than the contract wallet that lost money. `liquidation_tick`: where it would have been liquidated, at
    the instant at which it was. `is_open`: it still stands at the end. `is_void`: a command of the change itself was
    refused, or the position was never opened.
    """

    liquidated_ns: int | None = None
    also_liquidated: tuple[str, ...] = ()
    change_atoms: int = 0
    taken_from: tuple[str, ...] = ()
    liquidation_tick: int | None = None
    is_open: bool = False
    is_void: bool = False


class _Watch(Struct):
    """Listens to a replay; `position` is the one that is asked about, once it is open."""

    own: frozenset[int]
    contract: str
    since_ns: int
    position: str = ""
    moves: OwnMoves = field(default_factory=OwnMoves)
    liquidated_ns: int | None = None
    others: set[str] = field(default_factory=set)
    is_refused: bool = False

    def take(self, batch: Batch) -> None:
        """Hear a committed step."""
        self.moves.take(batch.events)
        for event in batch.events:
            if isinstance(event, LiquidationLeg) and event.owner == YOU and batch.now_ns >= self.since_ns:
                if event.position == self.position:
                    self.liquidated_ns = self.liquidated_ns or batch.now_ns
                else:
                    self.others.add(event.contract)
            elif isinstance(event, CommandRefused) and event.command in self.own:
                self.is_refused = True

    def stands(self, state: State) -> bool:
        """Tell whether the position is open."""
        return any(one.position == self.position for one in state.held_in(YOU, self.contract))


def saves(variant: Variant, contract: str, opened_ns: int, side: str = "") -> bool:
    """Play a variant until your position in a contract is liquidated or closed; True where it is not liquidated.

    `side` says which one where the contract may have two.
    """
    session, watch, _ = _begin(variant, contract, opened_ns, side)
    while watch.stands(session.state) and not watch.is_refused and session.step_event() is not None:
        if watch.liquidated_ns is not None:
            return False
    return bool(watch.position) and not watch.is_refused


def play(variant: Variant, contract: str, opened_ns: int, look_ns: int, side: str = "") -> Outcome:
    """Play a variant to its end; `look_ns` is the instant at which the liquidation tick is read."""
    session, watch, start = _begin(variant, contract, opened_ns, side)
    session.advance_to(look_ns)
    tick = _tick_now(session.state, contract, side) if watch.stands(session.state) else None
    session.play_to_end()
    end = equities(session.state)
    changes = {
        place: end.get(place, 0) - start.get(place, 0) - watch.moves.moved.get(place, 0) for place in {*start, *end}
    }
    lost = {wallet for (wallet, _), atoms in changes.items() if wallet != "contract" and atoms < 0}
    return Outcome(
        liquidated_ns=watch.liquidated_ns,
        also_liquidated=tuple(sorted(watch.others)),
        change_atoms=_in_quote(session.state, changes),
        taken_from=tuple(sorted(lost)),
        liquidation_tick=tick,
        is_open=watch.stands(session.state),
        is_void=watch.is_refused or not watch.position,
    )


def _begin(variant: Variant, contract: str, opened_ns: int, side: str) -> tuple[Session, _Watch, dict[Place, int]]:
    """Play a variant to the opening of the position; returns what the wallets were worth right before."""
    session = Session.create(MemoryJournal(variant.opening))
    watch = _Watch(variant.own, contract, opened_ns)
    session.subscribe(watch.take)
    session.advance_to(opened_ns - 1)
    start, watch.moves = equities(session.state), OwnMoves()
    session.advance_to(opened_ns)
    held = _held(session.state, contract, side)
    watch.position = held.position if held is not None else ""
    return session, watch, start


def _held(state: State, contract: str, side: str) -> Position | None:
    return state.held(YOU, contract, state.slot_for(YOU, side))


def _tick_now(state: State, contract: str, side: str) -> int | None:
    position = _held(state, contract, side)
    return None if position is None else position_row(state, position).liquidation_tick


def _in_quote(state: State, changes: dict[Place, int]) -> int:
    return sum(value_atoms(state, asset, atoms, QUOTE) or 0 for (_, asset), atoms in changes.items())
