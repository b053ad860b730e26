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
    "reduce": "next: one bracket lower",
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
BANNER_WHOLE = (
    "The exchange is taking over your {symbol} {side} because its margin fell below maintenance at {price}; {payer}."
)
BANNER_CROSS = (
    "The exchange is closing your cross positions ({symbols}) because their margin fell below maintenance together; "
    "{payer}."
)
EVENT_CROSS_TITLE = "Cross: {symbols}"
EVENT_CROSS_LOCKED = "Cross orders wait until the liquidation ends. Isolated positions can be traded."
OUT_OF_REACH_ISOLATED = "Contract: {symbol}"
OUT_OF_REACH_AVAILABLE = "Contract: available"

# -- commands
SHOW_EVENT = "Show your last liquidation"
