"""Savings pledged as margin: a story by hand, what the pledge holds back, and an attack on its reach."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from sandbox.engine.reach import reach_rows
from sandbox.messages.commands import PlaceOrder, PledgeSavings, SetAutoTopUp, SetAutoTransfer, TransferMoney
from sandbox.messages.events import CommandRefused, LiquidationStarted, PledgeTaken
from sandbox.rulebook.collateral import CollateralAsset, CollateralRules, HaircutTier
from sandbox.rulebook.records import Fees
from tests.support.builders import BTC, ETH, World, a_rulebook, an_opening, atoms, usdt_of
from tests.support.command_line import answer_json

STORY = """
title = "Savings stand behind it"
rulebook = "binance-usdm"
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"
[wallets]
spot = {{ USDT = "3000" }}
savings = {{ USDT = "2000" }}
contract = {{ USDT = "1240" }}
[insurance_fund]
USDT = "50000"
[market."BTCUSDT-PERP"]
source = "path"
fees = "none"
points = [["2020-03-12T10:00:00Z", "7934.0"], ["2020-03-12T10:10:00Z", "{last}"]]
[[step]]
at = "2020-03-12T10:00:01Z"
do = "pledge_savings"
{limit}
[[step]]
at = "2020-03-12T10:00:02Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "2"
margin = "cross"
leverage = 20
[[step]]
at = "2020-03-12T10:00:03Z"
do = "transfer"
from = "savings"
to = "spot"
asset = "USDT"
amount = "1600"
expect = "MARGIN_IN_USE"
"""


@pytest.mark.parametrize(
    ("last", "limit", "savings", "contract", "fund", "open_still"),
    [
        # 2,168 lost: 1,240 of contract and 1,072 of savings would remain, maintenance 55
        ("6850.0", "", "2000", "1240", "50000", True),
        # at 6,300 the loss of 3,268 exceeds 3,240: both go, 28 come from the fund
        ("6300.0", "", "0", "0", "49972", False),
        # up to 500: 1,740 are gone at a bankruptcy price of 7,064; the desk sells 214 lower, twice
        ("6850.0", 'limit = "500"', "1500", "0", "49572", False),
    ],
)
def test_a_fall_takes_contract_cash_first_and_then_what_is_pledged(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    last: str,
    limit: str,
    savings: str,
    contract: str,
    fund: str,
    open_still: bool,
) -> None:
    path = tmp_path / "story.toml"
    path.write_text(STORY.format(last=last, limit=limit))
    code, summary, said = answer_json(capsys, "run", path, "--json")
    assert (code, said) == (0, [])
    wallets = summary["wallets"]
    assert (wallets["savings"]["USDT"], wallets["contract"]["USDT"], wallets["spot"]["USDT"]) == (
        savings,
        contract,
        "3000",
    )
    assert bool(summary["positions"]) is open_still
    assert summary["insurance_fund"] == {"USDT": fund}
    assert set(summary["conservation"].values()) == {"0"}
    lost = [row["lost_by_trader"] for row in summary["liquidations"]]
    assert lost == [] if open_still else [str(3240 - int(savings))]


def a_world(**more: str) -> World:
    world = World(an_opening(a_rulebook(steps="whole", stage_ns=10**9), savings="2000", **more))
    world.do(0, BTC="7934.0", ETH="200.00")
    return world


def moved(target: str, amount: str) -> TransferMoney:
    return TransferMoney(source="savings", target=target, asset="USDT", atoms=atoms(amount))


def reasons(events: tuple[object, ...]) -> list[str]:
    return [one.reason for one in events if isinstance(one, CommandRefused)]


def test_a_pledge_that_margin_needs_is_not_lifted_and_the_refusal_says_how_much_could_be() -> None:
    world = a_world()
    world.do(1, PledgeSavings(asset="USDT", on=True))
    world.do(2, PlaceOrder(contract=BTC, side="long", lots=5_000, margin_mode="cross", leverage=Fraction(20)))
    refused = world.do(3, PledgeSavings(asset="USDT", on=False))
    assert reasons(refused) == ["MARGIN_IN_USE"]
    # equity 3,240 - initial margin 39,670 / 20 = 1,256.50 could go
    assert [(one.needed_text, one.available_text) for one in refused if isinstance(one, CommandRefused)] == [
        ("2000", "1256.5")
    ]
    assert not reasons(world.do(4, PledgeSavings(asset="USDT", on=True, limit_atoms=atoms("743.5"))))
    assert not reasons(world.do(5, moved("spot", "1256.5")))
    assert reasons(world.do(6, moved("spot", "0.00000001"))) == ["MARGIN_IN_USE"]
    assert not reasons(world.do(7, moved("contract", "0.00000001")))


def test_pledged_savings_are_locked_while_their_unit_is_liquidated() -> None:
    world = a_world()
    world.do(1, PledgeSavings(asset="USDT", on=True, limit_atoms=atoms("100")))
    world.do(2, PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="cross", leverage=Fraction(20)))
    assert any(isinstance(one, LiquidationStarted) for one in world.do(3, BTC="7200.0"))
    assert reasons(world.do(3.5, moved("spot", "0.00000001"))) == ["TRANSFERS_LOCKED"]
    assert reasons(world.do(3.6, PledgeSavings(asset="USDT", on=False))) == ["UNIT_LIQUIDATING"]
    taken = [one for at in range(4, 9) for one in world.do(at) if isinstance(one, PledgeTaken)]
    assert [(one.atoms, one.left_atoms) for one in taken] == [(atoms("100"), 0)]
    assert world.state.balances.of("savings", "USDT") == atoms("1900")


@pytest.mark.parametrize(
    "seed", [*range(12), *(pytest.param(one, marks=pytest.mark.nightly) for one in range(12, 400))]
)
def test_no_random_path_takes_more_than_the_reach(seed: int) -> None:
    rng = random.Random(seed)
    rules = {"steps": rng.choice(["brackets", "slices", "whole"]), "trigger": rng.choice(["at_or_below", "below"])}
    rules["maintenance_basis"] = rng.choice(["mark", "entry"])
    book = a_rulebook(Fees(), stage_ns=10**9, fee=Fraction(rng.choice([0, 5]), 1000), **rules)
    counts = CollateralAsset(asset="BTC", tiers=(HaircutTier(up_to=None, rate=Fraction(9, 10)),))
    regimes = ("segregated", "multi-asset", "unified")
    book = replace(book, collateral=CollateralRules(regimes=regimes, assets=(counts,)))
    opening = an_opening(
        book,
        contract=str(rng.randint(500, 5000)),
        spot=str(rng.choice([0, rng.randint(1, 3000)])),
        savings=str(rng.choice([rng.randint(0, 3000), 40_000])),
        funding=str(rng.randint(0, 2000)),
        fees=rng.random() < 0.5,
    )
    world = World(replace(opening, account_mode=rng.choice(["segregated", *regimes])))
    world.do(0, BTC="7934.0", ETH="200.00")
    limit = rng.choice([None, atoms(str(rng.randint(1, 2500)))])
    world.do(0.5, PledgeSavings(asset="USDT", on=True, limit_atoms=limit))
    for at, (contract, most) in enumerate(((BTC, 900), (ETH, 30_000)), start=1):
        side, mode = rng.choice(["long", "long", "short"]), rng.choice(["isolated", "cross", "cross"])
        price = world.state.marks[contract] * rng.randint(90, 110) // 100 if rng.random() < 0.3 else None
        order = PlaceOrder(
            contract=contract,
            side=side,
            lots=rng.randint(10, most),
            margin_mode=mode,
            leverage=Fraction(rng.choice([1, 2, 5, 10, 20])),
            price_ticks=price,
        )
        world.do(at, order)
        if rng.random() < 0.3:
            world.do(at + 0.5, SetAutoTopUp(contract=contract, on=True))
    if rng.random() < 0.3:
        world.do(3, SetAutoTransfer(wallet="funding", asset="USDT", on=True))
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
        for left in world.state.pledges.values():
            assert left is None or left >= 0
