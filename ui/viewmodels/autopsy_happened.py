"""The time line of a liquidation in words: warning, trigger, sales, what bounced meanwhile, release. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sandbox.messages import events as ev
from sandbox.messages.commands import TransferMoney
from sandbox.projections.autopsy import CLOSE, REDUCE, SLICE, TAKE_OVER, Autopsy, AutopsySale, Refused
from sandbox.values.instants import instant_text
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import autopsy_texts as words
from ui.viewmodels import door_texts, money_texts, texts
from ui.viewmodels.account_names import LIQUIDITY, YOU
from ui.viewmodels.autopsy_records import HappenedView
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import NO_BREAK, amount_text, change_text, price_text, size_text

Scales = Mapping[str, Scale]
TENTH_NS = NS_PER_SECOND // 10


def tenth_text(instant_ns: int) -> str:
    """Write the time of day with tenths of a second: "10:42:14.6"."""
    text = instant_text(instant_ns // TENTH_NS * TENTH_NS)
    return text[11:].rstrip("Z") if "." in text else f"{text[11:19]}.0"


def numbered_sales(autopsy: Autopsy) -> list[tuple[str, AutopsySale]]:
    """Return the sales with the number each carries on the page: those of one instant share theirs."""
    numbers: dict[int, str] = {}
    return [(numbers.setdefault(one.at_ns, str(len(numbers) + 1)), one) for one in autopsy.sales]


def sale_price(sale: AutopsySale, scale: Scale) -> str:
    """Return the market's price of a sale, or the average at which it was handed on; empty without one."""
    if sale.price_ticks is not None:
        return price_text(sale.price_ticks, scale.tick)
    if not sale.lots or not sale.value_atoms:
        return ""
    return price_text(scale.price_at(sale.value_atoms, sale.lots) / scale.tick, scale.tick)


def happened_views(autopsy: Autopsy, scales: Scales) -> tuple[HappenedView, ...]:
    """Return the time line."""
    numbers = {id(sale): number for number, sale in numbered_sales(autopsy)}
    views = []
    for at_ns, what in autopsy.happened:
        view = _view(autopsy, what, scales, numbers)
        if view is not None:
            kind, title, note, number = view
            views.append(HappenedView(tenth_text(at_ns), kind, title, note, number))
    if autopsy.released_ns is None:
        views.append(HappenedView("", "end", words.RUNNING, ""))
    return tuple(views)


Told = tuple[str, str, str, str]


def _view(autopsy: Autopsy, what: object, scales: Scales, numbers: Mapping[int, str]) -> Told | None:
    asset = scales[autopsy.started.contracts[0]].settle
    match what:
        case ev.MarginWarned():
            note = words.WARNED_NOTE.format(
                equity=amount_text(what.equity_atoms, asset), maintenance=amount_text(what.maintenance_atoms, asset)
            )
            return "warn", words.WARNED.format(space=NO_BREAK), note, ""
        case ev.MarginToppedUp():
            return "notice", words.TOPPED_UP.format(amount=amount_text(what.atoms, asset)), words.TOPPED_UP_NOTE, ""
        case ev.AutoTransferred():
            title = door_texts.BROUGHT.format(amount=amount_text(what.atoms, what.asset), wallet=what.wallet)
            return "notice", title, door_texts.BROUGHT_NOTE, ""
        case ev.LiquidationStarted():
            return _trigger(autopsy, scales, asset)
        case AutopsySale():
            return _sale(autopsy, what, scales[what.contract], numbers[id(what)])
        case ev.TraderDeleveraged():
            return _deleveraged(what, scales[what.contract])
        case ev.LossSocialised():
            title = words.SOCIALISED.format(owner=_owner(what.owner), amount=amount_text(what.atoms, asset))
            return "notice", title, words.SOCIALISED_NOTE, ""
        case Refused():
            return _refused(what)
        case ev.CollateralSold():
            return _collateral(what)
        case ev.LiquidationReleased():
            return _released(autopsy, asset)
    return None


def _trigger(autopsy: Autopsy, scales: Scales, asset: str) -> Told:
    started, legs = autopsy.started, autopsy.legs
    note = words.TRIGGER_NOTE.format(
        equity=amount_text(started.equity_atoms, asset), maintenance=amount_text(started.maintenance_atoms, asset)
    )
    if autopsy.cancelled:
        note += words.CANCELLED_ONE if autopsy.cancelled == 1 else words.CANCELLED.format(count=autopsy.cancelled)
    if len(legs) != 1:
        return "trigger", words.TRIGGER_MANY, note, ""
    scale, mark = scales[legs[0].contract], price_text(legs[0].mark_ticks, scales[legs[0].contract].tick)
    ticks = liquidation_ticks(legs[0], scale)
    if ticks is None:
        return "trigger", words.TRIGGER_NO_TICK.format(mark=mark), note, ""
    return "trigger", words.TRIGGER_ONE.format(mark=mark, price=price_text(ticks, scale.tick)), note, ""


def liquidation_ticks(leg: ev.LiquidationLeg, scale: Scale) -> int | None:
    """Return the first tick that liquidates, as predicted at the trigger."""
    if leg.liquidation_price_text is None:
        return None
    exact = Fraction(leg.liquidation_price_text) / scale.tick
    return exact.numerator // exact.denominator if leg.lots > 0 else -(-exact.numerator // exact.denominator)


def _sale(autopsy: Autopsy, sale: AutopsySale, scale: Scale, number: str) -> Told:
    """Return a sale: what was sold at which price, and what it did to you and to the fund."""
    size, price = size_text(sale.lots, scale.lot), sale_price(sale, scale)
    if len(autopsy.legs) > 1:  # the chips above name the only one
        size += f" {scale.base}"
    sells = next((leg.lots > 0 for leg in autopsy.legs if leg.contract == sale.contract), True)
    if sale.kind == TAKE_OVER:
        return "step", words.TAKEN_OVER.format(size=size, price=price), _sale_note(autopsy, sale, scale), number
    if sale.kind in (REDUCE, SLICE):
        template = words.STEP_HANDED if sale.price_ticks is None else words.STEP_SELLS if sells else words.STEP_BUYS
    else:
        template = words.DESK_HANDS if sale.price_ticks is None else words.DESK_SELLS if sells else words.DESK_BUYS
    return "step", template.format(number=number, size=size, price=price), _sale_note(autopsy, sale, scale), number


def _sale_note(autopsy: Autopsy, sale: AutopsySale, scale: Scale) -> str:
    asset = scale.settle
    own = sale.loss_atoms - sale.from_fund_atoms - sale.socialised_atoms
    template = words.SALE_NOTE if autopsy.started.owner == YOU else words.SALE_NOTE_OF
    told = template.format(owner=autopsy.started.owner, own=change_text(-own, asset))
    note = told if sale.kind != CLOSE or own > 0 else ""
    if sale.kind == CLOSE and own < 0:
        note = words.SALE_SURPLUS.format(amount=amount_text(-own, asset))
    if sale.fee_atoms:
        note += words.SALE_FEE.format(fee=amount_text(sale.fee_atoms, asset))
    if sale.from_fund_atoms:
        note += words.SALE_FUND.format(fund=change_text(-sale.from_fund_atoms, asset))
    return note.strip()


def _owner(owner: str) -> str:
    if owner == YOU:
        return money_texts.YOU_NAME
    return money_texts.THE_MARKET.capitalize() if owner == LIQUIDITY else owner


def _deleveraged(event: ev.TraderDeleveraged, scale: Scale) -> Told:
    size = f"{size_text(event.lots, scale.lot)} {scale.base}"
    price = price_text(scale.price_at(event.value_atoms, event.lots) / scale.tick, scale.tick)
    template = words.DELEVERAGED_YOU if event.owner == YOU else words.DELEVERAGED
    title = template.format(owner=_owner(event.owner), size=size)
    return "notice", title, words.DELEVERAGED_NOTE.format(price=price), ""


def _refused(what: Refused) -> Told:
    command = what.command
    if not isinstance(command, TransferMoney):
        title = words.REFUSED.get(what.event.action, words.REFUSED["other"])
        return "notice", title, what.event.explanation.capitalize() + ".", ""
    title = words.REFUSED["transfer"].format(
        amount=amount_text(command.atoms, command.asset), asset=command.asset, target=_wallet(command.target)
    )
    if what.event.reason == "TRANSFERS_LOCKED":
        return "notice", title, words.REFUSED_NOTE_LOCKED.format(source=_wallet(command.source)), ""
    return "notice", title, what.event.explanation.capitalize() + ".", ""


def _collateral(event: ev.CollateralSold) -> Told:
    title = words.COLLATERAL.format(amount=amount_text(event.base_atoms, event.asset), asset=event.asset)
    quote = f"{amount_text(event.quote_atoms - event.fee_atoms, event.quote)} {event.quote}"
    return "notice", title, words.COLLATERAL_NOTE.format(wallet=_wallet(event.wallet), quote=quote), ""


def _wallet(name: str) -> str:
    return texts.WALLET_NAMES[name].partition(" ")[0]


def _released(autopsy: Autopsy, asset: str) -> Told:
    if autopsy.healthy:
        return "end", words.RELEASED_HEALTHY, words.RELEASED_HEALTHY_NOTE, ""
    if autopsy.left_atoms > 0:
        left = f"{amount_text(autopsy.left_atoms, asset)} {asset}"
        return "end", words.RELEASED_LEFT.format(amount=left), words.RELEASED_EMPTY_NOTE, ""
    return "end", words.RELEASED_EMPTY, words.RELEASED_EMPTY_NOTE, ""
