"""Between session and window: the host of the session, the pacer, the presentation clock, files and settings."""
