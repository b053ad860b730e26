"""The columns of the dock's seven tables, in the order of their tabs. Qt-free."""

from __future__ import annotations

from ui.viewmodels import tables_texts
from ui.viewmodels.table_view import Column

RATIO_TIP = "Maintenance margin ÷ margin balance of the unit. Liquidation starts at 100 %."
ADL_TIP = "Place in the deleveraging queue: five lights are cut first."
RATIO_COLUMN, ADL_COLUMN = 5, 7
POSITION_COLUMNS = (
    Column("Contract"),
    Column("Size", True, 66),
    Column("Entry / Mark", True, 70),
    Column("Liquidation", True, 70),
    Column("Margin", True, 80),
    Column("Margin ratio", False, 72, RATIO_TIP),
    Column("Unrealised", True, 74),
    Column("ADL", False, 62, ADL_TIP),
    Column("", False, 70, has_actions=True),
)
# What a cell of the position table is worked out by, for rows that are liquidated and those that are not.
POSITION_FIGURES = {
    (False, 3): "liquidation_tick",
    (False, 4): "maintenance",
    (False, 5): "margin_ratio",
    (False, 6): "equity",
    (True, 3): "bankruptcy_price",
    (True, 4): "maintenance",
    (True, 5): "margin_ratio",
    (True, 6): "equity",
}
LIQUIDATING_COLUMNS = (
    Column("Contract"),
    Column("Left", True, 66),
    Column(tables_texts.SOLD_STEPS, False, 152, tables_texts.SOLD_STEPS_TIP),
    Column("Mark", True, 70),
    Column("Margin", True, 80),
    Column("Margin ratio", False, 76, RATIO_TIP),
    Column("Equity", True, 74),
    Column("ADL", False, 62, ADL_TIP),
    Column("", False, 70, has_actions=True),
)
ORDER_COLUMNS = (
    Column("Contract"),
    Column("Side", False, 70),
    Column("Type", False, 84),
    Column("Size", True, 72),
    Column("Price", True, 88),
    Column("Margin", False, 92),
    Column("Reduce only", False, 84),
    Column("Order", False, 64),
    Column("", False, 80, has_actions=True),
)
FILL_COLUMNS = (
    Column("Time", False, 80),
    Column("Contract", False, 100),
    Column("Side", False, 80),
    Column("Size", True, 80),
    Column("Price", True, 90),
    Column("Fee", True, 80),
    Column("Realised", True, 96),
    Column("Why"),
)
TRANSFER_COLUMNS = (
    Column("Time", False, 80),
    Column("From", False, 120),
    Column("To", False, 120),
    Column("Amount", True, 120),
    Column("Asset", False, 70),
    Column("Result"),
)
LEDGER_COLUMNS = (
    Column("No.", True, 56),
    Column("Time", False, 76),
    Column("Debit", False, 120, "The account that paid."),
    Column("Credit", False, 120, "The account that received."),
    Column("Amount", True, 110),
    Column("Asset", False, 60),
    Column("Cause"),
)
LIQUIDATION_COLUMNS = (
    Column("Time", False, 76),
    Column("Trader", False, 84),
    Column("Contract", False, 96),
    Column("Position", False, 110),
    Column("Trigger", True, 96, "The mark at which the liquidation began; below it what each part was sold at."),
    Column("Bankruptcy", True, 92),
    Column("Lost", True, 92),
    Column("From fund", True, 92),
    Column("State"),
)
LOG_COLUMNS = (Column("Time", False, 80), Column("What", False, 150), Column("Details"))

COLUMNS = (
    POSITION_COLUMNS,
    ORDER_COLUMNS,
    FILL_COLUMNS,
    TRANSFER_COLUMNS,
    LEDGER_COLUMNS,
    LIQUIDATION_COLUMNS,
    LOG_COLUMNS,
)
NEWEST_FIRST = (False, False, True, True, True, True, True)
ROW_PX = (50, 30, 28, 28, 28, 28, 28)
BURNING_ROW_PX = 64
