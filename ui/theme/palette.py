"""QPalette of a theme: what Fusion draws without any style sheet."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from ui.theme.tokens import Tokens

ROLE_TOKENS = (
    (QPalette.ColorRole.Window, "bg1"),
    (QPalette.ColorRole.WindowText, "tx1"),
    (QPalette.ColorRole.Base, "bg1"),
    (QPalette.ColorRole.AlternateBase, "bg2"),
    (QPalette.ColorRole.Text, "tx1"),
    (QPalette.ColorRole.PlaceholderText, "tx3"),
    (QPalette.ColorRole.Button, "bg2"),
    (QPalette.ColorRole.ButtonText, "tx1"),
    (QPalette.ColorRole.BrightText, "loss"),
    (QPalette.ColorRole.ToolTipBase, "bg3"),
    (QPalette.ColorRole.ToolTipText, "tx1"),
    (QPalette.ColorRole.Highlight, "bg4"),
    (QPalette.ColorRole.HighlightedText, "tx1"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "fund"),
    (QPalette.ColorRole.Light, "line3"),
    (QPalette.ColorRole.Midlight, "line2"),
    (QPalette.ColorRole.Mid, "line2"),
    (QPalette.ColorRole.Dark, "line"),
    (QPalette.ColorRole.Shadow, "bg0"),
    (QPalette.ColorRole.Accent, "accent"),
)
DISABLED_TEXT_ROLES = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def palette_for(tokens: Tokens) -> QPalette:
    """Return the palette of a theme, with secondary text for disabled controls."""
    palette = QPalette()
    for role, token in ROLE_TOKENS:
        palette.setColor(role, QColor(tokens.color_of(token)))
    for role in DISABLED_TEXT_ROLES:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.tx3))
    return palette
