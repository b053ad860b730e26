"""Argument parsing whose errors are one line of ours."""

import argparse
from typing import NoReturn

from sandbox.values.problems import Problem


class Arguments(argparse.ArgumentParser):
    """An argument parser that raises Problem instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        """Raise the one-line Problem."""
        raise Problem(f"{self.prog}: {message}; see `{self.prog} --help`")
