"""The left column: wallets as tanks and the pipes between them. Qt-free.

Levels: the amount at the start stands at 0.78 of a tank; in a compartment the margin put in stands at 1/1.8 of its
height, so that a profit still has room above it.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from sandbox.values.assets import ATOMS_PER_UNIT
from ui.viewmodels import door_texts, regime_texts, texts
from ui.viewmodels import money_texts as words
from ui.viewmodels.account_names import HELD, WALLETS
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts, PositionFacts, Scale
from ui.viewmodels.hedge_places import contract_and_side, running_places
from ui.viewmodels.liquidation_story import LiquidationStory
from ui.viewmodels.number_text import (
    amount_text,
    brief_amount_text,
    change_text,
    decimal_text,
    exact_amount_text,
    percent_text,
    size_text,
    tone_of,
)
from ui.viewmodels.reach_view import open_doors_of, reach_view
from ui.viewmodels.records import (
    AmountView,
    CaptionView,
    ChipView,
    CompartmentView,
    SliceView,
    WalletsView,
    WalletView,
)
from ui.viewmodels.valve_view import pipe_views

START_LEVEL = 0.78
MARGIN_LEVEL = 1 / 1.8
WARNED_RATIO = Fraction(4, 5)
COMPARTMENTS_MAX = 4
ASSET_ORDER = ("BTC", "ETH", "SOL")


def _level(atoms: int, start_atoms: int) -> float:
    if atoms <= 0:
        return 0.0
    if start_atoms <= 0:
        return START_LEVEL
    return min(1.0, max(0.04, atoms / start_atoms * START_LEVEL))


def _assets_of(facts: AccountFacts, wallet: str) -> list[str]:
    """Return the assets a wallet shows: coins first, the quote last; an empty one still shows the quote."""
    held = {asset for account, asset in facts.balances if account == wallet}
    held |= {asset for account, asset in facts.start if account == wallet}
    coins = sorted(
        held - {facts.quote}, key=lambda asset: (ASSET_ORDER.index(asset) if asset in ASSET_ORDER else 9, asset)
    )
    if facts.quote in held or not coins:
        coins.append(facts.quote)
    return coins[:3]


def _amounts(facts: AccountFacts, wallet: str) -> tuple[AmountView, ...]:
    views = []
    for asset in _assets_of(facts, wallet):
        atoms, start = facts.of(wallet, asset), facts.start.get((wallet, asset), 0)
        start_level = START_LEVEL if start and atoms != start else None
        views.append(AmountView(asset, amount_text(atoms, asset), _level(atoms, start), start_level))
    return tuple(views)


def _exact(facts: AccountFacts, wallet: str) -> str:
    amounts = [exact_amount_text(facts.of(wallet, asset), asset) for asset in _assets_of(facts, wallet)]
    return "\n".join((*amounts, words.DRAG_HINT))


def _simple_wallet(facts: AccountFacts, wallet: str) -> WalletView:
    cold = wallet == "cold"
    chips = []
    if cold:
        chips.append(ChipView(texts.OFFLINE))
    elif wallet in open_doors_of(facts):
        chips.append(ChipView(door_texts.PIPE_SHORT, "warn", "chain"))
    elif facts.is_locked and wallet not in facts.locked_wallets:
        chips.append(ChipView(texts.SEALED, "accent", "shield"))
    amounts = _amounts(facts, wallet)
    note = texts.OUTSIDE if cold else ""
    if not cold and len(amounts) == 1:
        start = facts.start.get((wallet, amounts[0].asset), 0)
        if start:
            share = Fraction(facts.of(wallet, amounts[0].asset), start)
            note = texts.SHARE_OF_START.format(share=percent_text(share, 0))
    return WalletView(
        key=wallet,
        title=texts.WALLET_NAMES[wallet],
        icon=wallet,
        amounts=amounts,
        chips=tuple(chips),
        note_text=note,
        action_text=texts.LOCKED if wallet in facts.locked_wallets else texts.TRANSFER,
        is_locked=wallet in facts.locked_wallets,
        is_offline=cold,
        trunk="start" if wallet == "spot" else "none" if cold else "through",
        tooltip=_exact(facts, wallet),
    )


def _compartment(
    facts: AccountFacts, one: PositionFacts, scale: Scale, story: LiquidationStory | None
) -> CompartmentView:
    asset, margin = one.asset, max(1, one.margin_atoms)
    size = size_text(abs(one.lots), scale.lot)
    equity = max(0, one.equity_atoms)
    subtitle = texts.SUBTITLE_POSITION.format(side=texts.SIDE[one.side], size=size)
    if story is not None:
        whole = size_text(abs(story.lots_of(one.place)), scale.lot)
        subtitle = texts.LEFT_OF_SIZE.format(left=size, size=whole)
    return CompartmentView(
        key=one.position,
        title=symbol_of(one.contract),
        subtitle=subtitle,
        amount_text=amount_text(one.equity_atoms, asset),
        of_text=texts.MARGIN_OF.format(amount=amount_text(one.margin_atoms, asset)),
        short_title=scale.base,
        short_amount=brief_amount_text(one.equity_atoms, asset),
        short_of=texts.MARGIN_OF.format(amount=brief_amount_text(one.margin_atoms, asset)),
        level=min(1.0, MARGIN_LEVEL * equity / margin),
        start_level=MARGIN_LEVEL,
        maintenance_level=min(1.0, MARGIN_LEVEL * one.maintenance_atoms / margin),
        slices=_slices(story, asset) if story is not None else (),
        tooltip=words.COMPARTMENT_TIP.format(
            margin=exact_amount_text(one.margin_atoms, asset),
            unrealised=exact_amount_text(one.unrealised_atoms, asset),
            balance=exact_amount_text(one.equity_atoms, asset),
            maintenance=exact_amount_text(one.maintenance_atoms, asset),
        )
        + (words.COMPARTMENT_LINKED if one.place in facts.topped_up else ""),
        is_linked=one.place in facts.topped_up,
    )


def _slices(story: LiquidationStory, asset: str) -> tuple[SliceView, ...]:
    """Return the steps of a liquidation in slices: what each took, what burns, what is left."""
    if story.slices_planned <= 0:
        return ()
    views = []
    share, done = story.margin_atoms // story.slices_planned, story.slices_done
    for place in range(story.slices_planned):
        if place < done:
            state = "paid" if place < done - 1 else "burning"
            views.append(SliceView(str(place + 1), change_text(-story.slice_taken_atoms(place + 1), asset), state))
        else:
            views.append(SliceView(str(place + 1), amount_text(share, asset), "left"))
    return tuple(views)


def _gone(story: LiquidationStory, place: str, scale: Scale) -> CompartmentView:
    """Return the compartment of a position the desk has taken over: empty, with the level it had."""
    leg, contract = story.leg(place), contract_and_side(place)[0]
    margin = leg.margin_atoms if leg is not None else story.margin_atoms
    lots = abs(story.lots_of(place))
    return CompartmentView(
        key=leg.position if leg is not None else contract,
        title=symbol_of(contract),
        subtitle=texts.LEFT_OF_SIZE.format(left=size_text(0, scale.lot), size=size_text(lots, scale.lot)),
        subtitle_tone="loss",
        amount_text=amount_text(0, scale.settle),
        of_text=texts.MARGIN_OF.format(amount=amount_text(margin, scale.settle)),
        short_title=scale.base,
        short_of=texts.MARGIN_OF.format(amount=brief_amount_text(margin, scale.settle)),
        level=0.0,
        start_level=MARGIN_LEVEL,
    )


def split_crowd(
    isolated: list[PositionFacts], running: Collection[str], places: int
) -> tuple[list[PositionFacts], list[PositionFacts]]:
    """Return the positions that have a compartment each, and those that share one because there are too many.

    The oldest come first; one that is being liquidated always has its own.
    """
    if len(isolated) <= places:
        return isolated, []
    by_need = sorted(isolated, key=lambda one: one.place not in running)
    kept = {one.position for one in by_need[: max(1, places - 1)]}
    return [one for one in isolated if one.position in kept], [one for one in isolated if one.position not in kept]


def _crowd(rest: list[PositionFacts], quote: str) -> CompartmentView:
    """Return the one compartment that several positions share, with their sums; each stands in its tooltip."""
    margin = sum(one.margin_atoms for one in rest if one.asset == quote)
    equity = sum(max(0, one.equity_atoms) for one in rest if one.asset == quote)
    told = (
        words.CROWD_LINE.format(
            symbol=symbol_of(one.contract),
            balance=amount_text(one.equity_atoms, one.asset),
            margin=amount_text(one.margin_atoms, one.asset),
            asset=one.asset,
        )
        for one in rest
    )
    return CompartmentView(
        key="crowd",
        title=words.CROWD.format(count=len(rest)),
        subtitle=words.CROWD_SUBTITLE,
        amount_text=amount_text(equity, quote),
        of_text=texts.MARGIN_OF.format(amount=amount_text(margin, quote)),
        short_amount=brief_amount_text(equity, quote),
        short_of=texts.MARGIN_OF.format(amount=brief_amount_text(margin, quote)),
        level=min(1.0, MARGIN_LEVEL * equity / max(1, margin)),
        start_level=MARGIN_LEVEL,
        tooltip="\n".join(told),
    )


def _available_tip(facts: AccountFacts, free: int) -> str:
    """Return what is free as a sum: the wallet less what compartments and orders hold."""
    quote = facts.quote
    held = sum(atoms for (one, asset), atoms in facts.balances.items() if asset == quote and one.startswith(HELD))
    return words.AVAILABLE_TIP.format(
        wallet=exact_amount_text(facts.contract_total_atoms, quote),
        compartments=exact_amount_text(facts.contract_total_atoms - held - free, quote),
        held=exact_amount_text(held, quote),
        free=exact_amount_text(free, quote),
    )


def _most_endangered(facts: AccountFacts) -> ChipView | None:
    """Return as a chip the position with the highest margin ratio, where that has reached the warning level."""
    ratios = [(one.ratio, one.contract) for one in facts.positions if one.ratio is not None]
    ratio, contract = max(ratios, default=(Fraction(0), ""))
    if ratio < WARNED_RATIO:
        return None
    told = percent_text(ratio, 0)
    text = words.WARNED.format(symbol=symbol_of(contract), ratio=told)
    return ChipView(text, "warn", short_text=words.WARNED_SHORT.format(ratio=told))


def _age(position: str) -> tuple[int, str]:
    """Return what sorts positions from the oldest on: "p2" before "p10"."""
    return len(position), position


def _contract_wallet(
    facts: AccountFacts, scales: dict[str, Scale], stories: tuple[LiquidationStory, ...]
) -> WalletView:
    quote = facts.quote
    free = facts.of("contract", quote)
    running = running_places(stories)
    start = facts.start.get(("contract", quote), 0)
    has_cross = any(one.margin_mode == "cross" for one in facts.positions)
    pool = free + facts.cross_unrealised_atoms
    parts = [
        CompartmentView(
            key="available",
            title=texts.CROSS_POOL if has_cross else texts.AVAILABLE,
            amount_text=amount_text(max(0, pool), quote),
            short_amount=brief_amount_text(max(0, pool), quote),
            of_text=quote,
            level=_level(pool, max(start, pool)),
            start_level=None,
            tooltip=_available_tip(facts, free),
        )
    ]
    held = sum(
        atoms for (account, asset), atoms in facts.balances.items() if asset == quote and account.startswith(HELD)
    )
    if held:
        level = _level(held, max(start, held))
        parts.append(
            CompartmentView(
                "held",
                texts.HELD,
                amount_text=amount_text(held, quote),
                short_amount=brief_amount_text(held, quote),
                of_text=quote,
                level=level,
            )
        )
    isolated = [one for one in facts.positions if one.margin_mode == "isolated"]
    isolated.sort(key=lambda one: _age(one.position))
    whole, rest = split_crowd(isolated, running, COMPARTMENTS_MAX - len(parts))
    own = [_compartment(facts, one, scales[one.contract], running.get(one.place)) for one in whole]
    shown = {one.place for one in isolated}
    for place, story in running.items():
        if place not in shown and story.margin_mode == "isolated":
            own.append(_gone(story, place, scales[contract_and_side(place)[0]]))
    parts += sorted(own, key=lambda one: _age(one.key))  # the last step of a liquidation moves no compartment
    if rest:
        parts.append(_crowd(rest, quote))
    chips = []
    if running:
        chips.append(ChipView(next(iter(running.values())).step_text, "loss"))
    elif (warned := _most_endangered(facts)) is not None:
        chips.append(warned)
    elif isolated:
        chips.append(ChipView(texts.ISOLATED_COUNT.format(count=len(isolated))))
    return WalletView(
        key="contract",
        title=texts.WALLET_NAMES["contract"],
        icon="contract",
        compartments=tuple(parts),
        captions=_captions(facts),
        chips=tuple(chips),
        action_text=texts.LOCKED if "contract" in facts.locked_wallets else texts.TRANSFER,
        is_locked="contract" in facts.locked_wallets,
        is_liquidating=bool(running),
        tooltip=_exact(facts, "contract"),
    )


def _captions(facts: AccountFacts) -> tuple[CaptionView, ...]:
    """Return the contract wallet's sums; where wallets are pooled, the equity of them all as the margin balance."""
    quote, total = facts.quote, facts.contract_total_atoms
    pooled = next((one for one in facts.positions if one.margin_mode == "cross"), None)
    if pooled is not None and len(facts.payers) > 1:
        balance = pooled.equity_atoms + sum(one.equity_atoms for one in facts.positions if one.margin_mode != "cross")
        label = regime_texts.CAPTION_EQUITY
    else:
        balance, label = total + facts.unrealised_atoms, texts.CAPTION_MARGIN_BALANCE
    change = facts.unrealised_atoms
    return (
        _caption(texts.CAPTION_WALLET, total, quote),
        _caption(label, balance, quote),
        CaptionView(
            texts.CAPTION_UNREALISED,
            change_text(change, quote),
            tone_of(change),
            brief_amount_text(change, quote, signed=True),
        ),
        _caption(texts.CAPTION_AVAILABLE, facts.available_atoms, quote),
    )


def _caption(label: str, atoms: int, quote: str) -> CaptionView:
    return CaptionView(label, amount_text(atoms, quote), short_value=brief_amount_text(atoms, quote))


def wallets_view(
    facts: AccountFacts,
    scales: dict[str, Scale],
    stories: tuple[LiquidationStory, ...],
    preview_atoms: int | None = None,
    closed: Collection[str] = (),
) -> WalletsView:
    """Return the whole left column.

    `preview_atoms` is the blast radius after the order in the editor, `closed` the valves a person closed.
    """
    whole = facts.total_atoms
    wallets = [
        _contract_wallet(facts, scales, stories) if wallet == "contract" else _simple_wallet(facts, wallet)
        for wallet in WALLETS
    ]
    total = decimal_text(Fraction(whole, ATOMS_PER_UNIT), 2)
    return WalletsView(
        total_text=texts.TOTAL.format(amount=f"<b>{total}</b>", asset=facts.quote),
        total_tip=texts.TOTAL_TIP.format(asset=facts.quote),
        wallets=tuple(wallets),
        pipes=pipe_views(facts, closed),
        reach=reach_view(facts, whole, stories, preview_atoms),
    )
