"""Reasons for refusing a command, in order of precedence; names are fixed for ever, because scripts read them."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a command was refused."""

    READ_ONLY = "READ_ONLY"
    OUTAGE = "OUTAGE"
    TRANSFERS_LOCKED = "TRANSFERS_LOCKED"
    UNIT_LIQUIDATING = "UNIT_LIQUIDATING"
    NO_PRICE = "NO_PRICE"
    NOT_IN_THIS_REGIME = "NOT_IN_THIS_REGIME"
    POSITION_OPEN = "POSITION_OPEN"
    NO_POSITION = "NO_POSITION"
    NO_SUCH_ORDER = "NO_SUCH_ORDER"
    TOO_MANY_ORDERS = "TOO_MANY_ORDERS"
    REDUCE_ONLY = "REDUCE_ONLY"
    WOULD_TAKE = "WOULD_TAKE"
    OFF_LOT = "OFF_LOT"
    OFF_TICK = "OFF_TICK"
    LEVERAGE_ABOVE_BRACKET = "LEVERAGE_ABOVE_BRACKET"
    MARGIN_BELOW_INITIAL = "MARGIN_BELOW_INITIAL"
    INSUFFICIENT_BALANCE = "INSUFFICIENT_BALANCE"
    MARGIN_IN_USE = "MARGIN_IN_USE"
    OUTSIDE_EXCHANGE = "OUTSIDE_EXCHANGE"

    def precedes(self, other: "Reason") -> bool:
        """Tell whether this reason is given where both hold."""
        order = list(Reason)
        return order.index(self) < order.index(other)
