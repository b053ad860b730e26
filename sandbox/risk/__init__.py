"""Health, liquidation, waterfall and loss reach."""
