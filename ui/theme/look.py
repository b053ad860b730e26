"""How a theme is dressed: the pair of colours for gain and loss, and how strong borders are. Qt-free.

Public: `Look`, `dressed(tokens, look)`, `pair_problem(gain, loss, tokens)`, `PAIRS`. The settings keys are
`STRONG_KEY`, `PAIR_KEY`, `GAIN_KEY`, `LOSS_KEY`; `Look.from_settings` reads them, whatever they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from ui.theme.color_difference import differences
from ui.theme.contrast import contrast_ratio
from ui.theme.tokens import Tokens

STRONG_KEY, PAIR_KEY, GAIN_KEY, LOSS_KEY = "look/strong_borders", "look/pair", "look/gain", "look/loss"
TEAL, BLUE, OWN = "teal", "blue", "own"
PAIRS = (TEAL, BLUE, OWN)
DIFFERENCE_MIN = 20.0
CONTRAST_MIN = 4.5
TINT = {True: 0.16, False: 0.12}
SURFACES = ("bg1", "bg2", "bg3")
NOT_A_COLOUR = "Write a colour as six digits, such as #35CDBB."
TOO_CLOSE = "These two look alike to {sight} eyes: difference {found:.0f}, at least {wanted:.0f} is needed."
TOO_FAINT = "{color} is too faint on this theme: contrast {found:.1f}, at least {wanted:.1f} is needed."
SIGHT_WORDS = {
    "normal": "all",
    "protan": "red-blind (protan)",
    "deutan": "green-blind (deutan)",
    "tritan": "blue-blind (tritan)",
}
BLUE_ORANGE = {
    "dark": {
        "gain": "#8CC8FF",
        "gain_bg": "#122A3E",
        "on_gain": "#06192B",
        "loss": "#FF9A3D",
        "loss_bg": "#3A2411",
        "on_loss": "#2B1504",
    },
    "light": {
        "gain": "#0B4F94",
        "gain_bg": "#DDEBF9",
        "on_gain": "#FFFFFF",
        "loss": "#A04600",
        "loss_bg": "#FFECDD",
        "on_loss": "#FFFFFF",
    },
}


class Look(Struct, frozen=True):
    """What a person chose: a pair, the two colours of a pair of one's own, and strong borders."""

    pair: str = TEAL
    gain: str = ""
    loss: str = ""
    strong_borders: bool = False

    @classmethod
    def from_settings(cls, text: Callable[[str], str], flag: Callable[[str], bool]) -> Look:
        """Read the choice; what is not understood counts as the default."""
        pair = text(PAIR_KEY)
        return cls(pair if pair in PAIRS else TEAL, text(GAIN_KEY), text(LOSS_KEY), flag(STRONG_KEY))


def _is_colour(text: str) -> bool:
    return re.fullmatch(r"#[0-9A-Fa-f]{6}", text) is not None


def pair_problem(gain: str, loss: str, tokens: Tokens) -> str:
    """Return why two colours cannot stand for gain and loss in a theme, in one sentence; nothing where they can."""
    if not (_is_colour(gain) and _is_colour(loss)):
        return NOT_A_COLOUR
    for sight, found in differences(gain, loss).items():
        if found < DIFFERENCE_MIN:
            return TOO_CLOSE.format(sight=SIGHT_WORDS[sight], found=found, wanted=DIFFERENCE_MIN)
    for color in (gain, loss):
        found = min(contrast_ratio(color, tokens.color_of(surface)) for surface in SURFACES)
        if found < CONTRAST_MIN:
            return TOO_FAINT.format(color=color, found=found, wanted=CONTRAST_MIN)
    return ""


def _mixed(color: str, ground: str, share: float) -> str:
    """Return a ground tinted with a share of a colour."""
    pairs = [(int(color[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def _own_pair(tokens: Tokens, look: Look) -> dict[str, str]:
    """Return a pair of one's own with its tinted surfaces and the text on its fills; {} where it does not pass."""
    if pair_problem(look.gain, look.loss, tokens):
        return {}
    found: dict[str, str] = {}
    for name, color in (("gain", look.gain), ("loss", look.loss)):
        share = TINT[tokens.is_dark]
        while share > 0.02 and contrast_ratio(color, _mixed(color, tokens.bg1, share)) < CONTRAST_MIN:
            share -= 0.02
        found[name] = color
        found[f"{name}_bg"] = _mixed(color, tokens.bg1, share)
        found[f"on_{name}"] = max(("#FFFFFF", "#0A0D11"), key=lambda ink: contrast_ratio(ink, color))
    return found


def dressed(tokens: Tokens, look: Look) -> Tokens:
    """Return the tokens of a theme in a look; a pair that does not pass in this theme leaves the theme's own."""
    changes: dict[str, str] = {}
    if look.pair == BLUE:
        changes |= BLUE_ORANGE[tokens.scheme]
    elif look.pair == OWN:
        changes |= _own_pair(tokens, look)
    if look.strong_borders:
        changes["line2"] = tokens.line3
    return replace(tokens, **changes) if changes else tokens
