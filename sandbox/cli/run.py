"""`bulkhead run`: plays a scenario without a window and prints what came of it."""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType
from typing import IO, Any

from sandbox.cli.arguments import Arguments
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.codec import encode_event
from sandbox.messages.events import CommandRefused
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.projections.summary import RunRecord, summary, unmet_expectations
from sandbox.session.batch import Batch
from sandbox.session.journal import Journal, MemoryJournal
from sandbox.session.session import Session
from sandbox.values.instants import instant_text
from sandbox.values.limits import INT64_MAX
from sandbox.values.problems import Problem

SLICE_UPDATES = 200_000  # between two looks at the clock and at Ctrl+C
FLUSH_SECONDS = 1.0
PROGRESS_SECONDS = 0.2


def run(argv: list[str]) -> int:
    """Play a scenario to its end; exit 1 where a step or an expectation was not met."""
    parser = Arguments(prog="bulkhead run", description="Play a scenario without a window.")
    parser.add_argument("scenario", metavar="SCENARIO", help="id of a bundled scenario, or a file")
    parser.add_argument("--session", metavar="FILE", help="write the session to FILE")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE where it exists")
    parser.add_argument("--events", metavar="FILE", help="write events as JSON lines (- for standard output)")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    options = parser.parse_args(argv)
    opening = load_scenario(options.scenario)
    _check_paths(options.scenario, options.session, options.events, options.overwrite)
    with _events_file(options.events) as events:
        session = Session.create(_journal(options.session, opening, options.overwrite))
        watch = Watch(session, events)
        try:
            play(session)
            result = summary(opening, session.state, watch.record, session.digest)
            failures = [*watch.failures(), *unmet_expectations(opening, session.state)]
        finally:
            session.close()
    indent = None if options.events == "-" else 1  # among events the summary is one line more
    print(json.dumps(result, indent=indent) if options.json else as_text(result))
    sys.stdout.flush()  # the answer first, then what was not met
    for failure in failures:
        print(f"bulkhead: {options.scenario}: {failure}", file=sys.stderr)
    return 1 if failures else 0


def play(session: Session) -> None:
    """Play to the end, with progress on a terminal; Ctrl+C stops between two steps (KeyboardInterrupt)."""
    shows, flushed, shown = sys.stderr.isatty(), time.monotonic(), 0.0
    with _stop_between_steps() as stopped:
        while not session.advance_to(INT64_MAX, SLICE_UPDATES):
            now = time.monotonic()
            if stopped:
                raise KeyboardInterrupt
            if now - flushed > FLUSH_SECONDS:
                session.flush()
                flushed = now
            if shows and now - shown > PROGRESS_SECONDS:
                shown = now
                sys.stderr.write(f"\r{_progress(session)}")
                sys.stderr.flush()
    if shows and shown:
        sys.stderr.write("\r" + " " * 60 + "\r")


def _progress(session: Session) -> str:
    opening = session.opening
    length = max(1, opening.ends_ns - opening.starts_ns)
    share = min(100, max(0, session.now_ns - opening.starts_ns) * 100 // length)
    return f"{share:3d} %  {instant_text(session.now_ns)[:19]}  {session.event_count} events"


@contextlib.contextmanager
def _stop_between_steps() -> Iterator[list[int]]:
    """Let Ctrl+C fill the list given out instead of interrupting a step; a second one interrupts at once."""
    stopped: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        if stopped:
            raise KeyboardInterrupt
        stopped.append(number)

    try:
        before = signal.signal(signal.SIGINT, note)
    except ValueError:  # not the main thread: nothing to catch
        yield stopped
        return
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


def _check_paths(scenario: str, session: str | None, events: str | None, overwrite: bool) -> None:
    """Refuse before anything is played or written; what is read is never written over."""
    written = [path for path in (session, events if events != "-" else None) if path is not None]
    for path in written:
        if os.path.exists(path) and os.path.exists(scenario) and os.path.samefile(path, scenario):
            raise Problem(f"{path}: is the scenario itself; name another file")
    if session is None:
        return
    from sandbox.session.file import check_target

    check_target(session, overwrite=overwrite)
    if events not in (None, "-") and os.path.abspath(str(events)) == os.path.abspath(session):
        raise Problem(f"{events}: is the session's file too; write the events elsewhere")


def _journal(path: str | None, opening: Opening, overwrite: bool) -> Journal:
    if path is None:
        return MemoryJournal(opening)
    from sandbox.session.file import create_journal

    return create_journal(path, opening, overwrite=overwrite)


@contextlib.contextmanager
def _events_file(path: str | None) -> Iterator[IO[str] | None]:
    if path is None:
        yield None
    elif path == "-":
        yield sys.stdout
    else:
        try:
            file = open(path, "w", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed below
        except OSError as error:
            code = 2 if isinstance(error, IsADirectoryError | FileNotFoundError) else 3
            raise Problem(f"{path}: cannot be written ({error.strerror}); name another file", code) from None
        with file:
            yield file


class Watch:
    """Follows a run: keeps what the summary needs, writes events, and compares refusals with what was expected."""

    def __init__(self, session: Session, events: IO[str] | None) -> None:
        self.record = RunRecord()
        self._session, self._events = session, events
        self._outcomes: dict[int, tuple[int, CommandRefused | None]] = {}
        for batch in session.batches():  # the opening, which was committed before anyone could listen
            self.take(batch)
        session.subscribe(self.take)

    def take(self, batch: Batch) -> None:
        """Take a committed step."""
        self.record.take(batch.now_ns, batch.events)
        if self._events is not None:
            time_text = instant_text(batch.now_ns)
            for seq, event in enumerate(batch.events, start=batch.first_event):
                fields = {"seq": seq, "time": time_text, **json.loads(encode_event(event))}
                self._write(json.dumps(fields) + "\n")
        for numbered in batch.commands:
            self._outcomes[numbered.number] = (batch.now_ns, None)
        for event in batch.events:
            if isinstance(event, CommandRefused):  # perhaps of an order that rested until now
                self._outcomes[event.command] = (batch.now_ns, event)

    def _write(self, line: str) -> None:
        assert self._events is not None
        try:
            self._events.write(line)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Problem(f"{self._events.name}: cannot be written ({error.strerror}); make room", 3) from None

    def failures(self) -> list[str]:
        """Return a line for every scripted step whose outcome is not the one it expects."""
        lines = []
        for number, (now_ns, refused) in sorted(self._outcomes.items()):
            planned = self._session.planned_command(number)
            if planned is not None and planned.expect != (refused.reason if refused else None):
                lines.append(f"step {planned.action!r} at {instant_text(now_ns)}: {_contrast(planned, refused)}")
        return lines


def _contrast(planned: PlannedCommand, refused: CommandRefused | None) -> str:
    wanted = f"expected refusal {planned.expect}" if planned.expect else "expected to be accepted"
    if refused is None:
        return f"{wanted}, was accepted"
    figures = ""
    if refused.needed_text:
        figures = f" (needed {refused.needed_text}, available {refused.available_text} {refused.unit})"
    return f"{wanted}, was refused: {refused.reason}{figures}"


def as_text(result: dict[str, Any]) -> str:
    """Write the summary for a person."""
    rows = [f"{result['scenario']} under {result['rulebook']} ({result['account_mode']}), ended {result['ended_at']}"]
    for wallet, held in result["wallets"].items():
        if held:
            rows.append(f"  {wallet:<10}" + ", ".join(f"{amount} {asset}" for asset, amount in held.items()))
    for asset, amount in result["insurance_fund"].items():
        rows.append(f"  insurance fund {amount} {asset}")
    for contract, own in result.get("insurance_fund_by_contract", {}).items():
        rows += [f"    of it of {contract} alone {amount} {asset}" for asset, amount in own.items()]
    for one in result["positions"]:
        rows.append(f"  open {one['side']} {one['qty']} {one['contract']} from {one['entry']} ({one['margin_mode']})")
    for one in result["liquidations"]:
        rows.append(
            f"  liquidated {one['owner']}: {one['side']} {one['qty']} {one['contract']} at {one['triggered_at']}, "
            f"lost {one['lost_by_trader']}, fund paid {one['from_fund']}, deleveraged {one['deleveraged_qty']}, "
            f"socialised {one['socialised']}" + (f", claimed {one['claimed']}" if one["claimed"] != "0" else "")
        )
    for one in result["collateral_sold"]:
        rows.append(
            f"  sold {one['amount']} {one['asset']} of {one['wallet']} at {one['price']} for {one['received']} "
            f"{one['quote']} at {one['at']}"
        )
    for asset, amount in result["debt"].items():
        rows.append(f"  owed {amount} {asset}")
    for owner, owed in result["claims"].items():
        rows += [f"  the exchange claims {amount} {asset} from {owner}" for asset, amount in owed.items()]
    if "exchange" in result:
        rows.append(f"  the exchange: {result['exchange']}")
    for one in result["refused"]:
        rows.append(f"  refused {one['command']} at {one['at']}: {one['reason']} ({one['explanation']})")
    rows.append(f"  {result['digest']}")
    return "\n".join(rows)
