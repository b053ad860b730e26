"""Words of the position editor alone; those it shares with other panels stand in `texts`."""

BRACKET_CHIP = "Bracket {number} · to {limit} {asset} · MMR {rate}"
GRID_CHIP = "Stress grid · a model"
GRID_TIP = (
    "A stress grid asks for the margin of cross positions, not the brackets; D tells how it comes to its figures."
)
BRACKET_CHIP_ONE = "One bracket, any size · MMR {rate}"
BRACKET_SIZE_TIP = (
    "Bracket {number} of {count}: up to {limit} {asset}, whatever the price, at most {leverage} leverage, "
    "maintenance {rate} of the whole value at the mark."
)
BRACKET_TIP = (
    "Bracket {number} of {count}: up to {limit} {asset} at most {leverage} leverage, "
    "maintenance {rate} of the value at the mark."
)
LARGEST_SIZE = "Largest size, {asset}"
LARGEST_SIZE_ANY = "Every leverage allows any size"
LEVERAGE_TIP = "Arrows change by 1, Page Up and Page Down go to the next mark, the wheel too."
SIZE_UNIT = "Size in {unit}: change to {other}"
SHARE_NAME = "Size {share} % of the largest"
SHARE_TIP = "{share} % of the largest size ({key})"

PREVIEW_ROWS = (
    ("cost", "Cost with fee"),
    ("margin", "Margin"),
    ("maintenance", "Maintenance margin"),
    ("entry", "Entry price"),
    ("liquidation", "Liquidation price"),
    ("bankruptcy", "Bankruptcy price"),
    ("distance", "Distance to liquidation"),
    ("fee", "Fees, open / close"),
    ("reach", "Worst-case loss"),
)
MARGIN_ROW = {"isolated": "Margin in compartment", "cross": "Initial margin"}
BACK = "Set free"
SHARE_OF_AVAILABLE = "{share} of avail."
NO_LIQUIDATION = "none"
PREVIEW_TIP_COST = "What would no longer be available: margin and opening fee."
PREVIEW_TIP_DISTANCE = "From the mark to the first price that liquidates, as a share of the mark."
WOULD_LIQUIDATE = "It would be liquidated at once: the mark is already past its liquidation price."

INLINE_ARITHMETIC = "It needs {needed}, {available} is available."
INLINE_LEVERAGE = "This size allows at most {available}."
INLINE_SETTINGS = "{symbol} is open as {mode} {leverage}: an order there keeps both."
INLINE_REDUCE_NOTHING = "Reduce only: there is no {other} position to reduce."
BELOW_SMALLEST = "The smallest size is {size} {base}, {amount} {quote} here."
USE_SHARE = "Use {share} %"
USE_SIZE = "Use {size}"
USE_PRICE = "Use {price}"
USE_LEVERAGE = "Use {leverage}"
USE_SETTINGS = "Use {mode} {leverage}"
REDUCE_ONLY_OFF = "Turn it off"

LOCK_CHIP = "{symbol} locked"
LOCK_NOTICE = "New {symbol} orders wait until its liquidation ends. Other contracts can be traded."
LOCK_NOTICE_POOL = "New orders wait until the liquidation of your cross positions ends."
PLACE_LOCKED = "{symbol} is being liquidated"

DRAWER = "Order: open or close the right column of a narrow window"
UNDO = "Order: undo the last change"
REDO = "Order: redo"
