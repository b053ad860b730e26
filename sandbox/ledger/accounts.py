"""The chart of ledger accounts: how every column of money is called, who owns it, what may be below zero."""

YOU = "you"
LIQUIDITY = "liquidity"
DESK = "liquidation_desk"
INSURANCE_FUND = "insurance_fund"
FEES = "fees"
WORLD = "world"
LOANS_OUT = "loans_out"
LENDING_POOL = "lending_pool"
WALLETS = ("spot", "funding", "savings", "contract", "cold")
EXCHANGE_WALLETS = WALLETS[:4]
SAVINGS = "savings"
DOOR_WALLETS = ("spot", "funding")  # automatic transfer may take out of these, in this order


def wallet_account(owner: str, wallet: str) -> str:
    """Name the ledger account of a wallet: "contract" for you, "short-1/contract" for a named trader."""
    return wallet if owner == YOU else f"{owner}/{wallet}"


def compartment_account(owner: str, position: str) -> str:
    """Name the ledger account of an isolated position's margin."""
    return f"{wallet_account(owner, 'contract')}/isolated/{position}"


def held_account(order: str) -> str:
    """Name the ledger account that holds a resting order's margin and fee."""
    return f"held/{order}"


def debt_account(asset: str) -> str:
    """Name the ledger account of what you owe of an asset: zero or below, the mirror of `loans_out`."""
    return f"debt/{asset}"


def clearing_account(contract: str) -> str:
    """Name the ledger account through which a contract's profits and losses pass."""
    return f"clearing/{contract}"


def may_be_negative(account: str) -> bool:
    """Tell whether a ledger account may stand below zero (architecture section 5)."""
    return account == WORLD or account.startswith(("clearing/", "debt/"))


def wallet_of(account: str) -> str | None:
    """Return your wallet an account belongs to, None for anybody else's; holds and compartments are contract."""
    if account in WALLETS:
        return account
    if account.startswith(("contract/isolated/", "held/")):
        return "contract"
    return None
