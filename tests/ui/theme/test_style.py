"""Applying a theme: palette, fonts, icons, style sheet."""

from contextlib import nullcontext

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.theme import icons, style, tokens
from ui.theme.fonts import MONO_FAMILY, UI_FAMILY, register_fonts, ui_font
from ui.theme.style_sheet import restyle, style_sheet


@pytest.fixture(autouse=True)
def themed_app(qtbot):
    before = tokens.active().name
    style.apply_theme(QApplication.instance(), "dark")
    yield QApplication.instance()
    QApplication.instance().setStyleSheet("")
    tokens.activate(before)


@pytest.mark.parametrize("theme", tokens.THEME_NAMES)
def test_apply_theme_sets_palette_and_tokens(themed_app, theme):
    applied = style.apply_theme(themed_app, theme)
    assert style.current_tokens() is applied
    assert themed_app.palette().color(QPalette.ColorRole.WindowText).name().upper() == applied.tx1
    assert themed_app.font().family() == UI_FAMILY


def test_style_sheet_leaves_no_placeholder(themed_app):
    for theme in tokens.THEME_NAMES:
        assert "$" not in style_sheet(tokens.load_tokens(theme))


def test_register_fonts_twice_finds_both_families(themed_app):
    assert register_fonts() == [UI_FAMILY, MONO_FAMILY]
    assert register_fonts() == [UI_FAMILY, MONO_FAMILY]


def test_figures_are_tabular_in_every_weight(themed_app):
    for weight in (400, 500, 600, 700):
        metrics = QFontMetricsF(ui_font(12, weight))
        assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("0000"))


def test_every_icon_draws_in_the_button_colour(themed_app):
    names = icons.icon_names()
    assert {"spot", "funding", "savings", "contract", "cold", "lock", "logo", "triangle-up"} <= set(names)
    for name in names:
        image = icons.icon(name).pixmap(QSize(32, 32)).toImage()
        painted = [image.pixelColor(x, y) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 200]
        assert painted, name
        assert max(color.lightness() for color in painted) > 120, name


def test_icon_with_token_keeps_that_colour(themed_app):
    image = icons.icon("triangle-up", "loss").pixmap(QSize(16, 16), QIcon.Mode.Normal).toImage()
    assert image.pixelColor(8, 10).name().upper() == tokens.active().loss


def test_unknown_icon_is_a_key_error():
    with pytest.raises(KeyError, match="nothing-like-it"):
        icons.icon("nothing-like-it")


def test_primary_button_shows_the_gain_fill(themed_app, qtbot):
    button = QPushButton("Place")
    qtbot.addWidget(button)
    button.resize(120, 36)
    button.setProperty("look", "primary-gain")
    restyle(button)
    assert button.grab().toImage().pixelColor(10, 18).name().upper() == tokens.active().gain


def test_undressed_puts_the_sheet_off_until_its_end_and_keeps_a_theme_chosen_meanwhile(themed_app, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    style.apply_theme(themed_app, "dark")
    dark = themed_app.styleSheet()
    with style.undressed(parent):
        assert themed_app.styleSheet() == ""
        style.apply_theme(themed_app, "light")
        assert themed_app.styleSheet() == ""
    assert themed_app.styleSheet() not in ("", dark)
    with style.undressed(parent):
        style.apply_theme(themed_app, "dark")
    assert themed_app.styleSheet() == dark


def test_undressed_leaves_nothing_measured_with_other_fonts(themed_app, qtbot):
    def heights(block):
        parent = QWidget()
        qtbot.addWidget(parent)
        with block(parent):
            column = QVBoxLayout(parent)
            for look in ("price", "figure", "symbol") * 20:
                part = QWidget()
                label = QLabel("Ag")
                label.setProperty("look", look)
                QVBoxLayout(part).addWidget(label)
                column.addWidget(part)
                column.minimumSize()
        return [parent.minimumSizeHint().height(), *(one.minimumSizeHint().height() for one in parent.children()[1:])]

    assert heights(style.undressed) == heights(lambda _: nullcontext())
