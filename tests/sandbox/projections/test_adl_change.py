"""A deleveraging taken apart: the queue before and after, what was cut, and what the cut cost."""

from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.events import TraderDeleveraged
from sandbox.projections.adl_change import AdlChange, adl_changes
from sandbox.session.journal import MemoryJournal
from sandbox.session.moment import before_step
from sandbox.session.session import Session
from tests.support.builders import atoms


def the_change(name: str) -> AdlChange:
    """Play a scenario and return its only deleveraging."""
    live = Session.create(MemoryJournal(load_scenario(name)))
    live.play_to_end()
    steps = [
        batch.step_number for batch in live.batches() if any(isinstance(one, TraderDeleveraged) for one in batch.events)
    ]
    (change,) = [one for step in steps for one in adl_changes(*before_step(live, step))]
    return change


def test_the_queue_is_told_before_and_after_with_what_was_cut() -> None:
    change = the_change("winner-deleveraged")
    assert (change.contract, change.side, change.mark_ticks) == ("BTCUSDT-PERP", "short", 70_000)
    assert [(one.rank, one.owner, one.lots) for one in change.before] == [(1, "you", 2000), (2, "short-1", 2000)]
    assert [(one.rank, one.owner, one.lots) for one in change.after] == [(1, "you", 930), (2, "short-1", 2000)]
    (cut,) = change.cuts
    assert (cut.owner, cut.rank, cut.lots_before, cut.lots) == ("you", 1, 2000, 1070)
    assert change.cut_of("short-1") is None


def test_a_cut_says_what_was_paid_and_what_the_mark_would_have_paid() -> None:
    """1.070 short from 7,934 closed at 7,537.3: 424.469; at the mark of 7,000: 999.38."""
    cut = the_change("winner-deleveraged").cuts[0]
    assert cut.realised_atoms == atoms("424.469") and cut.at_mark_atoms == atoms("999.38")
    assert cut.given_up_atoms == atoms("574.911")
