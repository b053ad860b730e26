"""Gives `import` back to Python: PySide6 puts itself before it, in case a module asks for one of its optional features.

It looks at every import statement, and the source of every module it has not seen yet is read as a whole. Bulkhead
uses no feature (`snake_case`, `true_property`), and that takes a fifth of what its imports take.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  (puts itself before `import`)

KEPT = "__orig_import__"  # where PySide6 keeps Python's own


def end_feature_scan() -> None:
    """From here on an import is Python's own again; a PySide6 that does otherwise stays as it is."""
    own = getattr(builtins, KEPT, None)
    if callable(own):
        builtins.__import__ = own
