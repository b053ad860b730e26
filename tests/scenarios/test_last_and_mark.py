"""Last and mark apart: orders see the one, liquidations the other; jumping and stepping agree over both feeds."""

from pathlib import Path

import pytest

from sandbox.engine import advance
from sandbox.ledger.accounts import YOU
from sandbox.loading.scenario_toml import load_scenario
from sandbox.market.last_series import last_series
from sandbox.messages import events as ev
from sandbox.projections.candles import CandleFold
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.scenarios.test_waiting_orders import LONG, STOP, closing_fill, only, told, written
from tests.support.command_line import answer

BTC = "BTCUSDT-PERP"
WICK = {20: "7000", 25: "mark"}


def apart(folder: Path, last: dict[int, str], *steps: str) -> Path:
    """Write a scenario whose mark stays at 7,934 while last goes elsewhere."""
    path = written(folder, {0: "7934", 40: "7930"}, *steps)
    points = ", ".join(f'["2020-03-12T10:00:{second:02}Z", "{price}"]' for second, price in last.items())
    path.write_text(path.read_text().replace('between = "hold"', f'between = "hold"\nlast = [{points}]'))
    return path


def test_a_wick_in_last_liquidates_nobody_while_the_mark_stays(tmp_path: Path) -> None:
    for opened in (LONG, LONG.replace("isolated", "cross")):
        events = told(apart(tmp_path, WICK, opened))
        assert not only(events, ev.LiquidationStarted) and not only(events, ev.MarginWarned)


def test_a_stop_by_last_is_sold_into_the_wick_and_one_by_mark_is_not(tmp_path: Path) -> None:
    last = {20: "7600", 25: "mark"}
    by_last = told(apart(tmp_path, last, LONG, f'{STOP}\ntrigger_by = "last"'))
    assert closing_fill(by_last) == (2000, 76_000)
    by_mark = told(apart(tmp_path, last, LONG, f'{STOP}\ntrigger_by = "mark"'))
    assert not only(by_mark, ev.OrderTriggered)


def test_limit_and_market_orders_fill_at_last(tmp_path: Path) -> None:
    bid = 'do = "order"\nside = "long"\nqty = "0.1"\nprice = "7500"\nmargin = "isolated"\nleverage = 5'
    events = told(apart(tmp_path, {20: "7400", 25: "mark"}, bid))
    assert closing_fill(events) == (100, 74_000)
    closed = told(apart(tmp_path, {2: "7900"}, LONG, 'do = "close"'))
    assert closing_fill(closed) == (2000, 79_000)


def test_a_fill_where_its_unit_would_be_liquidated_is_refused(tmp_path: Path) -> None:
    events = told(apart(tmp_path, WICK, LONG, f'{STOP}\ntrigger_by = "last"'))
    assert [one.why for one in only(events, ev.OrderCancelled)] == ["UNIT_LIQUIDATING"]
    assert not only(events, ev.LiquidationStarted)


def test_a_cross_order_must_cover_what_it_loses_at_once_against_the_mark(tmp_path: Path) -> None:
    opened = 'do = "open"\nside = "long"\nqty = "2"\nmargin = "cross"\nleverage = 20'  # 793.40, and 2 x 250 at once
    told(apart(tmp_path, {0: "8150"}, opened))
    told(apart(tmp_path, {0: "8184"}, f'{opened}\nexpect = "INSUFFICIENT_BALANCE"'))


@pytest.mark.parametrize("numpy_from", [4, 4_096])
def test_jumping_over_both_feeds_gives_the_digest_of_stepping(
    numpy_from: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advance, "NUMPY_FROM", numpy_from)
    last = {10: "7900", 12: "7950", 14: "mark", 20: "7720", 30: "7690", 31: "mark", 35: "8000"}
    told(apart(tmp_path, last, LONG, f'{STOP}\ntrigger_by = "last"'))


def test_a_session_with_two_feeds_is_resumed_and_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, file = apart(tmp_path, {20: "7720"}, LONG), tmp_path / "apart.bulkhead"
    assert answer(capsys, "run", path, "--session", file)[0] == 0
    assert answer(capsys, "verify", file)[0] == 0
    journal = MemoryJournal(load_scenario(str(path)))
    session = Session.create(journal)
    session.play_to_end()
    session.flush()
    again = Session.resume(journal)
    assert again.state.lasts == {BTC: 77_200} and again.digest == session.digest
    assert again.state.positions[YOU, BTC].lots == 2000


def test_the_chart_sees_the_last_price(tmp_path: Path) -> None:
    columns = load_scenario(str(apart(tmp_path, WICK, LONG))).prices
    fold = CandleFold(last_series(columns, BTC), BTC, 60_000_000_000)
    fold.take(len(columns))
    (candle,) = fold.candles
    assert (candle.open_ticks, candle.low_ticks, candle.close_ticks) == (79_340, 70_000, 79_300)


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ("[]", "at least one point"),
        ('[["2020-03-12T10:00:05Z", "x"]]', 'or "mark"'),
        ('[["2020-03-12T10:00:05Z", "7000.05"]]', "not a multiple of 0.1"),
        ('[["2020-03-12T10:00:05Z", "7000"], ["2020-03-12T10:00:05Z", "mark"]]', "sort them"),
    ],
)
def test_bad_last_prices_are_one_line(
    points: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, {0: "7934"}, LONG)
    path.write_text(path.read_text().replace('between = "hold"', f'between = "hold"\nlast = {points}'))
    code, _, err = answer(capsys, "run", path)
    assert code == 2 and len(err) == 1 and why in err[0], err
