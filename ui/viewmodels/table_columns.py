"""The columns of the dock's seven tables, in the order of their tabs. Qt-free."""

from __future__ import annotations

from ui.viewmodels.table_view import Column

POSITION_COLUMNS = (
    Column("Contract"),
    Column("Size", True, 78),
    Column("Entry / Mark", True, 78),
    Column("Liquidation", True, 76),
    Column("Margin", True, 86),
    Column("Margin ratio", False, 80, "Maintenance margin ÷ margin balance of the unit. Liquidation starts at 100 %."),
    Column("Unrealised", True, 82),
    Column("ADL", False, 60, "Place in the deleveraging queue: five lights are cut first."),
    Column("", False, 122, has_actions=True),
)
ORDER_COLUMNS = (
    Column("Contract"),
    Column("Side", False, 90),
    Column("Size", True, 90),
    Column("Price", True, 100),
    Column("Margin", False, 100),
    Column("Reduce only", False, 90),
    Column("Order", False, 90),
    Column("", False, 90, has_actions=True),
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
    Column("Debit", False, 196),
    Column("Credit", False, 196),
    Column("Amount", True, 110),
    Column("Asset", False, 60),
    Column("Cause"),
)
LIQUIDATION_COLUMNS = (
    Column("Time", False, 76),
    Column("Trader", False, 84),
    Column("Contract", False, 96),
    Column("Side and size", False, 110),
    Column("Triggered at", True, 96),
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
