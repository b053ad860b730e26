"""`bulkhead risk FILE [--json]`: margins, liquidation and bankruptcy prices and loss reach of accounts in a file."""

import json
from fractions import Fraction
from typing import Any

from sandbox.cli.arguments import Arguments
from sandbox.cli.risk_table import report_lines
from sandbox.loading.risk_json import load_accounts
from sandbox.margin.stress_grid import UnitCharge, grid_rows
from sandbox.risk.report import report_account
from sandbox.risk.report_portfolio import account_grid
from sandbox.risk.report_records import AccountReport, ContractTotals, PositionReport
from sandbox.values.assets import decimal_text


def run(argv: list[str]) -> int:
    """Run the command; exits 0 however sick the accounts are."""
    arguments = Arguments(
        prog="bulkhead risk", description="Margins, liquidation and bankruptcy prices and loss reach of accounts."
    )
    arguments.add_argument("file", metavar="FILE", help='JSON: one account or a list of them; "-" reads standard input')
    arguments.add_argument("--json", action="store_true", help="print JSON instead of tables")
    chosen = arguments.parse_args(argv)
    accounts, is_list = load_accounts(chosen.file)
    reports = [report_account(account) for account in accounts]
    if chosen.json:
        rows = [report_json(report) for report in reports]
        print(json.dumps(rows if is_list else rows[0], indent=1, ensure_ascii=False))
    else:
        for report in reports:
            print("\n".join(report_lines(report)))
    return 0


def report_json(report: AccountReport) -> dict[str, Any]:
    """Return a report in the shape of the interfaces: every number a decimal string, what does not exist null."""
    row: dict[str, Any] = {} if report.account.id is None else {"id": report.account.id}
    totals = [_totals(total) for total in report.totals]
    row["positions"] = [_position(one) for one in report.positions]
    row["contract"] = totals[0]
    if len(totals) > 1:
        row["contract_by_asset"] = totals
    if grid := account_grid(report.account):
        row["stress_grid"] = [_grid(report, one) for one in grid]
    row["reach"] = [
        {
            "wallet": one.wallet,
            "asset": one.asset,
            "worst_loss": decimal_text(one.worst_loss),
            "reachable": one.reachable,
            "rule": one.rule,
        }
        for one in report.reach
    ]
    return row


def _grid(report: AccountReport, charge: UnitCharge) -> dict[str, Any]:
    """Return the stress grid of one risk unit: every scenario, and which of them make its maintenance."""
    rules = report.account.rulebook.portfolio
    assert rules is not None
    return {
        "underlying": charge.unit.asset,
        "model": True,
        "as_of": rules.as_of,
        "net": decimal_text(charge.unit.net),
        "hedging": decimal_text(charge.unit.hedging),
        "scenarios": [
            {
                "code": one.code,
                "move": _text(one.move),
                "result": decimal_text(one.result),
                "charge": decimal_text(one.charge),
                "binds": one.binds,
            }
            for one in grid_rows(charge, rules)
        ],
        "maintenance_margin": decimal_text(charge.maintenance),
        "initial_margin": decimal_text(charge.maintenance * rules.initial_multiple),
        "assumptions": list(rules.assumptions),
    }


def _text(number: Fraction | None) -> str | None:
    return None if number is None else decimal_text(number)


def _totals(total: ContractTotals) -> dict[str, Any]:
    return {
        "asset": total.asset,
        "equity": decimal_text(total.equity),
        "maintenance_margin": decimal_text(total.maintenance_margin),
        "margin_ratio": _text(total.margin_ratio),
    }


def _position(one: PositionReport) -> dict[str, Any]:
    return {
        "contract": one.position.contract.symbol,
        "side": "long" if one.position.side > 0 else "short",
        "margin_mode": "cross" if one.position.isolated_margin is None else "isolated",
        "mark": decimal_text(one.position.mark),
        "initial_margin": _text(one.initial_margin),
        "maintenance_margin": decimal_text(one.maintenance_margin),
        "unrealised_pnl": decimal_text(one.unrealised_pnl),
        "margin_ratio": _text(one.margin_ratio),
        "liquidatable": one.is_liquidatable,
        "liquidation_price": _text(one.liquidation_price),
        "liquidation_tick": _text(one.liquidation_tick),
        "bankruptcy_price": _text(one.bankruptcy_price),
        "formula": one.formula,
    }
