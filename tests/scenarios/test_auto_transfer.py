"""Automatic transfer: a story by hand, its refusals, and an attack on its reach."""

import random
from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.engine.reach import reach_rows
from sandbox.messages.commands import PlaceOrder, SetAccountMode, SetAutoTopUp, SetAutoTransfer
from sandbox.messages.events import AutoTransferred, CommandRefused, LiquidationStarted
from sandbox.rulebook.records import Fees
from tests.support.builders import BTC, ETH, World, a_rulebook, an_opening, atoms, usdt_of
from tests.support.command_line import answer_json

STORY = """
title = "Spot follows"
rulebook = "{book}"
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"
[wallets]
spot = {{ BTC = "1.25", USDT = "3000" }}
funding = {{ USDT = "700" }}
contract = {{ USDT = "1240" }}
[insurance_fund]
USDT = "50000"
[market."BTCUSDT-PERP"]
source = "path"
fees = "none"
points = [["2020-03-12T10:00:00Z", "7934.0"], ["2020-03-12T10:10:00Z", "7330.0"], ["2020-03-12T10:20:00Z", "{last}"]]
[[step]]
at = "2020-03-12T10:00:01Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "2"
margin = "cross"
leverage = 20
[[step]]
at = "2020-03-12T10:00:02Z"
do = "auto_transfer"
{limit}
"""


def played(capsys: pytest.CaptureFixture[str], folder: Path, last: str, limit: str) -> dict[str, object]:
    path = folder / "story.toml"
    path.write_text(STORY.format(book="binance-usdm", last=last, limit=limit))
    code, summary, said = answer_json(capsys, "run", path, "--json")
    assert (code, said) == (0, [])
    return summary


@pytest.mark.parametrize(
    ("last", "limit", "spot", "contract", "fund"),
    [
        # equity 1,240 - 2 x 604 = 32, maintenance 58.64: brings 733 - 32 = 701 to the initial margin of 14,660 / 20
        ("7330.0", "", "2299", "733", "50000"),
        # at 6,000 equity 1,941 - 3,868 = -1,927: another 600 + 1,927 asked, all 2,299 come, equity 372 > 48
        ("6000.0", "", "0", "372", "50000"),
        # up to 1,000: the last 299 come at 6,000, and 1,240 + 1,000 are gone: bankrupt at 6,814, the fund pays 1,628
        ("6000.0", 'limit = "1000"', "2000", "0", "48372"),
        ("6000.0", 'from = "funding"', "3000", "0", "48072"),
    ],
)
def test_a_fall_takes_what_the_door_lets_through_and_no_more(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, last: str, limit: str, spot: str, contract: str, fund: str
) -> None:
    summary = played(capsys, tmp_path, last, limit)
    wallets = summary["wallets"]
    assert wallets["spot"] == {"BTC": "1.25", "USDT": spot}  # type: ignore[index]
    positions = summary["positions"]
    if positions:
        assert Fraction(wallets["contract"]["USDT"]) + Fraction(positions[0]["unrealised_pnl"]) == Fraction(contract)  # type: ignore[index]
    else:
        assert wallets["contract"] == {"USDT": contract}  # type: ignore[index]
    assert summary["insurance_fund"] == {"USDT": fund}
    assert set(summary["conservation"].values()) == {"0"}  # type: ignore[union-attr]


def test_it_waits_for_a_running_liquidation_and_is_no_door_where_the_wallet_counts() -> None:
    world = World(an_opening(a_rulebook(steps="whole", stage_ns=10**9)))
    world.do(0, BTC="7934.0")
    world.do(1, PlaceOrder(contract=BTC, side="long", lots=2000, margin_mode="cross", leverage=Fraction(20)))
    assert any(isinstance(one, LiquidationStarted) for one in world.do(2, BTC="7300.0"))
    refused = world.do(2.5, SetAutoTransfer(wallet="spot", asset="USDT", on=True))
    assert [one.reason for one in refused if isinstance(one, CommandRefused)] == ["UNIT_LIQUIDATING"]
    refused = world.do(20, SetAutoTransfer(wallet="spot", asset="ETH", on=True))
    assert [one.reason for one in refused if isinstance(one, CommandRefused)] == ["NOT_IN_THIS_REGIME"]


@pytest.mark.parametrize(
    "seed", [*range(12), *(pytest.param(one, marks=pytest.mark.nightly) for one in range(12, 400))]
)
def test_no_random_path_takes_more_than_the_reach(seed: int) -> None:
    rng = random.Random(seed)
    rules = {"steps": rng.choice(["brackets", "slices", "whole"]), "trigger": rng.choice(["at_or_below", "below"])}
    rules["maintenance_basis"] = rng.choice(["mark", "entry"])
    world = World(
        an_opening(
            a_rulebook(Fees(), stage_ns=10**9, **rules),
            contract=str(rng.randint(500, 5000)),
            spot=str(rng.choice([rng.randint(0, 3000), 40_000])),
            funding=str(rng.randint(0, 2000)),
            fees=rng.random() < 0.5,
        )
    )
    world.do(0, BTC="7934.0", ETH="200.00")
    for at, (contract, most) in enumerate(((BTC, 900), (ETH, 30_000)), start=1):
        side, mode = rng.choice(["long", "long", "short"]), rng.choice(["isolated", "cross", "cross"])
        price = world.state.marks[contract] * rng.randint(90, 110) // 100 if rng.random() < 0.3 else None
        world.do(
            at,
            PlaceOrder(
                contract=contract,
                side=side,
                lots=rng.randint(10, most),
                margin_mode=mode,
                leverage=Fraction(rng.choice([1, 2, 5, 10, 20])),
                price_ticks=price,
            ),
        )
        if rng.random() < 0.3:
            world.do(at + 0.5, SetAutoTopUp(contract=contract, on=True))
    for at, wallet in enumerate(("spot", "funding")):
        if rng.random() < 0.7:
            limit = rng.choice([None, atoms(str(rng.randint(1, 2000)))])
            world.do(3 + at / 2, SetAutoTransfer(wallet=wallet, asset="USDT", on=True, limit_atoms=limit))
    rows = {one.wallet: one for one in reach_rows(world.state) if one.asset == "USDT"}
    before = {wallet: usdt_of(world, wallet) for wallet in rows}
    for at in range(10, 60):
        moves = {}
        for contract, name in ((BTC, "BTC"), (ETH, "ETH")):
            ticks = max(1, world.state.marks[contract] * rng.randint(75, 124) // 100)
            moves[name] = str(ticks * world.state.scales[contract].tick)
        world.do(at, **moves)
        for wallet, row in rows.items():
            assert before[wallet] - usdt_of(world, wallet) <= row.worst_loss_atoms, (seed, at, wallet)
        for left in world.state.auto_transfers.values():
            assert left is None or left >= 0


def test_a_short_reaches_all_that_the_door_lets_through() -> None:
    world = World(an_opening(a_rulebook(steps="whole", stage_ns=10**9)))
    world.do(0, BTC="7934.0")
    world.do(1, PlaceOrder(contract=BTC, side="short", lots=2000, margin_mode="cross", leverage=Fraction(20)))
    world.do(2, SetAutoTransfer(wallet="spot", asset="USDT", on=True, limit_atoms=atoms("500")))
    row = next(one for one in reach_rows(world.state) if (one.wallet, one.asset) == ("spot", "USDT"))
    assert (row.worst_loss_atoms, row.reachable) == (atoms("500"), True)
    assert row.rule == (
        "segregated: automatic transfer is on, up to 500, so 500 follows cross positions into the contract wallet "
        "(Test book, )"
    )
    events = world.do(3, BTC="79340.0")
    assert [one.atoms for one in events if isinstance(one, AutoTransferred)] == [atoms("500")]
    for at in range(4, 10):
        world.do(at)
    assert usdt_of(world, "spot") == atoms("2500") and usdt_of(world, "contract") == 0
    world.do(11, SetAccountMode(account_mode="unified"))
