"""The account a person last filled in, as a JSON file in their folder that `bulkhead risk` reads too."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from sandbox.rulebook.records import Rulebook
from ui.viewmodels.account_draft import draft_of, draft_text
from ui.viewmodels.account_records import AccountDraft

FILE_NAME = "my-account.json"


def load_account(folder: Path, books: Mapping[str, Rulebook]) -> AccountDraft | None:
    """Return the draft kept in a folder; None where there is none or it cannot be read.

    A draft under a book that is not there counts as one under the first.
    """
    try:
        document = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    named = document.get("rulebook")
    return draft_of(document, books[named if isinstance(named, str) and named in books else next(iter(books))])


def save_account(folder: Path, draft: AccountDraft) -> bool:
    """Keep a draft, whole or not at all; False where the folder cannot be written, and nothing else is lost."""
    path = folder / FILE_NAME
    temporary = path.with_suffix(".tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_text(draft_text(draft), encoding="utf-8")
        os.replace(temporary, path)
    except OSError:
        return False
    return True
