"""Another leverage for an open position: what each mode allows, what it needs and sets free, the refusals."""

from pathlib import Path

from sandbox.ledger.accounts import YOU
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.events import CommandRefused
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.scenarios.test_waiting_orders import LONG, STOP, told, written

CROSS = LONG.replace("isolated", "cross")
PRICES = {0: "7934"}


def leverage(value: object, expect: str = "") -> str:
    """Write the step."""
    return f'do = "leverage"\nleverage = {value}' + (f'\nexpect = "{expect}"' if expect else "")


def refusal(folder: Path, *steps: str) -> CommandRefused:
    """Return the one refusal of a run."""
    return next(one for one in told(written(folder, PRICES, *steps)) if isinstance(one, CommandRefused))


def test_an_isolated_position_is_geared_up_and_its_margin_stays(tmp_path: Path) -> None:
    opening = load_scenario(str(written(tmp_path, PRICES, LONG, leverage(50))))
    session = Session.create(MemoryJournal(opening))
    session.play_to_end()
    position = session.state.positions[YOU, "BTCUSDT-PERP"]
    assert position.leverage == 50 and session.state.compartment_atoms(position) == 79_340_000_000
    freed = 'do = "margin"\namount = "-476.04"'  # what is above 15,868 / 50
    told(written(tmp_path, PRICES, LONG, leverage(50), freed))
    told(
        written(tmp_path, PRICES, LONG, leverage(50), freed.replace(".04", ".05") + '\nexpect = "MARGIN_BELOW_INITIAL"')
    )


def test_an_isolated_position_is_not_geared_down(tmp_path: Path) -> None:
    found = refusal(tmp_path, LONG, leverage(10, "POSITION_OPEN"))
    assert "add margin" in found.explanation


def test_a_cross_position_is_geared_down_where_the_money_covers_it(tmp_path: Path) -> None:
    told(written(tmp_path, PRICES, CROSS, leverage(13)))  # 15,868 / 13 = 1,220.62 of 1,240
    found = refusal(tmp_path, CROSS, leverage(12, "INSUFFICIENT_BALANCE"))  # 1,322.34 needs 528.94 more of 446.60
    assert (found.needed_text, found.available_text, found.unit) == ("528.93333334", "446.6", "USDT")
    told(written(tmp_path, PRICES, CROSS, leverage(125)))


def test_a_position_too_large_for_the_leverage_is_refused_by_its_bracket(tmp_path: Path) -> None:
    opened = 'do = "open"\nside = "long"\nqty = "10"\nmargin = "cross"\nleverage = 100'
    found = refusal(tmp_path, opened, leverage(125, "LEVERAGE_ABOVE_BRACKET"))
    assert (found.needed_text, found.available_text) == ("125", "100")


def test_orders_that_may_open_keep_the_leverage_and_those_that_close_do_not(tmp_path: Path) -> None:
    more = 'do = "order"\nside = "long"\nqty = "0.1"\nprice = "7900"'
    refusal(tmp_path, LONG, more, leverage(50, "POSITION_OPEN"))
    told(written(tmp_path, PRICES, LONG, STOP, leverage(50)))


def test_the_margin_mode_of_an_open_position_stays(tmp_path: Path) -> None:
    switch = 'do = "margin_mode"\nmargin_mode = "cross"\nexpect = "POSITION_OPEN"'
    refusal(tmp_path, LONG, switch)
    refusal(tmp_path, 'do = "order"\nside = "long"\nqty = "0.1"\nprice = "7900"\nmargin = "isolated"', switch)


def test_a_position_that_is_being_liquidated_keeps_its_leverage(tmp_path: Path) -> None:
    path = written(tmp_path, {0: "7934", 2: "7000"}, LONG, 'do = "say"\nsay = "x"', leverage(50, "UNIT_LIQUIDATING"))
    assert [one.reason for one in told(path) if isinstance(one, CommandRefused)] == ["UNIT_LIQUIDATING"]
