"""One random run: the engine steps, the auditor follows; then the same plan is played again by jumping and folding."""

import traceback
from array import array
from dataclasses import dataclass
from random import Random

from msgspec.structs import replace

from sandbox.engine.digest import extend_digest, finish_digest, start_digest
from sandbox.engine.opening import open_state
from sandbox.engine.step import step
from sandbox.messages.inputs import PriceColumns, StepInput
from sandbox.messages.opening import Opening, PlannedCommand, PlannedFunding
from sandbox.rulebook.words import TOP_UP_MODELS
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.simulation.auditor import Auditor
from tests.simulation.book_worlds import bundled_book, under_bundled
from tests.simulation.books import need
from tests.simulation.branching import check_branches
from tests.simulation.fund_worlds import with_funds
from tests.simulation.hedge_worlds import with_hedge
from tests.simulation.moves import Moves
from tests.simulation.onlooker import Onlooker
from tests.simulation.options import (
    BOOKS,
    BRANCHES,
    DOORS,
    FUNDS,
    GAPS,
    GRIDS,
    HEDGE,
    OUTAGES,
    REFUSALS,
    REGIMES,
    TOP_UPS,
    TRADERS,
    TRIGGERS,
    VARIETY,
    VENUES,
    Options,
    generator,
    swarm_options,
)
from tests.simulation.venue_worlds import with_venue_rules
from tests.simulation.worlds import random_opening, varied, with_grid, with_regime


@dataclass(frozen=True)
class Outcome:
    """What came of a run; `violation` is empty where everything held, else `step` is where it broke."""

    seed: int
    steps: int
    events: int
    digest: str
    violation: str = ""
    step: int = 0
    kinds: frozenset[str] = frozenset()
    options: Options = frozenset()


DOOR_SEEDS = (3, 11, 15, 19, 27, 31, 35)  # worlds of the default run whose wallets have doors


def simulate(seed: int, steps: int, options: Options | None = None, *, replays: bool = True) -> Outcome:
    """Play one random world for so many steps against the auditor; its classes of faults are the seed's own."""
    if options is None:
        options = swarm_options(seed)
    rng = generator(f"simulation {seed}")
    opening = world_of(rng, seed, options)
    inputs: list[StepInput] = []
    count, digest, kinds = 0, start_digest(), set()
    at = 0
    try:
        state, opened = open_state(opening)
        for event in opened:
            digest = extend_digest(digest, opening.starts_ns, event)
        count = len(opened)
        auditor = Onlooker(opening, state) if HEDGE in options else Auditor(opening, opened)
        moves = Moves(
            rng,
            auditor,
            top_ups=TOP_UPS in options,
            triggers=TRIGGERS in options,
            regimes=len(opening.rulebook.collateral.regimes) > 1,
            doors=DOORS in options,
            sides=generator(f"sides {seed}") if HEDGE in options else None,
            outages=generator(f"outages {seed}") if OUTAGES in options else None,
            gaps=GAPS in options,
            refusals=REFUSALS in options,
        )
        while at < steps:
            at += 1
            given = moves.next()
            inputs.append(given)
            events = step(state, given)
            for event in events:
                digest = extend_digest(digest, given.now_ns, event)
                kinds.add(type(event).__name__)
            count += len(events)
            auditor.check_step(given, events)
            held = {key: (one.lots, one.open_value_atoms) for key, one in state.positions.items()}
            auditor.compare(state.balances.items(), held)
        stepped = finish_digest(digest, state)
        if replays:
            check_replays(rng, planned(opening, inputs), stepped)
            if BRANCHES in options:
                check_branches(generator(f"branches {seed}"), planned(opening, inputs), stepped)
    except Exception as error:  # whatever the engine raises here is a violation
        where = traceback.extract_tb(error.__traceback__)[-1]
        text = f"{type(error).__name__}: {error} ({where.name}:{where.lineno})"
        return Outcome(seed, at, count, "", text, at, frozenset(kinds), options)
    return Outcome(seed, steps, count, stepped, kinds=frozenset(kinds), options=options)


def world_of(rng: Random, seed: int, options: Options) -> Opening:
    """Draw the world of a seed: each class changes it by its own source of chance, in the same order."""
    bundled = bundled_book(generator(f"books {seed}")) if BOOKS in options else None
    opening = random_opening(rng, bundled)
    if bundled is not None:
        opening, options = under_bundled(generator(f"bundled {seed}"), opening), options - {VARIETY, VENUES, REGIMES}
    if TOP_UPS in options:
        opening = with_top_up(opening, Random(seed).choice(TOP_UP_MODELS))
    if REGIMES in options:
        opening = with_regime(Random(seed), opening)
        if GRIDS in options:
            opening = with_grid(generator(f"grids {seed}"), opening)
    if VARIETY in options:
        opening = varied(generator(f"variety {seed}"), opening)
    if VENUES in options:
        opening = with_venue_rules(generator(f"venues {seed}"), opening)
    if HEDGE in options:
        opening = with_hedge(generator(f"hedge {seed}"), opening)
    if FUNDS in options:
        opening = with_funds(generator(f"funds {seed}"), opening)
    return opening if TRADERS in options else replace(opening, traders=())


def with_top_up(opening: Opening, model: str) -> Opening:
    """Return an opening whose book tops up by another model."""
    book = opening.rulebook
    return replace(opening, rulebook=replace(book, liquidation=replace(book.liquidation, top_up=model)))


def planned(opening: Opening, inputs: list[StepInput]) -> Opening:
    """Return an opening whose plan is what was stepped by hand."""
    symbols = sorted(one.symbol for one in opening.rulebook.contracts)
    names = (*symbols, *(f"{one}@last" for one in symbols))
    at_ns, index, ticks = array("q"), array("q"), array("q")
    commands, funding = [], []
    for given in inputs:
        for update in given.prices:
            at_ns.append(given.now_ns)
            index.append(names.index(update.contract))
            ticks.append(update.price_ticks)
        commands += [PlannedCommand(at_ns=given.now_ns, command=one.command, action="random") for one in given.commands]
        funding += [PlannedFunding(at_ns=given.now_ns, update=one) for one in given.funding]
    return replace(
        opening,
        ends_ns=inputs[-1].now_ns,
        prices=PriceColumns(names, at_ns, index, ticks),
        commands=tuple(commands),
        funding=tuple(funding),
    )


def check_replays(rng: Random, opening: Opening, stepped: str) -> None:
    """Check that headless, jumping in random slices and stepping through a session give the digest of stepping."""
    headless = Session.create(MemoryJournal(opening))
    headless.play_to_end()
    need(headless.digest == stepped, "played to the end at once, the digest differs from stepping")
    journal = MemoryJournal(opening)
    jumping = Session.create(journal)
    while not jumping.at_end:
        way = rng.choice(["jump", "jump", "update", "event"])
        if way == "jump":
            span = opening.ends_ns - opening.starts_ns
            jumping.advance_to(jumping.now_ns + rng.randint(1, max(2, span // 8)), rng.choice([None, 3, 40_000]))
        elif way == "update":
            jumping.step_update()
        else:
            jumping.step_event()
    need(jumping.digest == stepped, "jumping in slices, the digest differs from stepping")
    jumping.flush()
    need(Session.resume(journal).digest == stepped, "folded again, the digest differs from stepping")
