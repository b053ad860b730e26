"""Words of the side doors: what is linked to the contract wallet, in dialog, pipes, log and blast radius."""

DOORS = "Side doors"
DOORS_COMMAND = "Side doors: link a wallet…"
DOOR = "Door"
DOOR_NAMES = {
    "transfer/spot": "Automatic transfer from Spot",
    "transfer/funding": "Automatic transfer from Funding",
    "pledge/savings": "Savings pledged as margin",
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
PLEDGE_OFF = (
    "Savings stay where they are, stand behind cross positions in full, and can be taken after the contract wallet. "
    "They hold {held} {asset}. An amount here is the most that counts; empty: all of them."
)
PLEDGE_ON = "Pledged: {left}. An amount here sets a new limit; empty lifts the pledge."
PLEDGE_IT, LIFT_IT = "Pledge", "Lift the pledge"
PIPE_PLEDGED = "pledged as margin"
PLEDGE_TIP = (
    "Pledged as margin: {most} of Savings stands behind cross positions and can be taken after the contract wallet. "
    "What is pledged does not leave. V then L changes it."
)
WALLETS_COUNTED = "{count} wallets"
PAYER_PLEDGED = "the wallets {wallets} pay"
PLEDGED_ALL = "all of it"
PLEDGE_SET = "Savings pledged"
PLEDGE_SET_LINE = "Savings, {asset}: {state}"
PLEDGE_TAKEN = "Savings taken"
PLEDGE_TAKEN_LINE = "{amount} {asset} of pledged Savings paid what Contract could not"
REASON_PLEDGE = "savings are pledged as margin"
SET_OFF = "Set off"
SET_OFF_LINE = "{amount} {asset} of {wallet} taken for what the exchange claims"
RULE_SET_OFF = "a claim may be taken out of {wallets} (set-off clause)"
TERM_PLEDGED = "Pledged as margin"
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
