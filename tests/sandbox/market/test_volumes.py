"""Volume: shared over a candle's updates, kept with the feed and in the file, summed by frame, never looked ahead."""

import random
import sqlite3
from pathlib import Path

import pytest

from sandbox.loading.scenario_toml import load_scenario
from sandbox.market.candle_path import candle_volumes
from sandbox.projections.candles import NUMPY_FROM, CandleFold
from sandbox.session.file import create_journal, open_journal
from sandbox.session.session import Session
from sandbox.session.verify import verify_file

BTC = "BTCUSDT-PERP"
MINUTE = 60 * 10**9
START_S = 1_584_007_200


def scenario(folder: Path, rows: int, *, volume: bool = True) -> Path:
    """Write one-minute candles with volumes 1, 2, 3 ... BTC and a scenario that plays them."""
    head = "time,open,high,low,close" + (",volume" if volume else "")
    lines = [
        f"{START_S + 60 * at},100.0,101.0,99.0,100.5" + (f",{at + 1}.00000001" if volume else "") for at in range(rows)
    ]
    (folder / "BTCUSDT.csv").write_text("\n".join([head, *lines]) + "\n")
    path = folder / "story.toml"
    path.write_text(
        'title = "Candles"\nrulebook = "binance-usdm"\n[wallets]\ncontract = { USDT = "100" }\n'
        f'[market."{BTC}"]\nsource = "candles"\nfile = "BTCUSDT.csv"\n'
    )
    return path


def test_a_candle_s_volume_is_shared_and_nothing_is_lost() -> None:
    shares = list(candle_volumes([(0, 10)], 60))
    assert shares == [(0, 2), (20, 2), (40, 2), (59, 4)]


@pytest.mark.parametrize("rows", [5, NUMPY_FROM // 4 + 7])
@pytest.mark.parametrize("frame", [1, 5])
def test_frames_sum_the_volume_of_what_was_played_and_no_more(tmp_path: Path, rows: int, frame: int) -> None:
    prices = load_scenario(str(scenario(tmp_path, rows))).prices
    assert len(prices.volume_atoms) == len(prices) == 4 * rows
    rng = random.Random(rows)
    fold, cursor = CandleFold(prices, BTC, frame * MINUTE), 0
    while cursor < len(prices):
        cursor = min(len(prices), cursor + rng.choice([1, 3, len(prices)]))
        fold.take(cursor)
        assert sum(one.volume_atoms for one in fold.candles) == sum(prices.volume_atoms[:cursor])
    whole = [(at + 1) * 10**8 + 1 for at in range(rows)]
    expected = [sum(whole[at : at + frame]) for at in range(0, rows, frame)]
    assert [one.volume_atoms for one in fold.candles] == expected


def test_the_file_keeps_volumes_and_the_digest_is_that_of_the_same_prices_without(tmp_path: Path) -> None:
    digests = []
    for volume in (True, False):
        folder = tmp_path / str(volume)
        folder.mkdir()
        opening = load_scenario(str(scenario(folder, 30, volume=volume)))
        path = folder / "run.bulkhead"
        session = Session.create(create_journal(str(path), opening))
        session.play_to_end()
        digests.append(session.digest)
        session.close()
        kept = open_journal(str(path), read_only=True)
        assert list(kept.opening.prices.volume_atoms) == list(opening.prices.volume_atoms)
        assert len(kept.opening.prices.volume_atoms) == (120 if volume else 0)
        kept.close()
        assert verify_file(str(path)).failure == ""
    assert digests[0] == digests[1]


def test_a_changed_volume_does_not_verify(tmp_path: Path) -> None:
    path = tmp_path / "run.bulkhead"
    session = Session.create(create_journal(str(path), load_scenario(str(scenario(tmp_path, 3)))))
    session.close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE feed_blocks SET volume_atoms = zeroblob(length(volume_atoms))")
    connection.commit()
    connection.close()
    assert verify_file(str(path)).failure


def test_a_path_tells_no_volume() -> None:
    assert len(load_scenario("gap-through-bankruptcy").prices.volume_atoms) == 0
