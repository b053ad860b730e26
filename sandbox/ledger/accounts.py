"""The chart of ledger accounts: how every column of money is called, who owns it, what may be below zero."""

YOU = "you"
LIQUIDITY = "liquidity"
DESK = "liquidation_desk"
INSURANCE_FUND = "insurance_fund"
FEES = "fees"
WORLD = "world"
LOANS_OUT = "loans_out"
LENDING_POOL = "lending_pool"
CLAIMS = "claims"
WALLETS = ("spot", "funding", "savings", "contract", "cold")
EXCHANGE_WALLETS = WALLETS[:4]
SAVINGS = "savings"
SET_OFF_WALLETS = WALLETS[:3]  # out of which a book may take what it claims
DOOR_WALLETS = ("spot", "funding")  # automatic transfer may take out of these, in this order


def wallet_account(owner: str, wallet: str) -> str:
    """Name the ledger account of a wallet: "contract" for you, "short-1/contract" for a named trader."""
    return wallet if owner == YOU else f"{owner}/{wallet}"


def compartment_account(owner: str, position: str) -> str:
    """Name the ledger account of an isolated position's margin."""
    return f"{wallet_account(owner, 'contract')}/isolated/{position}"


def held_account(order: str, owner: str = YOU) -> str:
    """Name the ledger account that holds a resting order's margin and fee: "held/o1", "hedge/held/o2" in another."""
    return wallet_account(owner, f"held/{order}")


def debt_account(asset: str) -> str:
    """Name the ledger account of what you owe of an asset: zero or below, the mirror of `loans_out`."""
    return f"debt/{asset}"


def claim_account(owner: str, asset: str) -> str:
    """Name the ledger account of what the exchange claims from an owner: zero or below, the mirror of `claims`."""
    return f"debt/claim/{asset}" if owner == YOU else f"debt/claim/{asset}/{owner}"


def is_loan(account: str) -> bool:
    """Tell whether an account says what you borrowed; a claim is none."""
    return account.startswith("debt/") and not account.startswith("debt/claim/")


def fund_account(contract: str | None) -> str:
    """Name the ledger account of the insurance fund: of a contract by itself, or (None) the one that all share."""
    return INSURANCE_FUND if contract is None else f"{INSURANCE_FUND}/{contract}"


def is_fund(account: str) -> bool:
    """Tell whether an account is an insurance fund, shared or of a contract."""
    return account == INSURANCE_FUND or account.startswith(f"{INSURANCE_FUND}/")


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
