"""Icons: small SVG files of `resources/icons`, drawn in any colour.

Public: `icon(name, token=None)` a QIcon for buttons and actions (follows the palette, or one token of the active
theme), `draw_icon(painter, rect, name, color)` for painted widgets, `icon_names()`.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme.asset_files import asset_path, resource_folder
from ui.theme.tokens import active

LOGO_WATER = "#58A6FF"
# Coloured files that only the style sheet shows.
STYLE_ONLY = ("check-white", "chevron-dark", "chevron-light", "chevron-up-dark", "chevron-up-light")


def icon_names() -> list[str]:
    """Return the names of all bundled icons."""
    return sorted(path.stem for path in (resource_folder() / "icons").glob("*.svg") if path.stem not in STYLE_ONLY)


@lru_cache(maxsize=128)
def icon_source(name: str) -> str:
    """Return the SVG text of an icon; an unknown name is a KeyError."""
    path = asset_path("icons", f"{name}.svg")
    if not path.is_file():
        raise KeyError(f"no icon named {name}")
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, color: str, water: str) -> QSvgRenderer:
    source = icon_source(name).replace("currentColor", color).replace(LOGO_WATER, water)
    return QSvgRenderer(source.encode())


def draw_icon(painter: QPainter, rect: QRectF, name: str, color: str) -> None:
    """Draw an icon into a rectangle in one colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, color, active().accent).render(painter, rect)
    painter.restore()


class SvgEngine(QIconEngine):
    """Icon engine that colours an SVG with the palette (or a token) at the moment it is painted."""

    def __init__(self, name: str, token: str | None = None) -> None:
        super().__init__()
        self._name = name
        self._token = token

    def clone(self) -> QIconEngine:
        """Return a copy, as Qt asks for one per QIcon."""
        return SvgEngine(self._name, self._token)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon in the colour that its mode asks for."""
        disabled = mode == QIcon.Mode.Disabled
        if self._token is not None and not disabled:
            color = active().color_of(self._token)
        else:
            group = QPalette.ColorGroup.Disabled if disabled else QPalette.ColorGroup.Active
            color = QGuiApplication.palette().color(group, QPalette.ColorRole.ButtonText).name()
        draw_icon(painter, QRectF(rect), self._name, color)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon as a picture of this many pixels."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, picture.rect(), mode, state)
        painter.end()
        return picture

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Return a sharp picture on screens with more than one pixel per logical pixel."""
        picture = self.pixmap(QSize(round(size.width() * scale), round(size.height() * scale)), mode, state)
        picture.setDevicePixelRatio(scale)
        return picture


def icon(name: str, token: str | None = None) -> QIcon:
    """Return an icon by name; with a token it keeps that token's colour instead of the button text's."""
    icon_source(name)
    return QIcon(SvgEngine(name, token))
