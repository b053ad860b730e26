"""One market file as an opening: its candles, volumes and gaps, the balances chosen, and what cannot be played."""

from pathlib import Path

import pytest

from sandbox.loading import market_opening
from sandbox.loading.candle_files import read_market_file
from sandbox.loading.market_opening import StartBalances, fitting_contracts, opening_on_market
from sandbox.loading.market_records import MarketFile
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.values.problems import Problem
from tests.support.builders import atoms

T0 = 1584007200
BALANCES = StartBalances(contract_atoms=atoms("100"), spot_atoms=atoms("7"), fund_atoms=atoms("50"))
USDM = load_rulebook("binance-usdm")
BTC = USDM.contract("BTCUSDT-PERP")


def read(folder: Path, rows: list[str], name: str = "BTCUSDT.csv") -> MarketFile:
    path = folder / name
    path.write_text("\n".join(["time,open,high,low,close,volume", *rows]) + "\n")
    return read_market_file(str(path))


def test_a_file_is_played_to_its_end_with_the_balances_chosen(tmp_path: Path) -> None:
    rows = [f"{T0 + 60 * at},100,110,90,101,2" for at in (0, 1, 5)] + [f"{T0 + 360},100,110,120,101,2"]
    opening = opening_on_market(read(tmp_path, rows), USDM, BTC, BALANCES)
    assert (opening.title, opening.rulebook.id) == ("BTCUSDT-PERP 2020-03-12", "binance-usdm")
    assert (len(opening.prices), sum(opening.prices.volume_atoms)) == (12, atoms("6"))
    assert opening.notes[1:] == ("gaps in the file: 1; the price holds there", "rows of the file left out: 1")
    session = Session.create(MemoryJournal(opening))
    session.play_to_end()
    held = {(account, asset): amount for account, asset, amount in session.state.balances.items()}
    assert held["contract", "USDT"] == atoms("100") and held["spot", "USDT"] == atoms("7")
    assert held["insurance_fund", "USDT"] == atoms("50")
    assert session.state.marks == {"BTCUSDT-PERP": 1010}


@pytest.mark.parametrize(
    ("name", "fitting"),
    [
        ("BTCUSDT.csv", ["BTCUSDT-PERP"]),
        ("XBTUSD.csv", ["BTCUSDT-PERP"]),
        ("ETHBTC.csv", ["BTCUSDT-PERP", "ETHUSDT-PERP", "SOLUSDT-PERP"]),  # its name tells no pair
        ("DOGEUSDT.csv", []),
        ("mine.csv", ["BTCUSDT-PERP", "ETHUSDT-PERP", "SOLUSDT-PERP"]),
    ],
)
def test_a_book_offers_the_contracts_a_file_may_be_of(tmp_path: Path, name: str, fitting: list[str]) -> None:
    found = read(tmp_path, [f"{T0},1,1,1,1,0", f"{T0 + 60},1,1,1,1,0"], name)
    assert [one.symbol for one in fitting_contracts(found, USDM)] == fitting


def test_what_cannot_be_played_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = read(tmp_path, [f"{T0},1,1,1,1,0"])
    with pytest.raises(Problem, match="a single candle, so its interval is unknown"):
        opening_on_market(one, USDM, BTC, BALANCES)
    small = read(tmp_path, [f"{T0 + 60 * at},0.01,0.01,0.01,0.01,0" for at in range(2)])
    with pytest.raises(Problem, match=r"0\.01 to 0\.01 does not fit the tick of BTCUSDT-PERP"):
        opening_on_market(small, USDM, BTC, BALANCES)
    rates = tmp_path / "rates.csv"
    rates.write_text(f"calc_time,last_funding_rate\n{T0}000,0.0001\n")
    with pytest.raises(Problem, match="holds funding rates, not candles"):
        opening_on_market(read_market_file(str(rates)), USDM, BTC, BALANCES)
    monkeypatch.setattr(market_opening, "UPDATES_MAX", 4)
    with pytest.raises(Problem, match="has more than 1 candles; split it"):
        opening_on_market(small, USDM, BTC, BALANCES)
