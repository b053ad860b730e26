"""What befalls you through others: a deleveraging (banner, card, one sentence), an exchange that is silent. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from sandbox.projections.adl_change import AdlChange, AdlCut
from ui.viewmodels import adl_texts as words
from ui.viewmodels import fund_texts, texts
from ui.viewmodels.account_names import YOU
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import FAILED, AccountFacts, Scale
from ui.viewmodels.history import RunHistory
from ui.viewmodels.number_text import MISSING, amount_text, change_text, price_text, size_text, time_text
from ui.viewmodels.records import BannerView, EventLineView, RescueView, SumLineView


def _sized(lots: int, scale: Scale) -> str:
    return f"{size_text(lots, scale.lot)} {scale.base}"


def _price(cut: AdlCut, scale: Scale) -> str:
    return price_text(scale.price_at(cut.value_atoms, cut.lots) / scale.tick, scale.tick)


def exchange_banner(exchange: str, is_liquidated: bool) -> BannerView | None:
    """Return that the exchange does not answer; while it still works, a liquidation of yours goes before."""
    if exchange == FAILED:
        return BannerView(fund_texts.FAILED_BANNER)
    return BannerView(fund_texts.OUTAGE_BANNER) if exchange and not is_liquidated else None


def winner_banner(change: AdlChange, history: RunHistory, scales: dict[str, Scale]) -> BannerView | None:
    """Return the sentence over the chart while the liquidation that cut you runs."""
    cut, story, scale = change.cut_of(YOU), history.stories[change.liquidation], scales[change.contract]
    if cut is None or not story.is_running:
        return None
    text = words.BANNER.format(
        symbol=symbol_of(change.contract),
        side=change.side,
        size=_sized(cut.lots, scale),
        price=_price(cut, scale),
        loser=story.owner,
    )
    return BannerView(text)


def winner_sentence(change: AdlChange, loser: str, scale: Scale) -> str:
    """Tell what a deleveraging cost you, and that it was profit alone."""
    cut = change.cut_of(YOU)
    if cut is None:
        return ""
    return words.TELLS.format(
        symbol=symbol_of(change.contract),
        side=change.side,
        loser=loser,
        size=_sized(cut.lots, scale),
        price=_price(cut, scale),
        mark=price_text(Fraction(change.mark_ticks), scale.tick),
        paid=amount_text(cut.realised_atoms, scale.settle),
        cut=amount_text(max(0, cut.given_up_atoms), scale.settle),
        asset=scale.settle,
    )


def winner_view(
    change: AdlChange, history: RunHistory, facts: AccountFacts, scales: dict[str, Scale]
) -> RescueView | None:
    """Return the card of a deleveraging that cut you, in the place of a liquidation's."""
    cut, story, scale = change.cut_of(YOU), history.stories[change.liquidation], scales[change.contract]
    if cut is None:
        return None
    asset, runs = scale.settle, story.is_running
    figures = (
        words.LINE.format(rank=cut.rank),
        size_text(cut.lots, scale.lot),
        _price(cut, scale),
        change_text(cut.realised_atoms, asset),
        MISSING,
        MISSING,
    )
    tip = words.LINE_TIP.format(
        rank=cut.rank,
        count=len(change.before),
        size=_sized(cut.lots, scale),
        before=_sized(cut.lots_before, scale),
        price=_price(cut, scale),
        mark=price_text(Fraction(change.mark_ticks), scale.tick),
    )
    return RescueView(
        chip_text="",
        notice_text="",
        title_chip=words.CHIP.format(symbol=symbol_of(change.contract), side=change.side),
        since_text=words.AT.format(time=time_text(change.at_ns)),
        lines=(EventLineView(figures, "now" if runs else "done", tooltip=tip),),
        sums=_sums(cut, asset),
        untouched=_kept(change, cut, facts, scale),
        is_running=runs,
        autopsy_text=winner_sentence(change, story.owner, scale),
        title_text=words.CARD_TITLE,
        kept_text=words.YOURS,
    )


def _sums(cut: AdlCut, asset: str) -> tuple[SumLineView, ...]:
    given_up = max(0, cut.given_up_atoms)
    return (
        SumLineView(words.AT_MARK, amount_text(cut.at_mark_atoms, asset)),
        SumLineView(words.GIVEN_UP if given_up else words.NOT_GIVEN_UP, amount_text(given_up, asset), "warn", 1),
        SumLineView(words.PAID, amount_text(cut.realised_atoms, asset), "gain", 2),
        SumLineView(words.PRINCIPAL, amount_text(max(0, -cut.realised_atoms), asset)),
    )


def _kept(change: AdlChange, cut: AdlCut, facts: AccountFacts, scale: Scale) -> tuple[SumLineView, ...]:
    """Return what stays yours: the rest of the position, and every wallet."""
    left = cut.lots_before - cut.lots
    symbol, side = symbol_of(change.contract), texts.SIDE[change.side]
    kept = words.KEPT_POSITION.format(side=side, size=size_text(left, scale.lot), symbol=symbol)
    lines = [SumLineView(kept if left else words.KEPT_NOTHING, "")]
    for wallet in ("contract", "spot", "funding", "savings", "cold"):
        for account, asset in sorted(facts.balances):
            if account == wallet:
                amount = f"{amount_text(facts.of(wallet, asset), asset)} {asset}"
                lines.append(SumLineView(texts.WALLET_NAMES[wallet], amount))
    return tuple(lines)
