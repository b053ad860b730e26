"""Check a rulebook whole: everything that cannot be read, and what can be read but no venue would mean.

A mistake does not hide the next one: what is wrong is set aside and the rest is read again.
"""

import re
from fractions import Fraction
from itertools import pairwise
from typing import Any, NoReturn

from msgspec import Struct

from sandbox.loading.rulebook_toml import rulebook_of
from sandbox.loading.toml_lines import Document
from sandbox.loading.toml_scan import KeyPath
from sandbox.rulebook.records import Bracket, Contract, Rulebook
from sandbox.values.assets import decimal_text
from sandbox.values.problems import Problem

FINDINGS_MAX = 100
PLACEHOLDER = "x"
_MEANT = re.compile(r"unknown key .*, did you mean '(\w+)'\?$")
_NO_BASE = re.compile(r"'?([^' ]+)'? is the base of no contract")
_LACKING = re.compile(r"the key '(id|name)' is missing")


class Finding(Struct, frozen=True):
    """One thing to mend, at a line; `is_error`: the file cannot be used with it."""

    line: int
    text: str
    is_error: bool


class RulebookCheck(Struct, frozen=True):
    """What was found, by line, and the book where the file is one."""

    findings: tuple[Finding, ...]
    book: Rulebook | None

    @property
    def exit_code(self) -> int:
        """Return 0 for a good book, 1 for one that can be used but should not, 2 for a file that is no book."""
        return 2 if self.book is None else 1 if self.findings else 0


class _Tolerant(Document):
    """A file that remembers where reading failed, and can set that part aside."""

    failed_at: KeyPath = ()
    failed_text: str = ""

    def fail(self, path: KeyPath, text: str) -> NoReturn:
        """Remember and raise."""
        self.failed_at, self.failed_text = path, text
        super().fail(path, text)

    def set_aside(self) -> bool:
        """Take out what failed: the row of a list it stands in, else its key; False where that leaves nothing.

        A misspelt key is read as the one that was meant, a missing id or name as any.
        """
        path = self.failed_at
        if (meant := _MEANT.match(self.failed_text)) is not None and path:
            table = self._at(path[:-1])
            table.setdefault(meant[1], table.pop(path[-1]))
            return True
        if not path and (lacking := _LACKING.match(self.failed_text)) is not None:
            self.values[lacking[1]] = PLACEHOLDER
            return True
        for depth in range(len(path) - 1, 0, -1):
            index = path[depth]
            if isinstance(index, int):
                return self._drop_row(path[:depth], index)
        if len(path) == 1 and path[0] in ("id", "name"):
            self.values[path[0]] = PLACEHOLDER
            return True
        table = self._at(path[:-1]) if path else None
        return isinstance(table, dict) and table.pop(path[-1], None) is not None

    def _at(self, path: KeyPath) -> Any:
        found = self.values
        for key in path:
            found = found[key]
        return found

    def _drop_row(self, path: KeyPath, index: int) -> bool:
        rows = self._at(path)
        if len(rows) == 1 and path[-1] == "brackets":
            return self._drop_row(path[:-2], path[-2]) if isinstance(path[-2], int) else False
        del rows[index]
        depth, moved = len(path), {}
        for key, line in self.lines.items():
            if key[:depth] == path and len(key) > depth:
                at = key[depth]
                if at == index:
                    continue
                if isinstance(at, int) and at > index:
                    key = (*path, at - 1, *key[depth + 1 :])
            moved[key] = line
        self.lines = moved
        return bool(rows)


def check_rulebook(path: str, text: str | None = None) -> RulebookCheck:
    """Check a file, or a text that errors call by `path`; a file that cannot be opened at all is a Problem."""
    try:
        document = _Tolerant(path, text)
    except Problem as problem:
        return _no_toml(path, problem)
    found: dict[int, Finding] = {}
    bases = _bases(document)
    book = None
    while book is None and len(found) < FINDINGS_MAX:
        try:
            book = rulebook_of(document)
        except Problem:
            line = document.line_of(document.failed_at)
            lacking = _NO_BASE.match(document.failed_text)
            if lacking is not None and lacking[1] in bases and found:  # its contract alone is to be mended
                if not document.set_aside():
                    break
                continue
            found.setdefault(line, Finding(line, document.failed_text, True))
            if not document.set_aside():
                break
    doubts = [] if book is None else _doubts(document, book)
    findings = sorted([*found.values(), *(one for one in doubts if one.line not in found)], key=lambda one: one.line)
    return RulebookCheck(tuple(findings), None if found else book)


def _bases(document: Document) -> set[str]:
    """Return the base of every contract that stands in the file, read or not."""
    tables = document.values.get("contract")
    rows = tables if isinstance(tables, list) else []
    return {one["base"] for one in rows if isinstance(one, dict) and isinstance(one.get("base"), str)}


def _no_toml(path: str, problem: Problem) -> RulebookCheck:
    head, _, text = str(problem).removeprefix(f"{path}:").partition(": ")
    if problem.exit_code != 2 or not head.isdigit():
        raise problem
    return RulebookCheck((Finding(int(head), text, True),), None)


def _doubts(document: Document, book: Rulebook) -> list[Finding]:
    """Return what a readable book says that no venue would mean."""
    extra = book.fees.taker if book.liquidation.fee_in_maintenance else Fraction(0)
    steps = {at for at, table in enumerate(document.values["contract"]) if _is_stepped(document, table)}
    found = []
    for at, contract in enumerate(book.contracts):
        for row, key, text in _contract_doubts(contract, extra, at in steps):
            line = document.line_of(("contract", at, "brackets", row, key))
            found.append(Finding(line, f"{contract.symbol}: {text}", False))
    return found


def _is_stepped(document: Document, contract: dict[str, Any]) -> bool:
    return bool(contract.get("deductions", document.values.get("deductions")) == "none")


def _contract_doubts(contract: Contract, extra: Fraction, is_stepped: bool) -> list[tuple[int, str, str]]:
    """Return (row, key, text) of every doubt about a contract's brackets."""
    rows, found = contract.brackets, []
    first = rows[0]
    if first.deduction:
        found.append((0, "deduction", _jump(Fraction(0), first, Fraction(0))))
    for at, (before, row) in enumerate(pairwise(rows), start=1):
        wanted = before.deduction + before.up_to * (row.maintenance - before.maintenance)
        if not is_stepped and row.deduction != wanted:
            found.append((at, "deduction", _jump(before.up_to, row, wanted)))
        if row.max_leverage > before.max_leverage:
            most = decimal_text(before.max_leverage)
            found.append((at, "max_leverage", f"max_leverage rises above the {most} of the smaller bracket before it"))
    for at, row in enumerate(rows):
        if text := _leverage_doubt(contract, row, extra):
            found.append((at, "max_leverage", text))
    if contract.counts_sizes:
        found += [
            (at, "up_to_size", f"up_to_size is no multiple of the lot {decimal_text(contract.lot)}")
            for at, row in enumerate(rows)
            if (row.up_to / contract.lot).denominator != 1
        ]
    return found


def _jump(edge: Fraction, row: Bracket, wanted: Fraction) -> str:
    jump = row.deduction - wanted
    way = "falls" if jump > 0 else "jumps"
    return (
        f"maintenance {way} by {decimal_text(abs(jump))} at {decimal_text(edge)}: write deduction "
        f'"{decimal_text(wanted)}", leave it out, or say deductions = "none"'
    )


def _leverage_doubt(contract: Contract, row: Bracket, extra: Fraction) -> str:
    """Return what is impossible about a bracket's leverage: below 1, or liquidated as soon as it is opened."""
    if row.max_leverage < 1:
        return f"max_leverage {decimal_text(row.max_leverage)} is below 1"
    rate = row.maintenance + extra
    if not contract.counts_sizes:
        rate -= row.deduction / row.up_to
    if rate * row.max_leverage < 1:
        return ""
    asked = decimal_text(100 * rate, 6)
    return (
        f"max_leverage {decimal_text(row.max_leverage)} asks less margin than the {asked} % maintenance: it would be "
        f"liquidated at once; at most {decimal_text(1 / rate, 6)}"
    )
