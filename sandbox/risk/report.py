"""The risk report of one account: margins, liquidation and bankruptcy prices, and loss reach.

Pure and exact: it computes on the decimals as given; nothing is rounded to atoms, ticks or lots.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from sandbox.margin.prediction import predict_leg, spare_of
from sandbox.margin.requirement import (
    Leg,
    bracket_rows,
    initial_margin,
    leg_maintenance,
    unit_equity,
    unit_maintenance,
)
from sandbox.risk.report_formula import formula_text
from sandbox.risk.report_pool import Backing, backing_of
from sandbox.risk.report_portfolio import portfolio_maintenance, portfolio_position
from sandbox.risk.report_reach import reach_of
from sandbox.risk.report_records import AccountInput, AccountReport, ContractTotals, PositionInput, PositionReport
from sandbox.risk.report_set_off import with_set_off
from sandbox.rulebook.collateral import PORTFOLIO
from sandbox.rulebook.records import LiquidationRules, Rulebook

ZERO = Fraction(0)


def report_account(account: AccountInput) -> AccountReport:
    """Answer everything about one account.

    Units: each isolated position alone with its margin; all cross positions of a settlement asset with the pool.
    """
    legs = [leg_of(position, account.rulebook) for position in account.positions]
    rows: list[PositionReport] = []
    for at, position in enumerate(account.positions):
        if position.isolated_margin is not None:
            unit, index, backing, twin = [legs[at]], 0, Backing(position.isolated_margin), None
        else:
            members = _cross_members(account.positions, position.contract.settle)
            unit, index = [legs[one] for one in members], members.index(at)
            backing = backing_of(account, position.contract.settle)
            if account.account_mode == PORTFOLIO:
                rows.append(portfolio_position(account, members, unit, index, backing))
                continue
            twin = _twin(account.positions, members, at)
        rows.append(_position_report(position, unit, index, backing, account.rulebook, twin))
    return AccountReport(
        account=account,
        positions=tuple(rows),
        totals=tuple(_totals(account, legs, asset) for asset in settlement_assets(account)),
        reach=with_set_off(account, legs, reach_of(account, legs)),
    )


def leg_of(position: PositionInput, book: Rulebook) -> Leg:
    """Return a position as a leg: money in its settlement asset, prices in quote."""
    return Leg(
        side=position.side,
        quantity=position.quantity * (position.contract.face or 1),
        open_value=position.open_value,
        mark=position.mark,
        tick=position.contract.tick,
        brackets=bracket_rows(position.contract, book.liquidation, book.fees.taker, position.quantity),
        is_inverse=position.contract.is_inverse,
    )


def settlement_assets(account: AccountInput) -> list[str]:
    """Return the assets the positions settle in, in their order; without positions those of the wallet or the book."""
    assets = dict.fromkeys(position.contract.settle for position in account.positions)
    if not assets:
        of_book = dict.fromkeys(contract.settle for contract in account.rulebook.contracts)
        assets = dict.fromkeys(one for one in of_book if one in account.contract_wallet) or of_book
    return list(assets)


def _cross_members(positions: Sequence[PositionInput], asset: str) -> list[int]:
    return [at for at, one in enumerate(positions) if one.isolated_margin is None and one.contract.settle == asset]


def _twin(positions: Sequence[PositionInput], members: Sequence[int], at: int) -> int | None:
    """Return the place in a unit of the other side of a position's contract, None where only one side is held."""
    symbol = positions[at].contract.symbol
    return next((i for i, one in enumerate(members) if one != at and positions[one].contract.symbol == symbol), None)


def _position_report(
    position: PositionInput, unit: Sequence[Leg], index: int, backing: Backing, book: Rulebook, twin: int | None
) -> PositionReport:
    rules, symbol = book.liquidation, position.contract.symbol
    equity, maintenance = unit_equity(unit, backing.equity), unit_maintenance(unit, rules)
    unit, cash = list(unit), backing.beside(symbol)
    leg = unit[index] = replace(unit[index], collateral=backing.counted_of(symbol))
    predicted = predict_leg(unit, index, cash, rules, backing.sold, twin)
    spare, other = spare_of(unit, index, cash, rules, twin), None if twin is None else unit[twin]
    return PositionReport(
        position=position,
        initial_margin=None if position.leverage is None else initial_margin(leg, position.leverage),
        maintenance_margin=leg_maintenance(leg, rules),
        unrealised_pnl=leg.unrealised(),
        margin_ratio=maintenance / equity if equity > 0 else None,
        is_liquidatable=_liquidates(equity, maintenance, rules),
        liquidation_price=predicted.liquidation_price,
        liquidation_tick=predicted.liquidation_tick,
        bankruptcy_price=predicted.bankruptcy_price,
        formula=formula_text(leg, spare, rules, predicted.liquidation_price, other),
    )


def _liquidates(equity: Fraction, maintenance: Fraction, rules: LiquidationRules) -> bool:
    return equity < maintenance if rules.trigger == "below" else equity <= maintenance


def _totals(account: AccountInput, legs: Sequence[Leg], asset: str) -> ContractTotals:
    """Return all that counts: pool (coins with their haircut) + isolated margins + unrealised profit and loss."""
    mine = [at for at, one in enumerate(account.positions) if one.contract.settle == asset]
    compartments = sum((account.positions[at].isolated_margin or ZERO for at in mine), ZERO)
    equity = unit_equity([legs[at] for at in mine], backing_of(account, asset).equity + compartments)
    walled = [at for at in mine if account.positions[at].isolated_margin is not None]
    if account.account_mode == PORTFOLIO:
        shared = [at for at in mine if at not in walled]
        maintenance = portfolio_maintenance(account, shared, [legs[at] for at in shared])
        maintenance += unit_maintenance([legs[at] for at in walled], account.rulebook.liquidation)
    else:
        maintenance = unit_maintenance([legs[at] for at in mine], account.rulebook.liquidation)
    return ContractTotals(
        asset=asset,
        equity=equity,
        maintenance_margin=maintenance,
        margin_ratio=maintenance / equity if equity > 0 else None,
    )
