"""Words of orders that wait for a price: in the editor, the tables, the log, on the chart and at a position."""

TRIGGER_TYPE = "Trigger"
KEY_TRIGGER = "Order: wait for a price"
KIND_NAME = "What the order waits for"
KINDS = {"stop": "Stop", "take_profit": "Take profit", "trailing_stop": "Trailing stop"}
KIND_WORDS = {"stop": "stop", "take_profit": "take profit", "trailing_stop": "trailing stop"}
SHORT_KINDS = {"stop": "Stop", "take_profit": "Take profit", "trailing_stop": "Trailing"}
TRIGGER = "Trigger"
CALLBACK = "Callback"
CALLBACK_HINT = "1 % or 50"
BY_NAME = "Price that is watched"
BY = {"mark": "Mark", "last": "Last"}
BY_WORDS = {"mark": "mark", "last": "last price"}
PRICE_HINT = "at market"
POST_ONLY = "Post only"
POST_ONLY_TIP = "Refused where it would trade at once."
NOT_A_CALLBACK = "Write a distance such as 50.0, or a share such as 1 %."
SHARE_TOO_LARGE = "A share must be below 100 %."
ENTER_TRIGGER = "Enter a trigger"
ENTER_CALLBACK = "Enter a callback"
PLACE = {"long": "\N{BLACK UP-POINTING TRIANGLE} Place buy {kind} · {size} at {price}"}
PLACE["short"] = "\N{BLACK DOWN-POINTING TRIANGLE} Place sell {kind} · {size} at {price}"
LIQUIDATED_FIRST = "At this trigger the position is liquidated first: the order would never trade."
NEVER_TRADES = "When it fires it would be cancelled: {reason}"

FIRES_BELOW = "\N{LESS-THAN OR EQUAL TO} {price}"
FIRES_ABOVE = "\N{GREATER-THAN OR EQUAL TO} {price}"
ROW_TIP = "Fires when the {by} is {where} {price}, then takes {then}. It fills where the market is, not at the trigger."
AT_OR_BELOW, AT_OR_ABOVE = "at or below", "at or above"
THEN_MARKET, THEN_LIMIT = "the market", "at best {price}"
TYPE_LIMIT = "Limit"
CLOSES_POSITION = "position"

PLACED_LOG = "Order waits"
PLACED_LINE = "{kind}: {side} {size} {symbol} once the {by} is {where} {price}"
TRIGGERED_LOG = "Order fires"
TRIGGERED_LINE = "{symbol} {order} at {price}"
TRAILED_LOG = "Trailing stop follows"
TRAILED_LINE = "{symbol} {order}: best {best}, fires at {price}"
CANCELLED = {
    "asked": "as asked",
    "liquidation": "its position is being liquidated",
    "position_closed": "its position is closed",
    "replaced": "another one took its place",
    "UNIT_LIQUIDATING": "at this price the position is liquidated first",
    "REDUCE_ONLY": "nothing is left to reduce",
    "INSUFFICIENT_BALANCE": "the balance does not cover it",
    "LEVERAGE_ABOVE_BRACKET": "its bracket allows less leverage",
    "WOULD_TAKE": "it would have traded at once",
}
DROPPED = "Order fired, but did not trade"
DROPPED_GAP = (
    "{symbol} was at {price} when it fired, and there the position is liquidated first. A stop does not hold a gap."
)
DROPPED_FOR = ("UNIT_LIQUIDATING", "INSUFFICIENT_BALANCE", "LEVERAGE_ABOVE_BRACKET", "WOULD_TAKE")
DROPPED_BODY = "{symbol} at {price}: {why}."
ANNOUNCE_PLACED = "Order waits: {kind} {side} {size} {symbol}, fires at {price}."
ANNOUNCE_TRIGGERED = "Order fires: {symbol} at {price}."
ANNOUNCE_CANCELLED = "Order cancelled: {symbol}, {why}."

LINE = "{kind} {price} · {detail}"
LINE_SHORT = "{kind} {price}"
LINE_CLOSES_ALL = "closes the position"
LINE_SIZED = "{side} {size}"

PROTECT = "Take profit and stop of {symbol}"
PROTECT_ROW = "Take profit and stop of {symbol}"
PROTECT_SHORT = "TP/SL"
PROTECT_COMMAND = "Take profit and stop of a position\N{HORIZONTAL ELLIPSIS}"
PROTECT_NOTE = "Entry {entry}, mark {mark}, liquidation {liquidation}. They close the whole position and go with it."
PROTECT_SET = "Set"
NONE_PRICE = "none"
RESULT = "{profit} {asset} if it fills right there"
RESULT_GAP = "{profit} {asset} if it fills right there; a gap fills where the market is"
RESULT_BEYOND = "Never trades: the position is liquidated at {price}"
RESULT_AT_ONCE = "The {by} is there already: it would trigger at once"
RESULT_EMPTY = "Empty: no order waits."
PROTECT_FIELDS = {"take_profit": "Take profit", "stop": "Stop"}

LEVERAGE_TITLE = "Leverage of {symbol}"
LEVERAGE_COMMAND = "Leverage of a position\N{HORIZONTAL ELLIPSIS}"
LEVERAGE_SET = "Set"
LEVERAGE_NOW = "Now {leverage} {mode}."
LEVERAGE_CHANGE = "Initial margin {before} becomes {after}, available {free} becomes {freed}."
LEVERAGE_STAYS = "Margin and liquidation price stay; what is above the initial margin can be taken out."
LEVERAGE_SAME_PRICE = "The liquidation price does not move: it follows from the pool, not from the leverage."
LEVERAGE_ONLY_UP = "An open isolated position can only be given more leverage; add margin to it instead."
LEVERAGE_ORDERS = "Orders that may open stand at the present leverage; cancel them first."

LINE_MARK = "Mark {price}"
