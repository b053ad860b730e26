"""Words that flow over several lines in painted widgets."""

from __future__ import annotations

from functools import lru_cache

from ui.drawing.painting import text_width
from ui.theme.fonts import CAPTION_PX, REGULAR


@lru_cache(maxsize=512)
def wrapped(text: str, width: float, size_px: int = CAPTION_PX, weight: int = REGULAR) -> tuple[str, ...]:
    """Return the lines a text breaks into at spaces so that none is wider; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size_px, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines) if text else ()
