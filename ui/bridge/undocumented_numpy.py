"""Lets numpy be imported without its docstrings for people at a prompt, which nobody reads inside a window.

They are a sixth of its import, and more than that once PySide6 is loaded: it composes the signature of each function
whose documentation is asked for. A numpy that keeps them elsewhere documents itself as ever.
"""

from __future__ import annotations

import sys
from types import ModuleType

DOCUMENTATION = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")


def leave_documentation_out() -> None:
    """Put empty modules in the place of those that do nothing but document; after numpy's import it changes nothing."""
    if "numpy" not in sys.modules:
        for name in DOCUMENTATION:
            sys.modules[name] = ModuleType(name)
