"""What the page of derivations shows, as plain records. Qt-free."""

from __future__ import annotations

from msgspec import Struct


class InputView(Struct, frozen=True):
    """One input: its symbol, what it is, its value, where it comes from."""

    symbol: str
    name: str
    value_text: str
    origin: str


class DerivationView(Struct, frozen=True):
    """One figure in the open: `key` finds it again, `group` names its position or wallet, `short_text` is for lists."""

    key: str
    group: str
    title: str
    result_text: str
    short_text: str
    words: str
    symbols: str
    inputs: tuple[InputView, ...]
    worked: str
    rounding: str
    book: str
    sources: tuple[str, ...]
    example: str
    inputs_title: str = ""
