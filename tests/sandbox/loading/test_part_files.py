"""Parts that a killed writer left go, those somebody may be writing stay."""

import os
import time
from pathlib import Path

import pytest

from sandbox.loading import part_files
from sandbox.loading.candle_files import read_market_file
from sandbox.loading.market_library import library_names, store

ROWS = "time,open,high,low,close,volume\n1577836800000,1,2,1,1.50,3\n1577836860000,1.5,2,1,2,\n"


def test_store_takes_old_parts_away_and_leaves_fresh_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BULKHEAD_HOME", str(tmp_path / "home"))
    (tmp_path / "a.csv").write_text(ROWS)
    found = read_market_file(str(tmp_path / "a.csv"), "BTCUSDT")
    name, _ = store(found)
    folder = next((tmp_path / "home").rglob("*.csv.gz")).parent
    left, fresh = folder / "tmp1.part", folder / "tmp2.part"
    for part in (left, fresh):
        part.write_bytes(b"half")
    old = time.time() - part_files.LEFT_AFTER_SECONDS - 60
    os.utime(left, (old, old))
    assert store(found) == (name, False)
    assert not left.exists() and fresh.exists()
    assert library_names() == [name]


def test_sweep_parts_of_a_folder_that_is_not_there_does_nothing(tmp_path: Path) -> None:
    part_files.sweep_parts(tmp_path / "none")
