"""The exchange itself: an outage in which it takes no command, and a failure after which it does nothing at all.

Source: outages of venues in falling markets (May 2021, March 2020), failures of exchanges (reference history).
"""

from sandbox.engine.refusals import refuse
from sandbox.engine.turn import Turn
from sandbox.messages.commands import (
    AdjustMargin,
    CancelOrder,
    ClosePosition,
    Command,
    FailExchange,
    PlaceOrder,
    SetOutage,
    ShowCaption,
    TradeSpot,
    TransferMoney,
)
from sandbox.messages.events import ExchangeFailed, OutageSet, event_name
from sandbox.messages.reasons import Reason

OUTAGE = "the exchange takes no commands; prices, stages of liquidations and funding go on"
FAILED = "the exchange has failed: what lies there is a claim on what is left of it, only cold is yours to move"

SpotTrade = tuple[int, TradeSpot, str]  # its number, itself, the sub-account that trades
ACTIONS: dict[type, str] = {
    AdjustMargin: "margin",
    CancelOrder: "cancel",
    ClosePosition: "close",
    FailExchange: "exchange_failure",
    TradeSpot: "spot",
    TransferMoney: "transfer",
}


def decide_exchange(turn: Turn, number: int, command: SetOutage | FailExchange) -> None:
    """Begin or end an outage, or let the exchange fail."""
    cause = f"c{number}"
    if isinstance(command, SetOutage):
        turn.emit(OutageSet(on=command.on, cause=cause))
    else:
        turn.emit(ExchangeFailed(cause=cause))


def refuse_by_exchange(turn: Turn, number: int, command: Command) -> bool:
    """Refuse a command that reaches an exchange which does not answer; captions are the script's own."""
    state = turn.state
    by_script = isinstance(command, ShowCaption) or (
        not state.has_failed and isinstance(command, SetOutage | FailExchange)
    )
    if by_script or not (state.has_outage or state.has_failed):
        return False
    refuse(turn, number, _action(command), Reason.OUTAGE, FAILED if state.has_failed else OUTAGE)
    return True


def refuse_waiting(turn: Turn, spot_trades: list[SpotTrade]) -> None:
    """Refuse what was asked in the very instant of the failure and would have been decided after it."""
    waiting = [(one.number, one.action) for one in turn.pending] + [(number, "spot") for number, *_ in spot_trades]
    for number, action in sorted(waiting):
        refuse(turn, number, action, Reason.OUTAGE, FAILED)
    turn.pending.clear()


def _action(command: Command) -> str:
    """Return what a scenario calls a command: a setting by what it sets, an order by whether it may wait."""
    if isinstance(command, PlaceOrder):
        return "open" if command.price_ticks is None and command.trigger is None else "order"
    return ACTIONS.get(type(command), event_name(type(command)).removeprefix("set_"))
