"""Words of hedge mode in the window."""

SWITCH_COMMAND = "Hedge mode on or off"
POSITION_MODE = "Position mode"
OPENING = "\N{BLACK UP-POINTING TRIANGLE} Open long", "\N{BLACK DOWN-POINTING TRIANGLE} Open short"
CLOSING = "\N{BLACK UP-POINTING TRIANGLE} Close short", "\N{BLACK DOWN-POINTING TRIANGLE} Close long"
OPEN = {
    "long": "\N{BLACK UP-POINTING TRIANGLE} Open long \N{MIDDLE DOT} {size} at {price}",
    "short": "\N{BLACK DOWN-POINTING TRIANGLE} Open short \N{MIDDLE DOT} {size} at {price}",
}
CLOSE = {
    "long": "\N{BLACK UP-POINTING TRIANGLE} Close short \N{MIDDLE DOT} {size} at {price}",
    "short": "\N{BLACK DOWN-POINTING TRIANGLE} Close long \N{MIDDLE DOT} {size} at {price}",
}
SIDED = "{symbol} {side}"
