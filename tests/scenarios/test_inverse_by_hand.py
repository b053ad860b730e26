"""Coin-margined stories against sums worked out by hand, and random worlds against the invariants and predictions."""

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sandbox.engine.advance import advance
from sandbox.engine.digest import canonical_state
from sandbox.engine.predict import predict_leg_of
from sandbox.engine.reach import reach_rows
from sandbox.engine.step import step
from sandbox.engine.views import all_units
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.inputs import PriceUpdate, StepInput
from sandbox.risk.units import UnitView
from sandbox.rulebook.records import Contract, Fees
from tests.support.builders import (
    SECOND,
    START,
    World,
    a_rulebook,
    amounts,
    an_opening,
    brackets,
    price_columns,
)
from tests.support.command_line import answer_json

BOOK = """
id = "coin"
name = "Coin book"
[liquidation]
steps = "brackets"
[[contract]]
symbol = "BTCUSD-PERP"
kind = "inverse"
base = "BTC"
quote = "USD"
settle = "BTC"
tick = "0.1"
face = "100"
brackets = [{ up_to = "5", max_leverage = 125, maintenance = "0.004" }]
"""

STORY = """
title = "A coin-margined gap"
rulebook = "book.toml"
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"

[wallets]
spot = {{ BTC = "1.5" }}
contract = {{ BTC = "1" }}

[insurance_fund]
BTC = "{fund}"

[market."BTCUSD-PERP"]
source = "path"
points = [["2020-03-12T10:00:00Z", "8000"], ["2020-03-12T10:30:00Z", "7000"]]
between = "hold"
fees = "none"

[[trader]]
name = "short-1"
wallet = {{ BTC = "5" }}
positions = [{{ contract = "BTCUSD-PERP", side = "short", qty = "200", entry = "8000", leverage = 10 }}]

[[step]]
at = "2020-03-12T10:00:01Z"
do = "open"
contract = "BTCUSD-PERP"
side = "long"
qty = "200"
margin = "isolated"
leverage = 10
"""


def play(capsys: pytest.CaptureFixture[str], folder: Path, fund: str) -> Any:
    (folder / "book.toml").write_text(BOOK)
    (folder / "story.toml").write_text(STORY.format(fund=fund))
    code, summary, said = answer_json(capsys, "run", folder / "story.toml", "--json")
    assert (code, said) == (0, [])
    return summary


def test_a_gap_draws_on_the_fund_in_coin(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """200 x 100 / 8,000 = 2.5 BTC opened with 0.25; at 7,000 it is worth 2.85714286; the desk took it at 2.75."""
    summary = play(capsys, tmp_path, "3")
    assert summary["wallets"]["contract"] == {"BTC": "0.75"}
    assert summary["wallets"]["spot"] == {"BTC": "1.5"}
    assert summary["insurance_fund"] == {"BTC": "2.89285714"}
    assert summary["conservation"]["BTC"] == "0"
    row = summary["liquidations"][0]
    assert row["bankruptcy_price"].startswith("7272.7272727272")
    assert row["liquidation_price"].startswith("7301.8181818181")  # 20,000 x 1.004 / 2.75
    assert (row["close_price"], row["from_fund"], row["lost_by_trader"]) == ("7000.0", "0.10714286", "0.25")


def test_beyond_the_fund_the_winner_is_cut_at_the_bankruptcy_price(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A fund of 0.05 pays floor(0.05 x 200 / 0.10714286) = 93 contracts; 107 are deleveraged at 7,272.7."""
    summary = play(capsys, tmp_path, "0.05")
    row = summary["liquidations"][0]
    assert row["deleveraged_qty"] == "107"
    paid = Fraction(row["from_fund"])
    assert abs(paid - Fraction(93 * 100, 7000) + Fraction(275, 200) * Fraction(93, 100)) < Fraction(3, 10**8)
    trader = summary["traders"]["short-1"]
    gained = Fraction(trader["contract"]["BTC"]) - 5
    assert abs(gained - 107 * (Fraction(275, 20000) - Fraction(250, 20000))) < Fraction(3, 10**8)
    assert trader["positions"][0]["qty"] == "93"


COIN = Contract(
    symbol="BTCUSD-PERP",
    kind="inverse",
    base="BTC",
    quote="USD",
    settle="BTC",
    tick=Fraction(1, 2),
    lot=Fraction(1),
    face=Fraction(100),
    brackets=brackets(("5", "125", "0.004"), ("20", "50", "0.01"), ("100", "10", "0.05")),
)
ETHER = Contract(
    symbol="ETHBTC-PERP",
    kind="linear",
    base="ETH",
    quote="BTC",
    settle="BTC",
    tick=Fraction(1, 100_000),
    lot=Fraction(1, 100),
    brackets=brackets(("5", "50", "0.01"), ("50", "20", "0.02")),
)


def a_world(rng: random.Random) -> World:
    rules = {
        "steps": rng.choice(["brackets", "slices", "whole"]),
        "maintenance_basis": rng.choice(["mark", "entry"]),
        "trigger": rng.choice(["at_or_below", "below"]),
        "beyond_fund": rng.choice(["adl", "socialise"]),
        "adl_rank": rng.choice(["binance", "bitmex", "hyperliquid"]),
        "fee": rng.choice([Fraction(0), Fraction(5, 1000)]),
        "stage_ns": SECOND,
    }
    opening = an_opening(a_rulebook(Fees(), (COIN, ETHER), **rules), contract="0", fund="0", fees=rng.random() < 0.5)
    money = (*amounts("spot", BTC="2"), *amounts("contract", BTC=str(rng.randint(1, 30))))
    fund = amounts("insurance_fund", BTC=rng.choice(["0.1", "3", "100"]))
    return World(
        type(opening)(
            **{**{n: getattr(opening, n) for n in opening.__slots__}, "wallets": money, "insurance_fund": fund}
        )
    )


def order(rng: random.Random, contract: Contract) -> PlaceOrder:
    lots = rng.randint(10, 4_000) if contract is COIN else rng.randint(10, 60_000)
    return PlaceOrder(
        contract=contract.symbol,
        side=rng.choice(["long", "short"]),
        lots=lots,
        margin_mode=rng.choice(["isolated", "cross"]),
        leverage=Fraction(rng.choice([1, 2, 5, 10])),
    )


def prices(btc: int, eth: int) -> tuple[PriceUpdate, ...]:
    return (
        PriceUpdate(contract=COIN.symbol, price_ticks=btc),
        PriceUpdate(contract=ETHER.symbol, price_ticks=eth),
    )


@pytest.mark.parametrize("seed", range(60))
def test_random_worlds_keep_the_books_reach_and_predictions(seed: int) -> None:
    rng = random.Random(seed)
    world = a_world(rng)
    state, now = world.state, START
    btc, eth = 16_000, 2_500
    step(state, StepInput(now_ns=now, prices=prices(btc, eth)))
    world.do(1, *(order(rng, one) for one in rng.sample([COIN, ETHER], rng.randint(1, 2))))
    row = next(one for one in reach_rows(state) if (one.wallet, one.asset) == ("contract", "BTC"))
    rules = state.rulebook.liquidation
    for at in range(2, 40):
        btc = max(1, btc * rng.randint(70, 135) // 100)
        eth = max(1, eth * rng.randint(70, 135) // 100)
        for unit in all_units(state):
            if len(unit.legs) == 1 and unit.unit not in state.liquidations and not unit.is_liquidatable(rules):
                told = predict_leg_of(unit, 0, rules).liquidation_tick
                leg = unit.legs[0]
                if told is not None:
                    ticks = int(told / leg.scale.tick)
                    assert moved(unit, ticks).is_liquidatable(rules), (seed, at, unit)
                    back = ticks + (1 if leg.lots > 0 else -1)
                    assert not moved(unit, back).is_liquidatable(rules), (seed, at, unit)
        step(state, StepInput(now_ns=START + at * SECOND, prices=prices(btc, eth)))
        held_now = sum(
            atoms
            for account, asset, atoms in state.balances.items()
            if asset == "BTC" and (account == "contract" or account.startswith(("contract/", "held/")))
        )
        assert row.balance_atoms - held_now <= row.worst_loss_atoms, (seed, at)
    assert state.balances.of("spot", "BTC") == 2 * 10**8


def moved(unit: UnitView, ticks: int) -> UnitView:
    return replace(unit, legs=(replace(unit.legs[0], mark_ticks=ticks),))


@pytest.mark.parametrize("seed", range(12))
def test_jumping_equals_stepping(seed: int) -> None:
    rng = random.Random(seed)
    rows, btc, eth = [], 16_000, 2_500
    for at in range(6_000):
        btc = max(1, btc + rng.randint(-40, 39))
        eth = max(1, eth + rng.randint(-6, 5))
        name, ticks = (COIN.symbol, btc) if at % 2 else (ETHER.symbol, eth)
        rows.append((START + at * SECOND, name, ticks))
    columns = price_columns(rows)
    ends = []
    for jumps in (True, False):
        world = a_world(random.Random(seed))
        state = world.state
        step(state, StepInput(now_ns=START, prices=prices(16_000, 2_500)))
        chance = random.Random(seed + 1)
        world.do(0, *(order(chance, one) for one in (COIN, ETHER)))
        events, at = [], 0
        while at < len(columns):
            if jumps:
                at += advance(state, columns, at, len(columns))
                if at >= len(columns):
                    break
            now = columns.at_ns[at]
            due = min((one.due_ns for one in state.liquidations.values()), default=now)
            if due < now:
                events += step(state, StepInput(now_ns=due))
                continue
            update = PriceUpdate(
                contract=columns.contracts[columns.contract_index[at]], price_ticks=columns.price_ticks[at]
            )
            events += step(state, StepInput(now_ns=now, prices=(update,)))
            at += 1
        ends.append((events, canonical_state(state)))
    assert ends[0] == ends[1]
