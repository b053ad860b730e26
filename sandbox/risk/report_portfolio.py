"""The risk report's part on portfolio margin: the grid of an account on plain decimals, and a position's part of it."""

from collections.abc import Sequence
from fractions import Fraction

from sandbox.margin.portfolio_price import portfolio_bankruptcy, portfolio_price
from sandbox.margin.requirement import Leg, unit_equity
from sandbox.margin.stress_grid import RiskUnit, StressLeg, UnitCharge, maintenance_of, share_of, unit_charge
from sandbox.risk.report_pool import Backing, backing_of
from sandbox.risk.report_records import AccountInput, PositionReport
from sandbox.rulebook.collateral import PORTFOLIO
from sandbox.rulebook.portfolio import PortfolioRules
from sandbox.values.assets import decimal_text

ZERO = Fraction(0)


def account_grid(account: AccountInput) -> tuple[UnitCharge, ...]:
    """Return the grid of every risk unit of a portfolio account; nothing where it is another account."""
    if account.account_mode != PORTFOLIO:
        return ()
    shared = [at for at, one in enumerate(account.positions) if one.isolated_margin is None]
    legs = [
        StressLeg(one.contract.symbol, one.side * one.quantity, one.mark)
        for one in (account.positions[at] for at in shared)
    ]
    backing = backing_of(account, account.rulebook.contracts[0].settle)
    return tuple(unit_charge(one, _rules(account)) for one in _units(account, shared, legs, backing))


def portfolio_maintenance(account: AccountInput, members: Sequence[int], legs: Sequence[Leg]) -> Fraction:
    """Return what the grid asks of the cross positions; `members` are their places in the account."""
    if not members:
        return ZERO
    backing = backing_of(account, account.positions[members[0]].contract.settle)
    stressed = [_stressed(account, at, leg) for at, leg in zip(members, legs, strict=True)]
    return maintenance_of(_units(account, members, stressed, backing), _rules(account))


def portfolio_position(
    account: AccountInput, members: Sequence[int], legs: Sequence[Leg], index: int, backing: Backing
) -> PositionReport:
    """Return one cross position's figures under the grid; the margin ratio is that of all of them together."""
    position, leg, rules = account.positions[members[index]], legs[index], _rules(account)
    contract, liquidation = position.contract.symbol, account.rulebook.liquidation
    stressed = [_stressed(account, at, one) for at, one in zip(members, legs, strict=True)]
    units = _units(account, members, stressed, backing)
    maintenance, equity = maintenance_of(units, rules), unit_equity(legs, backing.equity)
    own = share_of(units, position.contract.base, leg.notional, rules)
    held = sum((one.quantity for unit in units for one in unit.legs if one.contract == contract), ZERO)
    slope = held + backing.counted_of(contract)
    at_zero = liquidation.trigger != "below"
    found = portfolio_price(
        units,
        contract,
        (equity - slope * leg.mark, slope),
        rules,
        (1 if held > 0 else -1, leg.mark, leg.tick),
        at_zero=at_zero,
    )
    alone = _units(account, members, stressed, Backing(backing.sold))
    parts = [
        (share_of(alone, account.positions[at].contract.base, one.notional, rules), -one.unrealised())
        for at, one in zip(members, legs, strict=True)
    ]
    value, sold = leg.side * leg.notional, unit_equity(legs, backing.sold)
    bankruptcy = portfolio_bankruptcy(value, leg.side * leg.quantity, sold, parts, index)
    return PositionReport(
        position=position,
        initial_margin=own * rules.initial_multiple,
        maintenance_margin=own,
        unrealised_pnl=leg.unrealised(),
        margin_ratio=maintenance / equity if equity > 0 else None,
        is_liquidatable=equity <= maintenance if at_zero else equity < maintenance,
        liquidation_price=found[0],
        liquidation_tick=found[1],
        bankruptcy_price=bankruptcy,
        formula=_formula(next(one for one in units if one.asset == position.contract.base), rules),
    )


def _rules(account: AccountInput) -> PortfolioRules:
    rules = account.rulebook.portfolio
    assert rules is not None  # a book that offers the mode has a grid
    return rules


def _stressed(account: AccountInput, at: int, leg: Leg) -> StressLeg:
    return StressLeg(account.positions[at].contract.symbol, leg.side * leg.quantity, leg.mark)


def _units(
    account: AccountInput, members: Sequence[int], legs: Sequence[StressLeg], backing: Backing
) -> list[RiskUnit]:
    grouped: dict[str, list[StressLeg]] = {}
    for at, leg in zip(members, legs, strict=True):
        grouped.setdefault(account.positions[at].contract.base, []).append(leg)
    units = []
    for asset, stressed in grouped.items():
        coin = next((one for one in backing.coins if one.asset == asset), None)
        if coin is None:
            units.append(RiskUnit(asset, tuple(stressed)))
        else:
            units.append(RiskUnit(asset, tuple(stressed), coin.counted, coin.contract, coin.price))
    return units


def _formula(unit: RiskUnit, rules: PortfolioRules) -> str:
    """Return what the risk unit must hold, in words and figures: which charge decides."""
    charge = unit_charge(unit, rules)
    fee = f" + closing fee {decimal_text(charge.closing_fee, 12)}" if rules.closing_fee else ""
    return (
        f"stress grid of {unit.asset}: max(max(MR1 {decimal_text(charge.shock, 12)}, MR6 "
        f"{decimal_text(charge.extreme, 12)}) + MR4 {decimal_text(charge.basis, 12)}, MR7 "
        f"{decimal_text(charge.minimum, 12)}){fee} = {decimal_text(charge.maintenance, 12)}; {charge.binding} decides "
        f"(model, {rules.as_of})"
    )
