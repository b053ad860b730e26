"""Scrubs and branches of a random run: the past is where it was, and going on from it leaves every branch whole."""

from random import Random

from sandbox.engine.digest import canonical_state
from sandbox.messages.commands import TransferMoney
from sandbox.messages.opening import Opening
from sandbox.session.journal import MemoryJournal
from sandbox.session.moment import moment_after, moment_at, move_on
from sandbox.session.session import Session
from tests.simulation.books import need

SCRUBS = 3


def check_branches(rng: Random, opening: Opening, stepped: str) -> None:
    """Scrub to random moments, go on from one unchanged and from one with a command, and come back."""
    live = Session.create(MemoryJournal(opening))
    live.play_to_end()
    for _ in range(SCRUBS):
        _check_scrub(rng, live)
    past = moment_at(live, rng.randint(opening.starts_ns, live.now_ns))
    again = live.continue_from(past.step_number, past.feed_cursor, past.now_ns)
    again.play_to_end()
    need(again.digest == stepped, f"a branch at {past.now_ns} that changes nothing has another digest")
    past = moment_at(again, rng.randint(opening.starts_ns, again.now_ns))
    other = again.continue_from(past.step_number, past.feed_cursor, past.now_ns)
    other.submit(TransferMoney(source="spot", target="funding", asset="USDT", atoms=rng.choice([1, 10**9])))
    other.play_to_end()
    need(other.on_branch(1).digest == stepped, "a branch left behind has another digest")


def _check_scrub(rng: Random, live: Session) -> None:
    """Reach one moment by folding, and by moving on from an earlier one: both are the same state."""
    step = rng.randint(0, live.step_number)
    earlier = moment_after(live, rng.randint(0, step))
    move_on(earlier, step, live.step_instants[step])
    at_once = moment_after(live, step)
    need(canonical_state(earlier.state) == canonical_state(at_once.state), f"two ways to step {step} differ")
