"""Ledger accounts, transfers, balances and their audit."""
