"""Notices stay their time even where the window stood still before, and a command with nothing to change says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.values.limits import NS_PER_SECOND
from tests.pictures.moments import EMPTY
from tests.support.money_stories import MoneyPilot
from ui.viewmodels import autopsy_texts, notice_texts, texts, waiting_texts

STILL_NS = 600 * NS_PER_SECOND


@pytest.fixture
def pilot(qtbot: object, tmp_path: Path) -> Iterator[MoneyPilot]:
    made = MoneyPilot(EMPTY, tmp_path, "09:00:00")
    made.wall.now_ns += STILL_NS  # no frame ran meanwhile, because nothing moved
    yield made
    made.window.close()
    made.window.deleteLater()


def run(pilot: MoneyPilot, text: str) -> str:
    next(one for one in pilot.window.actions() if one.text() == text).trigger()
    pilot.frame(2)
    toast = pilot.window.body.toast
    assert toast.isVisible(), "it is still there after the next frames"
    return toast.text


def test_an_autopsy_of_nothing_is_told_after_a_long_rest(pilot: MoneyPilot) -> None:
    assert autopsy_texts.NONE_YET in run(pilot, autopsy_texts.MENU)


@pytest.mark.parametrize(
    "command", [waiting_texts.PROTECT_COMMAND, waiting_texts.LEVERAGE_COMMAND, texts.KEY_ADD_MARGIN]
)
def test_a_command_without_a_position_says_how_one_is_opened(pilot: MoneyPilot, command: str) -> None:
    assert notice_texts.NO_POSITION_BODY in run(pilot, command)
