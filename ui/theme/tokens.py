"""Colour tokens of the two themes, read from `resources/themes/<name>.toml`. Qt-free.

Public: `Tokens` (one attribute per token, "#RRGGBB" or "#AARRGGBB"), `load_tokens(name)`, `active()`, `activate(name)`,
`THEME_NAMES`. Painted widgets call `active()` each time they paint, so a change of theme needs only a repaint.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from ui.theme.asset_files import asset_path

THEME_NAMES = ("dark", "light")


class Tokens(Struct, frozen=True):
    """All colours of one theme."""

    name: str
    scheme: str
    bg0: str
    bg1: str
    bg2: str
    bg3: str
    bg4: str
    field: str
    seg: str
    seg_on: str
    line: str
    line2: str
    line3: str
    grid: str
    tx1: str
    tx2: str
    tx3: str
    accent: str
    accent_bg: str
    accent_fill: str
    on_accent: str
    gain: str
    gain_bg: str
    on_gain: str
    loss: str
    loss_bg: str
    on_loss: str
    warn: str
    warn_bg: str
    warn_fill: str
    on_warn: str
    fund: str
    fund_bg: str
    well: str
    water: str
    water2: str
    surf: str
    ice: str
    wall: str
    pipe: str
    pipe_in: str
    pipe_wet: str
    shade: str
    heat1: str
    heat2: str
    heat3: str
    heat4: str
    heat5: str

    @property
    def is_dark(self) -> bool:
        """Say whether the theme is a dark one."""
        return self.scheme == "dark"

    def color_of(self, token: str) -> str:
        """Return the colour of a token named at run time, such as "loss"."""
        return str(getattr(self, token))


@lru_cache(maxsize=8)
def load_tokens(name: str) -> Tokens:
    """Read one theme; an unknown name, a missing or an unknown token is a ValueError with one sentence."""
    if name not in THEME_NAMES:
        raise ValueError(f"unknown theme {name!r}: choose one of {', '.join(THEME_NAMES)}")
    with asset_path("themes", f"{name}.toml").open("rb") as stream:
        data = tomllib.load(stream)
    table = data.get("tokens", {})
    wanted = set(Tokens.__struct_fields__) - {"name", "scheme"}
    odd = sorted(wanted.symmetric_difference(table))
    if odd:
        raise ValueError(f"theme {name}: missing or unknown tokens: {', '.join(odd)}")
    return Tokens(name=name, scheme=str(data.get("scheme", name)), **table)


class _ActiveTheme:
    """Holds which theme is on: one object for the process, because a process has one palette."""

    tokens: Tokens | None = None
    dress: Callable[[Tokens], Tokens] | None = None


def active() -> Tokens:
    """Return the tokens of the theme that is on (dark until another one is activated)."""
    if _ActiveTheme.tokens is None:
        _ActiveTheme.tokens = load_tokens("dark")
    return _ActiveTheme.tokens


def activate(name: str) -> Tokens:
    """Make a theme the one that painted widgets read, and return its tokens."""
    plain = load_tokens(name)
    _ActiveTheme.tokens = plain if _ActiveTheme.dress is None else _ActiveTheme.dress(plain)
    return _ActiveTheme.tokens


def set_dress(dress: Callable[[Tokens], Tokens]) -> Tokens:
    """Change some tokens of whatever theme is on, now and after every change of theme; return the active tokens."""
    _ActiveTheme.dress = staticmethod(dress)
    return activate(active().name)
