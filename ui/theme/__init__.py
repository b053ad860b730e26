"""Theme of the window: colour tokens, fonts, icons, palette and style sheet."""
