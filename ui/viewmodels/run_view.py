"""The top bar and the timeline: which scenario runs, under which rules, and how far it was played. Qt-free."""

from __future__ import annotations

from sandbox.messages.inputs import PriceColumns
from sandbox.messages.opening import Opening
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import texts
from ui.viewmodels.number_text import clock_text
from ui.viewmodels.records import TopBarView
from ui.viewmodels.regime_texts import REGIME_TIPS

POINTS_MAX = 700


def top_bar_view(opening: Opening, account_mode: str, now_ns: int, at_end: bool) -> TopBarView:
    """Return what the top bar says."""
    title = opening.title if len(opening.title) <= 44 else f"{opening.title[:43]}…"
    return TopBarView(
        title=title,
        subtitle=texts.SCENARIO,
        rulebook_text=opening.rulebook.name,
        regime_text=texts.REGIMES.get(account_mode, account_mode),
        clock_text=clock_text(now_ns),
        clock_caption=texts.PLAYED_TO_END if at_end else texts.SIMULATED_CLOCK,
        regime_tip=REGIME_TIPS.get(account_mode, ""),
    )


class TimelineBook:
    """Keeps at most some hundred points of the played prices, thinned evenly over the whole run."""

    def __init__(self, opening: Opening, contract: str) -> None:
        columns = opening.prices
        self.contract = contract
        self._columns: PriceColumns = columns
        self._index = columns.contracts.index(contract) if contract in columns.contracts else -1
        count = (
            sum(1 for index in columns.contract_index if index == self._index)
            if len(columns) < 4 * POINTS_MAX
            else len(columns)
        )
        self._every = max(1, count // POINTS_MAX)
        self._taken = 0
        self._seen = 0
        self._points: list[tuple[float, float]] = []
        self._last: tuple[float, float] | None = None

    def take(self, cursor: int) -> None:
        """Take the updates before `cursor`."""
        columns = self._columns
        for place in range(self._taken, cursor):
            if columns.contract_index[place] != self._index:
                continue
            self._last = (columns.at_ns[place] / NS_PER_SECOND, float(columns.price_ticks[place]))
            if self._seen % self._every == 0:
                self._points.append(self._last)
            self._seen += 1
        self._taken = max(self._taken, cursor)

    def prices(self, now_ns: int) -> tuple[tuple[float, float], ...]:
        """Return the played prices as (seconds, ticks), held up to the present."""
        points = list(self._points)
        if self._last is not None:
            # A held price is a step, not a slope: the line stays level up to the playhead.
            points = _as_steps(points, self._last) + [(now_ns / NS_PER_SECOND, self._last[1])]
        return tuple(points)


def _as_steps(points: list[tuple[float, float]], last: tuple[float, float]) -> list[tuple[float, float]]:
    """Return the points with a corner before each jump, where there are few of them."""
    if points and points[-1] != last:
        points = [*points, last]
    if len(points) > POINTS_MAX // 2:
        return points
    stepped: list[tuple[float, float]] = []
    for time_s, price in points:
        if stepped:
            stepped.append((time_s, stepped[-1][1]))
        stepped.append((time_s, price))
    return stepped
