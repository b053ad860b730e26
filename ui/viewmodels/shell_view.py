"""What the shell's dialogs say about sessions and verdicts. Qt-free."""

from __future__ import annotations

from sandbox.session.verify import Verdict
from ui.viewmodels import shell_texts as texts

KIB = 1024


def size_text(size_bytes: int) -> str:
    """Return a file's size as words: "164 KiB", "2.4 MiB"."""
    if size_bytes < KIB * KIB:
        return texts.KIB.format(size=-(-size_bytes // KIB))
    return texts.MIB.format(size=f"{size_bytes / KIB / KIB:.1f}")


def session_line(title: str, when: str, size_bytes: int, name: str) -> str:
    """Return the two lines of a session in the list; its file's name stands in for a title that cannot be read."""
    return texts.SESSION_LINE.format(title=title or name, when=when, size=size_text(size_bytes), name=name)


def verdict_line(name: str, answer: Verdict | Exception) -> str:
    """Return one sentence about a verification."""
    if isinstance(answer, Exception):
        return texts.NOT_VERIFIED.format(name=name, failure=answer)
    if answer.failure:
        return texts.NOT_VERIFIED.format(name=name, failure=answer.failure)
    return texts.VERIFIED.format(
        name=name, steps=answer.steps, events=answer.events, updates=f"{answer.updates:,}", digest=answer.digest
    )
