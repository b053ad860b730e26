"""JSON with line numbers: every object remembers the line of each of its keys, so an error can say where."""

import json
import re
from typing import Any, NoReturn

from sandbox.values.problems import Problem

DEPTH_MAX = 50
_STRINGS = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_SCALAR = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null|-?Infinity|NaN")


class Number(str):
    """A bare number of the file, kept as its text."""


class LinedDict(dict[str, Any]):
    """An object that knows its own line and those of its keys."""

    line: int = 1
    key_lines: dict[str, int]


def parse_json(text: str, path: str) -> Any:
    """Parse JSON text; raises Problem with file and line where it is not JSON."""
    parser = _Parser(text, path)
    value = parser.value(0)
    parser.skip()
    if parser.at != len(text):
        parser.fail("more text after the end; remove it")
    return value


class _Parser:
    def __init__(self, text: str, path: str) -> None:
        self.text, self.path, self.at = text, path, 0

    def line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    def fail(self, what: str) -> NoReturn:
        raise Problem(f"{self.path}:{self.line()}: not valid JSON: {what}")

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def value(self, depth: int) -> Any:
        if depth > DEPTH_MAX:
            self.fail("nested too deeply; flatten it")
        self.skip()
        head = self.text[self.at : self.at + 1]
        if head == "{":
            return self._object(depth)
        if head == "[":
            return self._array(depth)
        if head == '"':
            return self._string()
        found = _SCALAR.match(self.text, self.at)
        if found is None:
            self.fail(f"{self.text[self.at : self.at + 20]!r} is no value" if head else "the file ends too early")
        self.at = found.end()
        word = found[0]
        return {"true": True, "false": False, "null": None}[word] if word in ("true", "false", "null") else Number(word)

    def _string(self) -> str:
        try:
            value, self.at = _STRINGS.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            self.fail(error.msg)
        return str(value)

    def _array(self, depth: int) -> list[Any]:
        self.at += 1
        items: list[Any] = []
        self.skip()
        if self.text[self.at : self.at + 1] == "]":
            self.at += 1
            return items
        while True:
            items.append(self.value(depth + 1))
            if self._closes("]"):
                return items

    def _object(self, depth: int) -> LinedDict:
        found = LinedDict()
        found.line, found.key_lines = self.line(), {}
        self.at += 1
        self.skip()
        if self.text[self.at : self.at + 1] == "}":
            self.at += 1
            return found
        while True:
            self.skip()
            if self.text[self.at : self.at + 1] != '"':
                self.fail("a key in quotes is needed here")
            line, key = self.line(), self._string()
            if key in found:
                self.fail(f"the key {key!r} stands twice; remove one")
            self.skip()
            if self.text[self.at : self.at + 1] != ":":
                self.fail(f"a colon is needed after {key!r}")
            self.at += 1
            found.key_lines[key] = line
            found[key] = self.value(depth + 1)
            if self._closes("}"):
                return found

    def _closes(self, bracket: str) -> bool:
        self.skip()
        mark = self.text[self.at : self.at + 1]
        if mark not in (",", bracket):
            self.fail(f"a comma or {bracket} is needed here" if mark else "the file ends too early")
        self.at += 1
        return mark == bracket


def quoted(text: str) -> str:
    """Return text as JSON writes it, for messages."""
    return json.dumps(text)
