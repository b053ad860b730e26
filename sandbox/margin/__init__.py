"""Pure margin formulas."""
