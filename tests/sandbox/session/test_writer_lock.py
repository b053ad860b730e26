"""One writer a session, however closely two follow each other."""

import os
from pathlib import Path

import pytest

from sandbox.session import writer_lock
from sandbox.session.writer_lock import WriterLock
from sandbox.values.problems import Problem


def test_a_second_writer_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    path = str(tmp_path / "run.bulkhead")
    first = WriterLock(path)
    with pytest.raises(Problem, match="another program is writing"):
        WriterLock(path)
    first.release()
    WriterLock(path).release()
    assert not os.listdir(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="there an open file cannot be removed")
def test_a_sidecar_that_was_removed_before_it_was_locked_keeps_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, lock, left = str(tmp_path / "run.bulkhead"), writer_lock._lock, [1]

    def late(descriptor: int) -> None:
        if left:  # the writer before us lets go between our opening the sidecar and locking it
            left.pop()
            os.unlink(f"{path}.lock")
        lock(descriptor)

    monkeypatch.setattr(writer_lock, "_lock", late)
    mine = WriterLock(path)
    with pytest.raises(Problem, match="another program is writing"):
        WriterLock(path)
    mine.release()
