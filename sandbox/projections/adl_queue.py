"""Who stands where in the deleveraging queue of a contract."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from sandbox.engine import views
from sandbox.engine.state import State, place_of

LIGHTS = 5


class AdlRow(Struct, frozen=True):
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
    lights = queue_lights([abs(one.lots) for one in queue], by_size=state.rulebook.liquidation.adl_rank == "bitmex")
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
            lit,
            state.positions[place_of(one.owner, one.contract, one.slot)].leverage,
        )
        for one, lit in zip(queue, lights, strict=True)
    )


def queue_lights(sizes: Sequence[int], *, by_size: bool) -> list[int]:
    """Return the lights of a queue of `sizes`, first in line first.

    By count, or by size as BitMEX: the fifth in which the cumulative size ends; the first in line lights all five.
    Worked: sizes 10, 20, 30, 10, 10, 20 end at 10, 30, 60, 70, 80, 100 %: 5, 4, 3, 2, 2, 1 lights.
    """
    if not by_size:
        return [lights_of(rank, len(sizes)) for rank in range(1, len(sizes) + 1)]
    lights: list[int] = []
    whole, ahead = sum(sizes), 0
    for size in sizes:
        ahead += size
        lights.append(LIGHTS if not lights else LIGHTS - (ahead * LIGHTS - 1) // whole)
    return lights


def lights_of(rank: int, count: int) -> int:
    """Return how many of five lights a place lights: the first fifth of the queue all five, the last one."""
    if rank <= 0 or count <= 0:
        return 0
    return LIGHTS - (rank - 1) * LIGHTS // count
