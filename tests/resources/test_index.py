"""The index of shipped files equals the folder: nothing unlisted, nothing missing, nothing changed, origins said."""

from pathlib import Path

import pytest

from tests.support import resource_index
from tests.support.resource_index import FIELDS, INDEX, index_text, indexed_files, listed_files, read_groups, sha256

REFRESH = "run: python -m tests.support.resource_index"


def test_every_shipped_file_is_listed_with_its_hash() -> None:
    listed = listed_files(read_groups())
    assert set(listed) == indexed_files(), REFRESH
    changed = [name for name, told in listed.items() if sha256(name) != told]
    assert not changed, f"{changed} changed; {REFRESH}"
    assert INDEX.read_text(encoding="utf-8") == index_text(read_groups()), REFRESH


def test_every_group_says_origin_and_licence() -> None:
    for group in read_groups():
        assert all(str(group[field]).strip() for field in FIELDS), group


def test_a_file_of_unknown_origin_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "Stray.ttf").write_bytes(b"from somewhere")
    monkeypatch.setattr(resource_index, "RESOURCES", tmp_path)
    with pytest.raises(ValueError, match=r"fonts/Stray\.ttf"):
        index_text(read_groups())
