"""What the disk refuses while a session is open is told once, in one line, and play is held. Qt-free."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from sandbox.values.problems import Problem

if TYPE_CHECKING:
    from ui.bridge.session_host import SessionHost

P = ParamSpec("P")
R = TypeVar("R")


def failure_told(act: Callable[Concatenate[SessionHost, P], R]) -> Callable[Concatenate[SessionHost, P], R | None]:
    """Hold, and tell by `failed` what the disk refuses."""

    @wraps(act)
    def guarded(self: SessionHost, /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return act(self, *args, **kwargs)
        except Problem as problem:
            self.problem_text = str(problem)
            self.hold()
            self.failed.emit(self.problem_text)
            return None

    return guarded


def told(act: Callable[Concatenate[SessionHost, P], R]) -> Callable[Concatenate[SessionHost, P], R | None]:
    """Tell what the disk refuses; a session whose step was not written does nothing more."""
    failing = failure_told(act)

    @wraps(act)
    def guarded(self: SessionHost, /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        if self.is_stopped:
            self.failed.emit(self.problem_text)
            return None
        return failing(self, *args, **kwargs)

    return guarded
