"""Loss reach of an account on plain decimals, wallet by wallet (architecture section 7)."""

from collections.abc import Sequence
from fractions import Fraction

from sandbox.margin.requirement import Leg
from sandbox.risk.hedged_pair import exposed_pair
from sandbox.risk.reach import ExposedLeg, exposed_leg, falls_with_less, grown_reach, most_drawn, pool_reach
from sandbox.risk.report_doors import door_report, pledge_report
from sandbox.risk.report_pool import is_pooled, pooled_rows
from sandbox.risk.report_records import OUTSIDE_WALLETS, AccountInput, ReachReport
from sandbox.rulebook.records import Rulebook

ZERO = Fraction(0)


def reach_of(account: AccountInput, legs: Sequence[Leg]) -> tuple[ReachReport, ...]:
    """Return one row per wallet and asset it holds; the contract wallet has one for each settlement asset at stake."""
    if is_pooled(account):
        return pooled_rows(account, legs, *_isolated_draws(account, legs))
    rows = [_contract_row(account, legs, asset) for asset in _contract_assets(account)]
    for wallet in OUTSIDE_WALLETS:
        for asset in account.outside_wallets.get(wallet, {}):
            rule = _outside_rule(account.rulebook, wallet)
            outside = ReachReport(wallet=wallet, asset=asset, worst_loss=ZERO, reachable=False, rule=rule)
            pool = account.contract_wallet.get(asset, ZERO)
            drained = _isolated_draws(account, legs)[2] if wallet in account.auto_transfer else ZERO
            if wallet == "savings" and account.pledged != 0 and _settles(account, asset):
                rows.append(pledge_report(account, asset, _needed_of_savings(account, legs, asset)))
                continue
            cash = pool + account.pledged_of(asset)
            rows.append(door_report(account, legs, (wallet, asset), cash, drained) or outside)
    return tuple(rows)


def _isolated_draws(account: AccountInput, legs: Sequence[Leg]) -> tuple[Fraction, Fraction, Fraction]:
    """Return what isolated positions can lose of their own margins and beyond them, and what top-up can draw."""
    book, fee = account.rulebook, account.rulebook.fees.taker
    walled = shared = drained = ZERO
    for position, leg in zip(account.positions, legs, strict=True):
        if position.isolated_margin is not None:
            exposed = exposed_leg(position.contract.symbol, leg, book.liquidation)
            walled += pool_reach(position.isolated_margin, [exposed], fee).worst
            pool = account.contract_wallet.get(position.contract.settle, ZERO)
            most = pool if position.top_up is None else min(pool, position.top_up)
            shared += _topped_up(position.isolated_margin, most, exposed, fee)
            drained += most_drawn(position.isolated_margin, most, [exposed], fee)
    return walled, shared, drained


def _contract_assets(account: AccountInput) -> list[str]:
    at_stake = [position.contract.settle for position in account.positions]
    return list(dict.fromkeys([*at_stake, *account.contract_wallet]))


def _dated(book: Rulebook) -> str:
    return f"({book.name}, {book.as_of})" if book.as_of else f"({book.name})"


def _outside_rule(book: Rulebook, wallet: str) -> str:
    if wallet == "cold":
        return f"outside the exchange: only your own signature moves it {_dated(book)}"
    return f"segregated: only the contract wallet is collateral, and auto top-up is off {_dated(book)}"


def _settles(account: AccountInput, asset: str) -> bool:
    return any(contract.settle == asset for contract in account.rulebook.contracts)


def _needed_of_savings(account: AccountInput, legs: Sequence[Leg], asset: str) -> Fraction | None:
    """Return how much of pledged savings cross positions can come to need at most, None: all of them."""
    rules, fee = account.rulebook.liquidation, account.rulebook.fees.taker
    cross = [
        exposed_leg(position.contract.symbol, leg, rules)
        for position, leg in zip(account.positions, legs, strict=True)
        if position.isolated_margin is None and position.contract.settle == asset
    ]
    pool, drained = account.contract_wallet.get(asset, ZERO), _isolated_draws(account, legs)[2]
    backing = pool + account.pledged_of(asset)
    drawn = pool_reach(backing, cross, fee)
    if drawn.whole or falls_with_less(backing, drained, cross, fee):
        return None
    return drawn.worst - max(ZERO, pool - drained)


def _contract_row(account: AccountInput, legs: Sequence[Leg], asset: str) -> ReachReport:
    """Return the sum over compartments and the cross pool; each is finite because a takeover ends at exactly 0."""
    book, fee = account.rulebook, account.rulebook.fees.taker
    pool = account.contract_wallet.get(asset, ZERO)
    worst = shared = drained = ZERO
    reasons: dict[str, None] = {}
    cross: list[ExposedLeg] = []
    for position, leg in zip(account.positions, legs, strict=True):
        if position.contract.settle != asset:
            continue
        exposed = exposed_leg(position.contract.symbol, leg, book.liquidation)
        if position.isolated_margin is None:
            cross.append(exposed)
            continue
        worst += pool_reach(position.isolated_margin, [exposed], fee).worst
        most = pool if position.top_up is None else min(pool, position.top_up)
        added = _topped_up(position.isolated_margin, most, exposed, fee)
        shared, drained = shared + added, drained + most_drawn(position.isolated_margin, most, [exposed], fee)
        told = (
            "auto top-up adds what it may take from the pool" if added else "isolated positions lose at most their own"
        )
        reasons[told if added else f"{told} margin"] = None
    if cross:
        backing, count = pool + account.pledged_of(asset), len(cross)
        cross = _netted(account, legs, asset, cross)
        drawn = pool_reach(backing, cross, fee)
        shared = pool if falls_with_less(backing, drained, cross, fee) else shared + drawn.worst
        reasons[f"cross positions share the pool: {drawn.reason}"] = None
        if len(cross) < count:
            reasons["long and short of one contract are netted, as long as neither is deleveraged"] = None
    worst += min(pool, shared)
    words = "; ".join(reasons) or "no position draws on it"
    rule = f"segregated: {words} {_dated(book)}"
    return ReachReport(wallet="contract", asset=asset, worst_loss=worst, reachable=worst > 0, rule=rule)


def _netted(account: AccountInput, legs: Sequence[Leg], asset: str, exposed: list[ExposedLeg]) -> list[ExposedLeg]:
    """Return the exposures of the cross positions with long and short of one contract netted where that has an end."""
    rules, fee = account.rulebook.liquidation, account.rulebook.fees.taker
    held: dict[str, dict[int, Leg]] = {}
    for position, leg in zip(account.positions, legs, strict=True):
        if position.isolated_margin is None and position.contract.settle == asset:
            held.setdefault(position.contract.symbol, {})[leg.side] = leg
    for symbol, sides in held.items():
        pair = exposed_pair(symbol, sides[1], sides[-1], rules, fee) if len(sides) == 2 else None
        if pair is not None:
            exposed = [*(one for one in exposed if one.contract != symbol), pair]
    return exposed


def _topped_up(margin: Fraction, most: Fraction, exposed: ExposedLeg, fee: Fraction) -> Fraction:
    """Return what a compartment can lose beyond its own margin because it is topped up from the pool."""
    return max(ZERO, grown_reach(margin, most, [exposed], fee) - margin)
