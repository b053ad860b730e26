"""Every word the window shows, in one place. Plain verbs, no blame, no exclamation mark; figures carry their unit."""

APPLICATION = "Bulkhead"
FILE_FILTER = "Bulkhead sessions (*.bulkhead)"
FILE_SUFFIX = ".bulkhead"

# -- top bar
SCENARIO = "Scenario"
RULEBOOK = "Rulebook"
REGIMES = {
    "segregated": "Segregated",
    "multi-asset": "Multi-asset",
    "unified": "Unified",
    "portfolio": "Portfolio (model)",
}
SPEED = "Speed"
SIMULATED_CLOCK = "Simulated clock"
RESTART = "Restart the scenario as a new session (R)"
STEP = "Next price update (.)"
PLAY = "Play (Space)"
PAUSE = "Pause (Space)"
PLAYED_TO_END = "Played to the end"
MENU = "Menu"
MENU_NEW = "Choose a scenario…"
MENU_OPEN = "Open a session…"
MENU_SAVE_AS = "Save a copy as…"
MENU_TRANSFER = "Transfer…"
MENU_THEME = "Light or dark"
MENU_SLOW = "Slow down to ×1 while you are liquidated"
MENU_REDUCED_MOTION = "Less motion"
MENU_FULL_SCREEN = "Full screen"
MENU_VIEW = "View"
MENU_QUIT = "Quit"
KEY_PLAY = "Play or pause"
KEY_STEP_UPDATE = "Next price update"
KEY_STEP_EVENT = "Play to the next event"
KEY_RESTART = "Restart the scenario"
KEY_SLOWER = "Slower"
KEY_FASTER = "Faster"
KEY_LONG = "Order: long"
KEY_SHORT = "Order: short"
KEY_ISOLATED = "Order: isolated margin"
KEY_CROSS = "Order: cross margin"
KEY_MARKET = "Order: market"
KEY_LIMIT = "Order: limit"
KEY_PRICE = "Order: go to the price"
KEY_PLACE = "Place the order"
KEY_ADD_MARGIN = "Add margin"
KEY_ESCAPE = "Cancel or close"
KEY_SHARE = "Order: size {share} %"
KEY_TAB = "Show {tab}"

# -- wallets
WALLETS = "Wallets"
TOTAL = "Total {amount} {asset}"
TOTAL_TIP = "All five wallets in {asset}, coins at the present mark."
WALLET_NAMES = {
    "spot": "Spot",
    "funding": "Funding",
    "savings": "Savings",
    "contract": "Contract",
    "cold": "Cold wallet",
}
TRANSFER = "Transfer"
LOCKED = "Locked"
SEALED = "Sealed"
LIQUIDATING = "Liquidation"
ISOLATED_COUNT = "{count} isolated"
OFFLINE = "Offline"
SHARE_OF_START = "{share} of start"
OUTSIDE = "Outside the exchange"
AVAILABLE = "Available"
CROSS_POOL = "Cross pool"
HELD = "In orders"
MARGIN_OF = "of {amount}"
SUBTITLE_POSITION = "{side} {size}"
LEFT_OF_SIZE = "{left} of {size}"
CAPTION_WALLET = "Wallet"
CAPTION_MARGIN_BALANCE = "Margin bal."
CAPTION_UNREALISED = "PnL"
CAPTION_AVAILABLE = "Available"
PIPE_OPEN = "Open"
PIPE_MANUAL = "manual transfers"
PIPE_MANUAL_ONLY = "manual only, auto top-up off"
PIPE_LOCKED = "Locked:"
PIPE_LOCKED_REASON = "{symbol} liquidation in progress"
PIPE_CLOSED = "Closed"
PIPE_SIGNATURE = "needs your signature"

# -- blast radius
REACH_TITLE = "Blast radius"
REACH_CAPTION = "worst case at any price"
REACH_CONTRACT_ONLY = "{asset}, contract wallet only"
REACH_PAID = "{paid} paid, {exposed} exposed"
REACH_NONE = "{asset}, no open position"
REACH_OTHERS = "Spot 0 / Savings 0 / Funding 0 reachable"

# -- chart
PERPETUAL = "Perpetual"
MARK = "Mark"
FUNDING_IN = "Funding in"
SIMULATED = "Prices are simulated"
LINE_ENTRY = "Entry {price} · {side} {size}"
LINE_ENTRY_SHORT = "Entry {price}"
LINE_LIQUIDATION = "Liquidation {price} · {distance}"
LINE_LIQUIDATION_SHORT = "Liquidation {price}"
LINE_LIQUIDATION_REACHED = "Liquidation {price} · reached {time}"
LINE_BANKRUPTCY = "Bankruptcy {price}"
FRAMES = (("1m", 60), ("5m", 300), ("15m", 900), ("1h", 3600))
CHART_LOADING = "Chart is being prepared"
CHOOSE_CONTRACT = "Contract"

# -- liquidation
PAYER_COMPARTMENT = "only the {symbol} compartment pays"
PAYER_POOL = "only the contract wallet's cross pool pays"
STAGE_NAMES = {
    "start": "Locked",
    "reduce": "Selling",
    "take_over": "Before takeover",
    "close": "Desk closes",
    "release": "Before release",
}
STEP_OF = "Step {step} of {count}"
EVENT_TITLE = "Liquidation"
EVENT_SINCE = "since {time}"
EVENT_LOCKED_CHIP = "{symbol} locked"
EVENT_ORDERS_WAIT = "{symbol} orders wait until the liquidation ends. Other contracts can be traded."
EVENT_HEAD = ("Step", "Size", "Fill", "You", "Fee", "Fund")
EVENT_SUM = "Sum"
EVENT_NEXT = "next"
EVENT_REST = "the rest"
EVENT_PRICE_LOSS = "Price loss, paid to the other side"
EVENT_FROM_MARGIN = "from your margin"
EVENT_FROM_FUND = "from the insurance fund"
EVENT_FEE = "Liquidation fee, paid to the fund"
EVENT_OUT_OF_REACH = "Out of reach"
EVENT_SAME = "same as before the fall"
EVENT_ENDED = "ended {time}"
EVENT_BACK = "Back to the order"

# -- safety net
SAFETY_NET = "Safety net"
SAFETY_NET_HINT = "who pays for a loss, in order"
SAFETY_NET_FUND = "fund {share} of its start"
BASIN_MARGIN = ("Your", "margin")
BASIN_FEE = ("Liq.", "fee")
BASIN_FUND = ("Insurance", "fund")
BASIN_ADL = ("ADL", "queue")
BASIN_SOCIALISED = ("Socialised", "loss")
NOT_USED = "not used"
LIGHTS_OF = "{count} of 5"

# -- dock
TABS = ("Positions", "Orders", "Fills", "Transfers", "Ledger", "Liquidations", "Log")
POSITIONS_FOOT = "Liquidation starts when the margin ratio reaches 100 %."
POSITIONS_FOOT_FORMULA = "Margin ratio = maintenance margin ÷ margin balance of the unit"
ADD_MARGIN = "Margin"
CLOSE_POSITION = "Close"
CANCEL_ORDER = "Cancel"
EMPTY = (
    "No open position.",
    "No open orders.",
    "Nothing filled yet in this run.",
    "No transfers. Money moves between wallets only when you send it.",
    "The ledger is empty.",
    "Nobody was liquidated so far in this run.",
    "Nothing happened yet.",
)
SIDE = {"long": "Long", "short": "Short"}
SIDE_MARK = {"long": "\N{BLACK UP-POINTING TRIANGLE} Long", "short": "\N{BLACK DOWN-POINTING TRIANGLE} Short"}
MODE = {"isolated": "isolated", "cross": "cross"}
MAINTENANCE_OF = "maint. {amount}"

# -- order
ORDER = "Order"
ORDER_TIP = "The order editor (O)"
BRACKET_CHIP = "Bracket {number} · to {limit} {asset} · MMR {rate}"
LONG = "\N{BLACK UP-POINTING TRIANGLE} Long"
SHORT = "\N{BLACK DOWN-POINTING TRIANGLE} Short"
ISOLATED = "Isolated"
CROSS = "Cross"
LEVERAGE = "Leverage"
LIMIT = "Limit"
MARKET = "Market"
PRICE = "Price"
SIZE = "Size"
SIZE_SHARES = (25, 50, 75, 100)
REDUCE_ONLY = "Reduce only"
IF_IT_FILLS = "If it fills"
NOW = "Now"
AFTER = "After"
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
PLACE_BUY = "\N{BLACK UP-POINTING TRIANGLE} Place buy order · {size} at {price}"
PLACE_SELL = "\N{BLACK DOWN-POINTING TRIANGLE} Place sell order · {size} at {price}"
AT_MARKET = "market"
ENTER_SIZE = "Enter a size"
NO_PRICE_YET = "No price yet"
MUST_BE_POSITIVE = "Must be above 0."
NOT_A_SIZE = "Write a size such as 0.500."
NOT_A_PRICE = "Write a price such as 7,820.0."
NOT_AN_AMOUNT = "Write an amount such as 400.00."
OFF_LOT_FIELD = "Sizes come in steps of {step}."
OFF_TICK_FIELD = "Prices come in steps of {step}."
TOO_LARGE = "Too large."
TOO_FINE = "At most 8 decimals."

# -- dialogs
TRANSFER_TITLE = "Transfer between wallets"
FROM = "From"
TO = "To"
ASSET = "Asset"
AMOUNT = "Amount"
MAXIMUM = "Max"
TRANSFER_LOCKED_NOTE = "{wallet} is locked while {symbol} is being liquidated. A transfer out of it will bounce."
SEND = "Transfer"
CANCEL = "Cancel"
CHOOSE = "Open"
SAME_WALLET = "Choose two different wallets."
MARGIN_TITLE = "Margin of {symbol}"
MARGIN_ADD = "Add"
MARGIN_TAKE = "Take out"
MARGIN_ADD_NOTE = "{amount} {asset} is available in Contract."
MARGIN_TAKE_NOTE = "{amount} {asset} can be taken out."
SCENARIO_TITLE = "Choose a scenario"
SCENARIO_NOTE = "Everything here works offline. Prices are simulated or historical, money is not real."
SCENARIO_FROM_FILE = "From a file…"
SCENARIO_FILTER = "Scenarios (*.toml)"
OPEN_TITLE = "Open a session"
SAVE_TITLE = "Save a copy as"
ERROR_TITLE = "Bulkhead"
TRY_AGAIN = "Try again"
CANNOT_OPEN = "The session could not be opened."
CANNOT_SAVE = "The copy could not be saved."
CANNOT_START = "The scenario could not be started."
SAVED = "Saved"
SAVED_BODY = "A copy of this session is in {path}."
DISMISS = "Dismiss"

# -- notices
BOUNCED = "Transfer bounced: {amount} {asset}"
BOUNCED_LOCKED = "Nothing leaves Contract while {symbol} is being liquidated. The {amount} stayed in {part}."
NOT_TRANSFERRED = "It needs {needed}, {available} can leave. The {amount} stayed in {wallet}."
NOT_TRANSFERRED_PLAIN = "The {amount} stayed in {wallet}."
ORDER_REFUSED = "Order not placed"
MARGIN_REFUSED = "Margin not changed"
CLOSE_REFUSED = "Position not closed"
COMMAND_REFUSED = "Not done"
REFUSED_ARITHMETIC = "It needs {needed}, {available} is available. Nothing was reserved."
FUND_DREW = "{amount} drawn from the fund"
FLOW_AMOUNT = "{amount} {asset}"
FLOW_LOSS = "{amount} price loss to the other side"
FLOW_LIQUIDATION_FEE = "{amount} fee to the fund"
FLOW_FEE = "{amount} fee"

REASONS = {
    "READ_ONLY": "This session is read only.",
    "OUTAGE": "The exchange is down.",
    "TRANSFERS_LOCKED": "Nothing leaves Contract while a liquidation runs.",
    "UNIT_LIQUIDATING": "This position is being liquidated.",
    "NO_PRICE": "There is no price yet.",
    "NOT_IN_THIS_REGIME": "This regime does not allow it.",
    "POSITION_OPEN": "A position is open in this contract.",
    "NO_POSITION": "There is no position in this contract.",
    "NO_SUCH_ORDER": "There is no such order any more.",
    "TOO_MANY_ORDERS": "There are too many open orders.",
    "REDUCE_ONLY": "It would open or grow a position, and the order is reduce only.",
    "WOULD_TAKE": "It would trade at once, and the order is post only.",
    "WOULD_TRIGGER": "The price is there already: it would trigger at once.",
    "OFF_LOT": "The size is off the lot.",
    "OFF_TICK": "The price is off the tick.",
    "LEVERAGE_ABOVE_BRACKET": "The leverage is above what this size's bracket allows.",
    "MARGIN_BELOW_INITIAL": "The margin would fall below what the position needs.",
    "INSUFFICIENT_BALANCE": "The balance does not cover it.",
    "MARGIN_IN_USE": "Part of the balance backs open positions.",
    "OUTSIDE_EXCHANGE": "The cold wallet is outside the exchange.",
}

REASON_LABELS = {
    "INSUFFICIENT_BALANCE": "Size above available",
    "MARGIN_IN_USE": "Size above available",
    "LEVERAGE_ABOVE_BRACKET": "Leverage above this bracket",
    "UNIT_LIQUIDATING": "Locked while it is liquidated",
    "NO_PRICE": "No price yet",
    "REDUCE_ONLY": "Reduce only: nothing to reduce",
    "POSITION_OPEN": "Position open in another mode",
    "TOO_MANY_ORDERS": "Too many open orders",
}
