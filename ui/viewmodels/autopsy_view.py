"""The autopsy line: what a liquidation cost, who else paid, and that nothing else was touched. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ui.viewmodels import autopsy_texts, fund_texts, regime_texts, texts
from ui.viewmodels import money_texts as words
from ui.viewmodels.account_names import LIQUIDITY
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import Scale
from ui.viewmodels.liquidation_story import LiquidationStory
from ui.viewmodels.number_text import amount_text, size_text, time_text
from ui.viewmodels.table_view import Row, RowAction, cell


class AutopsyLine(Struct, frozen=True):
    """The sentence, and whether it is a loss at all."""

    text: str
    is_loss: bool


def autopsy_line(story: LiquidationStory, scales: Mapping[str, Scale]) -> AutopsyLine:
    """Return the one sentence at the end of a liquidation; every figure is a sum of ledger entries."""
    money, scale = story.money, scales[story.contracts[0]]
    asset, cross = scale.settle, story.margin_mode == "cross"
    walled = words.RULE_TOPPED_UP if story.is_topped_up else words.RULE_ISOLATED
    rule = (regime_texts.RULE_POOLED if story.money.touched else words.RULE_CROSS) if cross else walled
    if not story.sales and story.money.touched:
        return AutopsyLine(regime_texts.AUTOPSY_RESCUED.format(rule=rule), False)
    if not story.sales:
        return AutopsyLine(words.AUTOPSY_HEALTHY.format(rule=rule), False)
    template = words.AUTOPSY_LOST_POOL if cross else words.AUTOPSY_LOST
    text = template.format(
        lost=amount_text(money.taken_atoms, asset),
        asset=asset,
        symbol=symbol_of(scale.symbol),
        fund=", ".join([_fund(story, asset), *_beyond_fund(story, scales)]),
        rest=_rest(story),
        rule=rule,
    )
    return AutopsyLine(text, money.taken_atoms > 0)


def _fund(story: LiquidationStory, asset: str) -> str:
    net = story.money.fund_net_atoms
    if net == 0:
        return words.AUTOPSY_FUND_NONE
    template = words.AUTOPSY_FUND_GOT if net > 0 else words.AUTOPSY_FUND_PAID
    return template.format(amount=amount_text(abs(net), asset))


def _beyond_fund(story: LiquidationStory, scales: Mapping[str, Scale]) -> list[str]:
    """Return what happened beyond the fund: ADL by contract, then what was socialised."""
    parts = []
    for contract in dict.fromkeys(one.contract for one in story.deleveraged):
        mine = [one for one in story.deleveraged if one.contract == contract]
        scale = scales[contract]
        owners = " and ".join(dict.fromkeys(words.THE_MARKET if one.owner == LIQUIDITY else one.owner for one in mine))
        size = f"{size_text(sum(one.lots for one in mine), scale.lot)} {scale.base}"
        parts.append(words.AUTOPSY_ADL.format(size=size, owners=owners))
    if story.money.socialised_atoms:
        amount = amount_text(story.money.socialised_atoms, scales[story.contracts[0]].settle)
        parts.append(words.AUTOPSY_SOCIALISED.format(amount=amount))
    if story.money.claimed_atoms:
        amount = amount_text(story.money.claimed_atoms, scales[story.contracts[0]].settle)
        parts.append(fund_texts.STILL_OWED.format(amount=amount))
    return parts


def _rest(story: LiquidationStory) -> str:
    if not story.money.touched:
        return words.AUTOPSY_UNTOUCHED
    names = ", ".join(texts.WALLET_NAMES[one] for one in sorted(story.money.touched))
    return words.AUTOPSY_TOUCHED.format(wallets=names)


def autopsy_row(now_ns: int, seq: int, line: str, liquidation: str) -> Row:
    """Return the sentence as a row of the log, right after the release; it opens the whole autopsy."""
    cells = (cell(time_text(now_ns), seq), cell(words.AUTOPSY, tone="accent"), cell(line))
    return Row(f"{seq}/autopsy", cells, actions=(RowAction("autopsy", autopsy_texts.ROW_ACTION, liquidation),))
