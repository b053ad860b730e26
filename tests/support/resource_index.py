"""The index of shipped files: `python -m tests.support.resource_index` writes the hashes anew.

A group says the origin and licence of the files that match its pattern; a file in no group is refused, because
where it comes from has to be said by a person.
"""

import hashlib
import tomllib
from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
INDEX = RESOURCES / "index.toml"
INDEXED = ("fonts", "icons", "themes", "rulebooks", "scenarios")
HEADER = (
    "# Every shipped font, icon and data file: where it comes from, its licence, its hash.\n"
    "# They change only with this file; `python -m tests.support.resource_index` writes the hashes anew.\n"
)
FIELDS = ("folder", "pattern", "origin", "licence")


def indexed_files() -> set[str]:
    """Return the files that have to be listed, as paths below `resources`."""
    return {
        path.relative_to(RESOURCES).as_posix()
        for folder in INDEXED
        for path in (RESOURCES / folder).rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }


def sha256(name: str) -> str:
    """Return the hash of a file below `resources`."""
    return hashlib.sha256((RESOURCES / name).read_bytes()).hexdigest()


def read_groups() -> list[dict[str, object]]:
    """Read the index as it stands."""
    groups: list[dict[str, object]] = tomllib.loads(INDEX.read_text(encoding="utf-8"))["group"]
    return groups


def listed_files(groups: list[dict[str, object]]) -> dict[str, str]:
    """Return what the index lists: path below `resources` and hash."""
    found: dict[str, str] = {}
    for group in groups:
        hashes = group["sha256"]
        assert isinstance(hashes, dict)
        found.update({f"{group['folder']}/{name}": told for name, told in hashes.items()})
    return found


def index_text(groups: list[dict[str, object]]) -> str:
    """Return the index for the files as they are now; ValueError names files whose origin is not said."""
    parts, left = [HEADER], indexed_files()
    for group in groups:
        folder = RESOURCES / str(group["folder"])
        names = sorted(p.name for p in folder.glob(str(group["pattern"])) if p.is_file())
        names = [name for name in names if f"{group['folder']}/{name}" in left]
        left -= {f"{group['folder']}/{name}" for name in names}
        head = "\n".join(f'{field} = "{group[field]}"' for field in FIELDS)
        rows = "\n".join(f'"{name}" = "{sha256(str(group["folder"]) + "/" + name)}"' for name in names)
        parts.append(f"\n[[group]]\n{head}\n[group.sha256]\n{rows}\n")
    if left:
        raise ValueError(f"no group of {INDEX.name} says where these come from: {', '.join(sorted(left))}")
    return "".join(parts)


if __name__ == "__main__":
    INDEX.write_text(index_text(read_groups()), encoding="utf-8", newline="\n")
