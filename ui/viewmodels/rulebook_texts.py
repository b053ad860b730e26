"""Every word of the page of rulebooks. Qt-free."""

MENU = "Rulebooks…"
TIP = "Show this rulebook, its figures and their sources (Ctrl+Shift+B)"
TITLE = "Rulebooks"
SUBTITLE = "The rules of a venue, each figure with its source. A session keeps the book it started with."
LIST = "Rulebooks"
YOURS = "Yours"
BUNDLED = "Bundled"
RULES, TEXT = "rules", "text"
VIEWS = ((RULES, "Rules"), (TEXT, "Text"))
COPY = "Copy to edit"
COPY_PATH = "Copy path"
DELETE = "Move to the bin"
DELETED, NOT_DELETED = "{name} is in the bin.", "{name} could not be moved to the bin."
CLOSE = "Close"
EDITOR = "Text of the rulebook"
FINDINGS = "What to mend"
AS_OF = "as of {date}"
NO_DATE = "without a date"
UNREAD = "cannot be used yet"
GOOD = "good"
DOUBTFUL = "doubtful: {count}"
UNUSABLE = "to mend: {count}"
LINE = "line {line} · {text}"
READ_ONLY = "A bundled book is read only. Copy it to edit."
SAVED = "Kept as you type in {path}"
SAVED_BAD = "Kept in {path}. It cannot be used until its lines are mended."
COPIED = "{id} is yours now: {path}"
PATH_COPIED = "The path is on the clipboard: write it in a scenario or an account as its rulebook."
UNNAMED = "A book that cannot be read yet"

# -- the rules as a page
SOURCES = "Sources"
ASSUMPTIONS = "Assumed where the sources are silent"
LIQUIDATION = "Liquidation"
CONTRACTS = "Contracts and brackets"
TRIGGER = {"at_or_below": "where equity is at or below maintenance", "below": "where equity is below maintenance"}
BASIS = {"mark": "counted on the value at the mark", "entry": "counted on the value at the entry"}
FEE_INSIDE = "the closing taker fee ({rate}) is added to the rate"
STEPS = {
    "brackets": "down bracket by bracket, then takeover",
    "whole": "takeover at once",
    "slices": "in slices of {slice} of the original size",
    "partial": "sold in the market until healthy, {slice} of it at a time where it is worth more than {above}",
}
BRACKETS_AT_A_TIME = "down {count} brackets at a time, then takeover"
COOLDOWN = "after a part is sold, sales are whole for {seconds} s"
TAKEOVER_SHARE = "takeover at once below {share} of maintenance"
TAKEOVER_FIRST = "takeover at once below what the first bracket would ask"
FUND_DROP = "the fund stops {share} below its highest balance of {hours} h"
SURPLUS = {"insurance_fund": "a surplus goes to the fund", "trader": "a surplus stays with the trader"}
BEYOND = {
    "adl": "beyond the fund, winners are deleveraged at the {price} price, ranked as {rank} does",
    "socialise": "beyond the fund, the loss is shared by the winners",
    "claim": "beyond the fund, a claim is left",
}
ADL_PRICE = {"bankruptcy": "bankruptcy", "mark": "mark", "previous_mark": "previous mark"}
ADL_RANK = {"binance": "Binance", "bitmex": "BitMEX", "okx": "OKX", "hyperliquid": "Hyperliquid"}
FEES = "Fees: maker {maker}, taker {taker}. Funding every {hours} h, at most {cap}."
KEEPS = " A payment is cut where it alone would liquidate the payer."
UP_TO = "Up to ({unit})"
LEVERAGE, RATE, DEDUCTION = "Leverage", "Maintenance", "Deduction ({unit})"
CONTRACTS_UNIT = "contracts"
SETTLED = "{symbol}: {kind}, settled in {settle}, tick {tick}, lot {lot}"
KIND = {"linear": "linear", "inverse": "inverse, {face} {quote} a contract"}
ANY_SIZE = "any size"
AND_ON = "Above the last bracket, its rates go on."
