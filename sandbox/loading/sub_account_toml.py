"""The [[sub_account]] tables of a scenario, and the steps that are done in one."""

from collections.abc import Collection

from sandbox.ledger.accounts import EXCHANGE_WALLETS
from sandbox.loading.contract_fields import only
from sandbox.loading.toml_lines import Table, near
from sandbox.loading.traders_toml import load_amounts, trader_name
from sandbox.messages.opening import SubAccountOpening, TraderOpening
from sandbox.rulebook.records import Rulebook
from sandbox.values.limits import SUB_ACCOUNTS_MAX


def load_sub_accounts(root: Table, book: Rulebook, traders: tuple[TraderOpening, ...]) -> tuple[SubAccountOpening, ...]:
    """Return your sub-accounts in file order, each with its own wallets."""
    tables = root.tables("sub_account")
    if len(tables) > SUB_ACCOUNTS_MAX:
        root.fail("sub_account", f"more than {SUB_ACCOUNTS_MAX} sub-accounts; remove some")
    names = {one.name for one in traders}
    found = []
    for table in tables:
        only(table, "name", "wallets")
        name = trader_name(table, names)
        names.add(name)
        wallets = table.table("wallets")
        only(wallets, *EXCHANGE_WALLETS)
        amounts = [load_amounts(wallets.table(wallet), wallet, book) for wallet in EXCHANGE_WALLETS]
        found.append(SubAccountOpening(name=name, wallets=tuple(one for part in amounts for one in part)))
    return tuple(found)


def sub_account(table: Table, key: str, names: Collection[str]) -> str:
    """Return the sub-account that a key of a step names, "" where it names none."""
    if not table.has(key):
        return ""
    name = table.text(key)
    if name not in names:
        known = f"; the scenario has {', '.join(names)}" if names else "; add it under [[sub_account]]"
        table.fail(key, f"unknown sub-account {name[:40]!r}{near(name, names) or known}")
    return name
