"""Price paths."""
