"""Shared strokes: hatches lean the right way, chips are as wide as they say, dashes are logical pixels."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap

from ui.drawing.painting import color, draw_chip, draw_hatch, elided, stroke, text_width
from ui.theme.fonts import register_fonts
from ui.theme.tokens import load_tokens


def painted(draw):
    picture = QPixmap(120, 60)
    picture.fill(QColor("#000000"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    result = draw(painter)
    painter.end()
    return picture.toImage(), result


def test_hatch_stays_inside_and_leans_by_direction(qapp):
    rect = QRectF(20, 10, 60, 40)
    for rising, slope in ((True, -1), (False, 1)):
        image, _ = painted(lambda painter, r=rising: draw_hatch(painter, rect, "#FFFFFF", opacity=1.0, rising=r))
        bright = {(x, y) for x in range(120) for y in range(60) if image.pixelColor(x, y).lightness() > 180}
        assert bright and all(19 <= x <= 80 and 9 <= y <= 50 for x, y in bright)
        along = sum((x + slope * 4, y + 4) in bright for x, y in bright)
        across = sum((x - slope * 4, y + 4) in bright for x, y in bright)
        assert along > across


def test_chip_returns_its_right_edge(qapp):
    register_fonts()
    tokens = load_tokens("dark")
    image, right = painted(lambda painter: draw_chip(painter, 5, 30, "Sealed", tokens, tone="accent", icon="shield"))
    assert image.pixelColor(round(right) - 2, 30).name().upper() == tokens.accent_bg
    assert image.pixelColor(round(right) + 3, 30).name() == "#000000"


def test_stroke_dashes_are_logical_pixels(qapp):
    assert stroke("#FFFFFF", 2.0, dash=(8, 4)).dashPattern() == [4.0, 2.0]


def test_color_multiplies_opacity(qapp):
    assert abs(color("#80FFFFFF", 0.5).alphaF() - 0.25) < 0.01
    assert color("#102030").name() == "#102030"


def test_elided_text_fits(qapp):
    register_fonts()
    text = elided("BTCUSDT liquidation in progress", 80)
    assert text.endswith("\N{HORIZONTAL ELLIPSIS}") and text_width(text) <= 80
