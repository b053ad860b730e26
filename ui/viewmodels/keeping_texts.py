"""Words of keeping a session: one that can only be looked at, and one that is damaged."""

READ_ONLY = "Read only: {why}. You can look at all of it; nothing you do is kept."
READ_ONLY_HEAD = "This session is read only."
READ_ONLY_TITLE = "{title} (read only) · {application}"
SAVE_COPY = "Save a copy…"
TRY_AGAIN_TIP = "Open the session again, to go on with it"


def read_only_text(why: str, path: str) -> str:
    """Return what the notice says; `why` begins with the file's path, which is known."""
    return READ_ONLY.format(why=why.removeprefix(f"{path}: "))
