"""One deleveraging from both chairs: the whole queue before and after, who was cut, and what a cut was worth."""

from collections.abc import Sequence

from msgspec import Struct

from sandbox.engine.evolve import evolve
from sandbox.engine.state import State
from sandbox.ledger.accounts import DESK
from sandbox.messages.events import Event, PositionChanged, TraderDeleveraged
from sandbox.projections.adl_queue import AdlRow, adl_rows

Key = tuple[str, str]  # liquidation, contract


class AdlCut(Struct, frozen=True):
    """One position cut: lots unsigned; `at_mark_atoms` is what the same lots would have realised at the mark."""

    rank: int
    owner: str
    position: str
    lots_before: int
    lots: int
    value_atoms: int
    realised_atoms: int
    at_mark_atoms: int

    @property
    def given_up_atoms(self) -> int:
        """Return how much less the cut paid than the market would have: the share of profit that was cut."""
        return self.at_mark_atoms - self.realised_atoms


class AdlChange(Struct, frozen=True):
    """The deleveraging of one liquidated position: `side` is that of the queue, `at_ns` its instant."""

    liquidation: str
    contract: str
    side: str
    at_ns: int
    mark_ticks: int
    before: tuple[AdlRow, ...]
    after: tuple[AdlRow, ...]
    cuts: tuple[AdlCut, ...]

    def cut_of(self, owner: str) -> AdlCut | None:
        """Return the cut of an owner, None where it was passed over or not reached."""
        return next((one for one in self.cuts if one.owner == owner), None)


def adl_changes(state: State, events: Sequence[Event]) -> tuple[AdlChange, ...]:
    """Return the deleveragings of a step; `state` stands before it, its prices taken, and after it on return."""
    starts = _starts(events)
    before: dict[Key, tuple[AdlRow, ...]] = {}
    sides: dict[Key, str] = {}
    for place, event in enumerate(events):
        for key in [key for key, start in starts.items() if start == place]:
            sides[key] = "short" if state.desk[key].lots > 0 else "long"
            before[key] = adl_rows(state, key[1], sides[key])
        evolve(state, event)
    return tuple(
        AdlChange(
            liquidation=key[0],
            contract=key[1],
            side=side,
            at_ns=state.now_ns,
            mark_ticks=state.marks[key[1]],
            before=before[key],
            after=adl_rows(state, key[1], side),
            cuts=tuple(_cut(state, before[key], side, event) for event in _cuts(events, key)),
        )
        for key, side in sides.items()
    )


def _cuts(events: Sequence[Event], key: Key) -> list[TraderDeleveraged]:
    return [one for one in events if isinstance(one, TraderDeleveraged) and (one.liquidation, one.contract) == key]


def _starts(events: Sequence[Event]) -> dict[Key, int]:
    """Return where each deleveraging begins: the desk's own change that comes before its first cut."""
    starts: dict[Key, int] = {}
    desk: dict[Key, int] = {}
    for place, event in enumerate(events):
        if isinstance(event, PositionChanged) and event.owner == DESK:
            desk[event.position, event.contract] = place
        elif isinstance(event, TraderDeleveraged):
            starts.setdefault((event.liquidation, event.contract), desk[event.liquidation, event.contract])
    return starts


def _cut(state: State, queue: Sequence[AdlRow], side: str, event: TraderDeleveraged) -> AdlCut:
    scale = state.scales[event.contract]
    sign = scale.direction if side == "long" else -scale.direction
    mark_value = scale.value_atoms(event.lots, state.marks[event.contract])
    held = next((one.lots for one in queue if one.owner == event.owner and one.position == event.position), event.lots)
    return AdlCut(
        rank=event.rank,
        owner=event.owner,
        position=event.position,
        lots_before=held,
        lots=event.lots,
        value_atoms=event.value_atoms,
        realised_atoms=event.realised_atoms,
        at_mark_atoms=event.realised_atoms + sign * (mark_value - event.value_atoms),
    )
