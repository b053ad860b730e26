"""One scenario under several regimes or rulebooks: each is a run of its own over the same prices and orders."""

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from sandbox.engine.state import State
from sandbox.ledger.accounts import WALLETS, YOU, wallet_of
from sandbox.messages.commands import CancelOrder, ClosePosition
from sandbox.messages.events import Event, SpotTraded, TransferPosted
from sandbox.messages.opening import Opening
from sandbox.projections.summary import RunRecord
from sandbox.rulebook.collateral import POOLED_MODES
from sandbox.rulebook.records import Rulebook
from sandbox.session.batch import Batch
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.studies.equity_lines import EquityLines, Place, equities
from sandbox.studies.other_book import under_book
from sandbox.studies.regimes import Regime, offered, under_regime
from sandbox.values.limits import INT64_MAX
from sandbox.values.problems import Problem

SAMPLES = 240  # points of a line besides those at which your money moved
SLICE_UPDATES = 200_000

Progress = Callable[[float], None]  # share done, 0 to 1; raises to stop


class OwnMoves(Struct):
    """What you moved yourself, which is no gain or loss; and where anything else took money from."""

    moved: dict[Place, int] = field(default_factory=dict)
    taken_from: set[Place] = field(default_factory=set)

    def take(self, events: Iterable[Event]) -> None:
        """Read a step's transfers; those of the opening must not be given."""
        events = tuple(events)
        own_trades = {one.cause for one in events if isinstance(one, SpotTraded)}
        for one in events:
            if not isinstance(one, TransferPosted):
                continue
            source, target = wallet_of(one.debit), wallet_of(one.credit)
            if source == target:
                continue
            if (source is not None and target is not None) or one.cause in own_trades:
                self._move(source, one.asset, -one.atoms)
                self._move(target, one.asset, one.atoms)
            elif source is not None:
                self.taken_from.add((source, one.asset))

    def _move(self, wallet: str | None, asset: str, atoms: int) -> None:
        if wallet is not None:
            self.moved[wallet, asset] = self.moved.get((wallet, asset), 0) + atoms


class ComparedRun(Struct):
    """How one regime ended, all positions closed: the opening it played, its final state and digest, and the way there.

    `changes` in atoms: what each wallet gained (> 0) or lost against its start, your own transfers and spot trades
    left out; `touched`: where anything but you took money from, or whose worth is another at the end.
    """

    name: str
    regime: Regime
    opening: Opening
    state: State
    record: RunRecord
    digest: str
    lines: EquityLines
    changes: dict[Place, int]
    touched: frozenset[Place]

    @property
    def untouched(self) -> tuple[str, ...]:
        """Return the wallets of which no asset was touched."""
        wallets = {wallet for wallet, _ in self.touched}
        return tuple(one for one in WALLETS if one not in wallets and any(one == wallet for wallet, _ in self.changes))


def compare(
    opening: Opening, regimes: Iterable[Regime], progress: Progress | None = None, books: Iterable[Rulebook] = ()
) -> tuple[ComparedRun, ...]:
    """Play the scenario to its end under each regime in the order given, and that under each book where some are given.

    A regime that a book does not offer is left out, and one that cannot owe where the account does. Raises Problem
    where a book cannot hold the scenario, or no regime is left.
    """
    openings = [(under_book(opening, book), f" · {book.name}") for book in books] or [(opening, "")]
    cases = [
        (under_regime(one, regime), regime, regime.name + told)
        for one, told in openings
        for regime in regimes
        if regime in offered(one.rulebook) and (not one.debts or regime.account_mode in POOLED_MODES)
    ]
    if opening.debts and not cases:
        raise Problem("the account owes money, and only regimes that pool assets can; choose one of them")
    runs = []
    for number, (case, regime, name) in enumerate(cases):

        def share_done(share: float, before: int = number) -> None:
            if progress is not None:
                progress((before + share) / len(cases))

        runs.append(_run(case, regime, name, share_done))
    return tuple(runs)


def _run(opening: Opening, regime: Regime, name: str, progress: Progress) -> ComparedRun:
    """Play one case to its end."""
    session = Session.create(MemoryJournal(opening))
    record, lines, moves = RunRecord(), EquityLines(), OwnMoves()
    for batch in session.batches():
        record.take(batch.now_ns, batch.events)
    lines.sample(session.state)
    start = equities(session.state)

    def take(batch: Batch) -> None:
        record.take(batch.now_ns, batch.events)
        moves.take(batch.events)
        if any(isinstance(one, TransferPosted) for one in batch.events):
            lines.sample(session.state)

    session.subscribe(take)
    _play(session, lines, progress)
    _close_all(session)
    lines.sample(session.state)
    end = equities(session.state)
    changes = {
        place: end.get(place, 0) - start.get(place, 0) - moves.moved.get(place, 0)
        for place in sorted({*start, *end}, key=lambda one: (WALLETS.index(one[0]), one[1]))
    }
    touched = frozenset(moves.taken_from | {place for place, change in changes.items() if change})
    result = ComparedRun(name, regime, opening, session.state, record, session.digest, lines, changes, touched)
    session.close()
    return result


def _close_all(session: Session) -> None:
    """Close what is still open at the last price, so that what is owed is paid by the wallet that owes it."""
    for position in session.state.positions_of(YOU):
        if position.contract in session.state.marks and not session.state.liquidations:
            if any((one.owner, one.contract) == (YOU, position.contract) for one in session.state.orders.values()):
                session.submit(CancelOrder(contract=position.contract))
            session.submit(ClosePosition(contract=position.contract, side=position.side))


def _play(session: Session, lines: EquityLines, progress: Progress) -> None:
    """Play to the end, looking at the wallets at even distances on the way."""
    starts_ns, length_ns = session.opening.starts_ns, session.opening.ends_ns - session.opening.starts_ns
    for number in range(1, SAMPLES + 1):
        while not session.advance_to(starts_ns + length_ns * number // SAMPLES, SLICE_UPDATES):
            progress(number / (SAMPLES + 1))
        lines.sample(session.state)
        progress(number / (SAMPLES + 1))
    while not session.advance_to(INT64_MAX, SLICE_UPDATES):  # an open end goes on until no liquidation runs
        progress(SAMPLES / (SAMPLES + 1))
    lines.sample(session.state)
    progress(1.0)
