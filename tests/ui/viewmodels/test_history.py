"""The history of an earlier step is what it was then, however much happened since."""

from sandbox.session.journal import MemoryJournal
from sandbox.session.moment import moment_after
from sandbox.session.session import Session
from tests.support.builders import a_rulebook
from tests.support.busy import busy_opening
from ui.viewmodels.history import RunHistory
from ui.viewmodels.window_model import WindowModel


def told(history: RunHistory) -> tuple[object, ...]:
    """Everything a history tells."""
    history.fresh()
    markers = {contract: list(marks) for contract, marks in history.chart_markers.items()}
    rows = [list(one) for one in (history.fills, history.transfers, history.ledger, history.log)]
    stories = {key: repr(story) for key, story in history.stories.items()}
    return rows, markers, list(history.timeline_markers), stories


def test_the_history_until_a_step_is_the_history_folded_up_to_it() -> None:
    opening = busy_opening(300, rulebook=a_rulebook(steps="slices"))
    session = Session.create(MemoryJournal(opening))
    session.play_to_end()
    live = WindowModel(session)
    for flushed in (False, True):
        if flushed:
            live.history.fresh()
        for step in range(session.step_count):
            past = moment_after(session, step)
            assert told(WindowModel(past, live).history) == told(WindowModel(past).history), step
    captions = [one.text for one in WindowModel(moment_after(session, 1), live).captions.captions]
    assert captions == ["two longs"]


def test_an_earlier_history_goes_on_as_the_run_did() -> None:
    session = Session.create(MemoryJournal(busy_opening(300)))
    session.play_to_end()
    live = WindowModel(session)
    past = WindowModel(moment_after(session, 3), live)
    for batch in session.batches(first_step=4):
        past.take(batch)
    assert told(past.history) == told(live.history)
