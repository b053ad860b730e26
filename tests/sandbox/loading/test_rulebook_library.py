"""Rulebooks of your own: copied under a free id, found by it, and left alone where they cannot be used."""

from pathlib import Path

import pytest

from sandbox.loading.resource_files import RESOURCES, own_folder
from sandbox.loading.rulebook_library import KIND, copy_rulebook, free_id, keep_text, own_rulebooks, usable_rulebooks
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.values.problems import Problem

TEACHING = RESOURCES / "rulebooks" / "bulkhead-teaching.toml"


def test_a_copy_has_an_id_of_its_own_and_is_found_by_it() -> None:
    path = copy_rulebook(TEACHING)
    assert path == own_folder(KIND) / "my-bulkhead-teaching.toml"
    book = load_rulebook("my-bulkhead-teaching")
    assert book.name == "Bulkhead teaching book (yours)"
    assert book.id == "my-bulkhead-teaching" and book.contracts == load_rulebook("bulkhead-teaching").contracts
    assert [one.id for one in usable_rulebooks()] == ["my-bulkhead-teaching"]


def test_a_copy_of_a_copy_counts_on(tmp_path: Path) -> None:
    first = copy_rulebook(TEACHING, tmp_path)
    second = copy_rulebook(first, tmp_path)
    assert 'name = "Bulkhead teaching book (yours)"' in second.read_text(encoding="utf-8")
    assert [second.stem, copy_rulebook(TEACHING, tmp_path).stem] == [
        "my-bulkhead-teaching-2",
        "my-bulkhead-teaching-3",
    ]
    assert free_id("other", tmp_path) == "my-other"


def test_a_book_that_cannot_be_used_is_listed_and_not_offered(tmp_path: Path) -> None:
    path = copy_rulebook(TEACHING, tmp_path)
    keep_text(path, path.read_text(encoding="utf-8").replace("[[contract]]", "[contract", 1))
    assert list(own_rulebooks(tmp_path)) == ["my-bulkhead-teaching"] and usable_rulebooks(tmp_path) == []


def test_a_file_named_like_a_bundled_book_does_not_hide_it() -> None:
    keep_text(own_folder(KIND) / "binance-usdm.toml", "no book")
    assert own_rulebooks() == {} and load_rulebook("binance-usdm").as_of == "2024-06-30"


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="cannot be written"):
        copy_rulebook(TEACHING, tmp_path / "file" / "rulebooks")


@pytest.mark.parametrize("name", ["my-nothing", "a\0b", "x" * 300])
def test_an_unknown_id_is_told(name: str) -> None:
    with pytest.raises(Problem, match="neither a file nor one of the bundled"):
        load_rulebook(name)
