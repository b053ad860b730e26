"""Swarm options: which classes of faults a random world has. Each seed turns every class on or off by itself.

A class has a source of chance of its own, so that a world without it is otherwise the same: that is how a failing one
is shrunk. `VARIETY` and `VENUES` are what old worlds lack.
"""

import hashlib
from random import Random

VARIETY, VENUES, TOP_UPS, TRIGGERS, REGIMES = "variety", "venues", "top-ups", "triggers", "regimes"
DOORS, FUNDS, OUTAGES, GAPS, TRADERS = "doors", "funds", "outages", "gaps", "traders"
REFUSALS, BRANCHES, BOOKS = "refusals", "branches", "books"
GRIDS = "grids"  # portfolio margin, where there are regimes
HEDGE = "hedge"  # watched by an onlooker, not audited atom by atom
DRAWN = (VARIETY, VENUES, TOP_UPS, TRIGGERS, REGIMES, DOORS)
SHARES = {
    FUNDS: 0.5,
    OUTAGES: 0.4,
    GAPS: 0.9,
    TRADERS: 0.85,
    REFUSALS: 0.85,
    BRANCHES: 0.25,
    BOOKS: 0.25,
    GRIDS: 0.5,
    HEDGE: 0.08,
}
CLASSES = (*DRAWN, *SHARES)

Options = frozenset[str]


def generator(name: str) -> Random:
    """Return the generator of a name; each source of chance has one of its own."""
    return Random(hashlib.sha256(f"bulkhead {name}".encode()).digest())


def old_options(seed: int, *, variety: bool = True, venues: bool = True) -> Options:
    """Return what a seed's world had before it drew its classes: those that once found a fault stay as found."""
    found = {GAPS, TRADERS, REFUSALS}
    if seed % 4 == 1:
        found.add(TOP_UPS)
    if seed % 6 == 5:
        found.add(TRIGGERS)
    if variety:
        found.add(REGIMES if seed % 8 == 7 else VARIETY)
        if venues:
            found.add(VENUES)
            if seed % 8 == 3 or seed % 16 == 15:
                found.add(DOORS)
    return frozenset(found)


def swarm_options(seed: int) -> Options:
    """Draw the classes of a seed's world."""
    rng, found = generator(f"swarm {seed}"), set(old_options(seed))
    for name, share in SHARES.items():
        found.discard(name)
        if rng.random() < share:
            found.add(name)
    return frozenset(found)
