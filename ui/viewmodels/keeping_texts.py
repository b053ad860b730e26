"""Words of keeping a session: one that can only be looked at, and one that is damaged."""

from sandbox.session.recovery import Recovered

READ_ONLY = "Read only: {why}. You can look at all of it; nothing you do is kept."
READ_ONLY_HEAD = "This session is read only."
READ_ONLY_TITLE = "{title} (read only) · {application}"
SAVE_COPY = "Save a copy…"
TRY_AGAIN_TIP = "Open the session again, to go on with it"

RECOVER = "Recover a damaged session…"
RECOVER_TITLE = "Recover a damaged session"
RECOVER_OFFER = "Recover into a new file"
CANNOT_RECOVER = "Nothing could be recovered."
RECOVERED = "Recovered"
RECOVERED_BODY = "{steps} steps are in {path}, which is open now; it verifies. The damaged file stays as it is."
RECOVERED_LOST = "Lost: {lost}."


def read_only_text(why: str, path: str) -> str:
    """Return what the notice says; `why` begins with the file's path, which is known."""
    return READ_ONLY.format(why=why.removeprefix(f"{path}: "))


def recovered_text(found: Recovered) -> str:
    """Return what came back of a damaged session, and what did not."""
    body = RECOVERED_BODY.format(steps=found.steps, path=found.target)
    return f"{body}\n\n{RECOVERED_LOST.format(lost='; '.join(found.lost))}" if found.lost else body
