"""Stops, take-profits and trailing stops as scenarios: they fill where the market is, and a gap can be beyond them."""

from pathlib import Path
from typing import TypeVar

import pytest

from sandbox.cli.run import Watch
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages import events as ev
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.support.command_line import answer, answer_json

HEAD = """title = "Waiting orders"
rulebook = "binance-usdm"
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T10:01:00Z"
[wallets]
contract = { USDT = "1240" }
[insurance_fund]
USDT = "50000"
[market."BTCUSDT-PERP"]
source = "path"
points = [POINTS]
between = "hold"
fees = "none"
"""
E = TypeVar("E")
LONG = 'do = "open"\nside = "long"\nqty = "2"\nmargin = "isolated"\nleverage = 20'
SHORT = LONG.replace("long", "short")


def written(folder: Path, prices: dict[int, str], *steps: str) -> Path:
    """Write a scenario: prices by second, and steps one a second from the first second on."""
    points = ", ".join(f'["2020-03-12T10:00:{second:02}Z", "{price}"]' for second, price in prices.items())
    body = "".join(
        f'[[step]]\nat = "2020-03-12T10:00:{second:02}Z"\n'
        + (
            ""
            if "contract =" in step or step.startswith(('do = "cancel"\nname', 'do = "say"'))
            else 'contract = "BTCUSDT-PERP"\n'
        )
        + f"{step}\n"
        for second, step in enumerate(steps, start=1)
    )
    path = folder / "waiting.toml"
    path.write_text(HEAD.replace("POINTS", points) + body)
    return path


def told(path: Path) -> list[ev.Event]:
    """Play a scenario; every step must come out as it expects, and jumping must not differ from stepping."""
    opening = load_scenario(str(path))
    session, stepped = Session.create(MemoryJournal(opening)), Session.create(MemoryJournal(opening))
    watch = Watch(session, None)
    session.play_to_end()
    assert watch.failures() == []
    while not stepped.at_end:
        stepped.step_update()
    assert stepped.digest == session.digest
    return [event for batch in session.batches() for event in batch.events]


def only(events: list[ev.Event], kind: type[E]) -> list[E]:
    """Return the events of one kind."""
    return [one for one in events if isinstance(one, kind)]


def closing_fill(events: list[ev.Event]) -> tuple[int, int]:
    """Return lots and price of the last fill."""
    fill = only(events, ev.OrderFilled)[-1]
    return fill.lots, fill.price_ticks


STOP = 'do = "order"\ntype = "stop"\nside = "short"\nqty = "2"\nreduce_only = true\ntrigger = "7700"'


@pytest.mark.parametrize(("reached", "filled"), [("7700.0", 77_000), ("7650.0", 76_500), ("7568.0", 75_680)])
def test_a_stop_fills_where_the_market_is_and_not_at_its_trigger(reached: str, filled: int, tmp_path: Path) -> None:
    events = told(written(tmp_path, {0: "7934", 20: "7701", 30: reached}, LONG, STOP))
    assert closing_fill(events) == (2000, filled)
    assert not only(events, ev.LiquidationStarted)


def test_a_stop_does_not_save_from_a_gap_the_liquidation_comes_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, {0: "7934", 30: "7000"}, LONG, STOP)
    events = told(path)
    (gone,) = only(events, ev.OrderCancelled)
    assert gone.why == "UNIT_LIQUIDATING"
    order = [type(one) for one in events if isinstance(one, ev.OrderTriggered | ev.OrderCancelled)]
    assert order == [ev.OrderTriggered, ev.OrderCancelled]
    (started,) = only(events, ev.LiquidationStarted)
    assert events.index(gone) < events.index(started)
    code, found, _ = answer_json(capsys, "run", path)
    assert code == 0 and found["positions"] == []
    (row,) = found["liquidations"]
    assert (row["mark"], row["from_fund"], row["lost_by_trader"]) == ("7000.0", "1074.6", "793.4")
    assert found["wallets"]["contract"] == {"USDT": "446.6"}


def test_a_stop_beyond_the_liquidation_price_is_cancelled_with_the_position(tmp_path: Path) -> None:
    late = STOP.replace("7700", "7550")
    events = told(written(tmp_path, {0: "7934", 30: "7560"}, LONG, late))
    assert [one.why for one in only(events, ev.OrderCancelled)] == ["liquidation"]
    assert not only(events, ev.OrderTriggered)


@pytest.mark.parametrize(
    ("opened", "order", "prices", "filled"),
    [
        (SHORT, 'type = "stop"\nside = "long"\ntrigger = "8100"', {0: "7934", 30: "8120"}, 81_200),
        (LONG, 'type = "take_profit"\nside = "short"\ntrigger = "8100"', {0: "7934", 30: "8150"}, 81_500),
        (SHORT, 'type = "take_profit"\nside = "long"\ntrigger = "7800"', {0: "7934", 30: "7790"}, 77_900),
        (LONG, 'type = "trailing_stop"\nside = "short"\ndistance = "50"', {0: "7934", 20: "8000", 30: "7950"}, 79_500),
        (SHORT, 'type = "trailing_stop"\nside = "long"\nrate = "0.01"', {0: "7934", 20: "7900", 30: "7979"}, 79_790),
    ],
)
def test_each_kind_closes_on_its_side(
    opened: str, order: str, prices: dict[int, str], filled: int, tmp_path: Path
) -> None:
    body = f'do = "order"\nqty = "2"\nreduce_only = true\n{order}'
    assert closing_fill(told(written(tmp_path, prices, opened, body))) == (2000, filled)


def test_a_trailing_stop_follows_the_best_price_exactly_and_never_back(tmp_path: Path) -> None:
    body = 'do = "order"\ntype = "trailing_stop"\nside = "short"\nqty = "2"\nreduce_only = true\nrate = "0.01"'
    prices = {0: "7934.0", 10: "8000.1", 12: "7990", 14: "8001.0", 20: "7921.0", 21: "7920.9"}
    events = told(written(tmp_path, prices, LONG, body))
    (placed,) = only(events, ev.TriggerOrderPlaced)
    assert (placed.trigger.best_ticks, placed.trigger.ticks) == (79_340, 78_546)  # 7,854.66 exactly
    moved = [(one.best_ticks, one.trigger_ticks) for one in only(events, ev.TrailMoved)]
    assert moved == [(80_001, 79_200), (80_010, 79_209)]  # 7,920.099 and 7,920.99 exactly
    (fired,) = only(events, ev.OrderTriggered)
    assert fired.price_ticks == 79_209


@pytest.mark.parametrize(
    "order",
    [
        'type = "stop"\nside = "short"\ntrigger = "7934"',
        'type = "stop"\nside = "long"\ntrigger = "7934"',
        'type = "take_profit"\nside = "short"\ntrigger = "7900"',
        'type = "take_profit"\nside = "long"\ntrigger = "8000"',
    ],
)
def test_an_order_that_would_trigger_at_once_is_refused(order: str, tmp_path: Path) -> None:
    told(written(tmp_path, {0: "7934"}, f'do = "order"\nqty = "1"\nexpect = "WOULD_TRIGGER"\n{order}'))


def test_a_waiting_order_that_may_only_reduce_needs_something_to_reduce(tmp_path: Path) -> None:
    told(written(tmp_path, {0: "7934"}, f'{STOP}\nexpect = "REDUCE_ONLY"'))
    told(written(tmp_path, {0: "7934"}, f'{TIED_STOP}\nexpect = "NO_POSITION"'))


def test_a_stop_limit_rests_at_its_limit_after_a_gap_and_holds_its_margin_then(tmp_path: Path) -> None:
    body = 'do = "order"\ntype = "stop"\nside = "long"\nqty = "1"\ntrigger = "8000"\nprice = "8010"'
    events = told(written(tmp_path, {0: "7934", 10: "8050", 20: "8005"}, body + '\nmargin = "isolated"\nleverage = 10'))
    holds = [one for one in only(events, ev.TransferPosted) if one.credit.startswith("held/")]
    assert [one.atoms for one in holds] == [801 * 10**8]
    fill = only(events, ev.OrderFilled)[-1]
    assert (fill.lots, fill.price_ticks, fill.maker) == (1000, 80_050, True)
    taken = told(written(tmp_path, {0: "7934", 10: "8003"}, body))
    assert (only(taken, ev.OrderFilled)[-1].price_ticks, only(taken, ev.OrderFilled)[-1].maker) == (80_030, False)
    posted = told(written(tmp_path, {0: "7934", 10: "8003"}, f"{body}\npost_only = true"))
    assert [one.why for one in only(posted, ev.OrderCancelled)] == ["WOULD_TAKE"]


def test_a_stop_that_opens_is_checked_when_it_fires(tmp_path: Path) -> None:
    body = 'do = "order"\ntype = "stop"\nside = "long"\nqty = "3"\ntrigger = "8000"\nleverage = 20'
    assert closing_fill(told(written(tmp_path, {0: "7934", 10: "8001"}, body))) == (3000, 80_010)
    events = told(written(tmp_path, {0: "7934", 10: "20000"}, body))
    assert [one.why for one in only(events, ev.OrderCancelled)] == ["INSUFFICIENT_BALANCE"]


TIED_STOP = 'do = "order"\ntype = "stop"\ntrigger = "7700"\nclose_position = true\nname = "sl"'
TIED_PROFIT = 'do = "order"\ntype = "take_profit"\ntrigger = "8100"\nclose_position = true\nname = "tp"'
ADD = 'do = "open"\nside = "long"\nqty = "0.5"'


def test_what_is_tied_to_a_position_closes_all_of_it_and_one_cancels_the_other(tmp_path: Path) -> None:
    events = told(written(tmp_path, {0: "7934", 30: "8120"}, LONG, TIED_STOP, TIED_PROFIT, ADD))
    assert closing_fill(events) == (2500, 81_200)
    assert [(one.order, one.why) for one in only(events, ev.OrderCancelled)] == [("o2", "position_closed")]


def test_what_is_tied_goes_with_its_position_and_not_on_to_the_next(tmp_path: Path) -> None:
    turned = 'do = "open"\nside = "short"\nqty = "3"'
    events = told(written(tmp_path, {0: "7934", 30: "7690"}, LONG, TIED_STOP, TIED_PROFIT, turned))
    assert [one.why for one in only(events, ev.OrderCancelled)] == ["position_closed", "position_closed"]
    assert not only(events, ev.OrderTriggered)
    closed = told(written(tmp_path, {0: "7934", 30: "7690"}, LONG, TIED_STOP, 'do = "close"'))
    assert [one.why for one in only(closed, ev.OrderCancelled)] == ["position_closed"]


def test_another_stop_of_the_same_position_takes_the_place_of_the_first(tmp_path: Path) -> None:
    moved = TIED_STOP.replace("7700", "7800")
    events = told(written(tmp_path, {0: "7934", 30: "7790"}, LONG, TIED_STOP, moved))
    assert [(one.order, one.why) for one in only(events, ev.OrderCancelled)] == [("o2", "replaced")]
    assert closing_fill(events) == (2000, 77_900)
    refused = TIED_STOP.replace("7700", "7940") + '\nexpect = "WOULD_TRIGGER"'
    kept = told(written(tmp_path, {0: "7934", 30: "7690"}, LONG, TIED_STOP, refused))
    assert closing_fill(kept) == (2000, 76_900)


def test_a_waiting_order_is_cancelled_by_name(tmp_path: Path) -> None:
    events = told(written(tmp_path, {0: "7934", 30: "7690"}, LONG, TIED_STOP, 'do = "cancel"\nname = "sl"'))
    assert [one.why for one in only(events, ev.OrderCancelled)] == ["asked"]
    assert not only(events, ev.OrderTriggered)


def test_a_session_with_waiting_orders_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trail = 'do = "order"\ntype = "trailing_stop"\nside = "short"\nqty = "1"\nreduce_only = true\nrate = "0.003"'
    path = written(tmp_path, {0: "7934", 10: "7950", 20: "7990", 30: "7960"}, LONG, TIED_STOP, TIED_PROFIT, trail)
    file = tmp_path / "waiting.bulkhead"
    assert answer(capsys, "run", path, "--session", file)[0] == 0
    assert answer(capsys, "verify", file)[0] == 0


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('type = "stop"\nside = "long"\nqty = "1"', "'trigger' is missing"),
        ('type = "stop"\nside = "long"\nqty = "1"\ntrigger = "7000.05"', "not a multiple of 0.1"),
        ('type = "stop"\nside = "long"\nqty = "1"\ntrigger = "7000"\nrate = "0.1"', "rate is the callback"),
        ('type = "stop"\nside = "long"\nqty = "1"\ntrigger = "7000"\ntrigger_by = "index"', "one of mark, last"),
        ('type = "stop"\nside = "long"\nqty = "1"\ntrigger = "7000"\npost_only = true', "add a price"),
        ('type = "stop"\ntrigger = "7000"\nclose_position = true\nqty = "1"', "remove qty"),
        ('type = "stop"\ntrigger = "7000"\nclose_position = true\nside = "long"', "remove side"),
        ('type = "market"\nclose_position = true', 'use do = "close"'),
        ('type = "trailing_stop"\nside = "long"\nqty = "1"', "one callback"),
        ('type = "trailing_stop"\nside = "long"\nqty = "1"\nrate = "0.1"\ndistance = "5"', "one callback"),
        ('type = "trailing_stop"\nside = "long"\nqty = "1"\nrate = "1"', "100 % or more"),
        ('type = "trailing_stop"\nside = "long"\nqty = "1"\nrate = "0.1"\ntrigger = "7000"', "by its callback"),
        ('type = "trailing_stop"\nside = "long"\nqty = "1"\nrate = "0.1"\nprice = "7000"', "the market's price"),
        ('side = "long"\nqty = "1"\nprice = "7000"\ntrigger = "7000"', "for orders that wait"),
    ],
)
def test_bad_steps_are_one_line(body: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = answer(capsys, "run", written(tmp_path, {0: "7934"}, f'do = "order"\n{body}'))
    assert code == 2 and len(err) == 1 and why in err[0], err
