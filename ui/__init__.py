"""The window of Bulkhead (Qt). Nothing in sandbox may import it."""
