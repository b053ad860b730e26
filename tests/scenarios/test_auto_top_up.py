"""Automatic top-up: the published amounts, a story by hand, and an attack on its reach."""

import random
from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.engine.reach import reach_rows
from sandbox.messages.commands import PlaceOrder, SetAutoTopUp
from sandbox.messages.events import CommandRefused, LiquidationStarted, MarginToppedUp
from sandbox.risk.top_up import top_up_atoms
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import Fees, LiquidationRules
from tests.support.builders import BTC, ETH, World, a_contract, a_rulebook, an_opening, atoms, brackets
from tests.support.command_line import answer_json


def unit_of(qty: str, entry: str, mark: str, margin: str, rate: str, leverage: int) -> UnitView:
    """Build a long's unit at a mark."""
    contract = a_contract(BTC, "0.01", "0.0001", brackets(("100000000", "100", rate)))
    world = World(an_opening(a_rulebook(contracts=(contract,))))
    scale = world.state.scales[BTC]
    lots = int(Fraction(qty) / contract.lot)
    value = int(Fraction(qty) * Fraction(entry) * 10**8)
    leg = LegView("p1", BTC, lots, value, int(Fraction(mark) / contract.tick), Fraction(leverage), scale)
    return UnitView("you/isolated/p1", "you", "isolated", "USDT", atoms(margin), (leg,))


@pytest.mark.parametrize(
    ("model", "unit", "available", "expected"),
    [
        ("initial_margin", unit_of("5", "8000", "7240", "4000", "0.005", 10), "6000", "4000"),
        ("initial_margin", unit_of("5", "8000", "7240", "4000", "0.005", 10), "1500", "1500"),
        ("restore_initial", unit_of("0.5", "18000", "16288.98", "905.4", "0.005", 10), "1000", "764.559"),
        ("maintenance_at_mark", unit_of("1.5", "25000", "22590.3", "3750", "0.004", 10), "200", "135.5418"),
        ("maintenance_at_entry", unit_of("1.5", "25000", "22590.3", "3750", "0.004", 10), "200", "150"),
    ],
    ids=["bybit", "bybit with less", "mexc, older", "btcex", "mexc, newer"],
)
def test_published_amounts(model: str, unit: UnitView, available: str, expected: str) -> None:
    rules = LiquidationRules(top_up=model, maintenance_basis="entry" if model == "initial_margin" else "mark")
    assert top_up_atoms(unit, rules, atoms(available)) == atoms(expected)


BOOK = """
id = "amr"
name = "Replenished"
[liquidation]
maintenance_basis = "entry"
steps = "whole"
top_up = "initial_margin"
[[contract]]
symbol = "BTCUSDT-PERP"
base = "BTC"
quote = "USDT"
tick = "0.1"
lot = "0.001"
brackets = [{ up_to = "100000000", max_leverage = 100, maintenance = "0.005" }]
"""
STORY = """
title = "Topped up"
rulebook = "book.toml"
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"
[wallets]
spot = {{ USDT = "3000" }}
contract = {{ USDT = "10000" }}
[insurance_fund]
USDT = "0"
[market."BTCUSDT-PERP"]
source = "path"
fees = "none"
points = [
  ["2020-03-12T10:00:00Z", "8000"], ["2020-03-12T10:10:00Z", "7240"], ["2020-03-12T10:20:00Z", "6440.1"],
  ["2020-03-12T10:30:00Z", "6440"], ["2020-03-12T10:40:00Z", "{last}"],
]
[[step]]
at = "2020-03-12T10:00:01Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "5"
margin = "isolated"
leverage = 10
[[step]]
at = "2020-03-12T10:00:02Z"
do = "auto_top_up"
contract = "BTCUSDT-PERP"
on = true
{limit}
"""


@pytest.mark.parametrize(
    ("limit", "last", "contract", "fund", "liquidated"),
    [
        ("", "6040.1", "10000", "0", False),  # 4,000 at 7,240, the last 2,000 at 6,440: the next price is 6,040
        ("", "6040", "0", "200", True),  # bankruptcy at 6,000: the desk sells 40 above it
        ('limit = "1000"', "6040", "5000", "0", True),  # 5,000 of margin: bankrupt at 7,000, sold at 6,440
    ],
)
def test_a_fall_takes_what_is_available_and_never_spot(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    limit: str,
    last: str,
    contract: str,
    fund: str,
    liquidated: bool,
) -> None:
    (tmp_path / "book.toml").write_text(BOOK)
    (tmp_path / "story.toml").write_text(STORY.format(limit=limit, last=last))
    code, summary, said = answer_json(capsys, "run", tmp_path / "story.toml", "--json")
    assert (code, said) == (0, [])
    assert summary["wallets"]["contract"] == {"USDT": contract}
    assert summary["wallets"]["spot"] == {"USDT": "3000"}
    assert summary["insurance_fund"] == {"USDT": fund}
    assert bool(summary["liquidations"]) == liquidated


def test_it_cannot_be_switched_while_its_position_is_liquidated() -> None:
    world = World(an_opening(a_rulebook(steps="whole", stage_ns=10**9)))
    world.do(0, BTC="7934.0")
    world.do(1, PlaceOrder(contract=BTC, side="long", lots=2000, margin_mode="isolated", leverage=Fraction(20)))
    events = world.do(2, BTC="7500.0")
    assert any(isinstance(one, LiquidationStarted) for one in events)
    refused = world.do(2.5, SetAutoTopUp(contract=BTC, on=True))
    assert [one.reason for one in refused if isinstance(one, CommandRefused)] == ["UNIT_LIQUIDATING"]


@pytest.mark.parametrize("seed", range(60))
def test_no_random_path_takes_more_than_the_reach(seed: int) -> None:
    rng = random.Random(seed)
    rules = {
        "steps": rng.choice(["brackets", "slices", "whole"]),
        "top_up": rng.choice(["initial_margin", "restore_initial", "maintenance_at_entry", "maintenance_at_mark"]),
        "trigger": rng.choice(["at_or_below", "below"]),
        "stage_ns": 10**9,
    }
    world = World(
        an_opening(a_rulebook(Fees(), **rules), contract=str(rng.randint(500, 5000)), fees=rng.random() < 0.5)
    )
    world.do(0, BTC="7934.0", ETH="200.00")
    for at, (contract, most) in enumerate(((BTC, 900), (ETH, 30_000)), start=1):
        side, mode = rng.choice(["long", "short"]), rng.choice(["isolated", "isolated", "cross"])
        lots, leverage = rng.randint(10, most), Fraction(rng.choice([1, 2, 5, 10, 20]))
        world.do(at, PlaceOrder(contract=contract, side=side, lots=lots, margin_mode=mode, leverage=leverage))
        if rng.random() < 0.7:
            limit = rng.choice([None, atoms(str(rng.randint(1, 2000)))])
            world.do(at + 0.5, SetAutoTopUp(contract=contract, on=True, limit_atoms=limit))
    state = world.state
    row = next(one for one in reach_rows(state) if (one.wallet, one.asset) == ("contract", "USDT"))
    spot = state.balances.of("spot", "USDT")
    topped = 0
    for at in range(10, 60):
        moves = {}
        for contract, name in ((BTC, "BTC"), (ETH, "ETH")):
            ticks = max(1, state.marks[contract] * rng.randint(80, 124) // 100)
            moves[name] = str(ticks * state.scales[contract].tick)
        events = world.do(at, **moves)
        topped += sum(isinstance(one, MarginToppedUp) for one in events)
        balance = sum(
            held
            for account, asset, held in state.balances.items()
            if asset == "USDT" and (account == "contract" or account.startswith(("contract/", "held/")))
        )
        assert row.balance_atoms - balance <= row.worst_loss_atoms, (seed, at)
        for left in state.auto_top_ups.values():
            assert left is None or left >= 0
    assert state.balances.of("spot", "USDT") == spot


def test_the_risk_command_counts_what_top_up_may_add(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    account = """{{"rulebook": "binance-usdm", "contract_wallet": {{"USDT": "446.6"}}, "positions": [{{
        "contract": "BTCUSDT-PERP", "side": "long", "qty": "2", "entry": "7934", "margin_mode": "isolated",
        "leverage": 20, "auto_top_up": {said}}}]}}"""
    worst = {}
    for said in ("false", "true", '"100"'):
        path = tmp_path / "account.json"
        path.write_text(account.format(said=said))
        code, report, _ = answer_json(capsys, "risk", path, "--json")
        assert code == 0
        worst[said] = next(row["worst_loss"] for row in report["reach"] if row["wallet"] == "contract")
    assert worst == {"false": "793.4", "true": "1240", '"100"': "893.4"}
