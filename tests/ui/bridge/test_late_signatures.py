"""PySide6's modules for signatures are run when they are asked for something, and say then what they always say."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ui.bridge import late_signatures

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import json, sys
from ui.bridge import late_signatures
how = sys.argv[1]
if how == "another PySide6":
    late_signatures.KNOWN = frozenset()
finders = sys.meta_path
if how != "plain":
    late_signatures.load_qt()
from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QLabel
before = list(late_signatures.late_modules())
said = []
wrongs = lambda: QPoint("x"), lambda: QObject().setObjectName(3), lambda: QRect(1, 2, wide=3), lambda: QLabel(9.5)
for wrong in wrongs:
    try:
        wrong()
    except Exception as error:
        said.append([type(error).__name__, str(error)])
import PySide6.support.signature as signature
said.append(str(signature.get_signature(QPoint.manhattanLength)))
after = list(late_signatures.late_modules())
kept = sys.meta_path is finders and not any("late" in type(one).__module__ for one in finders)
print(json.dumps({"before": before, "after": after, "said": said, "kept": kept}))
"""


def answer(how: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, how], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    return answer("plain")


def test_load_qt_late_modules_wait_and_then_say_what_they_always_say(plain: dict[str, Any]) -> None:
    late = answer("late")
    assert late["before"] == sorted(late_signatures.LATE)
    assert late["said"] == plain["said"]
    assert len(late["after"]) < len(late["before"])
    assert late["kept"]


def test_load_qt_modules_of_another_pyside_are_loaded_as_ever(plain: dict[str, Any]) -> None:
    other = answer("another PySide6")
    assert (other["before"], other["said"], other["kept"]) == ([], plain["said"], True)


def test_load_qt_loaded_before_changes_nothing() -> None:
    finders, before = sys.meta_path, list(sys.meta_path)
    late_signatures.load_qt()
    assert sys.meta_path is finders and sys.meta_path == before
