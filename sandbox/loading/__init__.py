"""The only reader of resources and users' files."""
