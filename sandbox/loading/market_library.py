"""The user's market library: imported candles and funding as gzipped CSV, one file a series, written atomically."""

import csv
import gzip
import io
import os
import tempfile
from fractions import Fraction
from pathlib import Path

from sandbox.loading.candle_files import MarketFile, read_market_file
from sandbox.values.instants import instant_text
from sandbox.values.limits import NS_PER_SECOND
from sandbox.values.problems import Problem


def library_folder() -> Path:
    """Return the library's folder; BULKHEAD_HOME moves it."""
    home = os.environ.get("BULKHEAD_HOME")
    if home:
        return Path(home) / "market"
    import platformdirs

    return Path(platformdirs.user_data_dir("bulkhead", appauthor=False)) / "market"


def series_name(found: MarketFile) -> str:
    """Name a series by contract, interval and kind, e.g. "BTCUSDT-60s"."""
    kind = "funding" if found.funding else f"{found.interval_ns // NS_PER_SECOND}s"
    return f"{found.contract or 'unknown'}-{kind}"


def store(found: MarketFile) -> Path:
    """Add a file's rows to its series; rows stored before are kept once. Returns the series file."""
    folder = library_folder()
    path = folder / f"{series_name(found)}.csv.gz"
    rows: dict[int, list[str]] = {}
    if path.exists():
        with gzip.open(path, "rt", newline="", encoding="utf-8") as file:
            reader = csv.reader(file)
            next(reader)
            rows = {int(row[0]): row for row in reader}
    if found.funding:
        header = ["calc_time", "last_funding_rate"]
        rows.update({at // 1_000_000: [str(at // 1_000_000), str(rate)] for at, rate in found.funding})
    else:
        header = ["open_time", "open", "high", "low", "close", "volume"]
        for c in found.candles:
            key = c.at_ns // 1_000_000
            rows[key] = [str(key), *(f"{v:f}" for v in (c.open, c.high, c.low, c.close, c.volume))]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows[key] for key in sorted(rows))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as temporary:
            temporary.write(gzip.compress(buffer.getvalue().encode(), mtime=0))
            temporary.flush()
            os.fsync(temporary.fileno())
        os.replace(temporary.name, path)
    except OSError as error:
        raise Problem(f"{folder}: cannot be written ({error.strerror}); check room and permissions", 3) from None
    return path


def find_in_library(name: str) -> tuple[list[tuple[int, Fraction, Fraction, Fraction, Fraction]], int]:
    """Return candles (instant, open, high, low, close) and interval of a series by name, or Problem."""
    path = library_folder() / f"{name}.csv.gz"
    if not path.exists():
        raise Problem(f"{name}: is neither a file beside the scenario nor a series of the library; import it")
    found = read_market_file(str(path))
    return [
        (c.at_ns, Fraction(c.open), Fraction(c.high), Fraction(c.low), Fraction(c.close)) for c in found.candles
    ], found.interval_ns


def describe(found: MarketFile) -> dict[str, object]:
    """Return the figures `import --json` prints for a file."""
    times = [c.at_ns for c in found.candles] or [at for at, _ in found.funding]
    return {
        "file": found.path, "format": found.format, "contract": found.contract or None,
        "contract_from": found.contract_from, "interval": _interval_text(found.interval_ns),
        "first": instant_text(times[0]), "last": instant_text(times[-1]), "rows": len(times), "gaps": found.gaps,
        "duplicates": found.duplicates, "reordered": found.reordered,
        "refused": [{"line": one.line, "why": one.why} for one in found.refused],
    }


def _interval_text(interval_ns: int) -> str | None:
    seconds = interval_ns // NS_PER_SECOND
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return None
