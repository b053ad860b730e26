"""Market files: recognition by content, rows and whole files that are refused in one line, and real samples."""

import gzip
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.loading import market_text
from sandbox.loading.candle_files import read_market_file
from sandbox.loading.market_records import MarketFile, summary
from sandbox.values.instants import parse_instant
from sandbox.values.problems import Problem

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data"
T0 = 1584007200  # 2020-03-12T10:00:00Z
HEADER = "time,open,high,low,close,volume"


def rows(count: int = 3, step: int = 60, scale: int = 1000) -> list[str]:
    return [f"{(T0 + at * step) * scale},100,110,90,{100 + at},5" for at in range(count)]


def read(tmp_path: Path, lines: list[str], name: str = "BTCUSDT-1m.csv", contract: str | None = None) -> MarketFile:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_market_file(str(path), contract)


def refusal(path: Path) -> str:
    with pytest.raises(Problem) as caught:
        read_market_file(str(path))
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_plain_csv(tmp_path: Path) -> None:
    found = read(tmp_path, [HEADER, *rows()])
    assert (found.format, found.contract, found.contract_from) == ("ohlcv-csv", "BTCUSDT", "file_name")
    assert found.interval_ns == 60 * 10**9
    assert [c.at_ns for c in found.candles] == [(T0 + 60 * at) * 10**9 for at in range(3)]
    assert found.candles[1].close == Decimal(101)
    assert summary(found) | {"file": ""} == {
        "file": "",
        "format": "ohlcv-csv",
        "contract": "BTCUSDT",
        "contract_from": "file_name",
        "interval": "1m",
        "first": "2020-03-12T10:00:00Z",
        "last": "2020-03-12T10:02:00Z",
        "rows": 3,
        "gaps": 0,
        "duplicates": 0,
        "reordered": 0,
        "refused": [],
        "notes": [],
    }


@pytest.mark.parametrize("scale", [1, 10**3, 10**6, 10**9])
def test_every_unit_of_epoch(tmp_path: Path, scale: int) -> None:
    assert read(tmp_path, [HEADER, *rows(scale=scale)]).candles[0].at_ns == T0 * 10**9


@pytest.mark.parametrize(
    "header",
    ["Timestamp,Open,High,Low,Close,Volume", "OPEN TIME,open,high,low,close,volume", "date,open,high,low,close,vol"],
)
def test_headers_in_any_case(tmp_path: Path, header: str) -> None:
    assert len(read(tmp_path, [header, *rows()]).candles) == 3


def test_other_order_and_extra_columns(tmp_path: Path) -> None:
    found = read(tmp_path, ["close;low;high;open;note;time", f"101;90;110;100;x;{T0}", f"102;90;110;100;y;{T0 + 60}"])
    assert found.candles[0].open == 100 and found.candles[0].close == 101


def test_semicolons_tabs_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for delimiter in (";", "\t"):
        body = "\r\n".join([HEADER, *rows()]).replace(",", delimiter)
        path.write_bytes(b"\xef\xbb\xbf" + body.encode() + b"\r\n")
        assert len(read_market_file(str(path)).candles) == 3


def test_klines_without_header_in_ms_and_us(tmp_path: Path) -> None:
    for scale in (1, 1000):
        lines = [
            f"{(T0 + 60 * at) * 1000 * scale},100,110,90,101,5,{(T0 + 60 * at + 60) * 1000 * scale - 1},1,2,3,4,0"
            for at in range(2)
        ]
        found = read(tmp_path, lines)
        assert (found.format, found.interval_ns, found.candles[0].at_ns) == ("binance-klines", 60 * 10**9, T0 * 10**9)


def test_one_kline_has_the_interval_of_its_closing_time(tmp_path: Path) -> None:
    found = read(tmp_path, [f"{T0}000,100,110,90,101,5,{T0 + 299}999,1,2,3,4,0"])
    assert found.interval_ns == 300 * 10**9


def test_contract_by_precedence(tmp_path: Path) -> None:
    inside = ["time,symbol,open,high,low,close", f"{T0},ETH/USDT,100,110,90,101", f"{T0 + 60},ETH/USDT,100,110,90,101"]
    assert read(tmp_path, inside, contract="SOLUSDT").contract == "ETHUSDT"
    found = read(tmp_path, [HEADER, *rows()], contract="SOLUSDT")
    assert (found.contract, found.contract_from) == ("SOLUSDT", "option")
    assert read(tmp_path, [HEADER, *rows()], name="candles.csv").contract is None
    assert read(tmp_path, [HEADER, *rows()], name="BTCUSDT-ETHUSDT.csv").contract_from == "unknown"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (f"{T0 + 60},100,80,90,85,5", "high 80 is below low 90"),
        (f"{T0 + 60},120,110,90,100,5", "open 120 lies outside"),
        (f"{T0 + 60},100,110,90,80,5", "close 80 lies outside"),
        (f"{T0 + 60},nan,110,90,100,5", "open is 'nan'"),
        (f"{T0 + 60},100,110,-90,100,5", "low is '-90'"),
        (f"{T0 + 60},100,110,0,100,5", "low is '0'"),
        (f"{T0 + 60},100,110,90,100,-5", "volume is '-5'"),
        (f"{T0 + 60},100,inf,90,100,5", "high is 'inf'"),
        (f"{T0 + 60},100,110", "has 3 columns where 6 are due"),
        (f"{T0 + 60},100,110,90,100,5,7", "has 7 columns where 6 are due"),
        ("yesterday,100,110,90,100,5", "'yesterday' is no time"),
        (f"{T0 + 30},100,110,90,100,5", "begins inside the candle of 2020-03-12T10:00:00Z"),
        (f"{T0},100,111,90,100,5", "differs from the candle of the same time in line 2"),
    ],
)
def test_rows_are_refused_with_their_line(tmp_path: Path, row: str, why: str) -> None:
    good = rows(6, scale=1)
    found = read(tmp_path, [HEADER, good[0], row, *good[2:]])
    assert [one.line for one in found.refused] == [3]
    assert why in found.refused[0].why
    assert len(found.candles) == 5


def test_a_truncated_last_row(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_text("\n".join([HEADER, *rows(), f"{T0 + 180}000,26652."]))
    found = read_market_file(str(path))
    assert [(one.line, len(found.candles)) for one in found.refused] == [(5, 3)]


def test_order_doubles_and_gaps_are_counted(tmp_path: Path) -> None:
    lines = rows(8)
    found = read(tmp_path, [HEADER, *lines[:2], *lines[5:], lines[6], lines[2]])
    assert (found.gaps, found.duplicates, found.reordered, found.refused) == (1, 1, 1, [])
    assert [c.at_ns for c in found.candles] == sorted(c.at_ns for c in found.candles)
    newest_first = read(tmp_path, [HEADER, *reversed(lines)])
    assert (newest_first.gaps, newest_first.reordered, len(newest_first.candles)) == (0, 7, 8)


def test_times_without_zone_are_said_to_be_utc(tmp_path: Path) -> None:
    found = read(tmp_path, [HEADER, "2020-03-12 10:00:00,1,1,1,1,0", "2020-03-12 11:00:00,1,1,1,1,0"])
    assert found.notes == ["times without a zone were read as UTC"]


def test_funding_rates(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [
            "calc_time,funding_interval_hours,last_funding_rate",
            f"{T0}002,8,-0.003",
            f"{T0 + 28800}000,8,0.0001",
            f"{T0 + 86400}000,8,0.0001",
            f"{T0}000,8,x",
        ],
    )
    assert [(row.at_ns, row.rate) for row in found.funding[:2]] == [
        (T0 * 10**9, Decimal("-0.003")),
        ((T0 + 28800) * 10**9, Decimal("0.0001")),
    ]
    assert (found.format, found.gaps, [one.line for one in found.refused]) == ("binance-funding", 1, [5])


def test_zip_and_gz(tmp_path: Path) -> None:
    body = "\n".join([HEADER, *rows()])
    (tmp_path / "a.gz").write_bytes(gzip.compress(body.encode()))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("BTCUSDT.csv", body)
        archive.writestr("__MACOSX/BTCUSDT.csv", "x")
    assert len(read_market_file(str(tmp_path / "a.gz")).candles) == 3
    assert len(read_market_file(str(tmp_path / "b.zip")).candles) == 3


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n \n", "is empty"),
        ("header.csv", b"time,open,high,low,close\n", "no candle"),
        ("binary.csv", bytes(range(256)) * 4, "is not text"),
        ("nul.csv", b"time,open\0,high,low,close\n1,2,3,4,5\n", "is not text"),
        ("utf16.csv", "time,open,high,low,close\n".encode("utf-16"), "is not text"),
        ("cut.csv.gz", gzip.compress(b"x" * 1000, mtime=0)[:20], "damaged"),
        ("cut.zip", b"PK\x03\x04abc", "damaged"),
        ("prose.csv", b"dear diary, today nothing happened\n", ":1: is no known market format"),
        ("three.json", b"[[1584007200000, 1, 1]]", ":1: has entries of 3 values"),
        ("none.json", b"[]", ":1: is an empty list: it holds no candle"),
        ("cut.json", b"[[1584007200000, 1, 1, 1, 1", ":1: is no JSON"),
        ("deep.json", b"[" * 100_000, ":1: is nested too deep"),
        ("other.json", b'{"orders": []}', ":1: is JSON of no known shape"),
        ("page.csv", b"<!DOCTYPE html><p>404", ":1: is a web page"),
        ("x.feather", b"ARROW1\0\0", "Feather"),
        ("x.parquet", b"PAR1", "Parquet"),
        ("trades.csv", b"symbol,timestamp,side,price,amount\nX,1584007200,sell,1,1\n", ":1: holds trades"),
        ("six.csv", b"1584007200,1,1,1,1,1\n", ":1: has 6 columns and no header"),
        ("notime.csv", b"open,high,low,close\n1,1,1,1\n", ":1: the header names no time column"),
        ("twice.csv", b"time,open,open,high,low,close\n1584007200,1,1,1,1,1\n", ":1: the header must name open"),
        ("bad.csv", b"time,open,high,low,close\n1584007200,1,1,2,1\n", ":2: high 1 is below low 2"),
        (
            "two.csv",
            b"time,symbol,open,high,low,close\n1584007200,BTCUSDT,1,1,1,1\n1584007260,ETHUSDT,1,1,1,1\n",
            ":3: names ETHUSDT after BTCUSDT",
        ),
        ("quote.csv", b'time,open,high,low,close\n1584007200,1,1,1,1\n"x,1\n1584007260,1,1,1,1\n', "is no CSV row"),
        ("long.csv", b"time,open,high,low,close\n" + b"1" * 200_000 + b",1,1,1,1\n", ":2: is no CSV row"),
    ],
)
def test_files_that_are_refused_whole(tmp_path: Path, name: str, body: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    text = refusal(path)
    assert text.startswith(str(path))
    assert why in text


def test_missing_file_folder_and_archive_of_two(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "nothing.csv")
    assert "is a folder" in refusal(tmp_path)
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "x")
    assert "holds 2 files" in refusal(tmp_path / "two.zip")


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.csv.gz"])
def test_an_archive_of_too_much_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(market_text, "FILE_BYTES_MAX", 1_000_000)
    body = b"0" * 1_000_001
    if name.endswith("gz"):
        (tmp_path / name).write_bytes(gzip.compress(body))
    else:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", body)
    assert "is larger than 1 MB unpacked; split it" in refusal(tmp_path / name)


EXPECTED = {
    "binance_um_1m_daily": ("binance-klines", "1m", 1440),
    "binance_spot_5m_monthly": ("binance-klines", "5m", None),
    "binance_um_1m_excerpt": ("binance-klines", "1m", 57),
    "binance_funding": ("binance-funding", None, None),
    "perp_ohlcv_ms_header": ("ohlcv-csv", None, None),
    "binance_us_1m": ("ohlcv-csv", "1m", 4320),
    "perp_1h_local_tz": ("ohlcv-csv", "1h", None),
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample market data are not beside the repository")
@pytest.mark.parametrize("folder", EXPECTED)
def test_samples(folder: str) -> None:
    kind, interval, count = EXPECTED[folder]
    paths = sorted((SAMPLES / folder).glob("*.csv"))
    assert paths
    for path in paths:
        figures = summary(read_market_file(str(path)))
        assert (figures["format"], figures["refused"], figures["gaps"], figures["duplicates"]) == (kind, [], 0, 0), path
        assert str(figures["contract"]).startswith(path.name[:6])
        assert interval in (None, figures["interval"])
        assert count in (None, figures["rows"])


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample market data are not beside the repository")
def test_sample_with_a_missing_hour() -> None:
    found = read_market_file(str(SAMPLES / "spot_1h_datetime" / "BTCUSDT_1h.csv"))
    assert (len(found.candles), found.gaps, found.refused) == (25_927, 1, [])
    assert found.candles[0].at_ns == parse_instant("2022-11-18T07:00:00Z")


def test_two_times_in_one_row_are_not_chosen_between(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("time,date,open,high,low,close\n1584007200,2020-03-12 12:00:00,1,2,1,2\n")
    with pytest.raises(Problem, match="two.csv:2: time and date tell different times; remove all but time"):
        read_market_file(str(path))
    path.write_text("time,date,open,high,low,close\n1584007200,2020-03-12 10:00:00,1,2,1,2\n")
    assert len(read_market_file(str(path)).candles) == 1


def test_a_contract_that_the_file_contradicts_is_said(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("time,symbol,open,high,low,close\n1584007200,BTC/USDT,1,2,1,2\n")
    found = read_market_file(str(path), "ETHUSDT")
    assert (found.contract, found.contract_from) == ("BTCUSDT", "content")
    assert found.notes == ["the file itself names BTCUSDT, so --contract ETHUSDT was not used"]
