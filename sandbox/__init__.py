"""Bulkhead engine: everything that is not a window."""

__version__ = "0.1.0"
