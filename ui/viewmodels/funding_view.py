"""How long until funding is settled; the plan of instants is known, the rate only once it was settled. Qt-free."""

from __future__ import annotations

from bisect import bisect_right

from sandbox.messages.opening import Opening
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import chart_texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.number_text import percent_text, time_text


class FundingPlan:
    """The instants at which a run settles funding, by contract."""

    def __init__(self, opening: Opening) -> None:
        self._plans = {
            contract: sorted((one.at_ns, one.update.rate) for one in opening.funding if one.update.contract == contract)
            for contract in {one.update.contract for one in opening.funding}
        }
        self._instants = {contract: [at_ns for at_ns, _ in plan] for contract, plan in self._plans.items()}

    def left_text(self, contract: str, now_ns: int) -> str:
        """Return the time until the next settlement, "06:01:57"; nothing where none is planned any more."""
        instants = self._instants.get(contract, [])
        place = bisect_right(instants, now_ns)
        if place == len(instants):
            return ""
        seconds = -((now_ns - instants[place]) // NS_PER_SECOND)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    def tip(self, contract: str, now_ns: int) -> str:
        """Say when funding is settled next, and at what rate it was settled last."""
        plan = self._plans.get(contract, [])
        place = bisect_right(self._instants.get(contract, []), now_ns)
        if place == len(plan):
            return ""
        tip = chart_texts.FUNDING_NEXT.format(symbol=symbol_of(contract), time=time_text(plan[place][0]))
        if place:
            tip += chart_texts.FUNDING_LAST.format(rate=percent_text(plan[place - 1][1], 4, signed=True))
        return tip
