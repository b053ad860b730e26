"""Orders and fills."""
