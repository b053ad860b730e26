"""Colour pairs and strong borders: differences as published, both pairs pass, a pair of one's own is checked."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from ui.theme import style, tokens
from ui.theme.color_difference import ciede2000, differences
from ui.theme.contrast import contrast_ratio
from ui.theme.look import BLUE, DIFFERENCE_MIN, OWN, TEAL, Look, dressed, pair_problem
from ui.theme.style_sheet import style_sheet

# Of the 34 pairs of Sharma, Wu and Dalal 2005, those that reach every branch.
PUBLISHED = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("first", "second", "published"), PUBLISHED)
def test_ciede2000_gives_the_published_differences(first, second, published):
    assert ciede2000(first, second) == pytest.approx(published, abs=1e-4)
    assert ciede2000(second, first) == pytest.approx(published, abs=1e-4)


def test_theme_s_own_pair_has_the_differences_that_were_promised():
    shown = {}
    for theme in tokens.THEME_NAMES:
        loaded = tokens.load_tokens(theme)
        shown[theme] = [round(one) for one in differences(loaded.gain, loaded.loss).values()]
    assert shown == {"dark": [60, 25, 31, 69], "light": [52, 22, 31, 59]}


@pytest.mark.parametrize("theme", tokens.THEME_NAMES)
def test_blue_and_orange_pass_as_a_pair_and_on_every_surface(theme):
    worn = dressed(tokens.load_tokens(theme), Look(BLUE))
    assert pair_problem(worn.gain, worn.loss, worn) == ""
    for name in ("gain", "loss"):
        color = worn.color_of(name)
        assert contrast_ratio(color, worn.color_of(f"{name}_bg")) >= 4.5
        assert contrast_ratio(worn.color_of(f"on_{name}"), color) >= 4.5
        assert min(differences(color, worn.warn).values()) < 100, "colour is never alone: shapes tell warn apart"


@pytest.mark.parametrize(
    ("gain", "loss", "words"),
    [
        ("#35CDBB", "35CDBB", "six digits"),
        ("#35CDBB", "#36CCBA", "look alike to all eyes"),
        ("#7FB800", "#E0A000", "red-blind"),
        ("#35CDBB", "#5A1505", "too faint"),
    ],
)
def test_pair_of_one_s_own_that_fails_says_why(gain, loss, words):
    loaded = tokens.load_tokens("dark")
    assert words in pair_problem(gain, loss, loaded)
    assert dressed(loaded, Look(OWN, gain, loss)) == loaded, "a pair that fails leaves the theme's own"


def test_pair_of_one_s_own_that_passes_brings_its_surfaces():
    worn = dressed(tokens.load_tokens("dark"), Look(OWN, "#9AD5FF", "#FF8C42"))
    assert (worn.gain, worn.loss) == ("#9AD5FF", "#FF8C42")
    assert worn.on_gain == "#0A0D11" and contrast_ratio(worn.gain, worn.gain_bg) >= 4.5
    assert min(differences(worn.gain, worn.loss).values()) >= DIFFERENCE_MIN


def test_strong_borders_replace_the_border_everywhere(qtbot):
    before = tokens.active()
    app = QApplication.instance()
    style.apply_theme(app, "dark")
    style.apply_look(app, Look(strong_borders=True))
    worn = tokens.active()
    assert worn.line2 == worn.line3 and replace(worn, line2=before.line2).bg1 == before.bg1
    assert contrast_ratio(worn.line2, worn.bg1) >= 3.0 and worn.line2 in style_sheet(worn)
    style.apply_theme(app, "light")
    assert tokens.active().line2 == tokens.active().line3, "a look stays through a change of theme"
    style.apply_look(app, Look())
    assert tokens.active().line2 != tokens.active().line3
    app.setStyleSheet("")
    tokens.activate(before.name)


def test_look_from_settings_takes_what_it_understands():
    odd = Look.from_settings({"look/pair": "mauve"}.get, lambda key: False)
    assert odd.pair == TEAL and not odd.strong_borders
