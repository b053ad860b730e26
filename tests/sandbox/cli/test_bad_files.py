"""Files that are nothing of ours, given to every command that reads one: one clear line, the exit code, no harm."""

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.session.file import open_journal
from sandbox.session.schema import USER_VERSION
from sandbox.values.problems import Problem
from tests.support.command_line import REPOSITORY, answer, answer_json, gap_scenario

READERS = ("run", "risk", "verify", "import", "rulebooks --check")
KLINE = "time,open,high,low,close\n1584007200,100,110,90,101\n1584007260,101,110,90,102\n"


def _sqlite(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text)")
    connection.commit()
    connection.close()


MAKERS: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "folder": lambda path: path.mkdir(),
    "empty": lambda path: path.write_bytes(b""),
    "blank": lambda path: path.write_bytes(b" \n\t\r\n "),
    "binary": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "zeros": lambda path: path.write_bytes(bytes(10_000)),
    "nul-inside": lambda path: path.write_bytes(b'title = "a\0b"\n'),
    "utf-16": lambda path: path.write_text('title = "x"\n', encoding="utf-16"),
    "latin-1": lambda path: path.write_bytes('title = "Z\xfcrich"\n'.encode("latin-1")),
    "one-huge-line": lambda path: path.write_text('title = "' + "x" * 3_000_000 + '"'),
    "deep-list": lambda path: path.write_text("a = " + "[" * 50_000 + "]" * 50_000),
    "deep-json": lambda path: path.write_text("[" * 50_000),
    "deep-key": lambda path: path.write_text(".".join("a" * 50_000) + " = 1"),
    "deep-header": lambda path: path.write_text("[" + ".".join("a" * 50_000) + "]"),
    "endless-number": lambda path: path.write_text('{"id": ' + "9" * 10_000 + "}"),
    "cut-off": lambda path: path.write_text('[{"rulebook": "binance-usdm", "posi'),
    "not-a-number": lambda path: path.write_text('{"marks": {"BTCUSDT-PERP": NaN}}'),
    "other-program": _sqlite,
    "cut-off-sqlite": lambda path: path.write_bytes(b"SQLite format 3\0"),
    "cut-off-gz": lambda path: path.write_bytes(b"\x1f\x8b\x08\0\0\0"),
    "cut-off-zip": lambda path: path.write_bytes(b"PK\x03\x04abc"),
    "web-page": lambda path: path.write_text("<!doctype html><html></html>"),
    "loop": lambda path: path.symlink_to(path),
    "pipe": lambda path: os.mkfifo(path),
    "nothing": lambda path: path.symlink_to(os.devnull),
    "socket": lambda path: socket.socket(socket.AF_UNIX).bind(os.path.relpath(path)),
}


@pytest.mark.skipif(os.name == "nt", reason="needs links and pipes")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", MAKERS)
def test_a_file_that_is_nothing_of_ours_is_one_line_and_exit_2(
    kind: str, reader: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "bad.file"
    MAKERS[kind](path)
    code, out, err = answer(capsys, *reader.split(), path)
    assert (code, out, len(err)) == (2, "", 1), err
    assert err[0].startswith(f"bulkhead: {path}") and ("; " in err[0] or "is no session" in err[0])
    assert "bug of ours" not in err[0] and len(err[0]) < 500 + len(str(path))
    assert sorted(os.listdir(tmp_path)) == sorted({"bad.file"} if kind != "missing" else set())


@pytest.mark.parametrize("name", ["", "\0", "x" * 300, "bad.file/inside", "two\nlines"])
@pytest.mark.parametrize("reader", READERS)
def test_a_name_that_cannot_be_is_one_line_and_exit_2(
    name: str, reader: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.file").write_text("x")
    code, out, err = answer(capsys, *reader.split(), name)
    assert (code, out, len(err)) == (2, "", 1), err
    assert "bug of ours" not in err[0]


@pytest.mark.skipif(os.name == "nt", reason="needs pipes")
def test_a_pipe_that_somebody_writes_is_read_like_a_file(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m ui.command run <(sleep 0.2; cat {gap_scenario(tmp_path)})"],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )
    assert done.returncode == 0, done.stderr
    assert "48925.4" in done.stdout


@pytest.fixture
def session(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a session file of the gap scenario."""
    path = tmp_path / "run.bulkhead"
    assert answer(capsys, "run", gap_scenario(tmp_path), "--session", path)[0] == 0
    return path


def test_a_session_of_a_newer_version_is_told_and_left_alone(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = sqlite3.connect(session)
    connection.execute(f"PRAGMA user_version={USER_VERSION + 1}")
    connection.close()
    before = session.read_bytes()
    code, out, err = answer(capsys, "verify", session)
    assert (code, out, len(err)) == (2, "", 1) and "newer" in err[0]
    assert session.read_bytes() == before


PLANTED = [
    "CREATE TRIGGER t AFTER INSERT ON steps BEGIN DELETE FROM steps; END",
    "CREATE VIEW more AS SELECT * FROM steps",
    "CREATE TABLE more (body)",
    "DROP VIEW wallet_balances",
    "CREATE INDEX late ON events (now_ns)",
    "PRAGMA user_version=0",
]


@pytest.mark.parametrize("statement", PLANTED)
def test_what_is_planted_in_a_session_never_runs(
    statement: str, session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.closing(sqlite3.connect(session)) as connection:
        connection.execute(statement)
    before = session.read_bytes()
    code, out, err = answer(capsys, "verify", session)
    assert (code, out, len(err)) == (1, "", 1) and "the schema is not a session's" in err[0]
    for read_only in (False, True):
        with pytest.raises(Problem, match="its schema is not a session's"):
            open_journal(str(session), read_only=read_only)
    assert session.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_a_session_left_open_where_nothing_may_be_written_is_the_environment(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only its write-ahead file came along, and SQLite cannot make the index beside it."""
    (tmp_path / "away").mkdir()
    copy = tmp_path / "away" / "run.bulkhead"
    journal = open_journal(str(session))
    try:
        journal.add_bookmark(0, 0, "here")
        for tail in ("", "-wal"):
            shutil.copy(f"{session}{tail}", f"{copy}{tail}")
    finally:
        journal.close()
    copy.with_name("run.bulkhead-shm").symlink_to(tmp_path / "gone" / "index")
    code, out, err = answer(capsys, "verify", copy)
    assert (code, out, len(err)) == (3, "", 1) and "copy it" in err[0]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_session_that_was_cut_short_does_not_verify(
    share: float, session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = session.read_bytes()
    session.write_bytes(body[: int(len(body) * share)])
    code, out, err = answer(capsys, "verify", session)
    assert (code, out, len(err)) == (1, "", 1) and "does not verify" in err[0]


@pytest.mark.parametrize(
    ("target", "code", "said"),
    [
        ("", 2, "is no file name"),
        (".", 2, "is a folder"),
        ("gone/run.bulkhead", 2, "there is no folder"),
        ("gap.toml", 2, "is the scenario itself"),
        ("pipe", 2, "is a device or a pipe"),
        ("gap.toml/run.bulkhead", 2, "there is no folder"),
    ],
)
def test_a_session_that_cannot_be_made_is_told_before_anything_plays(
    target: str, code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = gap_scenario(tmp_path)
    if target == "pipe":
        os.mkfifo(tmp_path / target)
    before = sorted(os.listdir(tmp_path)), scenario.read_text()
    path = tmp_path / target if target else ""
    found, out, err = answer(capsys, "run", scenario, "--session", path, "--overwrite")
    assert (found, out, len(err)) == (code, "", 1) and said in err[0]
    assert (sorted(os.listdir(tmp_path)), scenario.read_text()) == before


def test_events_never_replace_the_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = gap_scenario(tmp_path)
    before = scenario.read_text()
    code, _, err = answer(capsys, "run", scenario, "--events", scenario)
    assert (code, len(err)) == (2, 1) and "is the scenario itself" in err[0] and scenario.read_text() == before


def test_two_writers_on_one_session_are_told_apart(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from sandbox.session.file import open_journal

    digest = answer_json(capsys, "verify", session)[1]["digest"]
    journal = open_journal(str(session))
    try:
        code, _, err = answer(capsys, "run", tmp_path / "gap.toml", "--session", session, "--overwrite")
        assert (code, len(err)) == (3, 1) and "another program is writing" in err[0]
        assert answer(capsys, "verify", session)[0] == 0
    finally:
        journal.close()
    assert answer_json(capsys, "verify", session)[1]["digest"] == digest


@pytest.mark.skipif(not hasattr(os, "geteuid") or not shutil.which("setpriv"), reason="needs another user")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="needs root, to become nobody")
def test_what_the_machine_refuses_is_the_environment(tmp_path: Path) -> None:
    """No permission to read, and a folder that may not be written: exit 3, and nothing is made."""
    secret, scenario = tmp_path / "secret.toml", gap_scenario(tmp_path)
    secret.write_text("title = 1")
    secret.chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(0o755)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable, "-m", "sandbox"]
    for arguments in (
        ["run", secret],
        ["risk", secret],
        ["verify", secret],
        ["import", secret],
        ["run", scenario, "--session", tmp_path / "run.bulkhead"],
        ["run", scenario, "--events", tmp_path / "events.jsonl"],
    ):
        done = subprocess.run(
            [*nobody, *map(str, arguments)], capture_output=True, text=True, check=False, cwd=REPOSITORY
        )
        if "can't open file" in done.stderr or "No module named" in done.stderr or "Fatal Python" in done.stderr:
            pytest.skip("the checkout cannot be read by others")
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (3, "", 1), (arguments, done.stderr)
    assert sorted(os.listdir(tmp_path)) == ["gap.toml", "secret.toml"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1584007200,100,90,110,101\n", "high 90 is below low 110"),
        ("1584007200,100,110,90,NaN\n", "close is 'NaN', not a price above 0"),
        ("1584007200,inf,110,90,100\n", "open is 'inf', not a price above 0"),
        ("1584007200,100,110,-90,100\n", "low is '-90', not a price above 0"),
        ("1584007200,100,110,90\n", "has 4 columns where 5 are due"),
        ("yesterday,100,110,90,100\n", "'yesterday' is no time"),
        ("1e9,100,110,90,100\n", "'1e9' is no time"),
    ],
)
def test_a_candle_that_cannot_be_is_refused_by_line_and_stops_a_scenario(
    rows: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "BTCUSDT.csv"
    path.write_text(KLINE + rows)
    code, out, err = answer(capsys, "import", path)
    assert (code, err) == (0, []) and f"line 4 refused: {said}" in " ".join(out.split())
    scenario = tmp_path / "s.toml"
    scenario.write_text(
        'title = "x"\nrulebook = "binance-usdm"\n[market."BTCUSDT-PERP"]\nsource = "candles"\nfile = "BTCUSDT.csv"\n'
    )
    code, out, err = answer(capsys, "run", scenario)
    assert (code, out, len(err)) == (2, "", 1) and f"BTCUSDT.csv:4: {said}" in err[0]
