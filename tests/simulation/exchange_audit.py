"""The auditor's view of the exchange itself: whether it answers, and that nothing moves once it has failed."""

from typing import TYPE_CHECKING

from sandbox.messages import commands as cmd
from sandbox.messages import events as ev
from sandbox.messages.events import Event
from tests.simulation.books import need

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor


class ExchangeAudit:
    """Follows outages and the failure of one session."""

    def __init__(self, auditor: "Auditor") -> None:
        self.a = auditor
        self.has_outage = False
        self.has_failed = False

    def reason(self, command: cmd.Command) -> str | None:
        """Return OUTAGE where the exchange does not take a command now."""
        if isinstance(command, cmd.ShowCaption) or not (self.has_outage or self.has_failed):
            return None
        by_script = isinstance(command, cmd.SetOutage | cmd.FailExchange)
        return None if by_script and not self.has_failed else "OUTAGE"

    def read(self, event: Event) -> bool:
        """Follow an event about the exchange; False where it is another's."""
        if isinstance(event, ev.OutageSet):
            need(not self.has_failed, f"a failed exchange answers: {event}")
            self.has_outage = event.on
        elif isinstance(event, ev.ExchangeFailed):
            need(not self.has_failed, f"failed twice: {event}")
            self.has_failed = True
        else:
            return False
        return True

    def wants(self, command: cmd.Command, refused: str | None) -> None:
        """Check what an accepted command of the script left."""
        if refused is not None:
            return
        if isinstance(command, cmd.SetOutage):
            need(self.has_outage == command.on, f"{command} leaves an outage={self.has_outage}")
        elif isinstance(command, cmd.FailExchange):
            need(self.has_failed, f"{command} does not let it fail")

    def stands_still(self, events: tuple[Event, ...], waiting: list[int]) -> None:
        """Check that a failed exchange does nothing but refuse what waited for its decision."""
        refused = [one.command for one in events if isinstance(one, ev.CommandRefused) and one.reason == "OUTAGE"]
        need(len(refused) == len(events), f"a failed exchange moves: {events}")
        need(refused == sorted(waiting), f"{waiting} waited for it, refused were {refused}")
