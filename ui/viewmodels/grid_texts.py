"""Words of the stress grid and of pooled limits, for the page that says where a number comes from. Qt-free."""

DECIDES = "{name} (decides)"
_CHARGES = {
    "grid_net": "Net value of the risk unit",
    "grid_shock": "MR1, spot shock",
    "grid_extreme": "MR6, extreme move",
    "grid_basis": "MR4, basis",
    "grid_minimum": "MR7, minimum charge",
}
GRID_RULED = frozenset({*_CHARGES, "maintenance_grid", "initial_grid", "liquidation_grid"})  # the grid's own sources
GRID_NAMES = {
    **_CHARGES,
    **{f"{key}_decides": DECIDES.format(name=name) for key, name in _CHARGES.items()},
}
GRID_WORDS = {
    "grid_net": "The positions in this coin at their marks, and the coins that hedge them: what a price's move moves.",
    "grid_shock": "The worst loss over the grid's moves, up and down: the net value times the move that costs most.",
    "grid_extreme": "The part that counts of the loss at the larger move.",
    "grid_basis": "Mark against index: the value of all positions, longs and shorts alike, times the rate of the days.",
    "grid_minimum": (
        "A rate on the value of all positions. What of it lies in a higher tier counts that tier's multiplier of times."
    ),
    "maintenance_grid": (
        "A model. The larger move plus the basis, or the minimum charge where that is more, plus the closing fee; of "
        "this, the position's part of the value of all positions in the coin. How they combine is our assumption."
    ),
    "initial_grid": "A model. Maintenance times the book's multiple, which is our assumption; leverage does not count.",
    "liquidation_grid": (
        "Between two turns of the grid, what is left above maintenance is a straight line in the price: "
        "a at a price of 0, and b more for each 1 of price. It is 0 here."
    ),
    "transferable_all": "No position and no debt holds it back.",
    "transferable_pooled": (
        "The smallest of three: what lies in the wallet; cash and coins as they count less maintenance; and the margin "
        "balance less the initial margin. Profit cannot leave, loss and margin hold back."
    ),
}
GRID_SYMBOLS = {
    "grid_net": "{D} + {H}",
    "grid_shock": "−{N} × {m}",
    "grid_extreme": "−{N} × {m} × {h}",
    "grid_basis": "{G} × {b} × {n} ÷ {y}",
    "grid_minimum": "{f} + ({G} × {c} − {e}) × {k}",
    "maintenance_grid": "(max(max({MR1}, {MR6}) + {MR4}, {MR7}) + {f}) × {w}",
    "initial_grid": "{MM} × {k}",
    "liquidation_grid": "−{a} ÷ {b}",
    "transferable_all": "{B}",
    "transferable_pooled": "min({B}, {C} + {X} − {MM}, {E} − {IM}), at least 0",
}
GRID_INPUTS = {
    "grid_net": "net value of the risk unit",
    "grid_positions": "value of the positions, shorts negative",
    "grid_hedge": "value of the coins that hedge",
    "grid_worst_move": "move that costs most",
    "grid_other_move": "another move, which costs less",
    "grid_extreme_move": "extreme move",
    "grid_extreme_share": "part of its loss that counts",
    "grid_gross": "value of all positions",
    "grid_basis_rate": "basis, a year",
    "grid_days": "days",
    "grid_year": "days of a year",
    "grid_minimum_rate": "rate of the minimum charge",
    "grid_tier_from": "where the tier begins",
    "grid_multiplier": "multiplier of the tier",
    "grid_tiers_below": "charge of the tiers below",
    "grid_shock": "spot shock",
    "grid_extreme": "extreme move",
    "grid_basis": "basis",
    "grid_minimum": "minimum charge",
    "grid_fee": "closing fee inside maintenance",
    "grid_part": "the position's part",
    "grid_maintenance": "maintenance",
    "grid_multiple": "multiple of the book",
    "grid_at_zero": "what is left at a price of 0",
    "grid_slope": "more for each 1 of price",
    "in_contract": "in the contract wallet",
    "pooled_cash": "cash of all wallets that count, less debt",
    "collateral_exact": "coins, as they count",
    "equity_booked": "margin balance, as booked",
}
