"""The autopsy page of one liquidation but for what would have avoided it. Qt-free."""

from __future__ import annotations

from sandbox.messages.inputs import PriceColumns
from sandbox.projections.autopsy import Autopsy
from sandbox.values.instants import instant_text
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import adl_texts, texts
from ui.viewmodels import autopsy_texts as words
from ui.viewmodels.account_names import YOU
from ui.viewmodels.autopsy_happened import Scales, happened_views
from ui.viewmodels.autopsy_money import flows_view, waterfall_view
from ui.viewmodels.autopsy_records import AutopsyView
from ui.viewmodels.autopsy_seconds import seconds_view
from ui.viewmodels.autopsy_view import autopsy_line
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts
from ui.viewmodels.liquidation_story import LiquidationStory
from ui.viewmodels.number_text import amount_text, leverage_text, price_text, size_text, time_text
from ui.viewmodels.rescue_view import out_of_reach

WATCH_BEFORE_NS = 4 * NS_PER_SECOND


def story_title(story: LiquidationStory) -> str:
    """Name a liquidation to choose it from several; one of another says that it cut you."""
    symbols, at = " + ".join(symbol_of(one) for one in dict.fromkeys(story.contracts)), time_text(story.started_ns)
    if story.owner != YOU:
        return adl_texts.AUTOPSY_CHOICE.format(symbol=symbols, time=at, owner=story.owner)
    return f"{symbols} {at}"


def cuts_you(story: LiquidationStory) -> bool:
    """Tell whether a liquidation deleveraged a position of yours."""
    return any(one.owner == YOU for one in story.deleveraged)


def autopsy_view(
    autopsy: Autopsy,
    story: LiquidationStory,
    facts: AccountFacts,
    scales: Scales,
    columns: PriceColumns,
    played: int,
) -> AutopsyView:
    """Return the page; `played` how many prices have happened."""
    asset, money = scales[autopsy.started.contracts[0]].settle, autopsy.money
    line = autopsy_line(story, dict(scales))
    running = autopsy.released_ns is None
    taken = amount_text(money.taken_atoms, asset)
    watch_ns = autopsy.started_ns - WATCH_BEFORE_NS
    return AutopsyView(
        chips=(*_positions(autopsy, scales), _when(autopsy)),
        sentence=words.RUNS.format(amount=taken, asset=asset) if running else line.text,
        is_loss=line.is_loss,
        happened=happened_views(autopsy, scales),
        went_title=words.WENT.format(amount=amount_text(autopsy.margin_atoms, asset)),
        waterfall=waterfall_view(autopsy, scales),
        flows=flows_view(autopsy, scales),
        untouched=out_of_reach(facts, story),
        seconds=seconds_view(autopsy, columns, played, facts.now_ns, scales),
        watch_from_ns=watch_ns,
        watch_text=words.REPLAY.format(time=time_text(watch_ns)),
    )


def _positions(autopsy: Autopsy, scales: Scales) -> tuple[str, ...]:
    """Return chips of the liquidated positions: one in full, several by name and size."""
    several, mode = len(autopsy.legs) > 1, texts.MODE[autopsy.started.margin_mode]
    chips = []
    for leg in autopsy.legs:
        scale, lots = scales[leg.contract], abs(leg.lots)
        chip = words.CHIP_POSITION.format(
            symbol=symbol_of(leg.contract), side="long" if leg.lots > 0 else "short", size=size_text(lots, scale.lot)
        )
        if not several:
            entry = scale.price_at(abs(leg.open_value_atoms), lots) / scale.tick
            chip += words.CHIP_ENTRY.format(price=price_text(entry, scale.tick))
        chips.append(chip)
    leverage = autopsy.leverages.get(autopsy.started.contracts[0])
    if several or leverage is None:
        return (*chips, mode)
    return (*chips, words.CHIP_MODE.format(leverage=leverage_text(leverage), mode=mode))


def _when(autopsy: Autopsy) -> str:
    date, start = instant_text(autopsy.started_ns)[:10], time_text(autopsy.started_ns)
    if autopsy.released_ns is None:
        return words.CHIP_RUNNING.format(date=date, start=start)
    return words.CHIP_TIME.format(date=date, start=start, end=time_text(autopsy.released_ns))
