"""Words of the dock's tables: titles while a liquidation runs, stages, actions, filters, empty states."""

LEFT_OF = "of {size}"
SOLD_STEPS = "Sold in steps"
SOLD_STEPS_TIP = "Each cell is one step of the liquidation: done, running now, or still ahead."
SEALED_COMPARTMENT = "Sealed off"
SEALED_TIP = "Its own margin answers for this position alone; the liquidation beside it cannot reach it."
CROSS_POOL = "In the cross pool"
BANKRUPTCY_SHORT = "bankr. {price}"
LIQUIDATION_SHORT = "liq. {price}"
FUND_PAID = "fund {amount}"
PNL = "PnL {amount}"
NEXT = "next"
STAGE_LABELS = {"start": "lock", "reduce": "sell", "take_over": "desk", "close": "sale", "release": "end"}
LOCKED_ROW = "Locked until its liquidation ends"

SALE_KINDS = {
    "slice": "Slice {step}",
    "reduce": "Reduction {step}",
    "take_over": "Taken over by the desk",
    "desk": "Sold by the desk",
    "adl": "Deleveraged against {owner}",
}
MARKET = "the market"
SUM = "Sum"
SALE_FEE = "fee {amount}"
FOLDED, UNFOLDED = "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}", "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"
NOT_SOLD = "\N{EN DASH}"

ADD_MARGIN = "Add margin to {symbol}"
CLOSE = "Close {symbol}"
CANCEL = "Cancel order {order}"
SHOW_FLOW = "Show this flow again"
SHOW_STAGES = "Show or hide the stages"
COPY_ROWS = "Copy selected rows"
COPY_ALL = "Copy the whole table"
UNSORTED = "Back to the order of events"
FIT_COLUMNS = "Fit the columns to their content"

FILTER_NAMES = {4: "Filter the ledger", 6: "Search the log"}
FILTER_HINTS = {4: "Account, asset, amount or cause", 6: "Search the log"}
CAUSES = (
    ("", "All causes"),
    ("command", "Commands"),
    ("liquidation", "Liquidations"),
    ("funding", "Funding"),
    ("opening", "Opening"),
)
CAUSE_NAME = "Cause"
WALLETS = (
    ("", "All accounts"),
    ("spot", "Spot"),
    ("funding", "Funding"),
    ("savings", "Savings"),
    ("contract", "Contract"),
    ("cold", "Cold wallet"),
    ("held", "Held by orders"),
    ("insurance_fund", "Insurance fund"),
    ("fees", "Fees"),
    ("clearing", "Clearing"),
    ("liquidation_desk", "Liquidation desk"),
)
WALLET_NAME = "Account"
NO_MATCH = "Nothing matches the filter."
CLEAR_FILTER = "Clear the filter"
COUNT_SHOWN = "{shown} of {count}"
EMPTY_ACTIONS = {
    0: ("order", "Place an order"),
    1: ("order", "Place an order"),
    3: ("transfer", "Transfer\N{HORIZONTAL ELLIPSIS}"),
}
