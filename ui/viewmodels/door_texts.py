"""Words of the side doors: what is linked to the contract wallet, in dialog, pipes, log and blast radius."""

DOORS = "Side doors"
DOORS_COMMAND = "Side doors: link a wallet…"
DOOR = "Door"
DOOR_NAMES = {
    "transfer/spot": "Automatic transfer from Spot",
    "transfer/funding": "Automatic transfer from Funding",
}
LIMIT = "Limit"
LIMIT_HINT = "no limit"
OPEN_IT, CLOSE_IT, NEW_LIMIT = "Open the door", "Close the door", "Set the limit"
TRANSFER_OFF = (
    "Before cross positions are liquidated, {wallet} brings what their margin lacks. It holds {held} {asset}. "
    "An amount here is the most it may bring; empty: all there is."
)
TRANSFER_ON = "It is on and may bring {left}. An amount here sets a new limit; empty closes the door."
ALL_THERE_IS = "all there is"
COUNTS_ALREADY = "{wallet} counts as collateral in this account mode, so there is no door to open."
PIPE_LINKED = "Linked:"
PIPE_BRINGS = "{wallets} may follow"
PIPE_LEAVES = "may follow to Contract"
PIPE_SHORT = "Linked"
VALVE_TIP = (
    "Automatic transfer is on: before cross positions are liquidated, the exchange takes {most} out of {wallet}. "
    "A valve that you close holds your own transfers back, never this one. V then L changes it."
)
AND = " and "
MOST = "up to {amount} {asset}"
TRANSFER_SET = "Automatic transfer set"
TRANSFER_SET_LINE = "{wallet} to Contract, {asset}: {state}"
TRANSFER_DONE = "Brought in"
TRANSFER_DONE_LINE = "{amount} {asset} of {wallet} came into Contract instead of a liquidation"
SET_ON, SET_AT_MOST, SET_OFF = "on", "on, at most {amount} {asset}", "off"
REASON_TRANSFER = "automatic transfer is on for cross positions"
BROUGHT = "{amount} brought in from {wallet}"
BROUGHT_NOTE = "Automatic transfer: the exchange took it before it would have liquidated."
