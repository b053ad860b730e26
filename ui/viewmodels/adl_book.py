"""The deleveragings of a run, looked up in its steps when somebody asks for them. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.messages.events import Event, TraderDeleveraged
from sandbox.projections.adl_change import AdlChange, adl_changes
from sandbox.session.moment import Moment, before_step, live_session
from ui.viewmodels.account_names import YOU


class AdlBook:
    """Which steps deleveraged somebody; the newest are worked out once each."""

    def __init__(self) -> None:
        self._steps: list[int] = []
        self._yours: list[int] = []
        self._changes: dict[int, tuple[AdlChange, ...]] = {}

    def take(self, step: int, events: Sequence[Event]) -> None:
        """Note a committed step."""
        cuts = [one for one in events if isinstance(one, TraderDeleveraged)]
        if cuts:
            self._steps.append(step)
        if any(one.owner == YOU for one in cuts):
            self._yours.append(step)

    def until(self, step: int) -> AdlBook:
        """Return the book as it stood after an earlier step."""
        past = AdlBook()
        past._steps = [one for one in self._steps if one <= step]
        past._yours = [one for one in self._yours if one <= step]
        past._changes = self._changes
        return past

    def newest(self, moment: Moment) -> tuple[AdlChange, ...]:
        """Return what the newest step that deleveraged anybody did, contract by contract."""
        return self._of(moment, self._steps)

    def newest_of_yours(self, moment: Moment) -> AdlChange | None:
        """Return the newest deleveraging that cut a position of yours."""
        return next((one for one in self._of(moment, self._yours) if one.cut_of(YOU) is not None), None)

    def yours_in(self, moment: Moment, liquidation: str) -> AdlChange | None:
        """Return the newest deleveraging by which a liquidation cut a position of yours."""
        for place in range(len(self._yours), 0, -1):
            for one in self._of(moment, self._yours[:place]):
                if one.liquidation == liquidation and one.cut_of(YOU) is not None:
                    return one
        return None

    def _of(self, moment: Moment, steps: list[int]) -> tuple[AdlChange, ...]:
        """Return what the last of some steps did."""
        if not steps:
            return ()
        if steps[-1] not in self._changes:
            self._changes[steps[-1]] = adl_changes(*before_step(live_session(moment), steps[-1]))
        return self._changes[steps[-1]]
