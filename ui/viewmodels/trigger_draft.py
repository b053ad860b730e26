"""The trigger of a draft: what was typed becomes the price or callback an order waits for. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from sandbox.messages.triggers import TRAILING_STOP, Trigger
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.typed_text import read_number, typed_ticks

SHARE_SIGN = "%"


class TypedTrigger(Struct, frozen=True):
    """The trigger that was typed, or why there is none; nothing typed: neither."""

    trigger: Trigger | None = None
    error: str = ""


def typed_trigger(kind: str, by: str, text: str, tick: Fraction) -> TypedTrigger:
    """Read a trigger price, or a trailing stop's callback: a distance ("50.0") or a share ("1 %")."""
    if kind == TRAILING_STOP and text.strip().endswith(SHARE_SIGN):
        return _typed_share(by, text.strip().removesuffix(SHARE_SIGN))
    typed = typed_ticks(text, tick)
    if typed.error or typed.units is None:
        is_odd = kind == TRAILING_STOP and typed.error and read_number(text) is None
        return TypedTrigger(error=words.NOT_A_CALLBACK if is_odd else typed.error)
    if kind == TRAILING_STOP:
        return TypedTrigger(Trigger(kind=kind, by=by, trail_ticks=typed.units))
    return TypedTrigger(Trigger(kind=kind, by=by, ticks=typed.units))


def _typed_share(by: str, text: str) -> TypedTrigger:
    number = read_number(text)
    if number is None or number <= 0:
        return TypedTrigger(error=words.NOT_A_CALLBACK)
    if number >= 100:
        return TypedTrigger(error=words.SHARE_TOO_LARGE)
    return TypedTrigger(Trigger(kind=TRAILING_STOP, by=by, trail_rate=Fraction(number) / 100))
