"""What a trade does to a position: open, add, reduce, close or reverse, with the realised profit. Pure integers."""

from msgspec import Struct

from sandbox.values.rounding import div_half_even


class Netted(Struct, frozen=True):
    """A position after a trade; `realised_atoms` is the profit of the closed lots (loss < 0).

    `closed_lots` and `opened_lots` are unsigned, as are the values; `closed_value_atoms` + `opened_value_atoms` is
    the value of the fill.
    """

    lots: int
    open_value_atoms: int
    realised_atoms: int
    closed_lots: int
    closed_value_atoms: int
    opened_lots: int
    opened_value_atoms: int


def net(lots: int, open_value_atoms: int, trade_lots: int, value_atoms: int, direction: int = 1) -> Netted:
    """Apply a trade of signed `trade_lots` at unsigned `value_atoms` to a position (lots signed, short < 0).

    `direction` is that of the contract's scale: +1 linear; -1 inverse, where the open value of a long is below 0.

    A reduction releases its share of the open value, rounded half even; a full close releases all of it.
    Worked: long 2,000 lots at 15,868 units sold at 14,000 realises -1,868.
    """
    sign = direction if trade_lots > 0 else -direction
    if lots == 0 or (lots > 0) == (trade_lots > 0):
        return Netted(lots + trade_lots, open_value_atoms + sign * value_atoms, 0, 0, 0, abs(trade_lots), value_atoms)
    closed = min(abs(trade_lots), abs(lots))
    closed_value = value_atoms if closed == abs(trade_lots) else div_half_even(value_atoms * closed, abs(trade_lots))
    released = open_value_atoms if closed == abs(lots) else div_half_even(open_value_atoms * closed, abs(lots))
    realised = -sign * closed_value - released
    opened, opened_value = abs(trade_lots) - closed, value_atoms - closed_value
    return Netted(
        lots + trade_lots,
        open_value_atoms - released + (sign * opened_value if opened else 0),
        realised,
        closed,
        closed_value,
        opened,
        opened_value,
    )
