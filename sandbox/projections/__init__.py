"""The read side: what is."""
