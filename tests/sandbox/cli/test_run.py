"""`bulkhead run`: figures, exit codes, files, and what is said where something is not met."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from sandbox.cli.run import Watch, play
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.support.builders import BTC, SECOND, START, an_opening, price_columns
from tests.support.command_line import LOCKED, REPOSITORY, answer, answer_json, gap_scenario


def test_the_gap_prints_the_sums_of_the_interfaces(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found, err = answer_json(capsys, "run", gap_scenario(tmp_path))
    assert (code, err) == (0, [])
    assert found["wallets"]["contract"] == {"USDT": "446.6"}
    assert found["wallets"]["spot"] == {"BTC": "1.25", "USDT": "3000"}
    assert found["insurance_fund"] == {"USDT": "48925.4"}
    assert [row["reason"] for row in found["refused"]] == ["TRANSFERS_LOCKED"]
    assert (found["scenario"], found["rulebook"], found["account_mode"]) == ("gap", "binance-usdm", "segregated")
    assert found["ended_at"] == "2020-03-12T11:00:00Z"
    assert found["digest"].startswith("sha256:") and len(found["digest"]) == 71


def test_a_fund_of_500_pays_for_whole_lots(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found, _ = answer_json(capsys, "run", gap_scenario(tmp_path, fund="500"))
    (row,) = found["liquidations"]
    assert (code, row["from_fund"], row["deleveraged_qty"]) == (0, "499.689", "1.07")
    assert found["traders"]["short-1"]["contract"] == {"USDT": "5424.469"}
    assert set(found["conservation"].values()) == {"0"}


def test_a_fund_of_nothing_is_named_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer_json(capsys, "run", gap_scenario(tmp_path, fund="0"))[1]
    assert found["insurance_fund"] == {"USDT": "0"} and found["liquidations"][0]["deleveraged_qty"] == "2"
    path = gap_scenario(tmp_path)
    path.write_text(path.read_text().replace('[insurance_fund]\nUSDT = "50000"\n', ""))
    assert answer_json(capsys, "run", path)[1]["insurance_fund"] == {"USDT": "0"}


def test_the_text_summary_names_the_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answer(capsys, "run", gap_scenario(tmp_path))
    assert code == 0
    for part in ("446.6 USDT", "48925.4", "liquidated you: long 2", "lost 793.4", "TRANSFERS_LOCKED", "sha256:"):
        assert part in out


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        ("", "expected to be accepted, was refused: TRANSFERS_LOCKED (needed 100, available 0 USDT)"),
        ('expect = "MARGIN_IN_USE"\n', "expected refusal MARGIN_IN_USE, was refused: TRANSFERS_LOCKED"),
        (
            LOCKED + '[[expect]]\nwallet = "spot"\nasset = "USDT"\namount = "3001"\n',
            "expected spot to hold 3001 USDT, it holds 3000",
        ),
    ],
)
def test_what_is_not_met_is_exit_1_with_both_sides_and_the_summary(
    tail: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, file = gap_scenario(tmp_path, tail=tail), tmp_path / "run.bulkhead"
    code, found, err = answer_json(capsys, "run", path, "--session", file)
    assert code == 1 and found["insurance_fund"] == {"USDT": "48925.4"}
    assert len(err) == 1 and err[0].startswith(f"bulkhead: {path}: ") and said in err[0]
    assert answer(capsys, "verify", file)[0] == 0


def test_an_expected_refusal_that_does_not_come_is_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tail = (
        LOCKED
        + """
[[step]]
at = "2020-03-12T10:00:00.5Z"
do = "transfer"
from = "spot"
to = "contract"
asset = "USDT"
amount = "1"
expect = "MARGIN_IN_USE"
"""
    )
    code, _, err = answer_json(capsys, "run", gap_scenario(tmp_path, tail=tail))
    assert code == 1
    assert "step 'transfer' at 2020-03-12T10:00:00.5Z: expected refusal MARGIN_IN_USE, was accepted" in err[0]


def test_a_session_file_is_not_replaced_unless_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, file, events = gap_scenario(tmp_path), tmp_path / "run.bulkhead", tmp_path / "events.jsonl"
    assert answer(capsys, "run", path, "--session", file)[0] == 0
    before = file.read_bytes()
    code, out, err = answer(capsys, "run", path, "--session", file, "--events", events)
    assert (code, out, len(err)) == (2, "", 1) and "--overwrite" in err[0]
    assert file.read_bytes() == before and not events.exists()
    assert answer(capsys, "run", path, "--session", file, "--overwrite")[0] == 0
    assert answer(capsys, "verify", file)[0] == 0
    code, _, err = answer(capsys, "run", path, "--session", file, "--events", file, "--overwrite")
    assert code == 2 and "write the events elsewhere" in err[0]


def test_the_session_has_the_digest_of_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, file = gap_scenario(tmp_path), tmp_path / "run.bulkhead"
    with_file = answer_json(capsys, "run", path, "--session", file)[1]
    without = answer_json(capsys, "run", path)[1]
    assert with_file == without
    assert answer_json(capsys, "verify", file)[1]["digest"] == without["digest"]


def test_events_are_json_lines_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = tmp_path / "events.jsonl"
    assert answer(capsys, "run", gap_scenario(tmp_path), "--events", events)[0] == 0
    rows = [json.loads(line) for line in events.read_text().splitlines()]
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert list(rows[0])[:3] == ["seq", "time", "event"]
    assert rows[0]["time"] == "2020-03-12T10:00:00Z" and rows[0]["event"] == "transfer_posted"
    kinds = [row["event"] for row in rows]
    assert kinds.index("caption_shown") < kinds.index("order_filled") < kinds.index("liquidation_started")
    assert kinds[-1] == "liquidation_released" and rows[-1]["time"] == "2020-03-12T10:30:06Z"
    assert kinds.count("caption_shown") == 1
    code, out, _ = answer(capsys, "run", gap_scenario(tmp_path), "--events", "-")
    assert code == 0 and out.splitlines()[: len(rows)] == events.read_text().splitlines()


@pytest.mark.parametrize("target", ["", "missing/deep/events.jsonl"])
def test_events_that_cannot_be_written_are_one_line(
    target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "run.bulkhead"
    code, out, err = answer(
        capsys, "run", gap_scenario(tmp_path), "--session", file, "--events", f"{tmp_path}/{target}"
    )
    assert (code, out, len(err)) == (2, "", 1) and "cannot be written" in err[0]
    assert not file.exists()


def test_an_unknown_scenario_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = answer(capsys, "run", "gap-through-bankrupcy")
    assert (code, out, len(err)) == (2, "", 1)
    assert "gap-through-bankruptcy" in err[0]


def test_ctrl_c_stops_between_steps_and_keeps_what_was_committed() -> None:
    rows = [(START + second * SECOND, BTC, 79_340) for second in range(1_000)]
    session = Session.create(MemoryJournal(replace(an_opening(), prices=price_columns(rows))))
    watch = Watch(session, None)
    advanced = session.advance_to

    def interrupted(target_ns: int, updates_max: int | None = None) -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        return advanced(target_ns, 10)

    session.advance_to = interrupted  # type: ignore[method-assign]
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        play(session)
    assert signal.getsignal(signal.SIGINT) is before
    assert session.cursor == 10 and watch.failures() == []
    session.flush()
    assert session.journal.position() == (10, START + 9 * SECOND)


def test_it_starts_without_numpy_qt_or_sqlite(tmp_path: Path) -> None:
    code = (
        "import sys; from sandbox.cli.main import main; main(['run', sys.argv[1], '--json']);"
        "bad = [n for n in ('numpy', 'PySide6', 'sqlite_utils', 'sqlite3', 'pyqtgraph') if n in sys.modules];"
        "print(bad, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(gap_scenario(tmp_path))],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
    )
    assert done.stderr.strip() == "[]"
