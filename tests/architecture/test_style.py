"""Small files, a docstring in each, no leftovers, no stray words, no float in money code."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "sandbox").rglob("*.py"), *(ROOT / "ui").rglob("*.py"), *(ROOT / "resources").glob("*.py")])
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LINES_MAX = 400
LEFTOVERS = tuple(
    "".join(parts) for parts in (("TO", "DO"), ("FIX", "ME"), ("X", "XX"), ("raise NotImplemented", "Error"))
)
MONEY = ("ledger", "engine", "matching", "rulebook", "messages")
FLOAT_ALLOWED = {
    "many_scan.py": "screens in float64, integers decide",
    "portfolio_screen.py": "its part under a stress grid",
    "quiet.py": "none today",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_source_file_is_small_and_says_what_it_holds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES_MAX
    assert ast.get_docstring(ast.parse(text)), "a module docstring is missing"
    for word in LEFTOVERS:
        assert word not in text


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parent.name in MONEY], ids=name_of)
def test_money_code_uses_no_float(path: Path) -> None:
    if path.name in FLOAT_ALLOWED:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"float in line {node.lineno}"
        assert not (isinstance(node, ast.Name) and node.id == "float"), f"float in line {node.lineno}"


def test_every_package_folder_is_a_package() -> None:
    for folder in {path.parent for path in SOURCES if "resources" not in path.parts}:
        assert (folder / "__init__.py").is_file(), folder


def test_tests_hold_no_packages() -> None:
    assert not [path for path in TESTS if path.name == "__init__.py"]


def test_the_top_level_holds_what_it_should_and_nothing_else() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout to list")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    top = {path.split("/")[0] for path in listed if path and not path.startswith(".")}
    assert top == {"README.md", "pyproject.toml", "resources", "sandbox", "tests", "ui"}
