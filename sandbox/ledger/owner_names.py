"""How other traders and sub-accounts may be called: as no ledger account, and as nobody else."""

import re
from collections.abc import Container

from sandbox.ledger.accounts import DESK, FEES, INSURANCE_FUND, LIQUIDITY, WALLETS, WORLD, YOU

TAKEN_NAMES = (
    YOU,
    LIQUIDITY,
    DESK,
    INSURANCE_FUND,
    FEES,
    WORLD,
    *WALLETS,
    "clearing",
    "held",
    "debt",
    "crowd",
    "loans_out",
    "lending_pool",
    "claims",
)
_NAME = re.compile(r"[^\W_][\w .-]{0,63}")


def name_fault(name: str, taken: Container[str]) -> str:
    """Return what is wrong with a name, "" where nothing is."""
    if _NAME.fullmatch(name) is None:
        return f"{name[:40]!r} is no name; use up to 64 letters, digits, spaces, dots and dashes"
    if name in taken or name.lower() in TAKEN_NAMES:
        return f"the name {name!r} is taken; choose another"
    return ""
