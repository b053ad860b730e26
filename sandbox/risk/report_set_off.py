"""What a book's set-off clause adds to the reach of an account: wallets that a claim may be taken out of."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from sandbox.margin.requirement import Leg
from sandbox.risk.reach import exposed_leg
from sandbox.risk.report_records import AccountInput, ReachReport
from sandbox.values.assets import decimal_text

ZERO = Fraction(0)


def with_set_off(account: AccountInput, legs: Sequence[Leg], rows: tuple[ReachReport, ...]) -> tuple[ReachReport, ...]:
    """Return the rows with what a claim can take out of the wallets that the book names."""
    book = account.rulebook
    found = []
    for row in rows:
        held = account.outside_wallets.get(row.wallet, {}).get(row.asset, ZERO)
        most = _most_claimed(account, legs, row.asset) if row.wallet in book.liquidation.set_off else ZERO
        worst = held if most is None else min(held, row.worst_loss + most)
        if worst <= row.worst_loss:
            found.append(row)
            continue
        words = f"set-off clause: up to {decimal_text(worst)} {row.asset} can be taken for a claim on you"
        dated = f"({book.name}, {book.as_of})" if book.as_of else f"({book.name})"
        found.append(replace(row, worst_loss=worst, reachable=True, rule=f"{account.account_mode}: {words} {dated}"))
    return tuple(found)


def _most_claimed(account: AccountInput, legs: Sequence[Leg], asset: str) -> Fraction | None:
    """Return the most that can be claimed in an asset: the losses beyond isolated margins; None: without an end."""
    lost = ZERO
    for position, leg in zip(account.positions, legs, strict=True):
        if position.contract.settle == asset:
            worst = exposed_leg(position.contract.symbol, leg, account.rulebook.liquidation).worst_loss
            if worst is None:
                return None
            lost += max(ZERO, worst - (position.isolated_margin or ZERO))
    return lost
