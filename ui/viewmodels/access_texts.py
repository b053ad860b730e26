"""Words that screen readers say: names of groups, and what happened. Plain text without arrows or signs."""

SIDE = "Side"
MARGIN_MODE = "Margin mode"
ORDER_TYPE = "Order type"
TIME_FRAME = "Time frame"
TABLES = "Tables"

PLACED = "Order placed: {side} {size} {symbol} at {price}."
FILLED = "Filled: {side} {size} {symbol} at {price}."
REFUSED = "Not done: {reason}"
STARTED = "Liquidation starts: {symbols}. Transfers out of Contract are locked."
RELEASED = "Liquidation ended: locks are open again."
WARNED = "Margin warning: the margin ratio reached 80 %."
