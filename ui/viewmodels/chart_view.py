"""The chart's candles and price lines. Candles grow from the price feed as it is played; nothing beyond it is ever read. Qt-free.

Candle values are floats because they end as pixels; header and lines take their texts from exact ticks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from sandbox.messages.inputs import PriceColumns
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import PositionFacts, Scale
from ui.viewmodels.number_text import (
    DOWN,
    MISSING,
    UP,
    marked_change_text,
    percent_text,
    price_text,
    size_text,
    step_decimals,
    tone_of,
)
from ui.viewmodels.records import ChartHeaderView, PriceLineView


@dataclass(slots=True)
class Candles:
    """Open times in seconds and the four prices of each candle, oldest first."""

    times_s: list[int] = field(default_factory=list)
    opens: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    closes: list[float] = field(default_factory=list)

    def row(self, place: int) -> tuple[float, float, float, float]:
        """Return open, high, low and close of a candle."""
        return self.opens[place], self.highs[place], self.lows[place], self.closes[place]


class CandleBook:
    """Folds the played part of a price feed into candles of one contract and time frame."""

    def __init__(self, columns: PriceColumns, contract: str, tick: Fraction, frame_s: int) -> None:
        self.contract = contract
        self.frame_s = frame_s
        self.candles = Candles()
        self._columns = columns
        self._index = columns.contracts.index(contract) if contract in columns.contracts else -1
        self._tick = float(tick)
        self._taken = 0

    def take(self, cursor: int, now_ns: int) -> None:
        """Take the updates before `cursor`, and open flat candles up to the present where no price arrived."""
        columns, candles, frame_ns = self._columns, self.candles, self.frame_s * NS_PER_SECOND
        at_ns, index, prices = columns.at_ns, columns.contract_index, columns.price_ticks
        for place in range(self._taken, cursor):
            if index[place] == self._index:
                start_s = at_ns[place] // frame_ns * self.frame_s
                self._fill_to(start_s)
                self._add(start_s, prices[place] * self._tick)
        self._taken = max(self._taken, cursor)
        if candles.times_s:
            self._fill_to(now_ns // frame_ns * self.frame_s + self.frame_s)

    def _fill_to(self, start_s: int) -> None:
        """Add candles that stand at the last close, so that time on the chart is even where the price held."""
        candles = self.candles
        while candles.times_s and candles.times_s[-1] + self.frame_s < start_s:
            last = candles.closes[-1]
            self._append(candles.times_s[-1] + self.frame_s, last)

    def _add(self, start_s: int, price: float) -> None:
        candles = self.candles
        if not candles.times_s or candles.times_s[-1] != start_s:
            opened = candles.closes[-1] if candles.closes else price
            self._append(start_s, opened)
        candles.highs[-1] = max(candles.highs[-1], price)
        candles.lows[-1] = min(candles.lows[-1], price)
        candles.closes[-1] = price

    def _append(self, start_s: int, price: float) -> None:
        candles = self.candles
        candles.times_s.append(start_s)
        for column in (candles.opens, candles.highs, candles.lows, candles.closes):
            column.append(price)


def change_since(first_ticks: int | None, last_ticks: int | None) -> Fraction | None:
    """Return the change of the price since the start of the run, as a share."""
    if not first_ticks or last_ticks is None:
        return None
    return Fraction(last_ticks - first_ticks, first_ticks)


def chart_header(
    contracts: tuple[str, ...], contract: str, scale: Scale, first_ticks: int | None, last_ticks: int | None, note: str
) -> ChartHeaderView:
    """Return the header of the chart; last and mark are one price in this market."""
    change = change_since(first_ticks, last_ticks)
    price = MISSING if last_ticks is None else price_text(last_ticks, scale.tick)
    arrow = "" if not change else f"{UP if change > 0 else DOWN} "
    return ChartHeaderView(
        contracts=tuple((one, symbol_of(one)) for one in contracts),
        contract=contract,
        last_text=price,
        last_tone="plain" if change is None else tone_of(change),
        change_text="" if change is None else f"{arrow}{percent_text(abs(change), 2)}",
        mark_text=price,
        note_text=note,
    )


def price_lines(
    scale: Scale, last_ticks: int | None, rising: bool, facts: PositionFacts | None, reached_text: str = ""
) -> tuple[PriceLineView, ...]:
    """Return last, mark and, where you hold a position, entry, liquidation and bankruptcy."""
    if last_ticks is None:
        return ()
    tick = float(scale.tick)
    lines = [PriceLineView("last", last_ticks * tick, tone="gain" if rising else "loss")]
    if facts is None:
        return tuple(lines)
    entry_text = price_text(facts.entry_ticks, scale.tick)
    lines.append(
        PriceLineView(
            "entry",
            float(facts.entry_ticks) * tick,
            texts.LINE_ENTRY.format(price=entry_text, side=texts.SIDE[facts.side], size=size_text(abs(facts.lots), scale.lot)),
            texts.LINE_ENTRY_SHORT.format(price=entry_text),
            marked_change_text(facts.unrealised_atoms, facts.asset),
            tone_of(facts.unrealised_atoms),
        )
    )
    if facts.liquidation_ticks is not None:
        lines.append(_liquidation_line(scale, last_ticks, facts, reached_text))
    if facts.bankruptcy_ticks is not None:
        text = texts.LINE_BANKRUPTCY.format(price=price_text(facts.bankruptcy_ticks, scale.tick))
        lines.append(PriceLineView("bankruptcy", float(facts.bankruptcy_ticks) * tick, text, text))
    return tuple(lines)


def _liquidation_line(scale: Scale, last_ticks: int, facts: PositionFacts, reached_text: str) -> PriceLineView:
    ticks = facts.liquidation_ticks or 0
    price = price_text(ticks, scale.tick)
    distance = percent_text(Fraction(ticks - last_ticks, last_ticks), 2, signed=True)
    template = texts.LINE_LIQUIDATION_REACHED if reached_text else texts.LINE_LIQUIDATION
    label = template.format(price=price, distance=distance, time=reached_text)
    return PriceLineView("liquidation", ticks * float(scale.tick), label, texts.LINE_LIQUIDATION_SHORT.format(price=price))


def chart_decimals(scale: Scale) -> int:
    """Return how many decimals the chart's prices show."""
    return step_decimals(scale.tick)
