"""Ends a search of PySide6 after each import: it reads the module's whole source, in case it asks for a feature.

Bulkhead uses no feature (`snake_case`, `true_property`), and the search takes an eighth of what its imports take.
"""

from __future__ import annotations

import sys

import PySide6.QtCore  # noqa: F401  (brings the search in)

FEATURES_MODULE, SEARCH = "shibokensupport.feature", "_mod_uses_pyside"


def end_feature_scan() -> None:
    """Answer the search from here on with "may use Qt, asks for no feature"; a PySide6 without it stays as it is."""
    features = sys.modules.get(FEATURES_MODULE)
    if hasattr(features, SEARCH):
        setattr(features, SEARCH, lambda module: True)
