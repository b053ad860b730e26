"""A picture of a page as a file."""

from __future__ import annotations

from PySide6.QtGui import QPixmap


def save_png(picture: QPixmap, path: str) -> tuple[str, bool]:
    """Write a picture as a PNG; returns the name it has, ending in .png, and whether it could be written."""
    name = path if path.lower().endswith(".png") else f"{path}.png"
    return name, picture.save(name)
