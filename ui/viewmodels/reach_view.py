"""The blast radius strip: the worst loss, what of it is paid and exposed, and the wallets it can reach. Qt-free."""

from __future__ import annotations

from ui.viewmodels import door_texts, fund_texts, regime_texts, texts
from ui.viewmodels.facts import FAILED, AccountFacts
from ui.viewmodels.liquidation_story import LiquidationStory
from ui.viewmodels.number_text import amount_text, brief_amount_text, change_text
from ui.viewmodels.records import ReachView

WALLETS_NAMED = 2
OTHERS = ("spot", "savings", "funding")


def reach_view(
    facts: AccountFacts, whole_atoms: int, stories: tuple[LiquidationStory, ...], preview_atoms: int | None
) -> ReachView:
    """Return the strip; `whole_atoms` is all wealth, `preview_atoms` the worst loss after the order in the editor."""
    quote = facts.quote
    running = [story for story in stories if story.is_running]
    paid, short = sum(story.lost_atoms for story in running), ""
    exposed = facts.worst_atoms
    worst = paid + exposed
    if running:
        detail = texts.REACH_PAID.format(paid=amount_text(paid, quote), exposed=amount_text(exposed, quote))
        short = texts.REACH_PAID.format(paid=brief_amount_text(paid, quote), exposed=brief_amount_text(exposed, quote))
    elif worst:
        detail = _reached_wallets(facts)
    else:
        detail = texts.REACH_NONE.format(asset=quote)
    whole = max(1, whole_atoms + paid)
    rules = "\n".join(f"{texts.WALLET_NAMES[one.wallet]} {one.asset}: {one.rule}" for one in facts.reach)
    return ReachView(
        sum_text=change_text(-worst, quote) if worst else amount_text(0, quote),
        detail_text=detail,
        short_detail=short,
        reach_text=_other_wallets(facts),
        caption_text=texts.REACH_CAPTION,
        paid_share=paid / whole,
        exposed_share=exposed / whole,
        preview_share=None if preview_atoms is None or preview_atoms == worst else min(1.0, preview_atoms / whole),
        tooltip=rules,
        is_linked=any(_is_reached(facts, wallet) for wallet in open_doors_of(facts)),
    )


def _reached_wallets(facts: AccountFacts) -> str:
    """Return whose money can go: the contract wallet's alone, or that of each wallet that counts."""
    wallets = (*facts.counting, *open_doors_of(facts))
    if facts.exchange == FAILED:
        return fund_texts.REACH_FAILED.format(asset=facts.quote)
    reached = [wallet for wallet in wallets if _is_reached(facts, wallet)]
    if reached in ([], ["contract"]):
        return texts.REACH_CONTRACT_ONLY.format(asset=facts.quote)
    names = " + ".join(texts.WALLET_NAMES[one] for one in reached)
    if len(reached) > WALLETS_NAMED:
        names = door_texts.WALLETS_COUNTED.format(count=len(reached))
    return regime_texts.REACH_WITH.format(asset=facts.quote, wallets=names)


def open_doors_of(facts: AccountFacts) -> tuple[str, ...]:
    """Return the wallets with an open side door."""
    return (*facts.auto_transfers, *(("savings",) if facts.pledges else ()))


def _other_wallets(facts: AccountFacts) -> str:
    """Return of every other wallet on the exchange whether a loss can reach it."""
    if not any(_is_reached(facts, wallet) for wallet in OTHERS):
        return texts.REACH_OTHERS
    names = " + ".join(texts.WALLET_NAMES[one] for one in OTHERS if _is_reached(facts, one))
    others = (texts.WALLET_NAMES[one] for one in OTHERS if not _is_reached(facts, one))
    words = [regime_texts.REACH_WALLET_NOT.format(wallet=one) for one in others]
    return regime_texts.REACH_JOINED.join([regime_texts.REACH_WALLET.format(wallet=names), *words])


def _is_reached(facts: AccountFacts, wallet: str) -> bool:
    return any(row.wallet == wallet and row.worst_atoms > 0 for row in facts.reach)
