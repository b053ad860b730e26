"""Where bundled files lie: the `resources` folder beside our packages, in a checkout and in a wheel alike."""

import os
import re
from difflib import get_close_matches
from pathlib import Path

from sandbox.values.problems import Problem

_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def bundled(kind: str) -> dict[str, Path]:
    """Return the bundled TOML files of a kind ("rulebooks", "scenarios") by id, sorted."""
    return {path.stem: path for path in sorted((RESOURCES / kind).glob("*.toml"))}


def own_folder(kind: str) -> Path:
    """Return where a person's own files of a kind lie: the data folder, which BULKHEAD_HOME moves."""
    home = os.environ.get("BULKHEAD_HOME")
    if home:
        return Path(home) / kind
    import platformdirs

    return Path(platformdirs.user_data_dir("bulkhead", appauthor=False)) / kind


def find(kind: str, id_or_path: str, relative_to: str | None = None) -> str:
    """Return the path of a bundled id, the path given (relative to a file's folder where told), or one of your own.

    Raises Problem where it is neither, naming the nearest id.
    """
    known = bundled(kind)
    if id_or_path in known:
        return str(known[id_or_path])
    path = id_or_path
    if relative_to is not None:
        path = os.path.join(os.path.dirname(relative_to), id_or_path)
    is_path = bool(os.path.splitext(id_or_path)[1]) or "/" in id_or_path or os.sep in id_or_path
    if id_or_path and (is_path or os.path.exists(path)):
        return path
    if _NAME.fullmatch(id_or_path) and (own := own_folder(kind) / f"{id_or_path}.toml").is_file():
        return str(own)
    close = get_close_matches(id_or_path, known, 1, 0.4)
    hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known) or 'none'}"
    raise Problem(f"{id_or_path[:200]!r} is neither a file nor one of the bundled {kind}; {hint}")
