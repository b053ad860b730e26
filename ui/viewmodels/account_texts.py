"""Every word of My account: fields, the sentence, notices. Plain verbs; figures carry their unit."""

TITLE = "My account"
MENU = "My account…"
TIP = "Your own balances and positions: what can a liquidation reach? (Ctrl+Y)"
SUBTITLE = "Worked out here from the rules alone; nothing is sent or traded."
RULEBOOK = "Rulebook"
BALANCES = "Balances"
BALANCES_NOTE = "Contract is what is free there: margins of isolated positions come on top."
POSITIONS = "Positions"
ADD_BALANCE = "Add a balance"
ADD_POSITION = "Add a position"
NO_POSITIONS = "No position yet. Add one, or paste your account."
PASTE = "Paste…"
PASTE_TIP = "Plain lines or JSON (Ctrl+Shift+V)"
CLEAR = "Clear"
UNDO, REDO = "Undo (Ctrl+Z)", "Redo (Ctrl+Shift+Z)"
REMOVE_NAMED = "Remove position {number}"
CONTRACT, SIZE, ENTRY, MARK = "Contract", "Size", "Entry price", "Mark price"
LEVERAGE, MARGIN = "Leverage", "Margin"
SIDE, MODE = "Side", "Margin mode"
SIDES = (("long", "▲ Long"), ("short", "▼ Short"))
MODES = (("isolated", "Isolated"), ("cross", "Cross"))
FIELD_WORDS = {
    "contract": CONTRACT,
    "size": SIZE,
    "entry": ENTRY,
    "mark": MARK,
    "leverage": LEVERAGE,
    "margin": MARGIN,
}
FIELD_NAME = "{field}, position {number}"
BALANCE_NAME = "{wallet}, {asset}"
MARK_IS_ENTRY = "as entry"
MARGIN_IS = "{amount}"
MARGIN_OF_POOL = "the pool"
WALLET_NAMES = {
    "contract": "Contract",
    "spot": "Spot",
    "funding": "Funding",
    "savings": "Savings",
    "cold": "Cold wallet",
}

# -- what is wrong with a field
NOT_A_NUMBER = "Not a number."
NEGATIVE = "Must be 0 or more."
NOT_POSITIVE = "Must be above 0."
TOO_LARGE = "Too large."
TWO_MARKS = "Another mark above."
TWO_CROSS = "Held cross above already."
ADVICE = {
    NOT_A_NUMBER: "{where} is no number: write it such as 1,240.50.",
    NEGATIVE: "{where} is below 0: write 0 or more.",
    NOT_POSITIVE: "{where} is not above 0: write a number above 0.",
    TOO_LARGE: "{where} is too large: write less than 10^15.",
    TWO_MARKS: "{where} differs from the mark above: one contract has one mark.",
    TWO_CROSS: "{where} is held cross twice on one side: write the size in one position.",
}
MISSING = "Position {number} still needs {what}, or can be removed."
MISSING_SIZE, MISSING_ENTRY, MISSING_MARGIN = "a size", "an entry price", "a leverage or a margin"
MEND_MORE = "{first}\nAnd {count} more."

# -- the sentence
AT_MOST = "At most {amount} from the contract wallet; {others} 0, because {reason} ({book})."
NOTHING = "Nothing can be lost to a price: {others} 0 and the contract wallet 0, because there is no position ({book})."
LIQUIDATABLE = "{symbols} would be liquidated at this mark. "
REASON_ISOLATED = "the position is isolated and auto top-up is off"
REASON_ISOLATED_MANY = "the {count} positions are isolated, each with its own margin, and auto top-up is off"
REASON_CROSS = "the position is cross, so it may take all that is free there, and auto top-up is off"
REASON_CROSS_SHORT = "a cross short has no highest price, so all that is free there can go, and auto top-up is off"
REASON_CROSS_LONG = "the cross long is worth no more than that, and auto top-up is off"
REASON_CROSS_MANY = "the {count} cross positions share all that is free there, and auto top-up is off"
REASON_MIXED = (
    "isolated positions lose their own margin only, cross ones share what is free there, and auto top-up is off"
)
REASON_TOPPED_UP = "the position is isolated and auto top-up may put in what is free there"
REASON_TOPPED_UP_MANY = "the {count} positions are isolated and auto top-up may put in what is free there"
REASON_MIXED_TOPPED_UP = "cross positions share what is free there, and auto top-up may put it into isolated ones"
TOP_UP = "Auto top-up"
TOP_UP_TO = "Auto top-up to {limit}"
TOP_UP_NAMED = "Auto top-up, position {number}"
AND = "{first} and {last}"
DATED = "{name}, {date}"
MID_YEAR, END_YEAR = "mid-{year}", "end of {year}"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# -- the answer
REACH = "What a liquidation can reach"
REACH_OF = "{worst} of {balance}"
REACH_SUM = "Sum, {asset}"
LIQUIDATION = "Liquidation at"
DISTANCE_BELOW = "{share} below the mark {mark}"
DISTANCE_ABOVE = "{share} above the mark {mark}"
DISTANCE_NONE = "no price liquidates it alone"
DISTANCE_REACHED = "reached at the mark {mark}"
BANKRUPTCY = "Bankruptcy"
RATIO = "Margin ratio"
INITIAL = "Initial margin"
MAINTENANCE = "Maintenance"
PNL = "PnL"
POSITION_TITLE = "{symbol} {side} {size}"
POSITION_CROSS = "cross"
POSITION_ISOLATED = "isolated"
RULES = "Rules and sums"
RULES_TIP = "The rule that decides, the arithmetic, and the date of the book"
RULE_LIQUIDATION = "{symbol}, liquidation price: {formula}"
RULE_BOOK = "Book: {name} ({id}), as of {date}."
RULE_SOURCES = "Sources: {sources}."
RULE_TICK = "Screens show the first tick that liquidates, coming from the mark."
RULE_FUNDING = "Funding payments are no price and stand outside this figure."
EMPTY_TITLE = "What can a liquidation reach?"
EMPTY_BODY = "Put in a position on the left, or paste your account. The answer stands here at once."
EXAMPLE = "Fill in an example"
COPY_TEXT = "Copy as text"
COPY_PICTURE = "Copy picture"
SAVE_PICTURE = "Save picture…"
COPIED_TEXT = "Copied as text."
COPIED_PICTURE = "Copied as a picture."
SAVED_PICTURE = "Saved as {path}."
NOT_SAVED = "The picture was not saved: {path} cannot be written. Choose another folder."
PICTURE_FILTER = "Pictures (*.png)"
PICTURE_NAME = "my-account.png"
FOOT = "Bulkhead, offline. Prices are simulated."
CLOSE = "Close"

# -- paste
PASTE_TITLE = "Paste your account"
PASTE_NOTE = (
    "Plain lines, or the JSON of bulkhead risk. What you take over replaces the fields; Ctrl+Z brings them back."
)
PASTE_PLACEHOLDER = """contract 446.60 USDT
spot 1.25 BTC
long 2 BTCUSDT @ 7934 20x isolated 793.40
short 12 ETH @ 200 10x cross mark 195"""
PASTE_TAKE = "Take over"
PASTE_BACK = "Back"
PASTE_EMPTY = "Nothing to read yet."
PASTE_LINE = "Line {line}: {text}"
PASTE_READ = "{positions} and {balances} read."
PASTE_POSITIONS = ("1 position", "{count} positions")
PASTE_BALANCES = ("1 balance", "{count} balances")
PASTE_FIRST = "The text holds {count} accounts; the first is taken."
PASTED = "pasted text"

# -- play it
PLAY = "Play it"
PLAY_TITLE = "Crash"
PLAY_MOVE = "A straight move"
PLAY_WORST = "The worst path for it"
PLAY_NOTE_WORST = "Searched for: the path that takes what the sentence above says. Starts at {marks}."
PLAY_SESSION_WORST = "My account"
PLAY_FALL, PLAY_RISE = "Falls", "Rises"
PLAY_BY, PLAY_IN = "by", "in"
PERCENT, MINUTES = "Percent", "Minutes"
PLAY_DIRECTION = "Direction"
PLAY_CRASH = "Crash"
PLAY_NOTE_SCENARIO = "The path of “{title}”, scaled to start at your marks: {marks}. No funding, no other traders."
PLAY_NOTE_MOVE = (
    "Every contract {verb} {percent} % in {minutes} min from your marks: {marks}. No funding, no other traders."
)
PLAY_VERBS = {"fall": "falls", "rise": "rises"}
PLAY_MARK = "{symbol} {mark}"
PLAY_SESSION = "My account · {title}"
PLAY_SESSION_MOVE = "My account · {verb} {percent} % in {minutes} min"
PLAY_BAD_PERCENT = "Write a percentage from 0.1 to 99.9 for a fall, to 1,000 for a rise."
PLAY_BAD_MINUTES = "Write whole minutes from 1 to 1,440."
PLAY_PREPARING = "The crash is being prepared."
PLAY_WAITS = "Fill in a position first."
CANNOT_PLAY = "The account cannot be played"
PASTE_BOOK = "The book {name} is not one of the bundled books ({known})."
PASTE_MORE = "and {count} more lines."
