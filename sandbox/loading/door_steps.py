"""Steps of a scenario that switch a side door: `on`, its `limit`, and which money it means."""

from sandbox.ledger.accounts import DOOR_WALLETS
from sandbox.loading.contract_fields import table_atoms
from sandbox.loading.toml_lines import Table
from sandbox.messages import commands as cmd
from sandbox.rulebook.records import Rulebook


def read_auto_transfer(table: Table, book: Rulebook) -> cmd.Command:
    """Return the command of an `auto_transfer` step; `from` is spot unless told, `asset` what the book settles in."""
    on, limit = _switch(table, "an automatic transfer")
    wallet = table.word("from", DOOR_WALLETS) if table.has("from") else DOOR_WALLETS[0]
    return cmd.SetAutoTransfer(wallet=wallet, asset=_settlement_asset(table, book), on=on, limit_atoms=limit)


def read_pledge(table: Table, book: Rulebook) -> cmd.Command:
    """Return the command of a `pledge_savings` step; `asset` is what the book settles in unless told."""
    on, limit = _switch(table, "a pledge")
    return cmd.PledgeSavings(asset=_settlement_asset(table, book), on=on, limit_atoms=limit)


def _switch(table: Table, what: str) -> tuple[bool, int | None]:
    """Return whether a door is on, and its limit in atoms (None: none)."""
    on = table.boolean("on", True)
    if table.has("limit") and not on:
        table.fail("limit", f"a limit is for {what} that is on; remove it, or write on = true")
    return on, table_atoms(table, "limit", table.positive("limit")) if table.has("limit") else None


def _settlement_asset(table: Table, book: Rulebook) -> str:
    settled = list(dict.fromkeys(contract.settle for contract in book.contracts))
    return table.word("asset", settled) if table.has("asset") else settled[0]
