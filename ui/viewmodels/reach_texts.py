"""The words of the blast radius' details."""

TITLE = "Blast radius"
KEY_DETAILS = "Blast radius: details"
CAPTION = "the most that any price path can take, fees included"
SUM = "{amount} {asset}"
OF = "{worst} of {balance}"
AT_MOST = "at most {amount}"
BOUND = "An upper bound: no path takes more, and perhaps none takes all of it."
TERMS = {
    "isolated": "{subject}, isolated",
    "cross": "{subject}, cross",
    "order": "Resting order {subject}, if it fills",
    "top_up": "Auto top-up of {subject}",
    "collateral": "Collateral of {subject}",
    "set_off": "Set-off clause, {subject}",
    "pledge": "Pledged for {subject}",
    "auto_transfer": "Automatic transfer for {subject}",
    "failure": "The exchange has failed",
}
FORMULA = "{parts} = {sum}"
MINIMUM = "min(free {pool}, {shared})"
PREVIEW = "With the order in the editor: {amount} {asset} ({change})"
BOOK = "{name}, as of {date}"
FUNDING = "Funding payments are no price and stand outside this figure."
PLAY_WORST = "Play the worst path"
PLAY_WORST_TIP = "A path that takes this much, as a session of its own (Shift+G)"
CANNOT_PLAY = "The worst path cannot be played"
NOTHING_TO_PLAY = "nothing can be lost to a price now; open a position first"
WORST_TITLE = "Worst path · {title}"
WORST_BEGINS = "Nothing has happened yet. The rules say: at most {reach} can be lost, whatever prices do."
WORST_EXACT = "This path took exactly what the rules say: {lost}."
WORST_NEAR = "The worst path that was found took {lost}; the rules allow at most {reach}."
