"""JSON with line numbers: the same `Table` reader as for TOML, over text whose keys know their line."""

import json
import re
import sys
from typing import Any, NoReturn

from sandbox.loading.toml_lines import FILE_BYTES_MAX, Source, Table, decode_text, read_text
from sandbox.loading.toml_scan import KeyPath
from sandbox.values.problems import Problem

STDIN = "-"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\n')


class JsonDocument(Source):
    """A JSON file, standard input where the path is "-", or a text given, which then only is named by the path."""

    def __init__(self, path: str, text: str | None = None) -> None:
        if text is not None:
            pass
        elif path == STDIN:
            path = "standard input"
            text = decode_text(path, sys.stdin.buffer.read(FILE_BYTES_MAX + 1))
        else:
            text = read_text(path)
        super().__init__(path, _parse(path, text))
        self.lines = _key_lines(path, text)

    def tables(self) -> list[Table]:
        """Return the objects of the top list, or the one object there is."""
        if isinstance(self.values, dict):
            return [Table(self, (), self.values)]
        if not isinstance(self.values, list):
            self.fail((), "must be an object or a list of objects")
        for index, one in enumerate(self.values):
            if not isinstance(one, dict):
                self.fail((index,), "must be an object")
        return [Table(self, (index,), one) for index, one in enumerate(self.values)]


def _parse(path: str, text: str) -> Any:
    def no_number(word: str) -> NoReturn:
        line = text.count("\n", 0, max(0, text.find(word))) + 1
        raise Problem(f"{path}:{line}: {word} is no number; write a plain decimal in quotes")

    try:
        return json.loads(text, parse_constant=no_number)
    except json.JSONDecodeError as error:
        raise Problem(f"{path}:{error.lineno}: not valid JSON: {error.msg}; mend the line") from None
    except RecursionError:
        raise Problem(f"{path}:1: is nested too deeply; flatten it") from None
    except ValueError:
        raise Problem(f"{path}:1: not valid JSON: a number has thousands of digits; mend it") from None


def _key_lines(path: str, text: str) -> dict[KeyPath, int]:
    """Return the line of every key and list element of valid JSON; Problem where a key stands twice in one object."""
    lines: dict[KeyPath, int] = {}
    line, here = 1, _Place((), "root")
    around: list[_Place] = []
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word == "\n":
            line += 1
        elif word in ("{", "["):
            lines.setdefault(here.value_path(), line)
            around.append(here)
            here = _Place(here.value_path(), "object" if word == "{" else "list")
        elif word in ("}", "]"):
            here = around.pop()
        elif word == ",":
            here.next()
        elif word == ":":
            here.at_value = True
        elif here.kind == "object" and not here.at_value:
            here.key = json.loads(word)
            if here.value_path() in lines:
                raise Problem(f"{path}:{line}: the key {here.key!r} stands twice; remove one")
            lines[here.value_path()] = line
        else:
            lines.setdefault(here.value_path(), line)
    return lines


class _Place:
    """Where the scanner is: in which object or list (or at the root), at which key or index."""

    def __init__(self, path: KeyPath, kind: str) -> None:
        self.path, self.kind = path, kind
        self.key: str | int = 0 if kind == "list" else ""
        self.at_value = False

    def value_path(self) -> KeyPath:
        return self.path if self.kind == "root" else (*self.path, self.key)

    def next(self) -> None:
        self.at_value = False
        if isinstance(self.key, int):
            self.key += 1
