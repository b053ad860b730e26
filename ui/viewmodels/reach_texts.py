"""The words of the blast radius' details."""

TITLE = "Blast radius"
KEY_DETAILS = "Blast radius: details"
CAPTION = "the most that any price path can take, fees included"
SUM = "{amount} {asset}"
OF = "{worst} of {balance}"
TERMS = {
    "isolated": "{subject}, isolated",
    "cross": "{subject}, cross",
    "order": "Resting order {subject}, if it fills",
}
FORMULA = "{parts} = {sum}"
MINIMUM = "min(free {pool}, {shared})"
PREVIEW = "With the order in the editor: {amount} {asset} ({change})"
BOOK = "{name}, as of {date}"
FUNDING = "Funding payments are no price and stand outside this figure."
