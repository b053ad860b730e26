"""Orders against a price: signs, and whether a limit order may trade. Depth is infinite in this market model."""


def signed_lots(side: str, lots: int) -> int:
    """Return lots with the sign of the side: long (buy) > 0, short (sell) < 0."""
    return lots if side == "long" else -lots


def opposite(side: str) -> str:
    """Return the other side."""
    return "short" if side == "long" else "long"


def is_marketable(side: str, price_ticks: int | None, mark_ticks: int) -> bool:
    """Tell whether an order trades at this mark: market always, a buy at or below its limit, a sell at or above."""
    if price_ticks is None:
        return True
    return mark_ticks <= price_ticks if side == "long" else mark_ticks >= price_ticks
