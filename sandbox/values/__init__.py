"""Exact numbers, instants and limits."""
