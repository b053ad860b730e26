"""Find the line of every key of a TOML text, inside arrays and inline tables too.

Runs only on text that `tomllib` has already accepted, so it follows the grammar without checking it.
"""

import tomllib

KeyPath = tuple[str | int, ...]
_BLANK = " \t"
_SPACE = " \t\r\n"


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line (from 1) of every key, table header and array element by its path."""
    return _Scanner(text).run()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line, self.counted_to = 1, 0
        self.lines: dict[KeyPath, int] = {}
        self.counts: dict[KeyPath, int] = {}

    def run(self) -> dict[KeyPath, int]:
        prefix: KeyPath = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                prefix = self._header()
            else:
                self._pair(prefix)
            self._skip()
        return self.lines

    def _here(self) -> int:
        self.line += self.text.count("\n", self.counted_to, self.at)
        self.counted_to = self.at
        return self.line

    def _skip(self, space: str = _SPACE) -> None:
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in space:
                self.at += 1
            elif letter == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            else:
                return

    def _header(self) -> KeyPath:
        line = self._here()
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        parts = self._key()
        self.at += 2 if is_array else 1
        path: KeyPath = ()
        for part in parts[:-1]:
            path = (*path, part)
            self.lines.setdefault(path, line)
            path = self._inside(path)
        path = (*path, parts[-1])
        if is_array:
            self.counts[path] = self.counts.get(path, -1) + 1
            self.lines.setdefault(path, line)
        path = self._inside(path)
        self.lines.setdefault(path, line)
        return path

    def _inside(self, path: KeyPath) -> KeyPath:
        """Return the path of the newest element where a path names an array of tables."""
        return (*path, self.counts[path]) if path in self.counts else path

    def _key(self) -> list[str]:
        parts = []
        while True:
            self._skip(_BLANK)
            parts.append(self._key_part())
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def _key_part(self) -> str:
        start = self.at
        if self.text[start] in "\"'":
            self._string()
            key: str = tomllib.loads(f"k = {self.text[start : self.at]}")["k"]
            return key
        while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] in "_-"):
            self.at += 1
        return self.text[start : self.at]

    def _pair(self, prefix: KeyPath) -> None:
        line = self._here()
        path = prefix
        for part in self._key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip()
        letter = self.text[self.at]
        if letter in "\"'":
            self._string()
        elif letter == "[":
            self._array(path)
        elif letter == "{":
            self._inline_table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _array(self, path: KeyPath) -> None:
        self.at += 1
        index = 0
        self._skip()
        while self.text[self.at] != "]":
            self.lines.setdefault((*path, index), self._here())
            self._value((*path, index))
            index += 1
            self._comma()
        self.at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.at += 1
        self._skip()
        while self.text[self.at] != "}":
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._skip()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip()

    def _string(self) -> None:
        quote = self.text[self.at]
        if self.text.startswith(quote * 3, self.at):
            self.at += 3
            self._run_to(quote * 3, escapes=quote == '"')
            while self.text.startswith(quote, self.at):  # up to two quotes may stand before the closing three
                self.at += 1
        else:
            self.at += 1
            self._run_to(quote, escapes=quote == '"')

    def _run_to(self, closing: str, *, escapes: bool) -> None:
        while not self.text.startswith(closing, self.at):
            self.at += 2 if escapes and self.text[self.at] == "\\" else 1
        self.at += len(closing)
