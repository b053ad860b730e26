"""Bulkhead engine: everything that is not a window."""
