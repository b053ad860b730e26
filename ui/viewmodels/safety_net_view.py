"""The safety net: who pays for a loss, in order, as five basins; the fund's history; the ADL queue. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.projections.adl_change import AdlChange
from sandbox.projections.adl_queue import AdlRow
from sandbox.projections.fund import FundHistory
from ui.viewmodels import adl_texts, fund_texts, texts
from ui.viewmodels import money_texts as words
from ui.viewmodels.account_names import YOU, of_one
from ui.viewmodels.event_rows import cause_text, side_tone, symbol_of
from ui.viewmodels.facts import AccountFacts, Scale
from ui.viewmodels.liquidation_story import LiquidationStory
from ui.viewmodels.number_text import (
    amount_text,
    change_text,
    exact_amount_text,
    leverage_text,
    marked_change_text,
    percent_text,
    price_text,
    short_amount_text,
    size_text,
    time_text,
    tone_of,
)
from ui.viewmodels.records import (
    BasinView,
    NetDetailsView,
    QueueRowView,
    SafetyNetView,
    SumLineView,
)

Queue = tuple[str, str, tuple[AdlRow, ...]]  # contract, side, places
START_LEVEL = 0.78
MARGIN, FEE, FUND, ADL, SOCIALISED = range(5)
MOVEMENTS_SHOWN = 5
# The fund's history never looks steeper than this share of its start.
HISTORY_SPAN = 0.02
# More movements than a basin has pixels are sampled; the last one is always shown.
HISTORY_ROWS_MAX = 200


class NetFacts(Struct, frozen=True):
    """What the net is told: the account, the liquidation that runs (yours first), the run's sums, the rules."""

    facts: AccountFacts
    story: LiquidationStory | None
    fund: FundHistory
    fees_atoms: int
    socialised_atoms: int
    deleveraged_lots: int
    fee_rate: Fraction
    now_ns: int
    start_ns: int


def safety_net_view(net: NetFacts) -> SafetyNetView:
    """Return the five basins: margin, liquidation fee, fund, ADL, socialised loss."""
    hint, share = texts.SAFETY_NET_HINT, _fund_share(net.facts)
    if net.facts.fund_atoms != net.facts.fund_start_atoms:
        hint = _fund_hint(net.facts, share)
    basins = (_margin(net), _fee(net), _fund(net, share), _adl(net), _socialised(net))
    return SafetyNetView(hint, basins, fund_history(net))


def _fund_share(facts: AccountFacts) -> Fraction:
    return Fraction(facts.fund_atoms, max(1, facts.fund_start_atoms))


def _fund_hint(facts: AccountFacts, share: Fraction) -> str:
    """Return the fund against its start: as a share, or as a change where the share would not show it."""
    if facts.fund_start_atoms <= 0 or abs(share - 1) < Fraction(1, 2000):
        change = facts.fund_atoms - facts.fund_start_atoms
        return words.FUND_CHANGE.format(change=change_text(change, facts.quote))
    return texts.SAFETY_NET_FUND.format(share=percent_text(share, 1))


def _margin(net: NetFacts) -> BasinView:
    facts, quote, story = net.facts, net.facts.quote, net.story
    running = story is not None and story.owner == YOU
    margin = sum(one.margin_atoms for one in facts.positions)
    equity = sum(max(0, one.equity_atoms) for one in facts.positions if one.margin_mode == "isolated")
    before = margin + (story.lost_atoms if story is not None and running else 0)
    return BasinView(
        texts.BASIN_MARGIN,
        amount_text(margin, quote),
        level=min(1.0, START_LEVEL * min(equity or margin, before) / max(1, before)) if margin else 0.0,
        start_level=START_LEVEL if running else None,
        tone="loss" if running else "water",
        is_active=running,
        is_spilling=story is not None and running and bool(story.fee_atoms or story.money.from_fund_atoms),
        is_used=bool(margin) or running,
        tooltip=exact_amount_text(margin, quote),
    )


def _fee(net: NetFacts) -> BasinView:
    story, quote = net.story, net.facts.quote
    fees = story.fee_atoms if story is not None else 0
    return BasinView(
        texts.BASIN_FEE,
        amount_text(fees, quote) if story is not None else percent_text(net.fee_rate, 2),
        is_active=bool(fees),
        is_spilling=story is not None and bool(story.money.from_fund_atoms),
        is_used=bool(fees),
        tooltip=words.FEE_TIP.format(rate=percent_text(net.fee_rate, 2)),
    )


def _fund(net: NetFacts, share: Fraction) -> BasinView:
    facts, story = net.facts, net.story
    beyond = story is not None and bool(story.deleveraged or story.money.socialised_atoms)
    drawn = story is not None and bool(story.money.from_fund_atoms)
    return BasinView(
        texts.BASIN_FUND,
        short_amount_text(facts.fund_atoms, facts.quote) if facts.fund_atoms else words.FUND_EMPTY,
        level=min(1.0, float(share) * START_LEVEL),
        start_level=START_LEVEL if facts.fund_atoms < facts.fund_start_atoms else None,
        tone="fund",
        is_active=drawn or beyond,
        is_spilling=beyond,
        tooltip=exact_amount_text(facts.fund_atoms, facts.quote),
    )


def _adl(net: NetFacts) -> BasinView:
    cut = net.story is not None and bool(net.story.deleveraged)
    lights = max((one.lights for one in net.facts.positions), default=0)
    value = texts.LIGHTS_OF.format(count=lights) if lights else texts.NOT_USED
    if cut:
        value = words.ADL_ACTIVE
    elif net.deleveraged_lots:
        value = words.ADL_USED
    return BasinView(
        texts.BASIN_ADL, value, lights=lights, is_active=cut, is_used=bool(net.deleveraged_lots), tooltip=words.ADL_TIP
    )


def _socialised(net: NetFacts) -> BasinView:
    total = net.socialised_atoms
    active = net.story is not None and bool(net.story.money.socialised_atoms)
    return BasinView(
        texts.BASIN_SOCIALISED,
        amount_text(total, net.facts.quote) if total else texts.NOT_USED,
        level=START_LEVEL if total else 0.0,
        tone="warn",
        is_active=active,
        is_used=bool(total),
        tooltip=exact_amount_text(total, net.facts.quote),
    )


def fund_history(net: NetFacts) -> tuple[tuple[float, float], ...]:
    """Return the fund over the run as points (share of the time, height from 0 to 1); none while it never moved."""
    stride = 1 + len(net.fund.rows) // HISTORY_ROWS_MAX
    rows = [row for row in (*net.fund.rows[::stride], *net.fund.rows[-1:]) if row.asset == net.facts.quote]
    if len({row.level_atoms for row in rows}) < 2:
        return ()
    start = max(1, net.facts.fund_start_atoms)
    low, high = min(row.level_atoms for row in rows), max(row.level_atoms for row in rows)
    span = max(high - low, start * HISTORY_SPAN)
    middle = (high + low) / 2
    length = max(1, net.now_ns - net.start_ns)
    points: list[tuple[float, float]] = []
    for row in rows:
        x = min(1.0, max(0.0, (row.at_ns - net.start_ns) / length))
        if points:
            points.append((x, points[-1][1]))
        points.append((x, min(1.0, max(0.0, 0.5 + (row.level_atoms - middle) / span))))
    points.append((1.0, points[-1][1]))
    return tuple(points)


# -- details of a basin


def net_details_view(
    net: NetFacts,
    place: int,
    queues: tuple[Queue, ...],
    scales: dict[str, Scale],
    changes: tuple[AdlChange, ...] = (),
) -> NetDetailsView:
    """Return the sums behind a basin; for ADL the queue of named traders instead, now and before the newest cut."""
    title = " ".join(
        (texts.BASIN_MARGIN, texts.BASIN_FEE, texts.BASIN_FUND, texts.BASIN_ADL, texts.BASIN_SOCIALISED)[place]
    )
    lines = {MARGIN: _margin_lines, FEE: _fee_lines, FUND: _fund_lines, SOCIALISED: _socialised_lines}.get(place)
    return NetDetailsView(
        place=place,
        title=title,
        rule_text=words.NET_RULES[place],
        lines=lines(net) if lines is not None else (),
        queue=_queue(queues, scales) if place == ADL else (),
        before=_before(changes, scales) if place == ADL else (),
        before_title=_before_title(changes[0], scales) if changes else "",
    )


def _margin_lines(net: NetFacts) -> tuple[SumLineView, ...]:
    facts, total = net.facts, 0
    lines = []
    for one in facts.positions:
        total += one.margin_atoms
        label = f"{symbol_of(one.contract)} {texts.MODE[one.margin_mode]}"
        lines.append(SumLineView(label, amount_text(one.margin_atoms, one.asset)))
    return (*lines, SumLineView(words.NET_TOTAL, amount_text(total, facts.quote), "plain", 2))


def _fee_lines(net: NetFacts) -> tuple[SumLineView, ...]:
    return (
        SumLineView(words.NET_FEE_RATE, percent_text(net.fee_rate, 2)),
        SumLineView(words.NET_FEES_SO_FAR, amount_text(net.fees_atoms, net.facts.quote), "plain", 2),
    )


def _fund_lines(net: NetFacts) -> tuple[SumLineView, ...]:
    quote, fund = net.facts.quote, net.fund
    rows = [row for row in fund.rows if row.asset == quote and row.cause != "open"]
    lines = [
        SumLineView(words.NET_FUND_START, amount_text(net.facts.fund_start_atoms, quote)),
        SumLineView(words.NET_FUND_RECEIVED, change_text(fund.received.get(quote, 0), quote), "gain"),
        SumLineView(words.NET_FUND_PAID, change_text(-fund.paid.get(quote, 0), quote), "loss"),
        SumLineView(words.NET_FUND_NOW, amount_text(net.facts.fund_atoms, quote), "fund", 2),
    ]
    own = {
        account: atoms for (account, asset), atoms in net.facts.balances.items() if asset == quote and of_one(account)
    }
    lines += [
        SumLineView(fund_texts.OWN_FUND.format(symbol=symbol_of(of_one(account))), amount_text(atoms, quote), "fund", 1)
        for account, atoms in sorted(own.items())
    ]
    for row in rows[-MOVEMENTS_SHOWN:]:
        label = f"{time_text(row.at_ns)} {cause_text(row.cause)}"
        if of_one(row.account):
            label += f" · {symbol_of(of_one(row.account))}"
        lines.append(SumLineView(label, change_text(row.atoms, quote), tone_of(row.atoms), 1))
    return tuple(lines)


def _socialised_lines(net: NetFacts) -> tuple[SumLineView, ...]:
    total = amount_text(net.socialised_atoms, net.facts.quote)
    return (SumLineView(words.NET_SOCIALISED_SO_FAR, total, "plain", 2),)


def _before(changes: tuple[AdlChange, ...], scales: dict[str, Scale]) -> tuple[QueueRowView, ...]:
    """Return the queue as it stood before a deleveraging, each place with what was cut of it."""
    rows: list[QueueRowView] = []
    for change in changes:
        scale = scales[change.contract]
        told = _queue(((change.contract, change.side, change.before),), scales)
        for one, row in zip(change.before, told, strict=True):
            cut = change.cut_of(one.owner)
            rows.append(replace(row, cut_text="" if cut is None else size_text(cut.lots, scale.lot)))
    return tuple(rows)


def _before_title(change: AdlChange, scales: dict[str, Scale]) -> str:
    """Say when a queue was cut, and at which price on average."""
    scale, lots = scales[change.contract], sum(one.lots for one in change.cuts)
    average = scale.price_at(sum(one.value_atoms for one in change.cuts), lots) / scale.tick
    return adl_texts.BEFORE.format(time=time_text(change.at_ns), price=price_text(average, scale.tick))


def _queue(queues: tuple[Queue, ...], scales: dict[str, Scale]) -> tuple[QueueRowView, ...]:
    rows = []
    for contract, side, queue in queues:
        scale = scales[contract]
        for one in queue:
            rows.append(
                QueueRowView(
                    rank_text=str(one.rank),
                    owner_text=words.YOU_NAME if one.owner == YOU else one.owner,
                    position_text=f"{texts.SIDE_MARK[side]} {size_text(one.lots, scale.lot)} {symbol_of(contract)}",
                    side_tone=side_tone(side),
                    pnl_text=marked_change_text(one.unrealised_atoms, scale.settle),
                    pnl_tone=tone_of(one.unrealised_atoms),
                    leverage_text=leverage_text(one.leverage),
                    lights=one.lights,
                    is_yours=one.owner == YOU,
                )
            )
    return tuple(rows)
