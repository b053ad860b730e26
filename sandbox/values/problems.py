"""The one exception for what a user or the environment did: one line that says what, where and what to do."""


class Problem(Exception):
    """Bad input or environment; `str()` is the line to show, `exit_code` that of the command (1, 2 or 3)."""

    def __init__(self, text: str, exit_code: int = 2) -> None:
        super().__init__(text)
        self.exit_code = exit_code
