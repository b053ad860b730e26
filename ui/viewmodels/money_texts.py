"""The words of what happens to the money: liquidation event, autopsy, safety net, valves, transfers. Qt-free."""

# -- the event's table
LINE_SLICE = "{step}"
LINE_CONTRACT = "{step} {base}"
LINE_TAKEOVER = "Takeover"
LINE_DESK = "Desk"
LINE_ADL = "ADL"
AT_MOST = "{amount} at most"
BUYING = "buying back"
SELLING = "selling"
LINE_TIP_TAKEOVER = "The desk takes the position over at the price at which your margin is exactly used up."
LINE_TIP_DESK = "The desk closes it in the market; the fund receives what is left over or pays what is missing."
LINE_TIP_ADL = "{owner} takes {size} at {price}: profit is cut, not principal."
LINE_TIP_SLICE = "{contract}: {size} at {price}."

# -- the event's sums
FROM_WINNERS = "from the winners (socialised)"
KEPT = "Left over, kept by the fund"
RETURNED = "Left over, returned to you"
TAKEN = "Taken from the compartment"
TAKEN_POOL = "Taken from the cross pool"

# -- autopsy
AUTOPSY = "Autopsy"
AUTOPSY_LOST = "You lost {lost} {asset} of the {symbol} compartment, {fund}, and {rest} ({rule})."
AUTOPSY_LOST_POOL = "You lost {lost} {asset} of the cross pool, {fund}, and {rest} ({rule})."
AUTOPSY_HEALTHY = "Nothing was taken: the margin stood above maintenance again before the first sale ({rule})."
AUTOPSY_FUND_PAID = "the insurance fund paid {amount} net"
AUTOPSY_FUND_GOT = "the insurance fund received {amount} net"
AUTOPSY_FUND_NONE = "the insurance fund paid 0.00"
AUTOPSY_ADL = "{size} was deleveraged against {owners}"
AUTOPSY_SOCIALISED = "{amount} was shared out among the winners"
AUTOPSY_UNTOUCHED = "no other wallet was touched"
AUTOPSY_TOUCHED = "these wallets were touched too: {wallets}"
RULE_ISOLATED = "isolated, auto top-up off"
RULE_TOPPED_UP = "isolated, auto top-up on"
CROWD, CROWD_SUBTITLE = "{count} more", "isolated"
CROWD_LINE = "{symbol}: {balance} of {margin} {asset}"
COMPARTMENT_LINKED = "\nAuto top-up is on: it takes from Available before it is liquidated"
PIPE_TOP_UP_INSIDE = "manual only, top-up stays inside"
TOP_UP = "Auto top-up"
TOP_UP_COMMAND = "Auto top-up of a position…"
TOP_UP_ON, TOP_UP_OFF, TOP_UP_LIMIT = "Switch on", "Switch off", "Set the limit"
TOP_UP_NOTE_OFF = (
    "Before it is liquidated it would take from Available ({amount} {asset}). An amount here is its limit."
)
TOP_UP_NOTE_ON = "It is on and may take {left} from Available. An amount here sets a new limit; empty switches it off."
TOP_UP_ALL = "all there is"
TOP_UP_TAKEN = "Topped up"
TOP_UP_TAKEN_LINE = "{symbol} took {amount} {asset} from Available instead of being liquidated"
TOP_UP_SET = "Auto top-up set"
TOP_UP_SET_LINE = "{symbol} {state}"
RULE_CROSS = "cross, wallets apart"
THE_MARKET = "the market"

# -- the two chairs of ADL
ADL_TITLE = "Deleveraged: your {symbol} {side}"
ADL_BODY = (
    "Your {side} was reduced by {size} at {price} because another account could not pay and the fund was empty. "
    "{realised} {asset} of profit was paid to you: profit cut, not principal."
)
SOCIALISED_TITLE = "A share of a loss: {amount} {asset}"
SOCIALISED_BODY = (
    "Another account could not pay and the fund was empty. The {amount} came out of your {symbol} profit, "
    "not out of your margin."
)

# -- what comes next in a liquidation
NEXT_STAGE = {
    "start": "next: the first sale",
    "reduce": "next: a part is sold",
    "take_over": "next: the desk takes it over",
    "close": "next: the desk closes in the market",
    "release": "next: the locks open",
}
WHOLE_STEPS = ("take_over", "close", "release")
BANNER_STEPS = (
    "The exchange is {verb} your {symbol} {side} in {count} steps because its margin fell below maintenance "
    "at {price}; {payer}."
)
BANNER_BRACKETS = (
    "The exchange is reducing your {symbol} {side} bracket by bracket because its margin fell below maintenance "
    "at {price}; {payer}."
)
BANNER_PARTIAL = (
    "The exchange is {verb} your {symbol} {side} in the market because its margin fell below maintenance "
    "at {price}; {payer}."
)
BANNER_WHOLE = (
    "The exchange is taking over your {symbol} {side} because its margin fell below maintenance at {price}; {payer}."
)
BANNER_CROSS = (
    "The exchange is closing your cross positions ({symbols}) because their margin fell below maintenance together; "
    "{payer}."
)
EVENT_CROSS_TITLE = "Cross: {bases}"
EVENT_CROSS_COUNT = "Cross: {count} contracts"
EVENT_CROSS_LOCKED = "Cross orders wait until the liquidation ends. Isolated positions can be traded."
OUT_OF_REACH_ISOLATED = "Contract: {symbol}"
OUT_OF_REACH_AVAILABLE = "Contract: available"

# -- commands
SHOW_EVENT = "Show your last liquidation"

# -- valves
VALVE_BY_YOU = "by you, no transfer passes"
VALVE_TIP_OPEN = (
    "Open: transfers to and from {wallet} pass.\nClick it, or V then C, to close it: a precaution of your own."
)
VALVE_TIP_CLOSED = (
    "You closed it: the window holds back every transfer to and from {wallet}.\nClick it, or V then O, to open it."
)
VALVE_TIP_LOCKED = "Nothing leaves {wallet} until the liquidation is released; the lock opens by itself."
VALVE_TIP_COLD = "The cold wallet is outside the exchange: every transfer needs your own signature."
LOCKED_SHORT = "a liquidation runs"
VALVE_CLOSE = "Close the valve"
VALVE_OPEN = "Open the valve"
VALVE_CLOSED_SAID = "The valve of {wallet} is closed by you."
VALVE_OPENED_SAID = "The valve of {wallet} is open."
HELD_BACK = "Transfer held back: {amount} {asset}"
HELD_BACK_BODY = "You closed the valve of {wallet}. The {amount} stayed in {source}."
HELD_BACK_PLAIN = "Transfer held back"
HELD_BACK_PLAIN_BODY = "You closed the valve of {wallet}. Nothing was moved."
OPEN_AND_SEND = "Open it and send"
OPEN_VALVE = "Open the valve"
NOTHING_MOVED = "nothing moved"
LOCKED_DROP = "Nothing leaves Contract"
LOCKED_DROP_BODY = "It is locked: {reason}. Nothing was moved."

# -- transfers that wait
SEND_WHEN_UNLOCKED = "Send when unlocked"
SEND_NOW = "Send now"
UNLOCKED_BODY = "{wallet} is open again. The {amount} stayed in {part}."
WAITING = "Waiting: {amount} {asset}"
WAITING_BODY = "It goes from {source} to {target} as soon as the liquidation is released."
DO_NOT_SEND = "Do not send"

# -- the transfer dialog
TERM_CASH = "Cash in {wallet}"
TERM_LOCKED = "\N{MINUS SIGN} Locked: {reason}"
TERM_MAINTENANCE = "\N{MINUS SIGN} Maintenance margin of cross positions"
TERM_OTHER = "+ What else counts, less debt"
TERM_COLLATERAL = "\N{MINUS SIGN} Collateral of cross positions"
TERM_UNREALISED = "+ Unrealised PnL of cross positions"
TERM_INITIAL = "\N{MINUS SIGN} Initial margin of cross positions"
TERM_NOT_BELOW_ZERO = "Not below zero"
TERM_CAN_LEAVE = "Can leave now"
SWAP = "Swap the direction"
SHARE_OF_MAXIMUM = "{share} % of what can leave"
SIGN = "My signature: I move this myself, with my own key"
COLD_NOTE = "The cold wallet is outside the exchange. No liquidation and no exchange can move it."
TOO_MUCH = "{wallet} holds {most} {asset}: {over} too much."
TOO_MUCH_IN_USE = (
    "{over} {asset} too much: cross positions need the rest. Closing or reducing them, or adding money, releases it."
)
USE_AMOUNT = "Use {amount}"
VALVE_HOLDS = "You closed the valve of {wallet}."

# -- tooltips of the tanks: sums with all eight decimals
WARNED = "{symbol} {ratio}"
WARNED_SHORT = "ratio {ratio}"
DRAG_HINT = "Drag it to another tank to transfer."
AVAILABLE_TIP = "{wallet} in the contract wallet\n− {compartments} in compartments\n− {held} in orders\n= {free} cash"
COMPARTMENT_TIP = "{margin} margin\n+ {unrealised} unrealised\n= {balance} margin balance\n{maintenance} maintenance"

# -- flows
FLOW_TO_FUND = "{amount} to the fund"

# -- safety net
FUND_CHANGE = "fund {change} since the start"
FUND_EMPTY = "empty"
ADL_ACTIVE = "cutting"
ADL_USED = "was used"
FEE_TIP = "{rate} of the liquidated notional, at most what is left of the margin; it goes to the fund."
ADL_TIP = "Winners of the other side are cut in this order when the fund is empty. Lights: how early you would be cut."
NET_DETAILS = "Details of the safety net"
NET_CLOSE = "Close"
NET_PREVIOUS = "One basin back"
NET_NEXT = "One basin on"
NET_TOTAL = "Margin that answers first"
NET_FEE_RATE = "Rate, on the liquidated notional"
NET_FEES_SO_FAR = "Liquidation fees in this run"
NET_FUND_START = "Fund at the start"
NET_FUND_RECEIVED = "Received: fees and surpluses"
NET_FUND_PAID = "Paid: shortfalls"
NET_FUND_NOW = "Fund now"
NET_SOCIALISED_SO_FAR = "Shared out in this run"
NET_QUEUE_EMPTY = "No named trader holds a position; the market stands at the end of every queue."
NET_QUEUE_HEAD = ("#", "Owner", "Position", "PnL", "Lev.", "Lights")
NET_QUEUE_LAST = "Behind all of them: the market, so a deleveraging can always be filled."
NET_RULES = (
    "First your own margin pays: the compartment of an isolated position, the pool of a cross one.",
    "Out of that margin a liquidation fee goes to the insurance fund.",
    "What the margin does not cover the insurance fund pays, for as many whole lots as it can.",
    "What the fund cannot pay is closed against the winners of the other side, first rank first: profit is cut, "
    "never principal.",
    "Where the book knows no deleveraging, the winners of the contract share the loss out of their profit.",
)
YOU_NAME = "You"
LIGHTS_NAME = "{count} of 5 lights"
