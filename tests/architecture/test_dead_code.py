"""Nothing is kept that nobody uses: what vulture finds is removed, or stands in a list with the reason why it stays."""

import ast
from pathlib import Path

import pytest
from vulture import Vulture

ROOT = Path(__file__).resolve().parents[2]
READ = [ROOT / "sandbox", ROOT / "ui", ROOT / "resources", ROOT / "tests"]
SHIPPED = ("sandbox", "ui", "resources")
QT_OVERRIDES = (
    "*Event",
    "headerData",
    "stepBy",
    "stepEnabled",
    "fixup",
    "updateEditorGeometry",
    "scaledPixmap",
    "clone",
)
KEPT = {
    "create_module": "asked for by the import system",
    "__package__": "asked for by the import system",
    "PYSIDE6": "asked for by pyqtgraph",
    "QT_LIB": "asked for by pyqtgraph",
    "isQObjectAlive": "asked for by pyqtgraph",
    "wrapinstance": "asked for by pyqtgraph",
    "unwrapinstance": "asked for by pyqtgraph",
    "getConfigOption": "asked for by pyqtgraph",
    "_connectCleanup": "asked for by pyqtgraph",
    "validate": "asked for by Qt",
    "late_modules": "a test counts them",
    "OUTSIDE_EXCHANGE": "a refusal with a fixed name; the cold wallet is never debited by a command as yet",
    "spot_maker": "a fixed key of rulebooks; spot orders are taker orders as yet",
    "SELL": "a marker of the chart that is asked for by its value",
    "seg": "a colour of the themes' files",
    "seg_on": "a colour of the themes' files",
    "accent_fill": "a colour of the themes' files",
    "on_accent": "a colour of the themes' files",
    "shade": "a colour of the themes' files",
    **{f"heat{step}": "a colour of the themes' files" for step in range(1, 6)},
}


def unused(folders: list[Path]) -> set[tuple[str, str]]:
    """Return (file, name) of what is defined and never named again."""
    search = Vulture(ignore_names=list(QT_OVERRIDES))
    search.scavenge([str(folder) for folder in folders])
    return {(str(one.filename), str(one.name)) for one in search.get_unused_code(min_confidence=60)}


@pytest.fixture(scope="module")
def found() -> set[tuple[str, str]]:
    return unused(READ)


def test_what_is_shipped_is_used_or_excused_while_it_is_there(found: set[tuple[str, str]]) -> None:
    names = {(Path(file).relative_to(ROOT), name) for file, name in found}
    shipped = {(str(file), name) for file, name in names if file.parts[0] in SHIPPED}
    assert not [one for one in sorted(shipped) if one[1] not in KEPT], "remove it, or say why it stays"
    assert not sorted(set(KEPT) - {name for _, name in found}), "nothing is excused by these any more"


@pytest.mark.parametrize("text", ["def left_behind():\n    return 1\n", "LEFT_BEHIND = 1\n"])
def test_planted_dead_code_is_seen(text: str, tmp_path: Path) -> None:
    ast.parse(text)
    (tmp_path / "planted.py").write_text(text, encoding="utf-8")
    assert {name.lower() for _, name in unused([tmp_path])} == {"left_behind"}
