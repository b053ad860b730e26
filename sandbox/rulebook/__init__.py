"""One venue's rules as frozen records."""
