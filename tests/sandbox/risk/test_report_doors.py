"""The risk report of accounts with a door open says what the engine says of the same account, played."""

import json
import random
from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.engine.reach import reach_rows
from sandbox.loading.account_opening import PriceMove, opening_on_move
from sandbox.loading.risk_json import load_accounts
from sandbox.risk.report import report_account
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.studies.fork import opening_from_now
from sandbox.studies.witness import find_witness
from sandbox.values.problems import Problem

BTC = "BTCUSDT-PERP"


def an_account(rng: random.Random) -> dict[str, object]:
    positions: list[dict[str, object]] = []
    mode = rng.choice(["segregated", "segregated", "unified", "multi-asset"])
    for contract, entry, qty in ((BTC, 7934, rng.randint(1, 20)), ("ETHUSDT-PERP", 200, rng.randint(1, 100))):
        positions.append(
            {
                "contract": contract,
                "side": rng.choice(["long", "long", "short"]),
                "qty": f"{qty / 10}" if contract == BTC else str(qty),
                "entry": str(entry),
                "margin_mode": rng.choice(["cross", "cross", "isolated"]),
                "leverage": rng.choice([1, 2, 10, 20]),
            }
        )
    return {
        "rulebook": "bulkhead-teaching" if mode == "unified" else "binance-usdm",
        "account_mode": mode,
        "marks": {BTC: "7934", "ETHUSDT-PERP": "200"},
        "contract_wallet": {"USDT": str(rng.randint(100, 9_000))},
        "spot_wallet": {"USDT": str(rng.choice([0, 500, 30_000]))},
        "funding_wallet": {"USDT": str(rng.randint(1, 2_000))},
        "auto_transfer": {"spot": rng.choice([True, "400"]), "funding": rng.choice([False, "300", True])},
        "savings_wallet": {"USDT": str(rng.choice([900, 20_000]))},
        "pledge_savings": rng.choice([False, True, "350"]),
        "positions": positions,
    }


@pytest.mark.parametrize("seed", range(40))
def test_risk_and_the_engine_agree_about_every_door(seed: int, tmp_path: Path) -> None:
    account = an_account(random.Random(seed))
    if account["account_mode"] == "unified":
        del account["auto_transfer"]["spot"]  # type: ignore[attr-defined]
    path = tmp_path / "account.json"
    path.write_text(json.dumps(account))
    read = load_accounts(str(path))[0][0]
    session = Session.create(MemoryJournal(opening_on_move(read, "move", PriceMove(change=Fraction(-1, 9), minutes=1))))
    session.advance_to(session.opening.starts_ns)
    told = {(one.wallet, one.asset): one.worst_loss for one in report_account(read).reach}
    for row in reach_rows(session.state):
        if row.wallet in ("spot", "funding", "savings", "contract"):
            assert abs(Fraction(row.worst_loss_atoms, 10**8) - told[row.wallet, row.asset]) <= Fraction(2, 10**8)


def test_a_door_is_in_the_answer_and_a_wrong_wallet_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    account = an_account(random.Random(3)) | {"account_mode": "segregated", "auto_transfer": {"savings": True}}
    path = tmp_path / "account.json"
    path.write_text(json.dumps(account))
    with pytest.raises(Problem, match="automatic transfer takes out of spot or funding, not out of 'savings'"):
        load_accounts(str(path))


@pytest.mark.parametrize("side", ["short", "long"])
def test_the_worst_path_takes_exactly_what_the_door_lets_through(side: str, tmp_path: Path) -> None:
    account = {
        "rulebook": "binance-usdm",
        "contract_wallet": {"USDT": "1240"},
        "spot_wallet": {"USDT": "3000", "BTC": "1"},
        "auto_transfer": {"spot": "500"},
        "marks": {BTC: "7934"},
        "positions": [
            {"contract": BTC, "side": side, "qty": "2", "entry": "7934", "margin_mode": "cross", "leverage": 20}
        ],
    }
    path = tmp_path / "account.json"
    path.write_text(json.dumps(account))
    read = load_accounts(str(path))[0][0]
    session = Session.create(MemoryJournal(opening_on_move(read, "move", PriceMove(change=Fraction(-1, 9), minutes=1))))
    session.advance_to(session.opening.starts_ns)
    found = find_witness(opening_from_now(session))
    assert found is not None and found.is_exact
    assert found.reach == {("contract", "USDT"): 1240 * 10**8, ("spot", "USDT"): 500 * 10**8}
