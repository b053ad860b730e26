"""The risk report of pooled accounts, held to the engine: the same tick, the same reach, and a price for every coin."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sandbox.cli.risk import report_json
from sandbox.loading.risk_json import load_accounts
from sandbox.risk.report import report_account
from sandbox.risk.report_records import AccountReport
from sandbox.values.problems import Problem
from tests.support.builders import BTC, ETH


def asked(tmp_path: Path, **changes: Any) -> AccountReport:
    account: dict[str, Any] = {
        "rulebook": "bulkhead-teaching",
        "account_mode": "unified",
        "contract_wallet": {"USDT": "1000"},
        "spot_wallet": {"USDT": "3000", "BTC": "1.25"},
        "funding_wallet": {"USDT": "500"},
        "marks": {BTC: "7934"},
        "positions": [
            {"contract": BTC, "side": "long", "qty": "2", "entry": "7934", "margin_mode": "cross", "leverage": 20}
        ],
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps(account | changes), encoding="utf-8")
    return report_account(load_accounts(str(path))[0][0])


def reach_of(report: AccountReport) -> dict[tuple[str, str], Fraction]:
    return {(row.wallet, row.asset): row.worst_loss for row in report.reach}


def test_a_unified_account_counts_spot_and_its_tick_is_the_engines(tmp_path: Path) -> None:
    report = asked(tmp_path)
    (one,) = report.positions
    # 4,000 + 1.1875 p + 2 (p - 7,934) = 0.008 p
    assert one.liquidation_price == Fraction(118_680_000, 31_795) and one.liquidation_tick == Fraction("3732.6")
    assert report.totals[0].equity == Fraction("13421.625")
    # once the coins are sold at the mark less 0.1 %: 4,000 + 1.25 x 7,934 x 0.999 = 13,907.5825 of 2 x 7,934
    assert one.bankruptcy_price == 7934 - Fraction("13907.5825") / 2
    assert "of collateral" in one.formula
    assert reach_of(report) == {
        ("contract", "USDT"): 1000,
        ("spot", "USDT"): 3000,
        ("spot", "BTC"): Fraction("1.25"),
        ("funding", "USDT"): 0,
    }


def test_multi_asset_leaves_spot_alone(tmp_path: Path) -> None:
    report = asked(
        tmp_path,
        account_mode="multi-asset",
        contract_wallet={"USDT": "1000", "ETH": "3"},
        marks={BTC: "7934", ETH: "200"},
    )
    assert report.totals[0].equity == 1000 + 3 * 200 * Fraction("0.9")
    assert reach_of(report) == {
        ("contract", "USDT"): 1000,
        ("contract", "ETH"): 3,
        ("spot", "USDT"): 0,
        ("spot", "BTC"): 0,
        ("funding", "USDT"): 0,
    }


def test_the_grid_of_a_portfolio_account_is_told_with_the_row_that_decides(tmp_path: Path) -> None:
    account = {
        "rulebook": "okx-linear",
        "account_mode": "portfolio",
        "contract_wallet": {"USDT": "1000"},
        "spot_wallet": {"BTC": "1"},
        "positions": [
            {"contract": "BTCUSDT-PERP", "side": "short", "qty": "1", "entry": "50000", "margin_mode": "cross"}
        ],
    }
    path = tmp_path / "account.json"
    path.write_text(json.dumps(account))
    (row,) = [report_json(report_account(one)) for one in load_accounts(str(path))[0]]
    (grid,) = row["stress_grid"]
    binding = [one["code"] for one in grid["scenarios"] if one["binds"]]
    assert grid["net"] == "-1000" and binding == ["MR1", "MR4", "fee"]
    assert [one["charge"] for one in grid["scenarios"]][6] == "120"  # 12 % up
    assert grid["maintenance_margin"].startswith("350.479") and row["contract"]["equity"] == "50000"


def test_an_isolated_position_of_a_unified_account_reaches_its_margin(tmp_path: Path) -> None:
    held = {"contract": BTC, "side": "long", "qty": "2", "entry": "7934", "margin_mode": "isolated", "leverage": 20}
    reach = reach_of(asked(tmp_path, positions=[held]))
    assert reach[("contract", "USDT")] == Fraction("793.4") and not reach[("spot", "BTC")] + reach[("spot", "USDT")]


def test_a_coin_that_counts_needs_a_price(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        asked(tmp_path, spot_wallet={"ETH": "3"})
    assert "ETH counts as collateral; give its price" in str(caught.value)


def test_a_mode_that_the_book_lacks_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        asked(tmp_path, rulebook="binance-usdm")
    assert "binance-usdm does not offer 'unified'" in str(caught.value)
