"""Weeks at x1000: nothing stays that should go; by default the days play without a window and the judge is checked."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from sandbox.loading.scenario_toml import load_scenario
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.soak.soak import Sample, complaints, scenario, soak
from ui.theme import style

CALM = [
    Sample(day, 170_000_000 + day * 400_000, 11_000_000 + day * 650_000, 5.0, 11.0, 635, 380, day * 70)
    for day in range(1, 13)
]


@pytest.fixture
def themed():
    style.apply_theme(QApplication.instance(), "dark")
    yield
    QApplication.instance().setStyleSheet("")


def test_calm_days_bring_no_complaint() -> None:
    assert complaints(CALM) == []


@pytest.mark.parametrize(
    "grows, said",
    [
        (lambda one: replace(one, memory=one.memory + one.day * 2**20), "memory grows"),
        (lambda one: replace(one, widgets=one.widgets + one.day), "9 widgets stay"),
        (lambda one: replace(one, objects=one.objects + one.day), "9 objects"),
        (lambda one: replace(one, file=one.file + (5_000_000 if one.day > 8 else 0)), "grows unevenly"),
        (lambda one: replace(one, frame_p50=one.frame_p50 * (1 + one.day / 8)), "a frame took"),
    ],
)
def test_a_planted_growth_is_told(grows, said) -> None:
    assert [one for one in complaints([grows(sample) for sample in CALM]) if said in one]


def test_the_days_hold_fills_liquidations_and_transfers(tmp_path: Path) -> None:
    (tmp_path / "soak.toml").write_text(scenario(6), encoding="utf-8")
    session = Session.create(MemoryJournal(load_scenario(str(tmp_path / "soak.toml"))))
    session.play_to_end()
    kinds = {type(event).__name__ for record in session.journal.records() for event in record.events}
    assert {"LiquidationStarted", "TransferPosted"} <= kinds


@pytest.mark.nightly
@pytest.mark.timeout(4 * 3600)
@pytest.mark.parametrize("days", [7, 56])
def test_weeks_at_a_thousand_times_leave_nothing_behind(days: int, qtbot, themed, tmp_path: Path) -> None:
    samples = soak(days, tmp_path)
    assert len(samples) == days
    assert complaints(samples) == []
