"""Cross liquidations over one to three contracts, against a calculation by hand in plain fractions."""

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.hand import Rules
from tests.scenarios.hand_cross import UNITS, CrossStory, CrossTable, Leg
from tests.scenarios.test_gap_by_hand import LADDER, START, at, played, text

ENTRIES = {"BTCUSDT-PERP": 8_000, "ETHUSDT-PERP": 200, "SOLUSDT-PERP": 30}


def write(folder: Path, story: CrossStory) -> Path:
    """Write the story as a rulebook and a scenario."""
    rules = story.rules
    rows = ", ".join(
        f'{{ up_to = "{up_to}", max_leverage = 125, maintenance = "{text(rate)}" }}' for up_to, rate in rules.brackets
    )
    book = f"""id = "book"
name = "Book"
{'deductions = "none"' if rules.step_rates else ""}
[fees]
taker = "{text(rules.fee_inside or Fraction(5, 10_000))}"
[liquidation]
trigger = "{"below" if rules.below else "at_or_below"}"
maintenance_basis = "{"entry" if rules.on_entry else "mark"}"
fee_in_maintenance = {"true" if rules.fee_inside else "false"}
steps = "{rules.steps}"
stage_seconds = {rules.stage}
fee = "{text(rules.fee)}"
surplus_to = "{"trader" if rules.to_trader else "insurance_fund"}"
beyond_fund = "{rules.beyond}"
"""
    for symbol, (tick, lot) in UNITS.items():
        book += f"""[[contract]]
symbol = "{symbol}"
base = "{symbol[:3]}"
quote = "USDT"
tick = "{text(tick)}"
lot = "{text(lot)}"
brackets = [{rows}]
"""
    (folder / "book.toml").write_text(book)
    lines = f"""title = "By hand"
rulebook = "book.toml"
starts = "{START}"
ends = "{at(7200)}"
[wallets]
spot = {{ BTC = "1.25", USDT = "3000" }}
contract = {{ USDT = "{text(story.cash)}" }}
[insurance_fund]
USDT = "{text(story.fund)}"
"""
    for leg in story.legs:
        pairs = [(0, leg.entry), *zip(story.seconds, leg.prices, strict=True)]
        points = ", ".join(f'["{at(second)}", "{text(price)}"]' for second, price in pairs)
        lines += f"""[market."{leg.symbol}"]
points = [{points}]
fees = "none"
[[step]]
at = "{at(1)}"
do = "open"
contract = "{leg.symbol}"
side = "{"long" if leg.side > 0 else "short"}"
qty = "{text(leg.lots * leg.lot)}"
margin = "cross"
leverage = 125
"""
    path = folder / "story.toml"
    path.write_text(lines)
    return path


def compare(table: CrossTable, found: dict[str, Any]) -> None:
    """Compare every sum of the summary with the hand calculation."""
    out, rows = table.out, found["liquidations"]
    assert set(found["conservation"].values()) == {"0"}
    assert found["wallets"]["spot"] == {"BTC": "1.25", "USDT": "3000"}
    assert bool(rows) == (out.triggered is not None)

    def total(key: str) -> Fraction:
        return sum((Fraction(row[key]) for row in rows), Fraction(0))

    for row in rows:
        assert out.triggered is not None and out.released is not None
        assert (row["triggered_at"], row["released_at"]) == (at(out.triggered), at(out.released))
        bankruptcy = table.bankruptcies[row["contract"]]
        if bankruptcy > 0:
            assert abs(Fraction(row["bankruptcy_price"]) - bankruptcy) < Fraction(1, 10**8)
        else:
            assert row["bankruptcy_price"] is None
    if rows:
        told = {
            "fee": out.fee,
            "to_fund": out.to_fund,
            "to_trader": out.to_trader,
            "from_fund": out.from_fund,
            "socialised": out.socialised,
            "lost_by_trader": table.story.cash - table.pool,
        }
        assert {key: total(key) for key in told} == told
    assert sum(Fraction(row["deleveraged_qty"]) / UNITS[row["contract"]][1] for row in rows) == out.deleveraged
    assert Fraction(found["insurance_fund"].get("USDT", "0")) == table.fund
    assert Fraction(found["wallets"]["contract"].get("USDT", "0")) == table.pool
    left = {row["contract"]: Fraction(row["qty"]) for row in found["positions"]}
    assert left == {one.leg.symbol: abs(one.held.lots) * one.leg.lot for one in table.parts}


def a_story(rng: random.Random) -> CrossStory:
    """Return one to three legs, any sides; the pool is a share of their losses at the worst jump."""
    steps = rng.choice(("brackets", "whole", "slices"))
    seconds = tuple(sorted(rng.sample(range(1_800, 1_812), rng.choice((1, 1, 2, 3)))))
    legs = []
    for symbol in sorted(rng.sample(sorted(UNITS), rng.choice((1, 2, 2, 3)))):
        tick, lot = UNITS[symbol]
        entry = Fraction(int(ENTRIES[symbol] * rng.uniform(0.7, 1.3) / tick)) * tick
        lots = max(4, int(10 ** rng.uniform(2.5, 5.5) / (entry * lot)))
        if steps == "slices":
            lots = (lots + 3) // 4 * 4
        prices = tuple(Fraction(int(entry * Fraction(rng.uniform(0.75, 1.25)) / tick)) * tick for _ in seconds)
        legs.append(Leg(symbol, rng.choice((1, -1)), lots, entry, prices))
    rules = Rules(
        steps=steps,
        stage=rng.choice((1, 2, 3)),
        fee=rng.choice((Fraction(0), Fraction(5, 1000), Fraction(123, 10_000))),
        to_trader=rng.random() < 0.4,
        beyond=rng.choice(("adl", "socialise")),
        brackets=rng.choice((LADDER, LADDER, LADDER[:1])),
        below=rng.random() < 0.3,
        on_entry=rng.random() < 0.25,
        step_rates=rng.random() < 0.25,
        fee_inside=rng.choice((Fraction(0), Fraction(0), Fraction(6, 10_000))),
    )
    gross = sum(leg.lots * leg.lot * leg.entry for leg in legs)
    cash = Fraction(int(gross * Fraction(rng.uniform(0.05, 0.2)) * 10**8), 10**8)
    fund = rng.choice((Fraction(0), gross, gross * Fraction(rng.random()) / 10))
    return CrossStory(tuple(legs), seconds, cash, Fraction(int(fund * 10**8), 10**8), rules)


@pytest.mark.parametrize("seed", range(12))
def test_random_stories_end_as_worked_out_by_hand(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    for number in range(25):
        story = a_story(rng)
        table = CrossTable(story).play()
        if not table.is_single:
            continue
        try:
            compare(table, played(write(tmp_path, story)))
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, story {number}: {story}: {error}") from error
