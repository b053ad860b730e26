"""Every word of the autopsy page. Qt-free."""

TITLE = "Liquidation autopsy"
MENU = "Autopsy of a liquidation…"
OPEN_BUTTON, OPEN_TIP = "Autopsy", "What happened, who paid what, and what would have avoided it (Ctrl+Shift+A)"
ROW_ACTION = "Autopsy of this liquidation"
NONE_YET = "Nothing of yours was liquidated so far in this run."
CHOOSE = "Liquidation"
CHIP_POSITION = "{symbol} {side} {size}"
CHIP_ENTRY = " at {price}"
CHIP_MODE = "{leverage} {mode}"
CHIP_TIME = "{date}, {start} to {end} UTC"
CHIP_RUNNING = "{date}, since {start} UTC"
RUNS = "It runs. Taken so far: {amount} {asset}."
REPLAY = "Watch from {time}"
COMPARE = "Compare regimes"
COPY, COPIED = "Copy text", "The autopsy is on the clipboard, as text."
SAVE_PICTURE, PICTURE_NAME, PICTURE_FILTER = "Save picture…", "autopsy.png", "Picture (*.png)"
SAVED, NOT_SAVED = "Saved as {path}", "{path} cannot be written; choose another folder."
CLOSE = "Close"

# -- what happened
HAPPENED = "What happened"
WARNED = "Margin ratio reaches 80{space}%"
WARNED_NOTE = "Equity {equity}, maintenance {maintenance}."
TOPPED_UP, TOPPED_UP_NOTE = "Auto top-up adds {amount}", "Out of Available, instead of a liquidation."
TRIGGER_ONE = "Mark {mark} meets {price}"
TRIGGER_NO_TICK = "Mark {mark}: margin used up"
TRIGGER_MANY = "The cross pool's margin is used up"
TRIGGER_NOTE = "Equity {equity} against maintenance {maintenance}. Contract is locked."
CANCELLED_ONE, CANCELLED = " One order cancelled.", " {count} orders cancelled."
STEP_SELLS, STEP_BUYS = "Step {number} sells {size} at {price}", "Step {number} buys {size} at {price}"
STEP_HANDED = "Step {number}: {size} to the desk"
TAKEN_OVER = "The desk takes over {size} at {price}"
DESK_SELLS, DESK_BUYS = "The desk sells {size} at {price}", "The desk buys {size} at {price}"
DESK_HANDS = "The desk hands on {size}"
SALE_NOTE, SALE_NOTE_OF = "You {own}.", "{owner} {own}."
SALE_FEE = " Fee {fee} to the fund."
SALE_FUND = " Fund {fund}."
SALE_SURPLUS = "Left over: {amount}."
DELEVERAGED, DELEVERAGED_YOU = "{owner} takes {size}", "{size} of yours is closed"
DELEVERAGED_NOTE = "Deleveraged at {price}: profit is cut, not principal."
SOCIALISED, SOCIALISED_NOTE = "{owner} pays a share of {amount}", "The fund and the market did not cover it."
COLLATERAL, COLLATERAL_NOTE = "{amount} {asset} of collateral sold", "Out of {wallet}, for {quote}; it pays first."
REFUSED = {
    "transfer": "Transfer of {amount} {asset} to {target} bounced",
    "margin": "Margin change refused",
    "other": "A command was refused",
}
REFUSED_NOTE_LOCKED = "Contract was locked. It stayed in {source}."
RELEASED_EMPTY, RELEASED_EMPTY_NOTE = "Released: nothing is left", "Contract is unlocked again."
RELEASED_LEFT = "Released: {amount} is left"
RELEASED_HEALTHY, RELEASED_HEALTHY_NOTE = "Released: healthy again", "Margin stands above maintenance."
RUNNING = "It goes on"

# -- where the margin went
WENT = "Where the {amount} went"
WENT_HINT = "hatched below 0: not paid by the margin"
BAR_MARGIN = ("Margin", "at start")
BAR_POOL = ("Cross pool", "at start")
BAR_STEP, BAR_STEPS = "Step {number}", "Steps {first}–{last}"
BAR_TAKEN, BAR_DESK = "Takeover", "Desk"
BAR_FEE = ("Fees", "to fund")
BAR_FUND = ("Fund", "covers")
BAR_WINNERS = ("Winners", "cover")
BAR_KEPT = ("Surplus", "kept by fund")
BAR_LEFT, BAR_LEFT_OF = ("Left", "for you"), "Left"
BAR_SO_FAR = ("Left", "so far")

# -- who paid what
PAID = "Who paid what"
PAID_HINT = "band height by square root"
NODE_MARGIN, NODE_POOL = "{symbol} margin", "Your cross pool"
NODE_YOURS = "yours, paid"
NODE_POOL_OF = "Cross pool of {owner}"
NODE_FUND, NODE_FUND_PAID, NODE_FUND_FEE = "Insurance fund", "paid", "received"
NODE_WINNERS = "Winners (socialised)"
NODE_OTHER_SIDE = {"long": "The other side (shorts)", "short": "The other side (longs)", "": "The other side"}
NODE_PAID, NODE_RECEIVED = "paid", "received"
FOOT_ADL, FOOT_SOCIALISED = "ADL", "Socialised loss"
FOOT_SUMS = "Paid {paid} = received {received}"

# -- not touched
UNTOUCHED, UNTOUCHED_NONE = "Not touched", "No other wallet held money."

# -- second by second
SECONDS = "Second by second"
SECONDS_HINT = "mark and fills"
LINE_LIQUIDATION, LINE_BANKRUPTCY = "Liquidation {price}", "Bankruptcy {price}"

# -- what would have avoided it
AVOIDED = "What would have avoided it"
AVOIDED_TIP = (
    "Each line changes one thing and is replayed on the same prices with the same other commands. The change is of "
    "all your wallets together, from the opening of the position on, unrealised profit at the last prices included."
)
HEAD = ("Changed", "Result", "Liquidated", "Change to {time}")
TO_END, TO_NOW = "each line replayed to the end, {time}", "each line replayed to {time}; play on for more"
WORKING = "Playing it again"
CALL_OFF = "Stop"
CALLED_OFF = "Stopped before the answer."
ASK_AGAIN = "Play it again"
FAILED = "Nothing was compared: {why}."
RESULTS = {
    "avoided": ("Avoided", "gain", "check"),
    "delayed": ("Delayed", "warn", "forward"),
    "less": ("Less lost", "warn", "forward"),
    "same": ("The same", "caption", ""),
    "worse": ("Worse", "loss", "close"),
    "none": ("None saves", "caption", ""),
}
AS_IT_WAS, AS_IT_WAS_NOTE = "As it happened", "liq. {price}"
CLOSED, CLOSED_NOTE = "Closed at the 80{space}% warning", "at the market, {time}"
STOPPED, STOPPED_NOTE = "Stop-market at {price}", "by the mark, not one tick further"
SIZE, SIZE_NOTE = "{size}, same {margin}", "liq. {price}, not one lot more"
SIZE_POOL = "{size}, same pool"
HALF, HALF_NOTE = "Half the size, {size}", "same money; liq. {price}"
LEVERAGE, LEVERAGE_NOTE = "{leverage} with {margin} margin", "liq. {price}, not 1× more"
LOWER_NOTE = "liq. {price}"
REGIME_NOTE = "all positions; liq. {price}"
REGIME_NOTE_PLAIN = "all positions"
MARGIN, MARGIN_EXACT = "{amount} more margin", "least {exact}"
NO_LIQUIDATION = "no liquidation price"
UNSOLVED = {
    "stop": ("A stop order", "the price jumps over it"),
    "size": ("A smaller size", "even the smallest lot is liquidated"),
    "leverage": ("Less leverage", "even 1× is liquidated"),
    "margin": ("More margin", "no amount holds"),
}
ALSO_CLOSED = "{symbols} closed too"
ALSO_WALLETS = "{wallets} lost too"
LATER = "{time} later"
STAYS_OPEN, STANDS_CLOSED = "still open", "closed"
NEVER = "none"
