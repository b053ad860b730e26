"""Lines of keys in every shape TOML allows, and that every key `tomllib` finds has its line."""

import tomllib
from typing import Any

from sandbox.loading.resource_files import RESOURCES
from sandbox.loading.toml_scan import KeyPath, key_lines

TEXT = '''# comment with = and [brackets]
a = 1
b.c = { d = 1, "e.f" = [1, { g = 2 }] } # tail
s = """
[not]
x = 1 \\"""
"""
[[t]]
k = [
  { u = "a]}", v = 1 }, # ]

  { u = 'b', v = 2 },
]
[[t]]
k = 1
[t.sub]
z = 2
"q\\"x" = 1979-05-27 07:32:00
'''


def paths(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    found: list[KeyPath] = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        found += paths(one, (*path, key))
    return found


def test_lines_of_nested_keys() -> None:
    lines = key_lines(TEXT)
    assert lines["a",] == 2
    assert lines["b", "c", "e.f", 1, "g"] == 3
    assert lines["t", 0, "k", 1, "v"] == 12
    assert lines["t", 1, "k"] == 15
    assert lines["t", 1, "sub", "z"] == 17
    assert lines["t", 1, "sub", 'q"x'] == 18


def test_every_key_of_the_bundled_files_and_of_the_sample_has_a_line() -> None:
    texts = [TEXT, *(path.read_text(encoding="utf-8") for path in sorted(RESOURCES.rglob("*.toml")))]
    assert len(texts) > 3
    for text in texts:
        lines = key_lines(text)
        assert set(paths(tomllib.loads(text))) <= set(lines)


def test_windows_line_ends_count_the_same() -> None:
    assert key_lines(TEXT.replace("\n", "\r\n")) == key_lines(TEXT)
