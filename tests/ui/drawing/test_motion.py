"""Easing curves and settling levels."""

import pytest

from ui.drawing.motion import LevelTween, in_out_cubic, out_cubic


@pytest.mark.parametrize("easing", [in_out_cubic, out_cubic])
def test_easing_rises_from_zero_to_one(easing):
    values = [easing(step / 50) for step in range(51)]
    assert values[0] == 0 and values[-1] == 1
    assert values == sorted(values)


def test_level_tween_starts_and_ends_at_its_levels():
    tween = LevelTween(0.8, 0.3, 1_000)
    assert tween.level_at(0) == 0.8
    assert tween.level_at(1_000 + 600_000_000) == pytest.approx(0.3)
    assert not tween.is_done(1_000) and tween.is_done(1_000 + 600_000_000)
