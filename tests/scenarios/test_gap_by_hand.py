"""The gap scenario in every variant, against liquidations worked out by hand in plain fractions."""

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sandbox.cli.run import Watch
from sandbox.loading.scenario_toml import load_scenario
from sandbox.projections.summary import summary
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.values.instants import instant_text, parse_instant
from tests.scenarios.hand import LOT, Rules, Story, Table, Trader

START = "2020-03-12T10:00:00Z"
TICK = Fraction(1, 10)
LADDER = (
    (50_000, Fraction(4, 1000)),
    (120_000, Fraction(5, 1000)),
    (300_000, Fraction(1, 100)),
    (1_000_000, Fraction(25, 1000)),
    (10**9, Fraction(5, 100)),
)


def text(number: Fraction) -> str:
    """Write a number that ends within 8 decimals."""
    atoms = number * 10**8
    assert atoms.denominator == 1, number
    whole, part = divmod(abs(atoms.numerator), 10**8)
    return f"{'-' if number < 0 else ''}{whole}.{part:08d}"


def at(second: int) -> str:
    return instant_text(parse_instant(START) + second * 10**9)


def write(folder: Path, story: Story) -> Path:
    """Write the story as a rulebook and a scenario."""
    rules = story.rules
    rows = ", ".join(
        f'{{ up_to = "{up_to}", max_leverage = 125, maintenance = "{text(rate)}" }}' for up_to, rate in rules.brackets
    )
    (folder / "book.toml").write_text(
        f"""id = "book"
name = "Book"
{'deductions = "none"' if rules.step_rates else ""}
[fees]
taker = "{text(rules.fee_inside or Fraction(5, 10_000))}"
[liquidation]
trigger = "{"below" if rules.below else "at_or_below"}"
maintenance_basis = "{"entry" if rules.on_entry else "mark"}"
fee_in_maintenance = {"true" if rules.fee_inside else "false"}
steps = "{rules.steps}"
slice = "{text(rules.slice)}"
stage_seconds = {rules.stage}
fee = "{text(rules.fee)}"
surplus_to = "{"trader" if rules.to_trader else "insurance_fund"}"
beyond_fund = "{rules.beyond}"
adl_price = "{rules.adl_price}"
[[contract]]
symbol = "BTCUSDT-PERP"
base = "BTC"
quote = "USDT"
tick = "0.1"
lot = "0.001"
brackets = [{rows}]
"""
    )
    side = {1: "long", -1: "short"}
    points = ", ".join(f'["{at(second)}", "{text(price)}"]' for second, price in ((0, story.entry), *story.path))
    lines = f"""title = "By hand"
rulebook = "book.toml"
starts = "{START}"
ends = "{at(7200)}"
[wallets]
spot = {{ BTC = "1.25", USDT = "3000" }}
contract = {{ USDT = "{text(story.cash)}" }}
[insurance_fund]
USDT = "{text(story.fund)}"
[market."BTCUSDT-PERP"]
points = [{points}]
fees = "none"
[[step]]
at = "{at(1)}"
do = "open"
contract = "BTCUSDT-PERP"
side = "{side[story.side]}"
qty = "{text(story.lots * LOT)}"
margin = "isolated"
leverage = {story.leverage}
"""
    for trader in story.traders:
        lines += f"""[[trader]]
name = "{trader.name}"
wallet = {{ USDT = "{text(trader.cash)}" }}
[[trader.positions]]
contract = "BTCUSDT-PERP"
side = "{side[trader.side]}"
qty = "{text(trader.lots * LOT)}"
entry = "{text(trader.entry)}"
margin = "{"isolated" if trader.isolated else "cross"}"
leverage = {trader.leverage}
"""
    path = folder / "story.toml"
    path.write_text(lines)
    return path


def played(path: Path) -> dict[str, Any]:
    session = Session.create(MemoryJournal(load_scenario(str(path))))
    watch = Watch(session, None)
    session.play_to_end()
    assert watch.failures() == []
    return summary(session.opening, session.state, watch.record, session.digest)


def compare(table: Table, found: dict[str, Any]) -> None:
    """Compare every sum of the summary with the hand calculation."""
    story = table.story
    out, you = table.out, table.you

    def number(value: str | None) -> Fraction:
        assert value is not None
        return Fraction(value)

    assert found["wallets"]["spot"] == {"BTC": "1.25", "USDT": "3000"}
    assert set(found["conservation"].values()) == {"0"}
    mine = [row for row in found["liquidations"] if row["owner"] == "you"]
    assert len(mine) == len(found["liquidations"]), "a trader of the story must not be liquidated"
    assert bool(mine) == (out.triggered is not None)
    if mine and out.triggered is not None:
        (row,) = mine
        assert row["triggered_at"] == at(out.triggered)
        assert row["released_at"] == (None if out.released is None else at(out.released))
        assert number(row["mark"]) == story.mark(out.triggered)
        assert number(row["qty"]) == story.lots * LOT
        told = {
            "fee": out.fee,
            "to_fund": out.to_fund,
            "to_trader": out.to_trader,
            "from_fund": out.from_fund,
            "deleveraged_qty": out.deleveraged * LOT,
            "socialised": out.socialised,
            "lost_by_trader": out.lost,
        }
        assert {key: number(row[key]) for key in told} == told
        if out.bankruptcy > 0:
            assert abs(number(row["bankruptcy_price"]) - out.bankruptcy) < Fraction(1, 10**9)
        else:
            assert row["bankruptcy_price"] is None
    assert number(found["insurance_fund"].get("USDT", "0")) == table.fund
    assert number(found["wallets"]["contract"].get("USDT", "0")) == you.cash + (you.compartment or 0)
    assert sum((number(one["qty"]) for one in found["positions"]), Fraction(0)) == abs(you.lots) * LOT
    for name, one in table.others.items():
        row = found["traders"][name]
        assert number(row["contract"]["USDT"]) == one.cash + (one.compartment or 0), name
        held = [number(leg["qty"]) * (1 if leg["side"] == "long" else -1) for leg in row["positions"]]
        assert held == ([one.lots * LOT] if one.lots else []), name


def a_price(rng: random.Random, low: int, high: int) -> Fraction:
    return rng.randint(low, high) * TICK


def a_story(rng: random.Random) -> Story:
    """Return a story off round numbers: sizes over several brackets, gaps of any size, one or two jumps."""
    side, entry = rng.choice((1, -1)), a_price(rng, 60_000, 99_999)
    lots, leverage = int(10 ** rng.uniform(0, 5.2)), rng.choice((1, 2, 3, 7, 10, 20, 33, 50, 100))
    value = lots * LOT * entry
    margin = value / leverage
    steps = rng.choice(("brackets", "whole", "slices"))
    spread = rng.choice(((0.2, 4), (0.9, 1.05)))  # of the margin: any gap, or about the bankruptcy price
    moves = [1 + rng.uniform(*spread) / leverage for _ in range(rng.choice((1, 1, 2, 3)))]
    prices = [max(TICK, entry * (2 - Fraction(move) if side > 0 else Fraction(move)) // TICK * TICK) for move in moves]
    path, second = [], 1_800
    for price in prices:
        path.append((second, price))
        second += rng.choice((1, 2, 3, 5, 8))
    rules = Rules(
        steps=steps,
        slice=rng.choice((Fraction(1, 4), Fraction(3, 10), Fraction(1), Fraction(7, 100))),
        stage=rng.choice((1, 2, 3)),
        fee=rng.choice((Fraction(0), Fraction(5, 1000), Fraction(123, 10_000))),
        to_trader=rng.random() < 0.4,
        beyond=rng.choice(("adl", "adl", "socialise")),
        adl_price=rng.choice(("bankruptcy", "bankruptcy", "mark", "previous_mark")),
        brackets=rng.choice((LADDER, LADDER, LADDER[:1])),
        below=rng.random() < 0.3,
        on_entry=rng.random() < 0.25,
        step_rates=rng.random() < 0.25,
        fee_inside=rng.choice((Fraction(0), Fraction(0), Fraction(6, 10_000))),
    )
    fund = rng.choice((Fraction(0), Fraction(rng.randint(0, int(margin * 200)), 100), margin * 100 // 1))
    traders = []
    for number in range(rng.choice((0, 1, 2, 4))):
        theirs = rng.choice((-side, -side, side))
        size = max(1, int(lots * rng.uniform(0.05, 1.2)))
        price = a_price(rng, 60_000, 99_999)
        need = int(size * LOT * 90_000) + 100  # never in danger, however far the price goes
        traders.append(
            Trader(
                f"t{number}",
                theirs,
                size,
                price,
                Fraction(need + rng.randint(0, need)),
                1,
                theirs != side and rng.random() < 0.4,
            )
        )
    cash = Fraction(int(margin) + rng.randint(1, 5_000)) + Fraction(rng.randint(0, 10**8), 10**8)
    return Story(side, lots, entry, leverage, tuple(path), fund, cash, rules, tuple(traders))


@pytest.mark.parametrize("seed", range(12))
def test_random_stories_end_as_worked_out_by_hand(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    for number in range(25):
        story = a_story(rng)
        table = Table(story).play()
        if not table.is_single:
            continue
        try:
            compare(table, played(write(tmp_path, story)))
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, story {number}: {story}: {error}") from error
