"""A session gives the same events and digest however it is played; nobody sees a step before it is committed."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from sandbox.messages.commands import (
    PlaceOrder,
    SetLeverage,
    ShowCaption,
    TransferMoney,
)
from sandbox.messages.events import CaptionShown, CommandRefused, FundingSettled, LiquidationReleased, OrderFilled
from sandbox.messages.opening import Opening
from sandbox.session.batch import Batch
from sandbox.session.file import create_journal, open_journal
from sandbox.session.journal import MemoryJournal, StepRecord
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from sandbox.values.limits import INT64_MAX
from tests.support.builders import (
    BTC,
    SECOND,
    START,
    a_rulebook,
    an_opening,
    atoms,
    price_columns,
)
from tests.support.busy import at, busy_opening, planned


def played(opening: Opening, play: Callable[[Session], object]) -> tuple[str, list[tuple[int, object]]]:
    """Play an opening in some way; return its digest and its events with their instants."""
    session = Session.create(MemoryJournal(opening))
    play(session)
    assert session.at_end
    return session.digest, [(batch.now_ns, event) for batch in session.batches() for event in batch.events]


def by_updates(session: Session) -> None:
    while not session.at_end:
        session.step_update()


def by_events(session: Session) -> None:
    while session.step_event() is not None:
        assert session.now_ns <= session.opening.ends_ns or session.opening.open_ended


def in_odd_slices(session: Session) -> None:
    target, width = START, 1
    while not session.at_end:
        width = width * 7 % 1_009 + 1
        target += width * SECOND // 13
        session.advance_to(target)
        assert session.now_ns >= min(target, session.opening.ends_ns)


def in_budgets(session: Session) -> None:
    while not session.advance_to(INT64_MAX, 3):
        session.flush()


WAYS = [by_updates, by_events, in_odd_slices, in_budgets]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("open_ended", [False, True])
def test_every_way_of_playing_gives_one_digest(way: Callable[[Session], object], open_ended: bool) -> None:
    opening = busy_opening(open_ended=open_ended)
    wanted = played(opening, Session.play_to_end)
    assert any(isinstance(event, LiquidationReleased) for _, event in wanted[1])
    assert any(isinstance(event, FundingSettled) for _, event in wanted[1])
    assert played(opening, way) == wanted


@pytest.mark.parametrize(
    "rules",
    [
        {"steps": "slices", "stage_ns": SECOND},
        {"steps": "whole"},
        {"beyond_fund": "socialise"},
    ],
)
def test_other_rulebooks_give_one_digest_too(rules: dict[str, object]) -> None:
    opening = replace(busy_opening(300), rulebook=a_rulebook(**rules), insurance_fund=())
    wanted = played(opening, Session.play_to_end)
    assert played(opening, by_updates) == wanted == played(opening, in_odd_slices)


def test_a_session_goes_on_where_it_was_left_at_any_point() -> None:
    opening = busy_opening(400)
    wanted = played(opening, Session.play_to_end)
    journal = MemoryJournal(opening)
    session, target = Session.create(journal), START
    while not session.at_end:
        target += 17 * SECOND // 3
        session.advance_to(target)
        session.flush()
        before = session.digest, session.now_ns, session.cursor, session.step_count, session.event_count
        session = Session.resume(journal)
        assert (session.digest, session.now_ns, session.cursor, session.step_count, session.event_count) == before
    assert session.digest == wanted[0]
    assert [(b.now_ns, e) for b in session.batches() for e in b.events] == wanted[1]


def test_a_session_left_without_a_word_goes_on_from_its_last_step() -> None:
    opening = busy_opening(400)
    wanted = played(opening, Session.play_to_end)[0]
    journal = MemoryJournal(opening)
    Session.create(journal).advance_to(at(333.3))  # neither flushed nor closed
    session = Session.resume(journal)
    assert session.now_ns < at(333.3)
    session.play_to_end()
    assert session.digest == wanted


def test_a_file_cut_off_before_its_first_step_is_started_when_it_is_opened(tmp_path: Path) -> None:
    opening, path = busy_opening(60), str(tmp_path / "run.bulkhead")
    create_journal(path, opening).close()  # as kill -9 leaves it between the file and the opening events
    assert verify_file(path).failure == ""
    session = Session.resume(open_journal(path))
    session.play_to_end()
    session.close()
    assert session.digest == played(opening, Session.play_to_end)[0]
    assert (verify_file(path).failure, verify_file(path).digest) == ("", session.digest)


def test_a_step_takes_the_commands_of_its_instant_up_to_the_first_order() -> None:
    session = Session.create(MemoryJournal(busy_opening()))
    session.advance_to(at(1))
    kinds = [tuple(type(one.command).__name__ for one in batch.commands) for batch in session.batches()]
    assert kinds == [(), ("ShowCaption", "PlaceOrder"), ("PlaceOrder",), ("TransferMoney",)]
    numbers = [one.number for batch in session.batches() for one in batch.commands]
    assert numbers == [1, 2, 3, 4]


def test_interactive_commands_go_on_counting_and_know_no_script() -> None:
    session = Session.create(MemoryJournal(busy_opening()))
    session.advance_to(at(5))
    batch = session.submit(TransferMoney(source="spot", target="contract", asset="USDT", atoms=atoms("100")))
    assert [one.number for one in batch.commands] == [5]
    assert batch.now_ns == at(5) == session.now_ns
    assert session.planned_command(5) is None
    session.advance_to(at(20))
    assert session.planned_command(6) == session.opening.commands[4]
    resumed = Session.resume(session.journal)
    assert resumed.planned_command(5) is None
    assert resumed.planned_command(6) == session.opening.commands[4]


def test_a_refused_command_is_a_batch_too() -> None:
    session = Session.create(MemoryJournal(busy_opening()))
    batch = session.submit(PlaceOrder(contract=BTC, side="long", lots=1))
    assert [event.reason for event in batch.events if isinstance(event, CommandRefused)] == ["NO_PRICE"]
    assert batch.step_number == 1


def test_listeners_hear_of_committed_steps_only_and_in_order() -> None:
    journal, heard = MemoryJournal(busy_opening()), list[Batch]()
    session = Session.create(journal)

    def listen(batch: Batch) -> None:
        assert list(journal.records())[-1].step == batch.step_number
        heard.append(batch)

    stop = session.subscribe(listen)
    session.advance_to(at(100))
    assert heard == list(session.batches())[1:]
    assert heard[0].first_event == len(next(session.batches()).events) + 1
    assert any(isinstance(event, OrderFilled) for batch in heard for event in batch.events)
    assert any("wallets" in batch.change_set for batch in heard)
    stop()
    count = len(heard)
    session.play_to_end()
    assert len(heard) == count


class FullDisk(Exception):
    """What a journal raises here."""


class FailingJournal(MemoryJournal):
    """A journal whose disk is full after some steps."""

    def __init__(self, opening: Opening, steps: int) -> None:
        super().__init__(opening)
        self.left = steps

    def append(self, record: StepRecord) -> None:
        if not self.left:
            raise FullDisk
        self.left -= 1
        super().append(record)


def test_after_a_step_that_could_not_be_written_nothing_more_is() -> None:
    journal = FailingJournal(busy_opening(), 2)
    session, heard = Session.create(journal), list[Batch]()
    session.subscribe(heard.append)
    with pytest.raises(FullDisk):
        session.play_to_end()
    assert len(heard) == 1
    position = journal.position()
    session.flush()
    session.close()
    assert journal.position() == position
    with pytest.raises(RuntimeError, match="open it again"):
        session.submit(SetLeverage(contract=BTC, leverage=Fraction(5)))
    journal.left = 10_000
    again = Session.resume(journal)
    again.play_to_end()
    assert again.digest == played(busy_opening(), Session.play_to_end)[0]


def test_with_an_end_what_is_due_later_is_left() -> None:
    rows = [(at(0), BTC, 79_340), (at(10), BTC, 70_000)]
    order = PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20))
    opening = replace(an_opening(), prices=price_columns(rows), commands=(planned(1, order),), ends_ns=at(10))
    closed = Session.create(MemoryJournal(opening))
    closed.play_to_end()
    assert closed.at_end and closed.now_ns == at(10) and closed.state.liquidations
    ended = Session.create(MemoryJournal(replace(opening, open_ended=True)))
    ended.play_to_end()
    assert ended.at_end and ended.now_ns == at(16) and not ended.state.liquidations
    at_once = Session.create(MemoryJournal(replace(opening, ends_ns=at(14))))
    at_once.play_to_end()  # takeover at 12, closing at 14 is still done
    assert [leg.stage for leg in at_once.state.liquidations.values()] == ["release"]


def test_commands_at_the_last_instant_are_played_and_only_then_it_is_the_end() -> None:
    rows = [(at(0), BTC, 79_340)]
    captions = tuple(planned(5, ShowCaption(kind="say", text=text), "say") for text in "ab")
    order = planned(5, PlaceOrder(contract=BTC, side="long", lots=10))
    opening = replace(an_opening(), prices=price_columns(rows), commands=(order, *captions), ends_ns=at(5))
    session = Session.create(MemoryJournal(opening))
    session.step_update()
    session.step_update()
    assert session.now_ns == at(5) and not session.at_end
    session.step_update()
    assert session.at_end
    assert sum(isinstance(e, CaptionShown) for b in session.batches() for e in b.events) == 2


def test_the_limit_on_updates_is_kept() -> None:
    rows = [(at(second), BTC, 79_340) for second in range(10_000)]
    session = Session.create(MemoryJournal(replace(an_opening(), prices=price_columns(rows), ends_ns=at(10_000))))
    assert not session.advance_to(at(10_000), 4_000)
    assert 0 < session.cursor <= 4_001
    assert session.advance_to(at(5_000.5))
    assert (session.cursor, session.now_ns) == (5_001, at(5_000.5))


def test_a_file_left_and_opened_many_times_verifies_with_the_digest_of_one_run(tmp_path: Path) -> None:
    opening, path = busy_opening(), str(tmp_path / "run.bulkhead")
    session = Session.create(create_journal(path, opening))
    while not session.at_end:
        session.advance_to(session.now_ns + 61 * SECOND)
        session.close()
        session = Session.resume(open_journal(path))
    wanted = played(opening, Session.play_to_end)[0]
    assert session.digest == wanted
    session.close()
    verdict = verify_file(path)
    assert (verdict.failure, verdict.decided_again, verdict.digest) == ("", True, wanted)
