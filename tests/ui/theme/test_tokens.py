"""Tokens: both themes complete, text readable on every surface, the active theme switches."""

import pytest

from ui.theme import tokens
from ui.theme.contrast import contrast_ratio

TEXT_TOKENS = ("tx1", "tx2", "tx3", "accent", "gain", "loss", "warn", "fund")
SURFACES = ("bg1", "bg2", "bg3")
OWN_SURFACES = (
    ("gain", "gain_bg"),
    ("loss", "loss_bg"),
    ("warn", "warn_bg"),
    ("accent", "accent_bg"),
    ("fund", "fund_bg"),
)
FILLS = (("on_gain", "gain"), ("on_loss", "loss"), ("on_accent", "accent_fill"))


@pytest.fixture(autouse=True)
def restored_theme():
    before = tokens.active().name
    yield
    tokens.activate(before)


@pytest.mark.parametrize("theme", tokens.THEME_NAMES)
@pytest.mark.parametrize("text", TEXT_TOKENS)
@pytest.mark.parametrize("surface", SURFACES)
def test_text_token_on_panel_surface_reaches_contrast(theme, text, surface):
    loaded = tokens.load_tokens(theme)
    assert contrast_ratio(loaded.color_of(text), loaded.color_of(surface)) >= 4.5


@pytest.mark.parametrize("theme", tokens.THEME_NAMES)
@pytest.mark.parametrize(("text", "surface"), OWN_SURFACES + FILLS)
def test_text_on_tinted_or_solid_fill_reaches_contrast(theme, text, surface):
    loaded = tokens.load_tokens(theme)
    assert contrast_ratio(loaded.color_of(text), loaded.color_of(surface)) >= 4.5


@pytest.mark.parametrize("theme", tokens.THEME_NAMES)
def test_strong_border_reaches_three_to_one(theme):
    loaded = tokens.load_tokens(theme)
    assert contrast_ratio(loaded.line3, loaded.bg1) >= 3.0


def test_load_tokens_unknown_name_says_which_exist():
    with pytest.raises(ValueError, match="dark, light"):
        tokens.load_tokens("sepia")


def test_activate_changes_what_painted_widgets_read():
    tokens.activate("light")
    assert not tokens.active().is_dark
    tokens.activate("dark")
    assert tokens.active().bg1 == "#11161D"
