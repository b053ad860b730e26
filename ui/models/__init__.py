"""Table models: rows of text with sort keys."""
