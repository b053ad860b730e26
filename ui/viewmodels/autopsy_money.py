"""Where a liquidated margin went, as bars, and who paid whom, as bands; figures are sums of ledger entries. Qt-free.

The bars run from the margin down: each sale's price loss, the fees, then what others covered, and end at what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from msgspec import Struct

from sandbox.projections.autopsy import CLOSE, TAKE_OVER, Autopsy, AutopsySale
from ui.viewmodels import autopsy_texts as words
from ui.viewmodels import fund_texts
from ui.viewmodels.account_names import YOU
from ui.viewmodels.autopsy_happened import Scales, numbered_sales, sale_price
from ui.viewmodels.autopsy_records import BandView, BarView, FlowsView, NodeView, WaterfallView
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.number_text import MISSING, amount_text, change_text, size_text

BARS_MAX = 7  # steps shown one by one; those in the middle of a longer liquidation are one bar
ENDS_SHOWN = 3


class _Step(Struct):
    """One or several sales in a row: the words below the bar and what they took."""

    label: str
    sublabel: str
    loss_atoms: int
    fee_atoms: int


def waterfall_view(autopsy: Autopsy, scales: Scales) -> WaterfallView:
    """Return the bars from the margin at the start to what is left."""
    asset, money = scales[autopsy.started.contracts[0]].settle, autopsy.money
    rows: list[tuple[tuple[str, str], int, int, str]] = []  # words, from, to, tone
    level = autopsy.margin_atoms
    is_pool = autopsy.started.margin_mode == "cross"
    rows.append((words.BAR_POOL if is_pool else words.BAR_MARGIN, 0, level, "water"))
    steps = _joined(_steps(autopsy, scales))
    fees_apart = len([one for one in steps if one.fee_atoms]) <= ENDS_SHOWN
    for step in steps:
        rows.append(
            ((step.label, step.sublabel), level, level - step.loss_atoms, "loss" if step.loss_atoms >= 0 else "gain")
        )
        level -= step.loss_atoms
        if step.fee_atoms and fees_apart:
            rows.append((words.BAR_FEE, level, level - step.fee_atoms, "warn"))
            level -= step.fee_atoms
    if not fees_apart:
        rows.append((words.BAR_FEE, level, level - money.fee_atoms, "warn"))
        level -= money.fee_atoms
    for label, atoms, tone in (
        (words.BAR_FUND, money.from_fund_atoms, "fund"),
        (words.BAR_WINNERS, money.socialised_atoms, "warn"),
        (fund_texts.BAR_CLAIM, money.claimed_atoms, "warn"),
        (words.BAR_KEPT, -money.kept_atoms, "fund"),
    ):
        if atoms:
            rows.append((label, level, level + atoms, tone))
            level += atoms
    left = words.BAR_LEFT if autopsy.started.owner == YOU else (words.BAR_LEFT_OF, autopsy.started.owner)
    rows.append((left if autopsy.released_ns is not None else words.BAR_SO_FAR, 0, level, "left"))
    return _scaled(rows, asset)


def _steps(autopsy: Autopsy, scales: Scales) -> list[_Step]:
    several = len(autopsy.started.contracts) > 1
    steps = []
    for number, sale in numbered_sales(autopsy):
        scale = scales[sale.contract]
        name = _step_name(sale, number)
        steps.append(
            _Step(
                f"{name} {scale.base}" if several else name,
                sale_price(sale, scale) or MISSING,
                sale.loss_atoms,
                sale.fee_atoms,
            )
        )
    return steps


def _step_name(sale: AutopsySale, number: str) -> str:
    return {TAKE_OVER: words.BAR_TAKEN, CLOSE: words.BAR_DESK}.get(sale.kind, words.BAR_STEP.format(number=number))


def _joined(steps: list[_Step]) -> list[_Step]:
    """Return the steps with those in the middle of many as one."""
    if len(steps) <= BARS_MAX:
        return steps
    middle = steps[ENDS_SHOWN:-ENDS_SHOWN]
    label = words.BAR_STEPS.format(first=ENDS_SHOWN + 1, last=len(steps) - ENDS_SHOWN)
    loss, fees = sum(one.loss_atoms for one in middle), sum(one.fee_atoms for one in middle)
    return [*steps[:ENDS_SHOWN], _Step(label, "", loss, fees), *steps[-ENDS_SHOWN:]]


def _scaled(rows: Sequence[tuple[tuple[str, str], int, int, str]], asset: str) -> WaterfallView:
    low = min(0, *(min(start, end) for _, start, end, _ in rows))
    high = max(1, *(max(start, end) for _, start, end, _ in rows))

    def share(atoms: int) -> float:
        return (atoms - low) / (high - low)

    bars, told = [], []
    for place, ((label, sublabel), start, end, tone) in enumerate(rows):
        is_level = place in (0, len(rows) - 1)
        text = amount_text(end, asset) if is_level else change_text(end - start, asset)
        bars.append(BarView(label, sublabel, text, share(start), share(end), tone))
        told.append(f"{label} {sublabel} {text}")
    return WaterfallView(tuple(bars), share(0), "; ".join(told))


# -- who paid whom


class _Node(Struct, frozen=True):
    title: str
    words: str
    tone: str
    atoms: int


def flows_view(autopsy: Autopsy, scales: Scales) -> FlowsView:
    """Return payers, receivers and what went between them; both sides add up to the same, or the page says so."""
    asset, money = scales[autopsy.started.contracts[0]].settle, autopsy.money
    whose = words.NODE_YOURS if autopsy.started.owner == YOU else words.NODE_PAID
    margin = _Node(_margin_name(autopsy), whose, "loss", money.taken_atoms)
    fund = _Node(words.NODE_FUND, words.NODE_FUND_PAID, "fund", money.from_fund_atoms)
    winners = _Node(words.NODE_WINNERS, words.NODE_PAID, "warn", money.socialised_atoms)
    other = _Node(_other_side(autopsy), words.NODE_RECEIVED, "plain", money.price_loss_atoms)
    fees = _Node(words.NODE_FUND, words.NODE_FUND_FEE, "fund", money.fee_atoms + money.kept_atoms)
    claim = _Node(fund_texts.NODE_CLAIM, fund_texts.NODE_ADVANCED, "warn", money.claimed_atoms)
    payers, receivers = [margin, fund, winners, claim], [other, fees]
    if other.atoms < 0:  # the positions were sold with a profit, and other things took it
        payers.append(_Node(other.title, words.NODE_PAID, "plain", -other.atoms))
        receivers.remove(other)
    if margin.atoms < 0:
        receivers.insert(0, _Node(margin.title, words.NODE_RECEIVED, "gain", -margin.atoms))
        payers.remove(margin)
    payers, receivers = [one for one in payers if one.atoms > 0], [one for one in receivers if one.atoms > 0]
    paid, received = sum(one.atoms for one in payers), sum(one.atoms for one in receivers)
    sums = words.FOOT_SUMS.format(paid=amount_text(paid, asset), received=amount_text(received, asset))
    lots = _deleveraged(autopsy, scales)
    socialised = amount_text(money.socialised_atoms, asset)
    told = [f"{one.title} {one.words} {amount_text(one.atoms, asset)}" for one in (*payers, *receivers)]
    return FlowsView(
        _nodes(payers, asset),
        _nodes(receivers, asset),
        _bands(payers, receivers, asset),
        f"{words.FOOT_ADL} <b>{lots}</b>",
        f"{words.FOOT_SOCIALISED} <b>{socialised}</b>",
        sums,
        paid == received,
        "; ".join((*told, sums)),
    )


def _margin_name(autopsy: Autopsy) -> str:
    if autopsy.started.margin_mode == "cross":
        return (
            words.NODE_POOL if autopsy.started.owner == YOU else words.NODE_POOL_OF.format(owner=autopsy.started.owner)
        )
    return words.NODE_MARGIN.format(symbol=symbol_of(autopsy.started.contracts[0]))


def _other_side(autopsy: Autopsy) -> str:
    sides = {"long" if leg.lots > 0 else "short" for leg in autopsy.legs}
    return words.NODE_OTHER_SIDE[sides.pop() if len(sides) == 1 else ""]


def _deleveraged(autopsy: Autopsy, scales: Scales) -> str:
    """Return how much was deleveraged, by contract; 0.00 where nothing was."""
    parts = []
    for contract in autopsy.started.contracts:
        lots = sum(one.lots for one in autopsy.deleveraged if one.contract == contract)
        if lots:
            parts.append(f"{size_text(lots, scales[contract].lot)} {scales[contract].base}")
    return ", ".join(parts) or "0.00"


def _nodes(nodes: Sequence[_Node], asset: str) -> tuple[NodeView, ...]:
    roots = [sqrt(one.atoms) for one in nodes]
    whole = sum(roots) or 1.0
    return tuple(
        NodeView(one.title, one.words, amount_text(one.atoms, asset), one.tone, root / whole)
        for one, root in zip(nodes, roots, strict=True)
    )


def _bands(payers: Sequence[_Node], receivers: Sequence[_Node], asset: str) -> tuple[BandView, ...]:
    """Return what went from whom to whom: fees come out of the first payer, the margin; all else covers the loss."""
    left = [one.atoms for one in receivers]
    bands = []
    for source, payer in enumerate(payers):
        rest = payer.atoms
        order = range(len(receivers) - 1, -1, -1) if source == 0 else range(len(receivers))
        for target in order:
            atoms = min(rest, left[target])
            if atoms > 0:
                rest, left[target] = rest - atoms, left[target] - atoms
                bands.append((source, target, atoms, payer, receivers[target]))
    bands.sort(key=lambda one: (one[0], one[1]))
    return tuple(
        BandView(source, target, amount_text(atoms, asset), _tone(payer, to), atoms / payer.atoms, atoms / to.atoms)
        for source, target, atoms, payer, to in bands
    )


def _tone(payer: _Node, receiver: _Node) -> str:
    if payer.tone == "loss":
        return "warn" if receiver.tone == "fund" else "loss"
    return payer.tone
