"""The words of the welcome: what Bulkhead is, and four ways to begin. Everything says offline and simulated."""

TITLE = "Welcome to Bulkhead"
QUESTION = "What can a liquidation reach, and what can it not?"
BODY = (
    "Bulkhead answers by letting you try it. Everything runs offline on this computer; prices are simulated, and "
    "nothing is ever traded or sent."
)
CHOICES = (
    ("account", "contract", "My account", "Put in your own balances and positions; one sentence is the answer."),
    ("black-thursday", "trend", "Watch Black Thursday", "12 March 2020, replayed: isolated positions in a fast fall."),
    (
        "gap-through-bankruptcy",
        "shield",
        "A gap through the bankruptcy price",
        "The price jumps past every margin: who pays for the rest?",
    ),
    ("session", "open", "Open a session", "A file you or somebody else played before."),
)
ABOUT_SCENARIOS = {key: body for key, _, _, body in CHOICES} | {
    "spot-hedge": "Portfolio margin, a model: a short beside the coins that hedge it stands where cross is gone.",
    "stop-and-gap": "A stop is an order that waits: it works where the price glides, not where it jumps over it.",
    "unified-spot-pays": "The coins of spot hold the position up for longer, are sold for it, and are gone.",
    "wick-in-last": "Ten seconds far below in the last price: nothing is liquidated, but a stop may be sold into it.",
}
CHOICE_KEY = "{number}"
SETTING = "Show the welcome at every start"
AT_START = "Show this at every start"
LOOK_AROUND = "Just look around"
MENU = "Welcome…"
FOUND_AGAIN = "All of it stands in the menu at the top left."
