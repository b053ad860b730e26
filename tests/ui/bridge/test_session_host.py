"""What the disk refuses is told once, in one line; the session stops at what was written."""

from msgspec.structs import replace

from sandbox.messages.commands import TransferMoney
from sandbox.messages.opening import Opening
from sandbox.session.journal import MemoryJournal, StepRecord
from sandbox.session.session import Session
from sandbox.values.problems import Problem
from tests.support.builders import SECOND, START, atoms
from tests.support.busy import busy_opening
from ui.bridge.session_host import SessionHost

MOVE = TransferMoney(source="spot", target="funding", asset="USDT", atoms=atoms("1"))
FULL = "run.bulkhead: the step could not be written (disk full); make room and open it again"


class FullJournal(MemoryJournal):
    """A journal whose disk has room for some steps."""

    def __init__(self, opening: Opening, steps: int) -> None:
        super().__init__(opening)
        self.left = steps

    def append(self, record: StepRecord) -> None:
        if not self.left:
            raise Problem(FULL, 3)
        self.left -= 1
        super().append(record)


def test_a_full_disk_stops_play_and_is_told_and_the_past_can_still_be_looked_at(qtbot) -> None:
    wall_ns, told = [0], list[str]()
    host = SessionHost(lambda: wall_ns[0])
    host.failed.connect(told.append)
    journal = FullJournal(replace(busy_opening(200)), 4)
    host.open(Session.create(journal))
    host.set_speed(600)
    host.play()
    for _ in range(200):
        wall_ns[0] += 16_000_000
        host.play_frame()
        if told:
            break
    assert told == [FULL] and not host.is_playing and host.is_stopped
    assert host.submit(MOVE) is None and told == [FULL, FULL]
    host.pause()
    assert len(told) == 2
    host.travel_by(lambda travel: travel.to_step(1))
    assert host.is_back and host.moment.now_ns == START + SECOND
    host.close()
    journal.left = 1_000
    again = Session.resume(journal)
    again.play_to_end()
    assert again.at_end
