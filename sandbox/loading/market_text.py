"""The bytes of a market file as text: plain, zip or gz, with a clear line for everything that is no text."""

import io
import zlib

from sandbox.loading.file_bytes import read_bytes
from sandbox.values.problems import Problem

FILE_BYTES_MAX = 250_000_000  # unpacked, four years of minutes; beyond it there is no room in memory to work
WANTED = "it needs CSV rows of time,open,high,low,close"
KNOWN_BINARIES = (
    (b"ARROW1", "is a Feather (Arrow) file, not supported yet by this version; export it as CSV"),
    (b"PAR1", "is a Parquet file, not supported yet by this version; export it as CSV"),
    (b"SQLite format 3", "is an SQLite database, not market data; export a table of it as CSV"),
)


def market_text(path: str) -> str:
    """Return the text of a market file, unpacked; Problem for what is missing, a folder, damaged, empty or binary."""
    body = read_bytes(path, FILE_BYTES_MAX)
    body = _unpacked(path, body)
    for start, text in KNOWN_BINARIES:
        if body.startswith(start):
            raise Problem(f"{path}:1: {text}")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(f"{path}:1: is not text; {WANTED}") from None
    if "\0" in text:
        raise Problem(f"{path}:1: is not text; {WANTED}")
    if not text.strip():
        raise Problem(f"{path}:1: is empty; {WANTED}")
    return text


def _unpacked(path: str, body: bytes) -> bytes:
    """Return what an archive holds; one that says itself that it holds too much is never unpacked."""
    import gzip
    import zipfile

    try:
        if body[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(body)) as packed:
                body = packed.read(FILE_BYTES_MAX + 1)
        elif body[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                names = [n for n in archive.namelist() if not n.endswith("/") and not n.startswith("__MACOSX/")]
                if len(names) != 1:
                    raise Problem(f"{path}: holds {len(names)} files; unpack it and import them one by one")
                _check_size(path, archive.getinfo(names[0]).file_size)
                with archive.open(names[0]) as member:
                    body = member.read(FILE_BYTES_MAX + 1)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error):
        raise Problem(f"{path}: is a damaged or cut-off archive; download it again") from None
    except (RuntimeError, NotImplementedError):
        raise Problem(f"{path}: is an archive with a password or an unknown packing; unpack it first") from None
    _check_size(path, len(body))
    return body


def _check_size(path: str, size: int) -> None:
    if size > FILE_BYTES_MAX:
        raise Problem(f"{path}: is larger than {FILE_BYTES_MAX // 1_000_000} MB unpacked; split it")
