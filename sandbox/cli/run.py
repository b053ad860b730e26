"""`bulkhead run`: plays a scenario without a window and prints what came of it."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from typing import IO, Any

from sandbox.cli.arguments import Arguments
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.codec import encode_event
from sandbox.messages.opening import Opening
from sandbox.projections.summary import RunRecord, summary, wallet_atoms
from sandbox.session.journal import Journal, MemoryJournal
from sandbox.session.session import Batch, Session
from sandbox.values.assets import atoms_text
from sandbox.values.instants import instant_text
from sandbox.values.problems import Problem


def run(argv: list[str]) -> int:
    """Play a scenario to its end; exit 1 where a step or an expectation was not met."""
    parser = Arguments(prog="bulkhead run", description="Play a scenario without a window.")
    parser.add_argument("scenario", help="id of a bundled scenario, or a file")
    parser.add_argument("--session", metavar="FILE", help="write the session to FILE")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE where it exists")
    parser.add_argument("--events", metavar="FILE", help="write events as JSON lines (- for standard output)")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    options = parser.parse_args(argv)
    opening = load_scenario(options.scenario)
    with _events_file(options.events) as events:
        journal = _journal(options.session, opening, options.overwrite)
        session = Session.create(journal)
        watch = Watch(opening, events)
        watch.take_opening(session)
        session.subscribe(watch.take)
        try:
            session.play_to_end()
            result = summary(opening, session.state, watch.record, session.digest)
            failures = [*watch.failures, *_unmet(opening, session)]
        finally:
            session.close()
    print(json.dumps(result, indent=1) if options.json else _as_text(result))
    for failure in failures:
        print(f"bulkhead: {options.scenario}: {failure}", file=sys.stderr)
    return 1 if failures else 0


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
            file = open(path, "w", encoding="utf-8")  # noqa: SIM115 - closed below
        except OSError as error:
            raise Problem(f"{path}: cannot be written ({error.strerror}); name another file", 3) from None
        with file:
            yield file


class Watch:
    """Follows a run: keeps what the summary needs, writes events, and compares refusals with what was expected."""

    def __init__(self, opening: Opening, events: IO[str] | None) -> None:
        self.record, self.failures = RunRecord(), list[str]()
        self._events = events
        self._planned = dict(enumerate(opening.commands, start=1))

    def take_opening(self, session: Session) -> None:
        """Take the opening events, which were committed before anyone could listen."""
        for record in session.journal.records():
            self._take(record.now_ns, 1, record.events)

    def take(self, batch: Batch) -> None:
        """Take a committed step."""
        self._take(batch.now_ns, batch.first_event, batch.events)
        refused = {e.command: e for at, e in self.record.refused[-len(batch.events):] if at == batch.now_ns}
        for one in batch.commands:
            planned = self._planned.get(one.number)
            if planned is None:
                continue
            met = refused[one.number].reason if one.number in refused else None
            if met != planned.expect:
                wanted = f"expected {planned.expect}" if planned.expect else "expected to pass"
                at = instant_text(batch.now_ns)
                self.failures.append(f"step {planned.action!r} at {at}: {wanted}, was {met or 'accepted'}")

    def _take(self, now_ns: int, first: int, events: tuple[Any, ...]) -> None:
        self.record.take(now_ns, events)
        if self._events is None:
            return
        for seq, event in enumerate(events, start=first):
            fields = {"seq": seq, "time": instant_text(now_ns), **json.loads(encode_event(event))}
            self._events.write(json.dumps(fields) + "\n")


def _unmet(opening: Opening, session: Session) -> list[str]:
    failures = []
    for one in opening.expectations:
        if one.wallet == "insurance_fund":
            found = session.state.balances.of("insurance_fund", one.asset)
        else:
            found = wallet_atoms(session.state, one.wallet).get(one.asset, 0)
        if found != one.atoms:
            failures.append(
                f"expected {one.wallet} to hold {atoms_text(one.atoms)} {one.asset}, it holds {atoms_text(found)}"
            )
    return failures


def _as_text(result: dict[str, Any]) -> str:
    rows = [f"{result['scenario']} under {result['rulebook']} ({result['account_mode']}), ended {result['ended_at']}"]
    for wallet, held in result["wallets"].items():
        if held:
            rows.append(f"  {wallet:<10}" + ", ".join(f"{amount} {asset}" for asset, amount in held.items()))
    for asset, amount in result["insurance_fund"].items():
        rows.append(f"  insurance fund {amount} {asset}")
    for one in result["liquidations"]:
        rows.append(
            f"  liquidated {one['owner']}: {one['side']} {one['qty']} {one['contract']} at {one['triggered_at']}, "
            f"lost {one['lost_by_trader']}, fund paid {one['from_fund']}, deleveraged {one['deleveraged_qty']}, "
            f"socialised {one['socialised']}"
        )
    for one in result["refused"]:
        rows.append(f"  refused {one['command']} at {one['at']}: {one['reason']} ({one['explanation']})")
    rows.append(f"  {result['digest']}")
    return os.linesep.join(rows)
