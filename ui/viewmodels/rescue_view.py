"""A liquidation as a person sees it: the banner, the event beside the chart, and the safety net's basins. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from ui.viewmodels import texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts, Scale
from ui.viewmodels.history import LiquidationStory
from ui.viewmodels.number_text import (
    MISSING,
    amount_text,
    change_text,
    exact_amount_text,
    percent_text,
    price_text,
    short_amount_text,
    size_text,
    time_text,
)
from ui.viewmodels.records import (
    BannerView,
    BasinView,
    EventLineView,
    RescueView,
    SafetyNetView,
    SumLineView,
)

START_LEVEL = 0.78


def _predicted(story: LiquidationStory, scale: Scale) -> str:
    ticks = story.liquidation_ticks(scale.symbol, scale.tick)
    return MISSING if ticks is None else price_text(ticks, scale.tick)


def banner_view(story: LiquidationStory, scales: dict[str, Scale], steps_rule: str) -> BannerView:
    """Return the one sentence of a running liquidation."""
    scale = scales[story.contracts[0]]
    symbol = symbol_of(scale.symbol)
    side = "short" if story.lots_of(scale.symbol) < 0 else "long"
    cross = story.margin_mode == "cross"
    payer = texts.PAYER_POOL if cross else texts.PAYER_COMPARTMENT.format(symbol=symbol)
    if cross and len(story.contracts) > 1:
        return BannerView(texts.BANNER_CROSS.format(payer=payer), story.step_text)
    template = {"slices": texts.BANNER_STEPS, "brackets": texts.BANNER_BRACKETS}.get(steps_rule, texts.BANNER_WHOLE)
    if steps_rule == "brackets" and not story.reductions and story.stage != "reduce":
        template = texts.BANNER_WHOLE
    text = template.format(
        symbol=symbol, side=side, count=story.slices_planned, price=_predicted(story, scale), payer=payer
    )
    steps: tuple[str, ...] = ()
    if story.slices_planned:
        done = len(story.slices_paid)
        steps = tuple(
            "done" if place < done - 1 else "burning" if place == max(0, done - 1) else "left"
            for place in range(story.slices_planned)
        )
    return BannerView(text, story.step_text, steps)


def _slice_lines(story: LiquidationStory, scales: dict[str, Scale]) -> tuple[EventLineView, ...]:
    """Return one line a slice, what is still to come, and the sum."""
    asset, paid = scales[story.contracts[0]].settle, story.slices_paid
    lines = []
    for number, one in enumerate(paid, start=1):
        scale = scales[one.contract]
        fill = MISSING if one.price_ticks is None else price_text(one.price_ticks, scale.tick)
        price_loss = change_text(one.fee_atoms - one.lost_atoms, asset)
        fee, fund = change_text(-one.fee_atoms, asset), change_text(one.fund_atoms, asset)
        state = "now" if story.is_running and number == len(paid) else "done"
        lines.append(EventLineView((str(number), size_text(one.lots, scale.lot), fill, price_loss, fee, fund), state))
    if story.is_running and len(paid) < story.slices_planned:
        share = story.margin_atoms // story.slices_planned
        at_most = f"{change_text(-share, asset)} at most"
        lines.append(EventLineView((str(len(paid) + 1), "", texts.EVENT_NEXT, at_most, "", texts.EVENT_REST), "next"))
    if paid:
        lots = size_text(sum(one.lots for one in paid), scales[paid[0].contract].lot)
        fees = sum(one.fee_atoms for one in paid)
        own = change_text(fees - sum(one.lost_atoms for one in paid), asset)
        net = change_text(sum(one.fund_atoms for one in paid), asset)
        sums = (texts.EVENT_SUM, lots, "", own, change_text(-fees, asset), net)
        lines.append(EventLineView(sums, "sum"))
    return tuple(lines)


def _lines(story: LiquidationStory, scales: dict[str, Scale]) -> tuple[EventLineView, ...]:
    if story.slices_planned:
        return _slice_lines(story, scales)
    lines: list[EventLineView] = []
    for number, one in enumerate(story.reductions, start=1):
        scale = scales[one.contract]
        asset = scale.settle
        current = story.is_running and number == len(story.reductions)
        lines.append(
            EventLineView(
                (
                    str(number),
                    size_text(one.lots, scale.lot),
                    price_text(one.price_ticks, scale.tick),
                    change_text(one.realised_atoms, asset),
                    change_text(-one.fee_atoms, asset),
                    change_text(one.fee_atoms, asset),
                ),
                "now" if current else "done",
            )
        )
    for taken in story.taken_over:
        scale = scales[taken.contract]
        price = Fraction(abs(taken.open_value_atoms), 1) / max(1, taken.lots)
        ticks = price / (scale.tick * scale.lot * 10**8)
        figures = (
            texts.EVENT_TAKEOVER,
            size_text(taken.lots, scale.lot),
            price_text(ticks, scale.tick),
            change_text(-taken.lost_atoms, scale.settle),
            MISSING,
            MISSING,
        )
        lines.append(EventLineView(figures, "done" if story.closed else "now"))
    for closed in story.closed:
        scale = scales[closed.contract]
        asset = scale.settle
        fund = closed.to_fund_atoms + closed.fee_atoms - closed.from_fund_atoms
        figures = (
            texts.EVENT_DESK,
            size_text(closed.lots, scale.lot),
            price_text(closed.price_ticks, scale.tick),
            MISSING,
            change_text(-closed.fee_atoms, asset) if closed.fee_atoms else MISSING,
            change_text(fund, asset),
        )
        lines.append(EventLineView(figures, "now" if story.is_running else "done"))
    if story.is_running and not story.closed:
        lines.append(EventLineView((texts.EVENT_NEXT, "", "", "", "", ""), "next"))
    return tuple(lines)


def _sums(story: LiquidationStory, asset: str) -> tuple[SumLineView, ...]:
    fee, fund = story.fee_atoms, story.from_fund_atoms
    own = story.lost_atoms - sum(one.fee_atoms for one in story.reductions)
    sums = [
        SumLineView(texts.EVENT_PRICE_LOSS, amount_text(own + fund, asset)),
        SumLineView(texts.EVENT_FROM_MARGIN, amount_text(own, asset), "loss", 1),
        SumLineView(texts.EVENT_FROM_FUND, amount_text(fund, asset), "fund", 1),
    ]
    if fee:
        sums.append(SumLineView(texts.EVENT_FEE, amount_text(fee, asset)))
    deleveraged = sum(one.value_atoms for one in story.deleveraged)
    if deleveraged:
        sums.append(SumLineView("Deleveraged against others", amount_text(deleveraged, asset), "warn"))
    socialised = sum(one.atoms for one in story.socialised)
    if socialised:
        sums.append(SumLineView("Socialised", amount_text(socialised, asset), "warn"))
    taken = texts.EVENT_TAKEN_POOL if story.margin_mode == "cross" else texts.EVENT_TAKEN
    sums.append(SumLineView(taken, amount_text(story.lost_atoms, asset), "loss", 2))
    return tuple(sums)


def _untouched(facts: AccountFacts, story: LiquidationStory) -> tuple[SumLineView, ...]:
    """Return what no step of this liquidation could reach."""
    views = []
    for wallet in ("spot", "funding", "savings", "cold"):
        held = sorted(asset for account, asset in facts.balances if account == wallet)
        if held:
            amounts = " · ".join(f"{amount_text(facts.of(wallet, asset), asset)} {asset}" for asset in held)
            views.append(SumLineView(texts.WALLET_NAMES[wallet], amounts))
    if story.margin_mode == "isolated":
        free = facts.of("contract", facts.quote)
        others = sum(
            one.margin_atoms
            for one in facts.positions
            if one.margin_mode == "isolated" and one.contract not in story.contracts
        )
        if free or others:
            label = "Contract: available" if not others else "Contract: all else"
            views.append(SumLineView(label, f"{amount_text(free + others, facts.quote)} {facts.quote}"))
    return tuple(views)


def rescue_view(story: LiquidationStory, facts: AccountFacts, scales: dict[str, Scale]) -> RescueView:
    """Return the liquidation event beside the chart."""
    scale = scales[story.contracts[0]]
    symbol = symbol_of(scale.symbol)
    side = "short" if story.lots_of(scale.symbol) < 0 else "long"
    running = story.is_running
    since = texts.EVENT_SINCE.format(time=time_text(story.started_ns))
    return RescueView(
        chip_text=texts.EVENT_LOCKED_CHIP.format(symbol=symbol) if running else "",
        notice_text=texts.EVENT_ORDERS_WAIT.format(symbol=symbol) if running else "",
        title_chip=f"{symbol} {side}",
        since_text=since if story.released_ns is None else texts.EVENT_ENDED.format(time=time_text(story.released_ns)),
        lines=_lines(story, scales),
        sums=_sums(story, scale.settle),
        untouched=_untouched(facts, story),
        is_running=running,
    )


def safety_net_view(
    facts: AccountFacts, story: LiquidationStory | None, fee: Fraction, beyond_fund: str
) -> SafetyNetView:
    """Return the five basins: margin, liquidation fee, fund, ADL, socialised loss."""
    quote, running = facts.quote, story is not None and story.is_running
    margin = sum(one.margin_atoms for one in facts.positions)
    equity = sum(max(0, one.equity_atoms) for one in facts.positions if one.margin_mode == "isolated")
    put_in = max(1, margin, story.margin_atoms if story is not None and running else 0)
    drew = story.from_fund_atoms if story is not None else 0
    fee_atoms = story.fee_atoms if story is not None else 0
    adl = sum(one.lots for one in story.deleveraged) if story is not None else 0
    socialised = sum(one.atoms for one in story.socialised) if story is not None else 0
    lights = max((one.lights for one in facts.positions), default=0)
    fund_start = max(1, facts.fund_start_atoms)
    fund_share = Fraction(facts.fund_atoms, fund_start)
    basins = (
        BasinView(
            texts.BASIN_MARGIN,
            amount_text(margin, quote),
            level=min(1.0, START_LEVEL * min(equity or margin, put_in) / put_in) if margin else 0.0,
            start_level=START_LEVEL if running else None,
            tone="loss" if running else "water",
            is_active=running,
            is_spilling=bool(drew),
            is_used=bool(margin) or running,
            tooltip=exact_amount_text(margin, quote),
        ),
        BasinView(
            texts.BASIN_FEE,
            amount_text(fee_atoms, quote) if fee_atoms else percent_text(fee, 2),
            is_spilling=bool(drew),
            is_used=bool(fee_atoms),
        ),
        BasinView(
            texts.BASIN_FUND,
            short_amount_text(facts.fund_atoms, quote),
            level=min(1.0, float(fund_share) * START_LEVEL),
            start_level=START_LEVEL if facts.fund_atoms < facts.fund_start_atoms else None,
            tone="fund",
            is_active=bool(drew),
            is_spilling=bool(adl or socialised),
            tooltip=exact_amount_text(facts.fund_atoms, quote),
        ),
        BasinView(
            texts.BASIN_ADL,
            texts.LIGHTS_OF.format(count=lights) if lights and not adl else "used" if adl else texts.NOT_USED,
            lights=5 if adl else lights,
            is_active=bool(adl),
            is_used=bool(adl),
        ),
        BasinView(
            texts.BASIN_SOCIALISED,
            amount_text(socialised, quote),
            level=0.5 if socialised else 0.0,
            tone="warn",
            is_active=bool(socialised),
            is_used=bool(socialised),
        ),
    )
    hint = texts.SAFETY_NET_HINT
    if facts.fund_atoms != facts.fund_start_atoms and facts.fund_start_atoms:
        hint = texts.SAFETY_NET_FUND.format(share=percent_text(fund_share, 1))
    return SafetyNetView(hint, basins)
