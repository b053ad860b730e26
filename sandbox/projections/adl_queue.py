"""Who stands where in the deleveraging queue of a contract."""

from dataclasses import dataclass
from fractions import Fraction

from sandbox.engine import views
from sandbox.engine.state import State

LIGHTS = 5


@dataclass(frozen=True, slots=True)
class AdlRow:
    """One place in the queue: rank 1 is cut first; `lights` of five as venues show it (5 = the first fifth).

    `leverage` is that of the position's settings.
    """

    rank: int
    owner: str
    position: str
    contract: str
    side: str
    lots: int
    unrealised_atoms: int
    score: Fraction
    lights: int
    leverage: Fraction


def adl_rows(state: State, contract: str, side: str) -> tuple[AdlRow, ...]:
    """Return the ranked named positions on `side` of a contract; the market's liquidity stands behind all of them."""
    queue = views.adl_queue(state, contract, side)
    return tuple(
        AdlRow(
            one.rank,
            one.owner,
            one.position,
            one.contract,
            side,
            abs(one.lots),
            one.unrealised_atoms,
            one.score,
            lights_of(one.rank, len(queue)),
            state.positions[one.owner, one.contract].leverage,
        )
        for one in queue
    )


def lights_of(rank: int, count: int) -> int:
    """Return how many of five lights a place lights: the first fifth of the queue all five, the last one."""
    if rank <= 0 or count <= 0:
        return 0
    return LIGHTS - (rank - 1) * LIGHTS // count
