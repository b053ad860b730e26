"""Imports after PySide6 are Python's own again."""

import builtins
import importlib
import inspect
import sys
from pathlib import Path

import pytest

from ui.bridge.feature_scan import KEPT, end_feature_scan


def import_counting_reads(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str) -> list[object]:
    read: list[object] = []
    (folder / f"{name}.py").write_text("ANSWER = 42\n")
    with monkeypatch.context() as patched:
        patched.syspath_prepend(str(folder))
        patched.setattr(inspect, "getsource", lambda module: read.append(module) or "")
        exec(f"import {name}")
        assert importlib.import_module(name).ANSWER == 42
    sys.modules.pop(name)
    return read


def test_end_feature_scan_after_it_an_import_reads_no_source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)
    before = import_counting_reads(monkeypatch, tmp_path, "scanned_once")
    end_feature_scan()
    after = import_counting_reads(monkeypatch, tmp_path, "scanned_never")
    assert (len(before), len(after)) == (1, 0)


def test_end_feature_scan_without_an_import_kept_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(builtins, KEPT)
    before = builtins.__import__
    end_feature_scan()
    assert builtins.__import__ is before
