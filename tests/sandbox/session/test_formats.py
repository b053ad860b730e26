"""A real file of every format there was opens for ever: it verifies, goes on where it was left, and keeps its way."""

import contextlib
import gzip
import sqlite3
from pathlib import Path

import pytest

from sandbox.session.file import open_journal
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from sandbox.values.assets import atoms_text

FORMATS = Path(__file__).parent / "formats"
# A gap scenario left at 10:20 in its second branch, an order resting; the digest as its own program told it.
DIGESTS = dict.fromkeys((1, 2), "sha256:9e7c1ed36cab085b9b4b86bf99e34fc4fac612b9419b883085e04e4909760c83")


@pytest.fixture(params=sorted(DIGESTS), ids=lambda version: f"version {version}")
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[int, Path]:
    path = tmp_path / "kept.bulkhead"
    path.write_bytes(gzip.decompress((FORMATS / f"gap-{request.param}.bulkhead.gz").read_bytes()))
    return request.param, path


def test_an_old_file_verifies_as_it_was_left(kept: tuple[int, Path]) -> None:
    version, path = kept
    verdict = verify_file(str(path))
    assert (verdict.failure, verdict.digest) == ("", DIGESTS[version])


def test_an_old_file_goes_on_and_keeps_its_version(kept: tuple[int, Path]) -> None:
    version, path = kept
    session = Session.resume(open_journal(str(path)))
    assert len(session.state.orders) == 1
    session.play_to_end()
    assert atoms_text(session.state.balances.of("contract", "USDT")) == "446.6"
    session.close()
    assert verify_file(str(path)).failure == ""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == version


def test_a_changed_row_of_an_old_file_is_found(kept: tuple[int, Path]) -> None:
    _, path = kept
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE events SET body = replace(body, '793', '794') WHERE body LIKE '%793%'")
        connection.commit()
    assert "was changed" in verify_file(str(path)).failure
