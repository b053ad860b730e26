"""Contrast of two colours."""

import pytest

from ui.theme.contrast import contrast_ratio


def test_contrast_ratio_of_black_and_white_is_twenty_one():
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast_ratio("#123456", "#123456") == 1.0
