"""Reads the options of the window and of its pictures; whatever is wrong with them is one `Problem`."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn

from msgspec import Struct

from sandbox.loading.resource_files import find
from sandbox.values.problems import Problem

SIDE_MIN, SIDE_MAX = 200, 8_000
SPEED_MAX = 1_000
THEMES = ("dark", "light")


class Arguments(argparse.ArgumentParser):
    """A parser that raises instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        """Raise the one-line Problem."""
        raise Problem(f"{message}; `{self.prog} --help` lists what there is")


class WindowOptions(Struct, frozen=True):
    """What the command line asks of the window."""

    file: str | None = None
    scenario: str | None = None
    play: bool = False
    speed: int | None = None
    theme: str | None = None
    size: tuple[int, int] | None = None


def window_options(arguments: list[str]) -> WindowOptions:
    """Read the window's options."""
    parser = Arguments(prog="bulkhead", description="Open the window.")
    parser.add_argument("file", nargs="?", metavar="FILE", help="a session made by Bulkhead")
    parser.add_argument("--scenario", metavar="ID|FILE")
    parser.add_argument("--play", action="store_true", help="begin to play at once")
    parser.add_argument("--speed", metavar="N", help=f"simulated seconds in a second, 1 to {SPEED_MAX}")
    parser.add_argument("--theme", choices=THEMES)
    parser.add_argument("--size", metavar="WxH")
    given = parser.parse_args(arguments)
    if given.file and given.scenario:
        raise Problem("give either a session FILE or --scenario, not both")
    if given.scenario is not None and not os.path.exists(path := find("scenarios", given.scenario)):
        raise Problem(f"{path}: there is no such file; check the name")
    return WindowOptions(
        given.file,
        given.scenario,
        given.play,
        None if given.speed is None else speed_of(given.speed),
        given.theme,
        None if given.size is None else size_of(given.size),
    )


def size_of(text: str) -> tuple[int, int]:
    """Read a size such as 1440x900."""
    width, _, height = text.lower().partition("x")
    sides = [int(one) if one.isascii() and one.isdigit() and len(one) < 6 else 0 for one in (width, height)]
    if not all(SIDE_MIN <= side <= SIDE_MAX for side in sides):
        raise Problem(f"--size {text}: write width x height in pixels from {SIDE_MIN} to {SIDE_MAX}, such as 1440x900")
    return sides[0], sides[1]


def speed_of(text: str) -> int:
    """Read a speed such as 60."""
    number = text.lower().lstrip("x\N{MULTIPLICATION SIGN}")
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= SPEED_MAX):
        raise Problem(f"--speed {text}: write a whole number from 1 to {SPEED_MAX}, such as 60")
    return int(number)


def check_display() -> None:
    """Raise Problem where a window has no display to open on; Qt itself would end the process."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise Problem(
            "there is no display; log in to a desktop, or install xvfb and put `xvfb-run -a` before the command; "
            "`bulkhead shot` makes a picture without one",
            3,
        )
