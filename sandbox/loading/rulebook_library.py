"""Rulebooks of your own: a folder of TOML files, each known by its file's name like a bundled one."""

import os
import re
import tempfile
from pathlib import Path

from sandbox.loading.part_files import SUFFIX, sweep_parts
from sandbox.loading.resource_files import bundled, own_folder
from sandbox.loading.rulebook_check import check_rulebook
from sandbox.loading.rulebook_toml import list_rulebooks
from sandbox.loading.toml_lines import read_text
from sandbox.rulebook.records import Rulebook
from sandbox.values.problems import Problem

KIND = "rulebooks"
COPIES_MAX = 1_000


def own_rulebooks(folder: Path | None = None) -> dict[str, Path]:
    """Return the files of your own books by id; one named like a bundled book is passed over."""
    known = bundled(KIND)
    place = folder or own_folder(KIND)
    return {path.stem: path for path in sorted(place.glob("*.toml")) if path.stem not in known}


def usable_rulebooks(folder: Path | None = None) -> list[Rulebook]:
    """Return your own books that can be used, by id; the others wait to be mended."""
    found = []
    for name, path in own_rulebooks(folder).items():
        try:
            book = check_rulebook(str(path)).book
        except Problem:
            continue
        if book is not None and book.id == name:
            found.append(book)
    return found


def all_rulebooks() -> list[Rulebook]:
    """Return every book that can be chosen: the bundled ones, then yours that can be used."""
    return [*list_rulebooks(), *usable_rulebooks()]


def copy_rulebook(path: Path, folder: Path | None = None) -> Path:
    """Copy a book into your folder under a free id, which stands in it, as yours; raises Problem where it cannot be."""
    place = folder or own_folder(KIND)
    text, name = read_text(str(path)), free_id(path.stem, place)
    text = re.sub(r'(?m)^id\s*=\s*"[^"\n]*"', f'id = "{name}"', text, count=1)
    text = re.sub(r'(?m)^(name\s*=\s*"[^"\n]*?)( \(yours\))?"', r'\1 (yours)"', text, count=1)
    target = place / f"{name}.toml"
    keep_text(target, text)
    return target


def free_id(name: str, folder: Path) -> str:
    """Return "my-<name>", or the first "my-<name>-2", "-3", ... that is free."""
    stem = name if name.startswith("my-") else f"my-{name}"
    stem = re.sub(r"-\d+$", "", stem)
    taken = {*bundled(KIND), *own_rulebooks(folder)}
    for number in range(1, COPIES_MAX):
        wanted = stem if number == 1 else f"{stem}-{number}"
        if wanted not in taken:
            return wanted
    raise Problem(f"there are {COPIES_MAX} copies of {stem} already; delete some in {folder}", 3)


def keep_text(path: Path, text: str) -> None:
    """Write a book so that the file is the old one or the new one, never half; raises Problem."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep_parts(path.parent)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=SUFFIX)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError as error:
        raise Problem(f"{path}: cannot be written ({error.strerror}); check room and permissions", 3) from None
