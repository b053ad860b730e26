"""Cells of market files: times in every unit and zone, numbers, names."""

from decimal import Decimal

import pytest

from sandbox.loading.market_cells import contract_name, has_no_zone, named_contracts, number, time_ns
from sandbox.values.instants import parse_instant

AT = "2020-03-12T10:00:00Z"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1584007200", AT),
        ("1584007200.0", AT),
        ("1584007200000", AT),
        ("1584007200000000", AT),
        ("1584007200000000000", AT),
        ("2020-03-12T10:00:00Z", AT),
        ("2020-03-12 10:00:00", AT),
        ("2020-03-12 10:00", AT),
        ("2020-03-12 12:00:00+02:00", AT),
        ("2020-03-12T19:00:00+0900", AT),
        ("2020-03-12 10:00:00 UTC", AT),
        ("2020-03-12", "2020-03-12T00:00:00Z"),
        ("1584007200.5", "2020-03-12T10:00:00.5Z"),
        ("2020-03-12 10:00:00.250", "2020-03-12T10:00:00.25Z"),
        (" 1584007200 ", AT),
    ],
)
def test_times(text: str, instant: str) -> None:
    assert time_ns(text) == parse_instant(instant)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "99999999",
        "20200312",
        "15840072000",
        "nan",
        "2020-02-30",
        "12/03/2020",
        "2020-03-12 11-PM",
        "1e9",
        "-1584007200",
        "２０２０-03-12",
        "99999999999999999999",
        "2020-03-12T25:00:00Z",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert time_ns(text) is None


def test_times_without_a_zone_are_told() -> None:
    assert has_no_zone("2020-03-12 10:00:00")
    assert not has_no_zone("2020-03-12 10:00:00+00:00")
    assert not has_no_zone("1584007200")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", "1.5"), (" 7 ", "7"), ("1e-05", "0.00001"), ("1.", "1"), (".5", "0.5"), ("-0.003", "-0.003")],
)
def test_numbers(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "-inf", "1_000", "1,5", "0x10", "1e999", "1e30", "٣", "1 2", "9" * 50]
)
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None


def test_contract_names() -> None:
    assert contract_name("BTC/USDT") == "BTCUSDT"
    assert contract_name("btcusd_perp") == "BTCUSD-PERP"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("BTCUSDT-1m-2022-11-08.csv", ["BTCUSDT"]),
        ("BTC_USDT-5m.csv", ["BTCUSDT"]),
        ("Binance_BTCUSDT_1h.csv", ["BTCUSDT"]),
        ("BINANCE_BTCUSDT, 240.csv", ["BTCUSDT"]),
        ("BTC-USD.csv", ["BTCUSD"]),
        ("BTCUSDT-ETHUSDT.csv", ["BTCUSDT", "ETHUSDT"]),
        ("candles.csv", []),
        ("price-usd.csv", []),
        ("1000PEPEUSDT-1m.csv", ["1000PEPEUSDT"]),
    ],
)
def test_pairs_in_file_names(name: str, found: list[str]) -> None:
    assert named_contracts(name) == found
