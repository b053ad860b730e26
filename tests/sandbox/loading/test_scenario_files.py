"""Market files in scenarios: candles and funding beside the file or in the library, in ticks, of the right contract."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.loading.candle_files import read_market_file
from sandbox.loading.market_library import store
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.opening import Opening
from sandbox.values.problems import Problem

T0 = 1584007200
MINUTE = 60 * 10**9
CANDLES = "time,open,high,low,close\n" + "".join(f"{T0 + 60 * at},100.05,110.15,90,101.{at}\n" for at in range(3))
RATES = f"calc_time,last_funding_rate\n{T0}002,0.1\n{T0 + 60}000,-0.003\n"
Load = Callable[[str], Opening]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the library of this test in a folder of its own."""
    monkeypatch.setenv("BULKHEAD_HOME", str(tmp_path / "home"))
    (tmp_path / "BTCUSDT-1m.csv").write_text(CANDLES)
    (tmp_path / "rates.csv").write_text(RATES)


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a scenario whose market table has the given lines."""

    def loaded(lines: str) -> Opening:
        head = 'title = "T"\nrulebook = "binance-usdm"\n[market."BTCUSDT-PERP"]\n'
        (tmp_path / "s.toml").write_text(head + lines)
        return load_scenario(str(tmp_path / "s.toml"))

    return loaded


def test_candles_beside_the_scenario(load: Load) -> None:
    opening = load('source = "candles"\nfile = "BTCUSDT-1m.csv"')
    first = T0 * 10**9
    assert list(opening.prices.price_ticks[:4]) == [1000, 900, 1102, 1010]  # 100.05 and 110.15: half even
    assert list(opening.prices.at_ns[:4]) == [first, first + MINUTE // 3, first + MINUTE * 2 // 3, first + MINUTE - 1]
    assert (opening.starts_ns, opening.ends_ns) == (first, first + 3 * MINUTE - 1)
    assert opening.notes[0].startswith("BTCUSDT-PERP: inside a candle: up candles go open-low-high-close")


def test_inside_overrides_the_order(load: Load) -> None:
    opening = load('source = "candles"\nfile = "BTCUSDT-1m.csv"\ninside = "high_first"')
    assert list(opening.prices.price_ticks[:4]) == [1000, 1102, 900, 1010]


def test_candles_and_rates_of_the_library(load: Load, tmp_path: Path) -> None:
    store(read_market_file(str(tmp_path / "BTCUSDT-1m.csv")))
    store(read_market_file(str(tmp_path / "rates.csv")))
    direct = load('source = "candles"\nfile = "BTCUSDT-1m.csv"\nfunding_file = "rates.csv"')
    for name in ("BTCUSDT-1m.csv", "rates.csv"):
        (tmp_path / name).unlink()
    stored = load('source = "candles"\nfile = "BTCUSDT-1m"\nfunding_file = "rates"')
    assert stored.prices == direct.prices
    assert stored.funding == direct.funding
    assert [(one.at_ns, str(one.update.rate)) for one in stored.funding] == [((T0 + 60) * 10**9, "-3/1000")]


def test_a_list_of_files_is_one_market(load: Load, tmp_path: Path) -> None:
    more = (
        CANDLES.replace(str(T0), str(T0 + 180))
        .replace(str(T0 + 60), str(T0 + 240))
        .replace(str(T0 + 120), str(T0 + 300))
    )
    (tmp_path / "more.csv").write_text(more)
    opening = load('source = "candles"\nfile = ["more.csv", "BTCUSDT-1m.csv"]')
    assert len(opening.prices) == 24
    assert list(opening.prices.at_ns) == sorted(opening.prices.at_ns)


@pytest.mark.parametrize(
    ("body", "lines", "why"),
    [
        (
            "",
            'source = "candles"\nfile = "BTCUSDT-1h.csv"',
            "neither a file beside the scenario nor in the market library",
        ),
        ("", 'source = "candles"', "'file' is missing"),
        ("", 'source = "candles"\nfile = 7', "text in quotes"),
        ("", 'source = "candles"\nfile = []', "a list of them"),
        ("", 'source = "candles"\nfile = "rates.csv"', "holds funding rates, not candles"),
        (
            "",
            'source = "candles"\nfile = "BTCUSDT-1m.csv"\nfunding_file = "BTCUSDT-1m.csv"',
            "holds candles, not funding",
        ),
        ("", 'source = "candles"\nfile = "BTCUSDT-1m.csv"\ninside = "up"', "inside is 'up'"),
        (
            "time,symbol,open,high,low,close\n1584007200,ETHUSDT,1,1,1,1\n1584007260,ETHUSDT,1,1,1,1\n",
            'source = "candles"\nfile = "x.csv"',
            "holds ETHUSDT, not BTCUSDT-PERP",
        ),
        ("time,open,high,low,close\n1584007200,1,1,1,1\n", 'source = "candles"\nfile = "x.csv"', "a single candle"),
        (
            "time,open,high,low,close\n1584007200,1,1,0.04,1\n1584007260,1,1,1,1\n",
            'source = "candles"\nfile = "x.csv"',
            "do not fit the tick",
        ),
        (
            "time,open,high,low,close\n1584007200,1,1,1,1\n1584007260,1,1,2,1\n",
            'source = "candles"\nfile = "x.csv"',
            "x.csv:3: high 1 is below low 2",
        ),
        (
            "time,open,high,low,close\n1584007200,1,1,1,1\n1584010800,1,1,1,1\n",
            'source = "candles"\nfile = ["x.csv", "BTCUSDT-1m.csv"]',
            "another interval",
        ),
        (
            "time,open,high,low,close\n1584007200,1,1,1,1\n1584007260,1,1,1,1\n",
            'source = "candles"\nfile = ["x.csv", "BTCUSDT-1m.csv"]',
            "tells a candle otherwise",
        ),
        (
            "",
            'source = "path"\npoints = [["2020-03-12T10:00:00Z", "1.0"]]\nfunding = [["2020-03-12T10:00:00Z", "2"]]',
            "between -1 and 1",
        ),
        (
            "",
            'source = "path"\npoints = [["2020-03-12T10:00:00Z", "1.0"]]\nfunding_file = "gone.csv"',
            "'gone.csv' is neither",
        ),
        ("", 'source = "path"\npoints = []', "at least one point"),
        ("", 'source = "path"', "neither points nor price steps"),
    ],
)
def test_errors(load: Load, tmp_path: Path, body: str, lines: str, why: str) -> None:
    (tmp_path / "x.csv").write_text(body)
    with pytest.raises(Problem) as caught:
        load(lines)
    assert why in str(caught.value) and "\n" not in str(caught.value) and caught.value.exit_code == 2
