"""`bulkhead compare`: its table, its JSON and CSV, and what it says of an unknown regime."""

import csv
import io
from pathlib import Path

import pytest

from tests.support.command_line import answer, answer_json, gap_scenario


def test_the_gap_takes_the_compartment_or_the_whole_wallet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found, err = answer_json(capsys, "compare", gap_scenario(tmp_path))
    assert (code, err) == (0, [])
    changed = {one["regime"]: one["changed"]["contract"]["USDT"] for one in found["regimes"]}
    assert changed == {"isolated": "-793.4", "cross": "-1240", "isolated+topup": "-1240", "multi-asset": "-1240"}
    for one in found["regimes"]:
        assert one["untouched"] == ["spot", "cold"] and set(one["conservation"].values()) == {"0"}
        assert one["wallets"]["spot"] == {"BTC": "1.25", "USDT": "3000"}
        assert len(one["equity"]["times"]) == len(one["equity"]["contract USDT"])
    isolated = answer_json(capsys, "run", gap_scenario(tmp_path))[1]
    assert {key: found["regimes"][0][key] for key in ("digest", "insurance_fund")} == {
        key: isolated[key] for key in ("digest", "insurance_fund")
    }


def test_chosen_regimes_stand_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answer(capsys, "compare", str(gap_scenario(tmp_path)), "--regimes", "cross, isolated,cross")
    assert code == 0 and out.splitlines()[0].split() == ["Cross", "Isolated"]
    assert "contract USDT changed" in out and "-793.4" in out


def test_the_table_as_csv_has_a_cell_for_every_regime(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = answer(capsys, "compare", str(gap_scenario(tmp_path)), "--csv")[1]
    table = list(csv.reader(io.StringIO(out)))
    assert {len(row) for row in table} == {5}
    assert table[0] == ["", "Isolated", "Cross", "Isolated + auto top-up", "Multi-asset"]


def test_an_unknown_regime_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = answer(capsys, "compare", "gap-through-bankruptcy", "--regimes", "cros")
    assert code == 2
    assert err == ["bulkhead: --regimes: unknown regime 'cros'; did you mean 'cross'?; known: isolated, cross, "
                   "isolated+topup, multi-asset, unified, portfolio"]  # fmt: skip
