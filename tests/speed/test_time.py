"""Going to a moment of the past costs a small part of folding the whole run, however long the run is."""

from statistics import median
from time import process_time_ns

import pytest
from msgspec.structs import replace

from sandbox.messages.commands import ShowCaption, TransferMoney
from sandbox.messages.opening import PlannedCommand
from sandbox.session.journal import MemoryJournal
from sandbox.session.moment import moment_after
from sandbox.session.session import Session
from tests.support.builders import SECOND, START, an_opening


@pytest.mark.speed
def test_a_moment_of_a_long_run_is_near() -> None:
    move = TransferMoney(source="spot", target="funding", asset="USDT", atoms=1)
    commands = tuple(
        PlannedCommand(
            at_ns=START + at * SECOND, command=move if at % 2 else ShowCaption(kind="say", text="x"), action="t"
        )
        for at in range(1, 8_001)
    )
    session = Session.create(MemoryJournal(replace(an_opening(), commands=commands, ends_ns=START + 8_001 * SECOND)))
    session.play_to_end()

    def cost_ns(act: object) -> int:
        before = process_time_ns()
        act()  # type: ignore[operator]
        return process_time_ns() - before

    whole = median(cost_ns(lambda: Session.resume(session.journal)) for _ in range(3))
    near = median(cost_ns(lambda step=step: moment_after(session, step)) for step in range(500, 8_000, 500))
    print(f"resume {whole / 1e6:.1f} ms, a moment {near / 1e6:.2f} ms, {whole / near:.0f} times nearer")
    assert whole / near >= 5
