"""The chart's candles and price lines; nothing beyond the played part of the feed is ever read. Qt-free.

Candle values are floats because they end as pixels; header and lines take their texts from exact ticks.
"""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct, field
from msgspec.structs import replace

from sandbox.messages.inputs import PriceColumns
from sandbox.projections.candles import CandleFold
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.limits import NS_PER_SECOND
from sandbox.values.rounding import round_half_even
from ui.viewmodels import chart_texts, texts, waiting_texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import PositionFacts, Scale
from ui.viewmodels.liquidation_story import LiquidationStory
from ui.viewmodels.number_text import (
    DOWN,
    MISSING,
    UP,
    amount_text,
    marked_change_text,
    percent_text,
    price_text,
    size_text,
    step_decimals,
    time_text,
    tone_of,
)
from ui.viewmodels.records import ChartHeaderView, MarkerView, PriceLineView


class Candles(Struct):
    """Open times in seconds, four prices and volume (whole units of base, 0 where none is told), oldest first."""

    times_s: list[int] = field(default_factory=list)
    opens: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    closes: list[float] = field(default_factory=list)
    volumes: list[float] = field(default_factory=list)

    def row(self, place: int) -> tuple[float, float, float, float, float]:
        """Return open, high, low, close and volume of a candle."""
        return self.opens[place], self.highs[place], self.lows[place], self.closes[place], self.volumes[place]

    @property
    def columns(self) -> tuple[list[float], ...]:
        """Open, high, low, close and volume of all candles."""
        return self.opens, self.highs, self.lows, self.closes, self.volumes


class CandleBook:
    """The played part of a price feed as candles of one contract and time frame, in columns for the chart."""

    def __init__(self, columns: PriceColumns, contract: str, tick: Fraction, frame_s: int) -> None:
        self.contract = contract
        self.frame_s = frame_s
        self.candles = Candles()
        self._fold = CandleFold(columns, contract, frame_s * NS_PER_SECOND)
        self._tick = float(tick)

    def take(self, cursor: int, now_ns: int) -> None:
        """Take the updates before `cursor`, and hold the last price up to the present."""
        changed = self._fold.take(cursor, now_ns)
        columns = self.candles
        del columns.times_s[changed:]
        for rows in columns.columns:
            del rows[changed:]
        for one in self._fold.candles[changed:]:
            columns.times_s.append(one.start_ns // NS_PER_SECOND)
            columns.opens.append(one.open_ticks * self._tick)
            columns.highs.append(one.high_ticks * self._tick)
            columns.lows.append(one.low_ticks * self._tick)
            columns.closes.append(one.close_ticks * self._tick)
            columns.volumes.append(one.volume_atoms / ATOMS_PER_UNIT)


def change_since(first_ticks: int | None, last_ticks: int | None) -> Fraction | None:
    """Return the change of the price since the start of the run, as a share."""
    if not first_ticks or last_ticks is None:
        return None
    return Fraction(last_ticks - first_ticks, first_ticks)


def chart_header(
    contracts: tuple[str, ...],
    contract: str,
    scale: Scale,
    first_ticks: int | None,
    last_ticks: int | None,
    mark_ticks: int | None,
    note: str,
) -> ChartHeaderView:
    """Return the header of the chart; last and mark are one price unless the market tells them apart."""
    change = change_since(first_ticks, last_ticks)
    price = MISSING if last_ticks is None else price_text(last_ticks, scale.tick)
    arrow = "" if not change else f"{UP if change > 0 else DOWN} "
    return ChartHeaderView(
        contracts=tuple((one, symbol_of(one)) for one in contracts),
        contract=contract,
        last_text=price,
        last_tone="plain" if change is None else tone_of(change),
        change_text="" if change is None else f"{arrow}{percent_text(abs(change), 2)}",
        mark_text=MISSING if mark_ticks is None else price_text(mark_ticks, scale.tick),
        note_text=note,
    )


def price_lines(
    scale: Scale,
    last_ticks: int | None,
    rising: bool,
    facts: PositionFacts | None,
    story: LiquidationStory | None = None,
    mark_ticks: int | None = None,
) -> tuple[PriceLineView, ...]:
    """Return last, mark (where it is another price) and, where you hold a position, entry, liquidation, bankruptcy."""
    if last_ticks is None:
        return ()
    mark_ticks = mark_ticks or last_ticks
    tick = float(scale.tick)
    reached_text = time_text(story.started_ns) if story is not None else ""
    lines = [PriceLineView("last", last_ticks * tick, tone="gain" if rising else "loss")]
    if mark_ticks != last_ticks:
        mark_text = waiting_texts.LINE_MARK.format(price=price_text(mark_ticks, scale.tick))
        lines.append(PriceLineView("mark", mark_ticks * tick, mark_text, mark_text))
    if facts is None:
        return (*lines, *(_story_lines(scale, mark_ticks, story, reached_text) if story is not None else ()))
    entry_text = price_text(facts.entry_ticks, scale.tick)
    lines.append(
        PriceLineView(
            "entry",
            float(facts.entry_ticks) * tick,
            texts.LINE_ENTRY.format(
                price=entry_text, side=texts.SIDE[facts.side], size=size_text(abs(facts.lots), scale.lot)
            ),
            texts.LINE_ENTRY_SHORT.format(price=entry_text),
            marked_change_text(facts.unrealised_atoms, facts.asset),
            tone_of(facts.unrealised_atoms),
        )
    )
    if story is not None:
        return (*lines, *_story_lines(scale, mark_ticks, story, reached_text))
    if facts.liquidation_ticks is not None:
        line = _liquidation_line(scale, mark_ticks, facts.liquidation_ticks, reached_text)
        lines.append(replace(line, zone=_zone_text(facts, facts.liquidation_ticks)))
    if facts.bankruptcy_ticks is not None:
        lines.append(_bankruptcy_line(scale, facts.bankruptcy_ticks))
    return tuple(lines)


def _zone_text(facts: PositionFacts, liquidation_ticks: int) -> str:
    """Say what the unit has left where it is liquidated; at the bankruptcy price nothing is."""
    moved = Fraction(facts.mark_value_atoms * (liquidation_ticks - facts.mark_ticks), facts.mark_ticks)
    left = max(0, round_half_even(facts.equity_atoms + moved))
    return chart_texts.ZONE.format(left=amount_text(left, facts.asset))


def _story_lines(scale: Scale, last_ticks: int, story: LiquidationStory, reached_text: str) -> list[PriceLineView]:
    """Return the lines of a running liquidation as they stood at its trigger."""
    lines = []
    ticks, bankruptcy = (
        story.liquidation_ticks(scale.symbol, scale.tick),
        story.bankruptcy_ticks(scale.symbol, scale.tick),
    )
    if ticks is not None:
        lines.append(_liquidation_line(scale, last_ticks, ticks, reached_text))
    if bankruptcy is not None:
        lines.append(_bankruptcy_line(scale, bankruptcy))
    return lines


def _bankruptcy_line(scale: Scale, ticks: Fraction) -> PriceLineView:
    text = texts.LINE_BANKRUPTCY.format(price=price_text(ticks, scale.tick))
    return PriceLineView("bankruptcy", float(ticks * scale.tick), text, text)


def _liquidation_line(scale: Scale, last_ticks: int, ticks: int, reached_text: str) -> PriceLineView:
    price = price_text(ticks, scale.tick)
    distance = percent_text(Fraction(ticks - last_ticks, last_ticks), 2, signed=True)
    template = texts.LINE_LIQUIDATION_REACHED if reached_text else texts.LINE_LIQUIDATION
    label = template.format(price=price, distance=distance, time=reached_text)
    return PriceLineView(
        "liquidation", ticks * float(scale.tick), label, texts.LINE_LIQUIDATION_SHORT.format(price=price)
    )


def next_stage(
    story: LiquidationStory | None, scale: Scale, now_ns: int, last_ticks: int | None
) -> tuple[MarkerView, ...]:
    """Return the marker of the part of your position that is closed next, at the present price."""
    if story is None or last_ticks is None or story.stage == "release":
        return ()
    sold = sum(one.contract == scale.symbol and one.price_ticks is not None for one in story.sales)
    price = last_ticks * float(scale.tick)
    at_s = now_ns // NS_PER_SECOND
    return (MarkerView(at_s, price, "stage_next", str(sold + 1), chart_texts.NEXT_STAGE),)


def chart_decimals(scale: Scale) -> int:
    """Return how many decimals the chart's prices show."""
    return step_decimals(scale.tick)
