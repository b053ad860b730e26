"""The user's market library: each imported file as one gzipped CSV under its own name, in a form that anyone can read.

Nothing is merged: a spot and a perpetual file may carry the same name and time, and mixing them would be a guess.
The same rows imported again are found to be there; other rows under a known name get "-2", "-3", ...
"""

import csv
import gzip
import io
import os
import re
import tempfile
import zlib
from pathlib import Path

from sandbox.loading.candle_files import read_market_file
from sandbox.loading.market_records import MarketFile
from sandbox.loading.part_files import SUFFIX as PART_SUFFIX
from sandbox.loading.part_files import sweep_parts
from sandbox.loading.resource_files import own_folder
from sandbox.values.instants import instant_text
from sandbox.values.problems import Problem

SUFFIX = ".csv.gz"
SAME_NAME_MAX = 1_000


def library_folder() -> Path:
    """Return the library's folder; BULKHEAD_HOME moves it."""
    return own_folder("market")


def plain_name(path: str) -> str:
    """Return the name a file is kept under: its own, without folder, csv, json, zip and gz."""
    name = Path(path).name
    while (shorter := re.sub(r"\.(csv|txt|json|zip|gz)$", "", name, flags=re.IGNORECASE)) != name:
        name = shorter
    return re.sub(r"[^A-Za-z0-9._ -]", "_", name).lstrip(".")[:100] or "market"


def store(found: MarketFile) -> tuple[str, bool]:
    """Keep a file's rows; returns its name in the library and whether it is new there. Problem (3) where it cannot."""
    folder, body = library_folder(), _text_of(found)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep_parts(folder)
        for number in range(1, SAME_NAME_MAX):
            name = plain_name(found.path) + (f"-{number}" if number > 1 else "")
            target = folder / (name + SUFFIX)
            if not target.exists() and _write_new(target, body):
                return name, True
            if _kept(target) == body:
                return name, False
    except OSError as error:
        raise Problem(f"{folder}: cannot be written ({error.strerror}); check room and permissions", 3) from None
    raise Problem(f"{folder}: holds too many files named {plain_name(found.path)}; rename this one")


def library_names() -> list[str]:
    """Return the names of everything in the library, sorted."""
    return sorted(path.name.removesuffix(SUFFIX) for path in library_folder().glob("*" + SUFFIX))


def read_stored(name: str) -> MarketFile | None:
    """Return what is kept under a name (a file name does too), None where there is nothing."""
    path = library_folder() / (plain_name(name) + SUFFIX)
    return read_market_file(str(path)) if path.is_file() else None


def _text_of(found: MarketFile) -> bytes:
    buffer = io.BytesIO()
    _write_text(found, wrapped := io.TextIOWrapper(buffer, encoding="utf-8", newline="", write_through=True))
    wrapped.flush()
    return buffer.getvalue()


def _write_text(found: MarketFile, text: io.TextIOWrapper) -> None:
    writer = csv.writer(text, lineterminator="\n")
    symbol = [found.contract] if found.contract else []
    head = ["symbol"] if found.contract else []
    if found.funding:
        writer.writerow(["calc_time", *head, "last_funding_rate"])
        for rate in found.funding:
            writer.writerow([instant_text(rate.at_ns), *symbol, f"{rate.rate:f}"])
        return
    writer.writerow(["time", *head, "open", "high", "low", "close", "volume"])
    for row in found.candles:
        values = (row.open, row.high, row.low, row.close, row.volume)
        cells = ("" if value is None else f"{value:f}" for value in values)
        writer.writerow([instant_text(row.at_ns), *symbol, *cells])


def _kept(path: Path) -> bytes | None:
    """Return the text of a stored file, None where it is damaged (a new name is used then)."""
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, ValueError, zlib.error):
        return None


def _write_new(target: Path, body: bytes) -> bool:
    """Write a file whole or not at all; False where another process was faster."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=PART_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(gzip.compress(body, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, target)  # refuses to replace, unlike rename
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            os.replace(temporary, target)
            return True
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    return True
