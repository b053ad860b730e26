"""JSON with lines: where keys stand, and files that are no accounts."""

from pathlib import Path

import pytest

from sandbox.loading.json_document import JsonDocument
from sandbox.values.problems import Problem


def document(tmp_path: Path, text: str) -> JsonDocument:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    return JsonDocument(str(path))


def test_lines_of_keys_and_elements(tmp_path: Path) -> None:
    found = document(tmp_path, '[\n {"a": "x, {\\"y\\": 1}",\n  "b": [1,\n {"c": {}}], "d":\n "1"}\n]')
    assert found.line_of((0,)) == 2
    assert found.line_of((0, "b")) == 3
    assert found.line_of((0, "b", 1, "c")) == 4
    assert found.line_of((0, "d")) == 4
    assert found.line_of((0, "nowhere", 3)) == 2
    assert [table.values["d"] for table in found.tables()] == ["1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: is empty"),
        ("{", ":1: not valid JSON"),
        ('{"a": 1,}', "not valid JSON"),
        ("[1]", "must be an object"),
        ("3", "must be an object or a list"),
        ('"x"', "must be an object or a list"),
        ('{"a": 1}\n{', ":2: not valid JSON"),
        ('{\n"a": NaN}', ":2: NaN is no number"),
        ('{"a": -Infinity}', "-Infinity is no number"),
        ('{"a": 1,\n"a": 2}', ":2: the key 'a' stands twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "thousands of digits"),
        ("nul", "not valid JSON"),
        ('{"a": "\t"}', "not valid JSON"),
    ],
)
def test_broken_json_ends_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Problem) as caught:
        document(tmp_path, text).tables()
    assert said in str(caught.value) and "\n" not in str(caught.value)
