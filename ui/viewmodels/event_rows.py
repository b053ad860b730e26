"""Rows made of events: fills, transfers, ledger entries and the log. Qt-free."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from sandbox.messages.commands import TransferMoney
from sandbox.messages.events import (
    AccountModeSet,
    AutoTopUpSet,
    AutoTransferred,
    AutoTransferSet,
    CaptionShown,
    ClaimLeft,
    ClaimSetOff,
    CollateralSold,
    CommandRefused,
    DeskClosed,
    Event,
    ExchangeFailed,
    FundingSettled,
    LeverageSet,
    LiquidationReduced,
    LiquidationReleased,
    LiquidationStarted,
    LossSocialised,
    MarginModeSet,
    MarginToppedUp,
    MarginWarned,
    MarginWarningCleared,
    OrderCancelled,
    OrderFilled,
    OrderPlaced,
    OrderTriggered,
    OutageSet,
    PledgeTaken,
    PositionModeSet,
    PositionTakenOver,
    SavingsPledged,
    SpotTraded,
    TraderDeleveraged,
    TrailMoved,
    TransferPosted,
    TriggerOrderPlaced,
)
from ui.viewmodels import (
    door_texts,
    fund_texts,
    hedge_texts,
    money_texts,
    regime_texts,
    tables_texts,
    texts,
    waiting_texts,
)
from ui.viewmodels.account_names import YOU
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import (
    MISSING,
    amount_text,
    change_text,
    exact_amount_text,
    leverage_text,
    percent_text,
    price_text,
    size_text,
    time_text,
    tone_of,
)
from ui.viewmodels.table_view import Row, RowAction, cell
from ui.viewmodels.waiting_view import cancelled_why, placed_line, trailed_line, triggered_line

PERPETUAL = "-PERP"


def symbol_of(contract: str) -> str:
    """Return a contract's short name: "BTCUSDT-PERP" -> "BTCUSDT"."""
    return contract.removesuffix(PERPETUAL)


def side_tone(side: str) -> str:
    """Return the tone of a side."""
    return "gain" if side == "long" else "loss"


def ledger_row(now_ns: int, seq: int, event: TransferPosted, *, is_drawn: bool = False) -> Row:
    """Return a ledger entry as a row; one that the window draws offers to draw it again."""
    return Row(
        str(seq),
        (
            cell(str(seq), seq, tone="caption"),
            cell(time_text(now_ns), now_ns),
            cell(event.debit.replace(PERPETUAL, ""), tooltip=event.debit),
            cell(event.credit.replace(PERPETUAL, ""), tooltip=event.credit),
            cell(
                amount_text(event.atoms, event.asset), event.atoms, tooltip=exact_amount_text(event.atoms, event.asset)
            ),
            cell(event.asset, tone="caption"),
            cell(cause_text(event.cause), event.cause, tone="neutral"),
        ),
        actions=(RowAction("flow", tables_texts.SHOW_FLOW, str(seq)),) if is_drawn else (),
    )


def cause_text(cause: str) -> str:
    """Return a cause in words: "c12" -> "Command 12"."""
    if cause[:1] == "c" and cause[1:].isdigit():
        return f"Command {cause[1:]}"
    if cause.startswith("liq-"):
        return f"Liquidation {cause.removeprefix('liq-')}"
    if cause.startswith("funding-"):
        return f"Funding {symbol_of(cause.removeprefix('funding-'))}"
    return "Opening" if cause == "open" else cause


def transfer_row(now_ns: int, seq: int, event: TransferPosted) -> Row:
    """Return a transfer between your wallets as a row."""
    return Row(
        f"t{seq}",
        (
            cell(time_text(now_ns), now_ns),
            cell(texts.WALLET_NAMES[event.debit]),
            cell(texts.WALLET_NAMES[event.credit]),
            cell(
                amount_text(event.atoms, event.asset), event.atoms, tooltip=exact_amount_text(event.atoms, event.asset)
            ),
            cell(event.asset, tone="caption"),
            cell("Done", tone="gain"),
        ),
    )


def refused_transfer_row(now_ns: int, seq: int, command: TransferMoney, event: CommandRefused) -> Row:
    """Return a bounced transfer as a row."""
    return Row(
        f"t{seq}",
        (
            cell(time_text(now_ns), now_ns),
            cell(texts.WALLET_NAMES.get(command.source, command.source)),
            cell(texts.WALLET_NAMES.get(command.target, command.target)),
            cell(amount_text(command.atoms, command.asset), command.atoms),
            cell(command.asset, tone="caption"),
            cell(f"Bounced: {texts.REASONS.get(event.reason, event.reason)}", tone="loss"),
        ),
    )


def fill_row(now_ns: int, seq: int, event: OrderFilled, scale: Scale) -> Row:
    """Return one of your fills as a row."""
    asset = scale.settle
    return Row(
        str(seq),
        (
            cell(time_text(now_ns), now_ns),
            cell(symbol_of(event.contract)),
            cell(texts.SIDE_MARK[event.side], tone=side_tone(event.side)),
            cell(size_text(event.lots, scale.lot), event.lots),
            cell(price_text(event.price_ticks, scale.tick), event.price_ticks),
            cell(amount_text(event.fee_atoms, asset), event.fee_atoms),
            cell(
                change_text(event.realised_atoms, asset) if event.realised_atoms else MISSING,
                event.realised_atoms,
                tone=tone_of(event.realised_atoms),
            ),
            cell(cause_text(event.cause), event.cause, tone="neutral"),
        ),
    )


class LogLine(Struct, frozen=True):
    """What the log says of an event."""

    what: str
    details: str
    tone: str = "plain"


def _sized(event: Any, scales: dict[str, Scale]) -> str:
    scale = scales[event.contract]
    return f"{size_text(abs(event.lots), scale.lot)} {symbol_of(event.contract)}"


def _priced(event: Any, scales: dict[str, Scale]) -> str:
    return f"{_sized(event, scales)} at {price_text(event.price_ticks, scales[event.contract].tick)}"


def _owner(event: Any) -> str:
    return "" if event.owner == YOU else f"{event.owner}: "


def _money(atoms: int, event: Any, scales: dict[str, Scale]) -> str:
    asset = scales[event.contract].settle
    return f"{amount_text(atoms, asset)} {asset}"


def _refused(event: CommandRefused, scales: dict[str, Scale]) -> LogLine:
    arithmetic = (
        f" Needed {event.needed_text}, available {event.available_text} {event.unit}." if event.needed_text else ""
    )
    return LogLine("Refused", f"{event.action}: {texts.REASONS.get(event.reason, event.reason)}{arithmetic}", "loss")


def _placed(event: OrderPlaced, scales: dict[str, Scale]) -> LogLine:
    price = (
        "at market" if event.price_ticks is None else f"at {price_text(event.price_ticks, scales[event.contract].tick)}"
    )
    details = f"{_owner(event)}{texts.SIDE[event.side]} {_sized(event, scales)} {price}, {event.margin_mode}"
    return LogLine("Order placed", f"{details} {leverage_text(event.leverage)}")


def _filled(event: OrderFilled, scales: dict[str, Scale]) -> LogLine:
    return LogLine(
        "Order filled", f"{_owner(event)}{texts.SIDE[event.side]} {_priced(event, scales)}", side_tone(event.side)
    )


def _started(event: LiquidationStarted, scales: dict[str, Scale]) -> LogLine:
    symbols = ", ".join(symbol_of(one) for one in event.contracts)
    asset = scales[event.contracts[0]].settle
    balance, maintenance = amount_text(event.equity_atoms, asset), amount_text(event.maintenance_atoms, asset)
    sums = f"margin balance {balance}, maintenance {maintenance}"
    return LogLine("Liquidation starts", f"{_owner(event)}{symbols}, {event.margin_mode}: {sums}", "loss")


def _desk_closed(event: DeskClosed, scales: dict[str, Scale]) -> LogLine:
    details = _priced(event, scales)
    for atoms, words in (
        (event.from_fund_atoms, "from the fund"),
        (event.to_fund_atoms, "to the fund"),
        (event.fee_atoms, "fee to the fund"),
        (event.socialised_atoms, "socialised"),
    ):
        if atoms:
            details += f", {_money(atoms, event, scales)} {words}"
    return LogLine("Desk sold", details, "fund" if event.from_fund_atoms else "plain")


def _top_up_set(event: AutoTopUpSet, scales: dict[str, Scale]) -> LogLine:
    asset = scales[event.contract].settle
    most = "" if event.limit_atoms is None else f", at most {amount_text(event.limit_atoms, asset)} {asset}"
    state = f"on{most}" if event.on else "off"
    text = money_texts.TOP_UP_SET_LINE.format(symbol=symbol_of(event.contract), state=state)
    return LogLine(money_texts.TOP_UP_SET, text)


def _transfer_set(event: AutoTransferSet, scales: dict[str, Scale]) -> LogLine:
    wallet = texts.WALLET_NAMES[event.wallet]
    line = door_texts.TRANSFER_SET_LINE.format(wallet=wallet, asset=event.asset, state=_door_state(event))
    return LogLine(door_texts.TRANSFER_SET, line, "accent")


def _pledged(event: SavingsPledged, scales: dict[str, Scale]) -> LogLine:
    line = door_texts.PLEDGE_SET_LINE.format(asset=event.asset, state=_door_state(event))
    return LogLine(door_texts.PLEDGE_SET, line, "accent")


def _door_state(event: AutoTransferSet | SavingsPledged) -> str:
    if event.limit_atoms is None:
        return door_texts.SET_ON if event.on else door_texts.SET_OFF
    return door_texts.SET_AT_MOST.format(amount=amount_text(event.limit_atoms, event.asset), asset=event.asset)


_LOG: dict[type, Callable[[Any, dict[str, Scale]], LogLine]] = {
    CommandRefused: _refused,
    OrderPlaced: _placed,
    OrderFilled: _filled,
    TriggerOrderPlaced: lambda event, scales: LogLine(
        waiting_texts.PLACED_LOG, f"{_owner(event)}{placed_line(event, scales[event.contract])}"
    ),
    TrailMoved: lambda event, scales: LogLine(
        waiting_texts.TRAILED_LOG, f"{_owner(event)}{trailed_line(event, scales[event.contract])}"
    ),
    OrderTriggered: lambda event, scales: LogLine(
        waiting_texts.TRIGGERED_LOG, f"{_owner(event)}{triggered_line(event, scales[event.contract])}", "accent"
    ),
    OrderCancelled: lambda event, _: LogLine(
        "Order cancelled",
        f"{symbol_of(event.contract)} {event.order}: {cancelled_why(event.why)}",
        "warn" if event.why == "UNIT_LIQUIDATING" else "plain",
    ),
    LeverageSet: lambda event, _: LogLine(
        "Leverage set", f"{symbol_of(event.contract)} {leverage_text(event.leverage)}"
    ),
    MarginModeSet: lambda event, _: LogLine("Margin mode set", f"{symbol_of(event.contract)} {event.margin_mode}"),
    AutoTopUpSet: _top_up_set,
    MarginToppedUp: lambda event, scales: LogLine(
        money_texts.TOP_UP_TAKEN,
        money_texts.TOP_UP_TAKEN_LINE.format(
            symbol=symbol_of(event.contract),
            amount=amount_text(event.atoms, scales[event.contract].settle),
            asset=scales[event.contract].settle,
        ),
        "warn",
    ),
    AutoTransferSet: _transfer_set,
    SavingsPledged: _pledged,
    PledgeTaken: lambda event, _: LogLine(
        door_texts.PLEDGE_TAKEN,
        door_texts.PLEDGE_TAKEN_LINE.format(amount=amount_text(event.atoms, event.asset), asset=event.asset),
        "loss",
    ),
    AutoTransferred: lambda event, _: LogLine(
        door_texts.TRANSFER_DONE,
        door_texts.TRANSFER_DONE_LINE.format(
            amount=amount_text(event.atoms, event.asset),
            asset=event.asset,
            wallet=texts.WALLET_NAMES[event.wallet],
        ),
        "warn",
    ),
    SpotTraded: lambda event, _: LogLine(
        "Spot trade", f"{event.side} {amount_text(event.base_atoms, event.asset)} {event.asset}"
    ),
    CollateralSold: lambda event, _: LogLine(
        regime_texts.COLLATERAL_SOLD,
        regime_texts.COLLATERAL_SOLD_LINE.format(
            amount=amount_text(event.base_atoms, event.asset),
            asset=event.asset,
            wallet=event.wallet,
            quote_amount=amount_text(event.quote_atoms - event.fee_atoms, event.quote),
            quote=event.quote,
        ),
        "loss",
    ),
    AccountModeSet: lambda event, _: LogLine(regime_texts.ACCOUNT_MODE, event.account_mode, "accent"),
    PositionModeSet: lambda event, _: LogLine(hedge_texts.POSITION_MODE, event.position_mode, "accent"),
    CaptionShown: lambda event, _: LogLine("Caption", event.text, "accent"),
    FundingSettled: lambda event, _: LogLine(
        "Funding", f"{symbol_of(event.contract)} {percent_text(event.rate, 4, signed=True)}"
    ),
    MarginWarned: lambda event, _: LogLine("Margin warning", f"{_owner(event)}margin ratio reached 80 %", "warn"),
    MarginWarningCleared: lambda event, _: LogLine("Warning cleared", f"{_owner(event)}margin ratio below 70 %"),
    LiquidationStarted: _started,
    LiquidationReduced: lambda event, scales: LogLine(
        "Liquidation sold", f"{_priced(event, scales)}, {_money(event.lost_atoms, event, scales)} lost", "loss"
    ),
    PositionTakenOver: lambda event, scales: LogLine(
        "Taken over", f"{_sized(event, scales)}, {_money(event.lost_atoms, event, scales)} of margin lost", "loss"
    ),
    DeskClosed: _desk_closed,
    TraderDeleveraged: lambda event, scales: LogLine(
        "Deleveraged", f"{event.owner}: {_sized(event, scales)}, rank {event.rank}", "warn"
    ),
    LossSocialised: lambda event, scales: LogLine(
        "Loss socialised", f"{event.owner}: {_money(event.atoms, event, scales)}", "warn"
    ),
    ClaimSetOff: lambda event, _: LogLine(
        door_texts.SET_OFF,
        door_texts.SET_OFF_LINE.format(
            amount=amount_text(event.atoms, event.asset), asset=event.asset, wallet=texts.WALLET_NAMES[event.wallet]
        ),
        "loss",
    ),
    ClaimLeft: lambda event, _: LogLine(
        fund_texts.CLAIM_LEFT,
        fund_texts.CLAIM_LEFT_LINE.format(
            owner=_owner(event), amount=amount_text(event.atoms, event.asset), asset=event.asset
        ),
        "loss",
    ),
    OutageSet: lambda event, _: LogLine(
        fund_texts.OUTAGE, fund_texts.OUTAGE_ON if event.on else fund_texts.OUTAGE_OFF, "warn"
    ),
    ExchangeFailed: lambda event, _: LogLine(fund_texts.FAILED, fund_texts.FAILED_LINE, "loss"),
    LiquidationReleased: lambda event, _: LogLine("Released", f"{_owner(event)}locks are open again", "gain"),
}


def log_row(now_ns: int, seq: int, event: Event, scales: dict[str, Scale]) -> Row | None:
    """Return an event as a row of the log; None for events that only carry figures of another one."""
    line = _LOG.get(type(event))
    if line is None:
        return None
    told = line(event, scales)
    return Row(
        str(seq), (cell(time_text(now_ns), seq), cell(told.what, tone=told.tone), cell(told.details, tone="neutral"))
    )
