"""Words of transport and time: stepping, the past, bookmarks, branches, captions."""

NOT_PLAYED = "Not played yet · prices hidden"

KEY_BACK = "Back to the event before"
KEY_STEP_CANDLE = "Play to the next candle"
KEY_START = "Go to the start"
KEY_END = "Return to the end"
KEY_BOOKMARK = "Bookmark this moment"
KEY_BOOKMARKS = "All bookmarks"
KEY_BRANCH = "Continue here as a new branch"

STEP_MENU = "Step by update, event or candle"
BACK = "Back (,)"
FORWARD = "Forward (.)"
BOOKMARK = "Bookmark"

PAST = "You are looking at {clock}, {distance} before the end. Orders and transfers wait."
PAST_HELD = "{what} not sent, nothing was reserved: you are looking at {clock}, {distance} before the end."
RETURN = "Return to the end"
RETURN_KEY = "End"
BRANCH = "Continue here as a new branch"
BRANCH_HERE = "New branch here"
SENDABLE = {
    "PlaceOrder": "Order",
    "ClosePosition": "Close",
    "CancelOrder": "Cancellation",
    "TransferMoney": "Transfer",
    "AdjustMargin": "Margin change",
}
ANY_COMMAND = "Command"

BRANCH_NAME = "Branch {number}"
MAIN_BRANCH = "Branch 1"
BRANCH_FROM = "Branch {number} · from {clock}"
BRANCH_PICKER = "Branches of this session"
BRANCH_BEGUN = "Branch {number} begun at {clock}"
BRANCH_BEGUN_BODY = "What you played before stays in branch {parent}. Choose a branch beside the timeline."

MARK_FUNDING = "Funding is settled"
MARK_BOOKMARK = "Bookmark: {name}"
MARK_CAPTION = "Caption: {text}"
MARK_CHAPTER = "Chapter: {text}"
MARK_MARK = "Mark: {text}"

TIMELINE_VALUE = "At {clock}. Played until {played}. {future}"

BOOKMARKS_TITLE = "Bookmarks"
BOOKMARKS_EMPTY = "No bookmark yet. B sets one at the moment you are looking at."
BOOKMARK_GO = "Go there"
BOOKMARK_RENAME = "Rename"
BOOKMARK_DELETE = "Delete"
BOOKMARK_CLOSE = "Close"
BOOKMARK_SET = "Bookmarked {clock}"
BOOKMARK_NAME = "Name of the bookmark"
BOOKMARK_SAVE = "Save name"
BOOKMARK_LATER = "Keep “{name}”"
BOOKMARK_DEFAULT = "Bookmark {number}"
BOOKMARK_NAME_LENGTH = 60
SCRIPTED = "Scenario"

CANNOT_WRITE = "The session could not be written."
