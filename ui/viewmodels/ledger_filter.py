"""Which rows of the ledger or the log a person wants to see. Qt-free."""

from __future__ import annotations

from msgspec import Struct

from ui.viewmodels.table_view import Row

DEBIT, CREDIT, CAUSE = 2, 3, 6
CAUSE_BEGINNINGS = {"liquidation": ("liq-",), "funding": ("funding-",), "opening": ("open",)}


class RowFilter(Struct, frozen=True):
    """A text to find, a kind of cause and an account; empty ones accept everything.

    `text` may be several words: all of them have to be somewhere in the row. `account` is the first part of a ledger
    account ("contract" finds every compartment).
    """

    text: str = ""
    cause: str = ""
    account: str = ""

    @property
    def is_on(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.text.strip() or self.cause or self.account)

    def accepts(self, row: Row, haystack: str) -> bool:
        """Say whether a row is wanted; `haystack` is its text in lower case."""
        if not all(word in haystack for word in self.text.lower().split()):
            return False
        if self.cause and not self._has_cause(str(row.cells[CAUSE].sort)):
            return False
        return not self.account or any(
            row.cells[place].text.partition("/")[0] == self.account for place in (DEBIT, CREDIT)
        )

    def _has_cause(self, cause: str) -> bool:
        if self.cause == "command":
            return cause[:1] == "c" and cause[1:].isdigit()
        return cause.startswith(CAUSE_BEGINNINGS[self.cause])
