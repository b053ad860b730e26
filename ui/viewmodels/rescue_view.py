"""A liquidation as a person sees it: the banner, and the event beside the chart whose sums close. Qt-free."""

from __future__ import annotations

from msgspec.structs import replace

from ui.viewmodels import door_texts, fund_texts, regime_texts, texts
from ui.viewmodels import money_texts as words
from ui.viewmodels.autopsy_view import autopsy_line
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts, Scale
from ui.viewmodels.hedge_places import place_key
from ui.viewmodels.liquidation_story import ADL, DESK_SALE, REDUCE, SLICE, TAKE_OVER, LiquidationStory, Sale
from ui.viewmodels.number_text import MISSING, amount_text, change_text, price_text, size_text, time_text
from ui.viewmodels.records import BannerView, EventLineView, RescueView, SumLineView

BASES_SHOWN = 3
AMOUNTS_JOINED = " · "


def _predicted(story: LiquidationStory, scale: Scale) -> str:
    ticks = story.liquidation_ticks(scale.symbol, scale.tick)
    return MISSING if ticks is None else price_text(ticks, scale.tick)


def _symbols(story: LiquidationStory) -> str:
    return ", ".join(symbol_of(one) for one in dict.fromkeys(story.contracts))


def banner_view(
    story: LiquidationStory, scales: dict[str, Scale], steps_rule: str, counting: tuple[str, ...] = ("contract",)
) -> BannerView:
    """Return the one sentence of a running liquidation, with its steps as cells where their number is known."""
    scale = scales[story.contracts[0]]
    symbol = symbol_of(scale.symbol)
    is_short = story.lots_of(scale.symbol) < 0
    cross = story.margin_mode == "cross"
    pool = texts.PAYER_POOL if len(counting) == 1 else regime_texts.PAYER_POOLED
    if "savings" in counting:
        pool = door_texts.PAYER_PLEDGED.format(wallets=door_texts.AND.join(counting))
    payer = pool if cross else texts.PAYER_COMPARTMENT.format(symbol=symbol)
    reduces = steps_rule in ("brackets", "partial") and (
        story.stage == REDUCE or any(one.kind == REDUCE for one in story.sales)
    )
    steps = _slice_steps(story) if story.slices_planned else () if reduces else _whole_steps(story)
    if cross and len(story.contracts) > 1:
        return BannerView(words.BANNER_CROSS.format(symbols=_symbols(story), payer=payer), story.step_text, steps)
    by_part = words.BANNER_PARTIAL if steps_rule == "partial" else words.BANNER_BRACKETS
    template = words.BANNER_STEPS if story.slices_planned else by_part if reduces else words.BANNER_WHOLE
    text = template.format(
        verb=words.BUYING if is_short else words.SELLING,
        symbol=symbol,
        side="short" if is_short else "long",
        count=story.slices_planned,
        price=_predicted(story, scale),
        payer=payer,
    )
    return BannerView(text, story.step_text, steps)


def _slice_steps(story: LiquidationStory) -> tuple[str, ...]:
    burning = story.slices_done - 1
    return tuple(
        "done" if place < burning else "burning" if place == burning else "left"
        for place in range(story.slices_planned)
    )


def _whole_steps(story: LiquidationStory) -> tuple[str, ...]:
    """Return takeover, closing and release as cells: the one that comes next burns."""
    stages = words.WHOLE_STEPS
    burning = stages.index(story.stage) if story.stage in stages else 0
    return tuple(
        "done" if place < burning else "burning" if place == burning else "left" for place in range(len(stages))
    )


# -- the event's lines

_WORDS = {TAKE_OVER: words.LINE_TAKEOVER, DESK_SALE: words.LINE_DESK, ADL: words.LINE_ADL}


def _price(one: Sale, scale: Scale) -> str:
    """Return the price of a line: of the market, or the average at which it was handed on."""
    if one.price_ticks is not None:
        return price_text(one.price_ticks, scale.tick)
    if one.kind == SLICE or not one.lots:
        return MISSING
    average = scale.price_at(one.value_atoms, one.lots) / scale.tick
    return price_text(average, scale.tick)


def _group(one: Sale, story: LiquidationStory) -> str:
    """Return the line above the sales of one kind where a unit of several contracts is sold."""
    return _WORDS.get(one.kind, "") if len(story.contracts) > 1 else ""


def _first_cell(one: Sale, scale: Scale, story: LiquidationStory) -> str:
    word, step = _WORDS.get(one.kind, ""), words.LINE_SLICE.format(step=one.step)
    if len(story.contracts) == 1:
        return word or step
    base = f"{scale.base} {one.slot}".rstrip()
    return base if word else words.LINE_CONTRACT.format(step=step, base=base)


def _tip(one: Sale, scale: Scale) -> str:
    if one.kind in (TAKE_OVER, DESK_SALE):
        return words.LINE_TIP_TAKEOVER if one.kind == TAKE_OVER else words.LINE_TIP_DESK
    size, price = f"{size_text(one.lots, scale.lot)} {scale.base}", _price(one, scale)
    if one.kind == ADL:
        return words.LINE_TIP_ADL.format(owner=one.owner or words.THE_MARKET, size=size, price=price)
    return words.LINE_TIP_SLICE.format(contract=symbol_of(one.contract), size=size, price=price)


def _line(one: Sale, scale: Scale, story: LiquidationStory, state: str) -> EventLineView:
    asset, silent = scale.settle, one.kind in (TAKE_OVER, ADL)
    kept = one.kind == DESK_SALE and one.fund_atoms > 0  # what the desk got above bankruptcy is the fund's, not yours
    told = not kept and (one.you_atoms or one.kind in (SLICE, REDUCE))
    own = change_text(one.you_atoms, asset) if told else MISSING
    figures = (
        _first_cell(one, scale, story),
        size_text(one.lots, scale.lot),
        _price(one, scale),
        own,
        MISSING if silent else change_text(-one.fee_atoms, asset),
        MISSING if silent else change_text(one.fund_atoms, asset),
    )
    return EventLineView(figures, state, tooltip=_tip(one, scale))


def _next_line(story: LiquidationStory, asset: str) -> EventLineView | None:
    if not story.is_running:
        return None
    if story.slices_planned and story.stage in ("start", SLICE):
        share = story.margin_atoms // story.slices_planned
        at_most = words.AT_MOST.format(amount=change_text(-share, asset))
        step = str(story.slices_done + 1)
        return EventLineView((step, "", texts.EVENT_NEXT, at_most, "", texts.EVENT_REST), "next")
    return EventLineView((words.NEXT_STAGE.get(story.stage, texts.EVENT_NEXT),), "next")


def _lines(story: LiquidationStory, scales: dict[str, Scale]) -> tuple[EventLineView, ...]:
    """Return a line for every sale, what comes next, and the sum; the newest step is marked while it runs."""
    newest = story.sales[-1] if story.sales else None
    lines, group = [], ""
    for one in story.sales:
        word = _group(one, story)
        if word and word != group:
            lines.append(EventLineView((word,), "group"))
        group = word
        current = newest is not None and (one.kind, one.step) == (newest.kind, newest.step)
        state = "now" if story.is_running and current else "done"
        lines.append(_line(one, scales[one.contract], story, state))
    asset = scales[story.contracts[0]].settle
    coming = _next_line(story, asset)
    if coming is not None:
        lines.append(coming)
    if story.sales:
        lines.append(_sum_line(story, scales))
    return tuple(lines)


def _sum_line(story: LiquidationStory, scales: dict[str, Scale]) -> EventLineView:
    money, scale = story.money, scales[story.contracts[0]]
    asset = scale.settle
    gone = sum(one.lots for one in story.sales if one.kind in (SLICE, REDUCE, TAKE_OVER))
    size = size_text(gone, scale.lot) if len(story.contracts) == 1 else ""
    own = change_text(-money.from_margin_atoms - money.kept_atoms, asset)
    fee = change_text(-money.fee_atoms, asset)
    return EventLineView((texts.EVENT_SUM, size, "", own, fee, change_text(money.fund_net_atoms, asset)), "sum")


# -- the event's sums


def sums_of(story: LiquidationStory, scales: dict[str, Scale]) -> tuple[SumLineView, ...]:
    """Return who paid what: the parts of the price loss, then the parts of what was taken; both add up exactly."""
    money, asset = story.money, scales[story.contracts[0]].settle
    sums = [
        SumLineView(texts.EVENT_PRICE_LOSS, amount_text(money.price_loss_atoms, asset)),
        SumLineView(texts.EVENT_FROM_MARGIN, amount_text(money.from_margin_atoms, asset), "loss", 1),
        SumLineView(texts.EVENT_FROM_FUND, amount_text(money.from_fund_atoms, asset), "fund", 1),
    ]
    if money.socialised_atoms:
        sums.append(SumLineView(words.FROM_WINNERS, amount_text(money.socialised_atoms, asset), "warn", 1))
    if money.claimed_atoms:
        sums.append(SumLineView(fund_texts.CLAIMED, amount_text(money.claimed_atoms, asset), "warn", 1))
    sums.append(SumLineView(texts.EVENT_FEE, amount_text(money.fee_atoms, asset)))
    if money.kept_atoms:
        sums.append(SumLineView(words.KEPT, amount_text(money.kept_atoms, asset), "fund"))
    taken = words.TAKEN_POOL if story.margin_mode == "cross" else words.TAKEN
    sums.append(SumLineView(taken, amount_text(money.taken_atoms, asset), "loss", 2))
    if money.returned_atoms:
        sums.append(SumLineView(words.RETURNED, amount_text(money.returned_atoms, asset), "gain"))
    nothing = amount_text(0, asset)
    return tuple(replace(one, tone="plain") if one.value == nothing else one for one in sums)


def out_of_reach(facts: AccountFacts, story: LiquidationStory) -> tuple[SumLineView, ...]:
    """Return what no step of this liquidation could reach."""
    views = []
    for wallet in ("spot", "funding", "savings", "cold"):
        if wallet in facts.payers and story.margin_mode == "cross":
            continue
        held = sorted(asset for account, asset in facts.balances if account == wallet)
        if held:
            amounts = AMOUNTS_JOINED.join(f"{amount_text(facts.of(wallet, asset), asset)} {asset}" for asset in held)
            views.append(SumLineView(texts.WALLET_NAMES[wallet], amounts))
    gone = {place_key(leg.contract, leg.slot) for leg in story.legs}
    for one in facts.positions:
        if one.margin_mode == "isolated" and one.place not in gone:
            label = words.OUT_OF_REACH_ISOLATED.format(symbol=f"{symbol_of(one.contract)} {one.slot}".rstrip())
            views.append(SumLineView(label, f"{amount_text(one.margin_atoms, one.asset)} {one.asset}"))
    free = facts.of("contract", facts.quote)
    if story.margin_mode == "isolated" and free:
        views.append(SumLineView(words.OUT_OF_REACH_AVAILABLE, f"{amount_text(free, facts.quote)} {facts.quote}"))
    return tuple(views)


def _cross_title(story: LiquidationStory, scales: dict[str, Scale]) -> str:
    contracts = tuple(dict.fromkeys(story.contracts))
    if len(contracts) > BASES_SHOWN:
        return words.EVENT_CROSS_COUNT.format(count=len(contracts))
    return words.EVENT_CROSS_TITLE.format(bases=", ".join(scales[one].base for one in contracts))


def rescue_view(story: LiquidationStory, facts: AccountFacts, scales: dict[str, Scale]) -> RescueView:
    """Return the liquidation event beside the chart."""
    scale = scales[story.contracts[0]]
    symbol = symbol_of(scale.symbol)
    side = "short" if story.lots_of(scale.symbol) < 0 else "long"
    running, cross = story.is_running, story.margin_mode == "cross"
    several = cross and len(story.contracts) > 1
    notice = words.EVENT_CROSS_LOCKED if cross else texts.EVENT_ORDERS_WAIT.format(symbol=symbol)
    since = texts.EVENT_SINCE.format(time=time_text(story.started_ns))
    return RescueView(
        chip_text=texts.EVENT_LOCKED_CHIP.format(symbol=symbol) if running else "",
        notice_text=notice if running else "",
        title_chip=_cross_title(story, scales) if several else f"{symbol} {side}",
        since_text=since if story.released_ns is None else texts.EVENT_ENDED.format(time=time_text(story.released_ns)),
        lines=_lines(story, scales),
        sums=sums_of(story, scales) if running or story.sales else (),
        untouched=out_of_reach(facts, story),
        is_running=running,
        autopsy_text="" if running else autopsy_line(story, scales).text,
    )
