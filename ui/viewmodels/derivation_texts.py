"""Every word of the page that says where a number comes from. Qt-free.

A formula is written twice: with its symbols, and with its values in their place.
"""

from ui.viewmodels.grid_texts import GRID_INPUTS, GRID_NAMES, GRID_SYMBOLS, GRID_WORDS

TITLE = "Where a number comes from"
MENU = "Where a number comes from…"
PREVIEW_TIP = "Click, or D: where these figures come from"
SUBTITLE = "As of {time}. Every figure is worked out from its inputs, exactly; only the last step rounds."
COPY, COPIED, CLOSE = "Copy text", "The derivation is on the clipboard, as text.", "Close"
FIGURES = "Figures"
POSITION, AFTER, WALLET = "{symbol} {side}", "{symbol} {side} after the order", "Contract wallet, {asset}"
INPUTS, WORKED, ROUNDING = "Inputs", "Worked out", "Rounding"
SOURCE, EXAMPLE = "Rule and date", "Published example"
BOOK = "{book}, figures of {date}"
BOOK_UNDATED = "{book}"
EXAMPLE_TEXT = "{source}. There: {published}; by this formula: {ours}"
NO_EXAMPLE = "None that we know of for this figure."
NONE_YET = "No open position and nothing in the contract wallet."
BRACKET, LAST_BRACKET = "bracket {number}, up to {up_to}", "bracket {number}"
NOTHING = "none"

NAMES = {
    "initial_margin": "Initial margin",
    "maintenance": "Maintenance margin",
    "equity": "Margin balance",
    "margin_ratio": "Margin ratio",
    "backing": "What backs it",
    "liquidation_price": "Liquidation price",
    "liquidation_tick": "Liquidation tick",
    "bankruptcy_price": "Bankruptcy price",
    "removable": "Most that can be taken out",
    "transferable": "Most that can be transferred",
    **GRID_NAMES,
}
WORDS = {
    "initial": "The value at the mark, divided by the leverage.",
    "maintenance": "What the rule counts, times the rate of its bracket, less the deduction of that bracket.",
    "equity": "The money of the unit plus its unrealised profit at the marks.",
    "equity_pooled": "The cash of the unit, plus its other assets as they count, plus its unrealised profit.",
    "ratio": "Maintenance of the whole unit, divided by its margin balance. The unit is liquidated at 100{space}%.",
    "backing": "The pool's cash, plus the unrealised profit of the other cross positions, less their maintenance.",
    "backing_pooled": (
        "The pool's cash, plus assets of other prices as they count, plus the unrealised profit of the other cross "
        "positions, less their maintenance."
    ),
    "liquidation_pooled": (
        "The price at which the margin balance equals maintenance, where coins of the same kind count beside the "
        "position and move with its price."
    ),
    "liquidation_pooled_entry": (
        "The price at which the loss, coins of the same kind counted, leaves just the maintenance of the entry."
    ),
    "by_engine": "The engine's own answer; no single formula gives it here.",
    "liquidation_linear": (
        "The price at which the margin balance equals maintenance, in the bracket that holds at that price: "
        "the open value less what backs it, divided by the size that is left after the rate."
    ),
    "liquidation_inverse": (
        "The price at which the margin balance in coin equals maintenance: the size in quote, raised by the rate, "
        "divided by the open value in coin and what backs it."
    ),
    "liquidation_hedged_linear": "Long and short share the price at which what is left is the maintenance of both.",
    "liquidation_hedged_inverse": "Long and short share the price at which what is left is the maintenance of both.",
    "liquidation_linear_entry": "The price at which the loss leaves just the maintenance counted on the open value.",
    "liquidation_inverse_entry": "The price at which the loss in coin leaves just the maintenance of the entry.",
    "edge_linear": (
        "Maintenance jumps at the edge of a bracket, past the margin balance: the price is where the value meets it."
    ),
    "edge_inverse": (
        "Maintenance jumps at the edge of a bracket, past the margin balance: the price is where the value meets it."
    ),
    "tick": "The first price on a tick at which the rule liquidates: a long counts down, a short counts up.",
    "bankruptcy_linear": "The price at which this position's share of the margin balance is exactly used up.",
    "bankruptcy_inverse": "The price at which this position's share of the margin balance in coin is exactly used up.",
    "removable": (
        "The smaller of two: the compartment less maintenance, and the margin balance less the initial margin. "
        "Profit cannot leave, loss and margin hold back."
    ),
    "transferable": (
        "The smaller of two: cash less the cross maintenance, and cash with unrealised profit less the cross "
        "initial margin. Profit cannot leave, loss and margin hold back."
    ),
    **GRID_WORDS,
}
SYMBOLS = {
    "initial": "{V} ÷ {L}",
    "maintenance": "{B} × {r} − {d}",
    "equity": "{M} + {U}",
    "equity_pooled": "{M} + {X} + {U}",
    "ratio": "{MM} ÷ {E}",
    "backing": "{C} + {U} − {MM}",
    "backing_pooled": "{C} + {X} + {U} − {MM}",
    "liquidation_pooled": "({s} × {V0} − {M} − {d}) ÷ ({q} × ({s} − {r}) + {h})",
    "liquidation_pooled_entry": "({s} × {V0} − {M} + {K}) ÷ ({s} × {q} + {h})",
    "by_engine": "",
    "liquidation_linear": "({V0} − {s} × ({M} + {d})) ÷ ({q} × (1 − {s} × {r}))",
    "liquidation_inverse": "{q} × (1 + {s} × {r}) ÷ ({V0} + {s} × ({M} + {d}))",
    "liquidation_linear_entry": "({V0} − {s} × ({M} − {K})) ÷ {q}",
    "liquidation_inverse_entry": "{q} ÷ ({V0} + {s} × ({M} − {K}))",
    "liquidation_hedged_linear": (
        "({s} × ({V0} − {V2}) − {M} − {d} − {d2}) ÷ ({s} × ({q} − {q2}) − {q} × {r} − {q2} × {r2})"
    ),
    "liquidation_hedged_inverse": (
        "({s} × ({q} − {q2}) + {q} × {r} + {q2} × {r2}) ÷ ({s} × ({V0} − {V2}) + {M} + {d} + {d2})"
    ),
    "edge_linear": "{u} ÷ {q}",
    "edge_inverse": "{q} ÷ {u}",
    "tick": "first tick of {t} from {P} on",
    "bankruptcy_linear": "{p} − {s} × {E} × {w} ÷ {q}",
    "bankruptcy_inverse": "{q} ÷ ({q} ÷ {p} + {s} × {E} × {w})",
    "removable": "min({M} − {MM}, {M} + {U} − {IM}), at least 0",
    "transferable": "min({C} − {MM}, {C} + {U} − {IM}), at least 0",
    **GRID_SYMBOLS,
}
SYMBOL_SHOWN = {"V0": "V₀", "V2": "V₂", "q2": "q₂", "r2": "r₂", "d2": "d₂", "MM": "MM", "IM": "IM"}
INPUT_NAMES = {
    "value_booked": "value at the mark, as booked",
    "value_at_mark": "value at the mark",
    "open_value": "open value",
    "leverage": "leverage",
    "rate": "maintenance rate",
    "rate_with_fee": "maintenance rate with the closing fee",
    "deduction": "deduction",
    "compartment": "margin in the compartment",
    "pool": "cash of the cross pool",
    "backing": "what backs it (worked out above)",
    "cash": "cash in the contract wallet",
    "unrealised": "unrealised profit",
    "others_unrealised": "unrealised profit of the others",
    "others_maintenance": "maintenance of the others",
    "unit_maintenance": "maintenance of the unit",
    "unit_maintenance_up": "maintenance, rounded up",
    "unit_equity": "margin balance of the unit",
    "equity_sold": "margin balance once all collateral is sold",
    "collateral": "other assets, as they count",
    "other_collateral": "assets of other prices, as they count",
    "other_open_value": "open value of the other side",
    "other_size": "size of the other side",
    "other_rate": "maintenance rate of the other side",
    "other_deduction": "deduction of the other side",
    "own_coins": "coins of the same kind that count",
    "side": "side: +1 long, −1 short",
    "maintenance_at_entry": "maintenance at the entry",
    "size": "size",
    "bracket_edge": "edge of the bracket",
    "liquidation_price": "liquidation price",
    "tick": "tick",
    "mark": "mark",
    "weight": "share of the unit",
    "cross_maintenance": "cross maintenance, rounded up",
    "cross_unrealised": "cross unrealised profit",
    "cross_initial": "cross initial margin",
    "initial": "initial margin at the mark",
    **GRID_INPUTS,
}
ROUNDINGS = {
    "atom_up": "Up to the next atom (0.00000001), in favour of the venue.",
    "atom_down": "Down to the atom (0.00000001).",
    "to_tick": "To the tick that liquidates: down for a long, up for a short.",
    "booked": "None here; its parts are whole atoms as booked.",
    "exact": "None: decisions compare exact numbers, the screen rounds only what it shows.",
}
NO_PRICE = "No positive price separates healthy from liquidated."
NO_BANKRUPTCY = "No positive price uses its margin up."
NO_RATIO = "Nothing is left of the margin balance, so there is no ratio."
NONE_WORDS = {"liquidation_price": NO_PRICE, "bankruptcy_price": NO_BANKRUPTCY, "margin_ratio": NO_RATIO}

# -- order of death
DEATH_GROUP = "All positions"
DEATHS = {-1: "Order of death, prices fall", 1: "Order of death, prices rise"}
DEATH_WORDS = (
    "If all prices {move} by the same share from here, this is where each isolated position and each cross pool would "
    "be liquidated, the first one first. Automatic top-ups are not counted."
)
DEATH_MOVES = {-1: "fall", 1: "rise"}
DEATH_TITLE, DEATH_NOBODY = "In this order", "nobody"
DEATH_FIRST = "{unit} at {move}"
DEATH_MARKS, DEATH_MARK_ONE = "marks {marks}", "mark {marks}"
DEATH_SURVIVES, DEATH_FALL_END, DEATH_RISE_END = "never", "not down to 0.01{space}%", "not up to four times"
DEATH_ROUNDING = (
    "One position: exact, to the tick that liquidates. A pool of several, or with coins: in steps of 0.01{space}%, at "
    "every 0.1{space}% of the way."
)
DEATH_NO_EXAMPLE = "None; it is held to the engine, which liquidates exactly there in random accounts of every book."
