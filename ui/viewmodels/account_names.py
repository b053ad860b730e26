"""What the window needs to know of the names of ledger accounts and owners. Qt-free."""

from __future__ import annotations

YOU = "you"
LIQUIDITY = "liquidity"
DESK = "liquidation_desk"
FUND = "insurance_fund"
FEES = "fees"
WORLD = "world"
WALLETS = ("spot", "funding", "savings", "contract", "cold")
EXCHANGE_WALLETS = WALLETS[:4]
COMPARTMENT = "contract/isolated/"
HELD = "held/"
CLEARING = "clearing/"


def is_fund(account: str) -> bool:
    """Tell whether a ledger account is an insurance fund, shared or of one contract."""
    return account == FUND or account.startswith(f"{FUND}/")


def of_one(account: str) -> str:
    """Return the contract whose own insurance fund an account is, "" for the shared one and any other account."""
    return account.partition("/")[2] if is_fund(account) else ""


def wallet_of(account: str) -> str | None:
    """Return your wallet a ledger account belongs to, None for anybody else's."""
    if account in WALLETS:
        return account
    if account.startswith((COMPARTMENT, HELD)):
        return "contract"
    return None


def part_of(account: str) -> str:
    """Return the part of the contract tank an account is drawn as: "p1", "held", or "available" for the free cash."""
    if account.startswith(COMPARTMENT):
        return account.removeprefix(COMPARTMENT)
    if account.startswith(HELD):
        return "held"
    return "available" if account == "contract" else ""
