"""What the side doors of an account let out of the wallets that its regime leaves outside, on plain decimals."""

from collections.abc import Sequence
from fractions import Fraction

from sandbox.margin.requirement import Leg
from sandbox.risk.auto_transfer import most_brought
from sandbox.risk.reach import exposed_leg
from sandbox.risk.report_records import DOOR_WALLETS, AccountInput, ReachReport
from sandbox.values.assets import decimal_text

ZERO = Fraction(0)


def door_report(
    account: AccountInput, legs: Sequence[Leg], place: tuple[str, str], cash: Fraction, drained: Fraction
) -> ReachReport | None:
    """Return the row of a wallet and asset out of which automatic transfer serves cross positions; None: it does not.

    `cash` is what the cross positions of the asset stand on by themselves, `drained` what others can take of it before.
    """
    wallet, asset = place
    if wallet not in account.auto_transfer or all(one.settle != asset for one in account.rulebook.contracts):
        return None
    before = sum((_most(account, one, asset) for one in DOOR_WALLETS[: DOOR_WALLETS.index(wallet)]), ZERO)
    most = _most(account, wallet, asset)
    drawn = _drawn(account, legs, asset, before + most, cash - drained)
    worst = max(ZERO, drawn - before)
    limit = account.auto_transfer[wallet]
    door = "automatic transfer is on" if limit is None else f"automatic transfer is on, up to {decimal_text(limit)}"
    if worst:
        words = f"{door}, so {decimal_text(worst)} follows cross positions into the contract wallet"
    elif not any(one.isolated_margin is None and one.contract.settle == asset for one in account.positions):
        words = f"{door}, but no cross position is open"
    else:
        words = f"{door}, but " + ("the losses end before it is needed" if most else "nothing is left to bring")
    return _row(account, wallet, asset, worst, words)


def pledge_report(account: AccountInput, asset: str, needed: Fraction | None) -> ReachReport:
    """Return the row of pledged savings of which at most so much is needed; None: all that is pledged."""
    pledged = account.pledged_of(asset)
    worst = pledged if needed is None else min(pledged, max(ZERO, needed))
    limit = account.pledged
    door = "savings are pledged as margin" if limit is None else f"savings are pledged up to {decimal_text(limit)}"
    if not any(one.isolated_margin is None and one.contract.settle == asset for one in account.positions):
        return _row(account, "savings", asset, ZERO, f"{door}, but no cross position is open")
    if worst:
        return _row(account, "savings", asset, worst, f"{door}, so {decimal_text(worst)} can be taken")
    why = "the losses end before they are needed" if pledged else "nothing of them is left"
    return _row(account, "savings", asset, ZERO, f"{door}, but {why}")


def _row(account: AccountInput, wallet: str, asset: str, worst: Fraction, words: str) -> ReachReport:
    book = account.rulebook
    dated = f"({book.name}, {book.as_of})" if book.as_of else f"({book.name})"
    rule = f"{account.account_mode}: {words} {dated}"
    return ReachReport(wallet=wallet, asset=asset, worst_loss=worst, reachable=worst > 0, rule=rule)


def _most(account: AccountInput, wallet: str, asset: str) -> Fraction:
    if wallet not in account.auto_transfer:
        return ZERO
    held, limit = account.outside_wallets.get(wallet, {}).get(asset, ZERO), account.auto_transfer[wallet]
    return held if limit is None else min(held, limit)


def _drawn(account: AccountInput, legs: Sequence[Leg], asset: str, most: Fraction, least: Fraction) -> Fraction:
    """Return what of `most` can be brought to the cross positions; a position of unknown leverage counts as 1x."""
    exposed, margins = [], ZERO
    for position, leg in zip(account.positions, legs, strict=True):
        if position.isolated_margin is None and position.contract.settle == asset:
            one = exposed_leg(position.contract.symbol, leg, account.rulebook.liquidation)
            exposed.append(one)
            margins += one.worst_value / (position.leverage or 1)
    return most_brought(least, most, exposed, margins, account.rulebook.fees.taker)
