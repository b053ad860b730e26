"""Data the program ships: rulebooks, scenarios, themes, fonts, icons, help."""
