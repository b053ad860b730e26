"""What every part of the audit stands on: the complaint, and a copy of the books at one moment."""

from dataclasses import dataclass

from tests.simulation.arithmetic import Held

Key = tuple[str, str]


class AuditFailed(AssertionError):
    """The engine and the auditor disagree."""


def need(holds: bool, text: str) -> None:
    """Complain unless it holds."""
    if not holds:
        raise AuditFailed(text)


def is_fund(account: str) -> bool:
    """Tell whether an account is an insurance fund: the shared one, or a contract's own."""
    return account.split("/")[0] == "insurance_fund"


@dataclass(frozen=True)
class Snapshot:
    """Positions by (owner, contract), balances by (account, asset) and the desk by (liquidation, contract)."""

    positions: dict[Key, Held]
    balances: dict[Key, int]
    desk: dict[Key, Held]
