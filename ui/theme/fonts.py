"""Fonts of the window: Inter and JetBrains Mono, bundled, with tabular figures and without hinting.

Public: `register_fonts()` once per QApplication, `ui_font(size_px, weight)`, `mono_font(size_px)`, and the sizes of the
type scale in logical pixels. Without hinting and subpixel antialiasing the same text gives the same pixels everywhere.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from ui.theme.asset_files import asset_path

UI_FAMILY = "Inter"
MONO_FAMILY = "JetBrains Mono"
REGISTERED = "bulkhead_fonts_registered"

CAPTION_PX = 11
BODY_PX = 12
PANEL_TITLE_PX = 13
SYMBOL_PX = 14
AMOUNT_PX = 15
REACH_PX = 18

REGULAR = 400
MEDIUM = 500
SEMIBOLD = 600
BOLD = 700

FONT_FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-Bold.ttf",
)


def register_fonts() -> list[str]:
    """Register the bundled fonts with Qt and return the families found; calling it again does nothing."""
    app = QGuiApplication.instance()
    if app is not None and not app.property(REGISTERED):
        for file_name in FONT_FILES:
            QFontDatabase.addApplicationFont(str(asset_path("fonts", file_name)))
        app.setProperty(REGISTERED, True)
        ui_font.cache_clear()
        mono_font.cache_clear()
    return [family for family in (UI_FAMILY, MONO_FAMILY) if family in set(QFontDatabase.families())]


def _prepared(family: str, size_px: int, weight: int) -> QFont:
    font = QFont(family)
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    font.setKerning(True)
    if family == UI_FAMILY:
        font.setFeature(QFont.Tag("tnum"), 1)
    else:
        font.setFeature(QFont.Tag("calt"), 0)  # "--" stays two signs
    return font


@lru_cache(maxsize=64)
def ui_font(size_px: int = BODY_PX, weight: int = REGULAR) -> QFont:
    """Return Inter in this size and weight with figures of equal width; do not change the returned font."""
    return _prepared(UI_FAMILY, size_px, weight)


@lru_cache(maxsize=16)
def mono_font(size_px: int = BODY_PX, weight: int = REGULAR) -> QFont:
    """Return JetBrains Mono in this size, for identifiers and digests; do not change the returned font."""
    return _prepared(MONO_FAMILY, size_px, weight)
