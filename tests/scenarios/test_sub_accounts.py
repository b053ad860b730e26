"""Sub-accounts as fire walls: each trades as the main account would, and a liquidation in one reaches no other."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from sandbox.engine.acting import change_places, told
from sandbox.engine.digest import canonical_state
from sandbox.engine.opening import open_state
from sandbox.engine.reach import reach_rows
from sandbox.engine.step import step
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages import commands as cmd
from sandbox.messages import events as ev
from sandbox.messages.codec import decode_command, encode_command
from sandbox.messages.inputs import NumberedCommand, PriceUpdate, StepInput
from sandbox.messages.opening import SubAccountOpening
from sandbox.projections.perspective import seen_from
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.studies.fork import opening_from_now
from sandbox.values.problems import Problem
from tests.support.builders import BTC, ETH, START, World, a_rulebook, amounts, an_opening, atoms
from tests.support.command_line import answer_json

STORY = """
title = "A wall of its own"
rulebook = "binance-usdm"
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"
[wallets]
spot = { BTC = "1.25", USDT = "3000" }
contract = { USDT = "1240" }
[[sub_account]]
name = "hedge"
wallets = { spot = { USDT = "50" } }
[insurance_fund]
USDT = "50000"
[market."BTCUSDT-PERP"]
source = "path"
fees = "none"
points = [["2020-03-12T10:00:00Z", "7934.0"], ["2020-03-12T10:30:00Z", "7000.0"]]
[[step]]
at = "2020-03-12T10:00:01Z"
do = "transfer"
from = "spot"
to = "contract"
asset = "USDT"
amount = "1000"
sub_account = "hedge"
[[step]]
at = "2020-03-12T10:00:02Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "2"
margin = "cross"
leverage = 20
sub_account = "hedge"
[[step]]
at = "2020-03-12T10:00:03Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "0.5"
margin = "cross"
leverage = 20
[[step]]
at = "2020-03-12T10:30:01Z"
do = "transfer"
from = "contract"
to = "spot"
asset = "USDT"
amount = "1"
from_sub_account = "hedge"
expect = "TRANSFERS_LOCKED"
[[step]]
at = "2020-03-12T10:30:01Z"
do = "transfer"
from = "contract"
to = "spot"
asset = "USDT"
amount = "1"
[[step]]
at = "2020-03-12T10:40:00Z"
do = "auto_transfer"
sub_account = "hedge"
expect = "NOT_IN_THIS_REGIME"
[[expect]]
wallet = "spot"
sub_account = "hedge"
asset = "USDT"
amount = "50"
"""


def test_a_liquidation_in_a_sub_account_ends_at_its_own_contract_wallet(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "story.toml"
    path.write_text(STORY)
    code, summary, said = answer_json(capsys, "run", path, "--json")
    assert (code, said) == (0, [])
    # 2 at 7,934 with 1,000 of margin: bankrupt at 7,434, the fund pays 434 x 2; the main account's 0.5 stays open
    assert summary["sub_accounts"]["hedge"] == {
        "wallets": {"spot": {"USDT": "50"}, "funding": {}, "savings": {}, "contract": {"USDT": "0"}},
        "positions": [],
    }
    assert summary["wallets"]["contract"] == {"USDT": "1239"} and summary["wallets"]["spot"]["USDT"] == "2001"
    assert [one["contract"] for one in summary["positions"]] == [BTC]
    assert [(one["owner"], one["lost_by_trader"]) for one in summary["liquidations"]] == [("hedge", "1000")]
    assert summary["insurance_fund"] == {"USDT": "49132"}
    assert set(summary["conservation"].values()) == {"0"}


def test_a_step_in_a_sub_account_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "story.toml"
    path.write_text(STORY.replace('name = "hedge"', 'name = "wedge"'))
    with pytest.raises(Problem, match="unknown sub-account 'hedge'; did you mean 'wedge'"):
        load_scenario(str(path))
    path.write_text(STORY.replace('name = "hedge"', 'name = "spot"'))
    with pytest.raises(Problem, match="the name 'spot' is taken"):
        load_scenario(str(path))


def seeds(count: int) -> list[object]:
    """Return so many seeds for the default run, and more for the night."""
    return [*range(count), *(pytest.param(one, marks=pytest.mark.nightly) for one in range(count, 300))]


def random_command(rng: random.Random) -> cmd.Command:
    contract = rng.choice([BTC, ETH])
    price = rng.choice([None, None, {BTC: 79_340, ETH: 20_000}[contract] * rng.randint(95, 105) // 100])
    return rng.choice(
        [
            cmd.PlaceOrder(
                contract=contract,
                side=rng.choice(["long", "short"]),
                lots=rng.randint(1, 3_000 if contract == BTC else 40_000),
                price_ticks=price,
                margin_mode=rng.choice(["isolated", "cross", None]),
                leverage=rng.choice([None, Fraction(5), Fraction(20)]),
                name=rng.choice([None, "a"]),
            ),
            cmd.ClosePosition(contract=contract),
            cmd.CancelOrder(contract=contract),
            cmd.TransferMoney(
                source=rng.choice(["spot", "contract", "funding"]),
                target=rng.choice(["spot", "contract", "savings"]),
                asset="USDT",
                atoms=atoms(str(rng.randint(1, 900))),
            ),
            cmd.TradeSpot(side=rng.choice(["buy", "sell"]), asset="BTC", atoms=rng.randint(1, 10**7)),
            cmd.AdjustMargin(contract=contract, atoms=atoms(str(rng.randint(-100, 200)))),
            cmd.SetAutoTopUp(contract=contract, on=True, limit_atoms=None),
            cmd.SetLeverage(contract=contract, leverage=Fraction(rng.choice([5, 20]))),
            cmd.SetMarginMode(contract=contract, margin_mode=rng.choice(["isolated", "cross"])),
        ]
    )


@pytest.mark.parametrize("seed", seeds(8))
def test_a_sub_account_does_what_the_main_account_would_do_to_the_atom(seed: int) -> None:
    rng = random.Random(seed)
    steps = rng.choice(["brackets", "slices", "whole"])
    opening = an_opening(a_rulebook(stage_ns=10**9, steps=steps), contract="2500", fees=seed % 2 == 0, fund="900")
    mine = tuple(one for one in opening.wallets if one.wallet != "cold")
    cold = tuple(one for one in opening.wallets if one.wallet == "cold")
    main = replace(opening, sub_accounts=(SubAccountOpening(name="hedge", wallets=()),))
    moved = replace(opening, wallets=cold, sub_accounts=(SubAccountOpening(name="hedge", wallets=mine),))
    (left, _), (right, _) = open_state(main), open_state(moved)
    ticks = {BTC: 79_340, ETH: 20_000}
    for at in range(120):
        prices = []
        for contract in ticks:
            ticks[contract] = max(1, int(ticks[contract] * rng.choice([1, 1, rng.uniform(0.9, 1.1)])))
            prices.append(PriceUpdate(contract=contract, price_ticks=ticks[contract]))
        done = [random_command(rng) for _ in range(rng.choice([0, 1, 2]))]
        given = StepInput(now_ns=START + at * 10**9, prices=tuple(prices))
        own = tuple(NumberedCommand(number=at * 10 + place, command=one) for place, one in enumerate(done))
        other = tuple(replace(one, command=cmd.InSubAccount(sub_account="hedge", command=one.command)) for one in own)
        expected = step(left, replace(given, commands=own))
        found = step(right, replace(given, commands=other))
        assert [told(one, "hedge") for one in found] == list(expected), (seed, at)
    assert canonical_state(seen_from(right, "hedge")) == canonical_state(left)
    change_places(right, "hedge")
    change_places(right, "hedge")
    assert canonical_state(seen_from(right, "hedge")) == canonical_state(left)


def owner_of(account: str) -> str | None:
    """Return whose account it is: "you" or "hedge"; None where it is neither's."""
    if account.startswith("hedge/"):
        return "hedge"
    return "you" if account.partition("/")[0] in ("spot", "contract", "funding", "savings", "held", "cold") else None


@pytest.mark.parametrize(
    "seed", [*range(10), *(pytest.param(one, marks=pytest.mark.nightly) for one in range(10, 300))]
)
def test_no_price_and_no_liquidation_moves_money_across_the_wall(seed: int) -> None:
    rng = random.Random(seed)
    opening = an_opening(a_rulebook(stage_ns=10**9, steps=rng.choice(["brackets", "slices", "whole"])), contract="2500")
    wallets = (*amounts("contract", USDT="1800"), *amounts("spot", USDT="700", BTC="0.3"))
    world = World(replace(opening, sub_accounts=(SubAccountOpening(name="hedge", wallets=wallets),)))
    world.do(0, BTC="7934.0", ETH="200.00")
    for at in range(1, 9):
        done = random_command(rng)
        inside = cmd.InSubAccount(sub_account="hedge", command=done) if rng.random() < 0.6 else done
        world.do(at, inside)
    if rng.random() < 0.5:
        world.do(9, cmd.SetAutoTransfer(wallet="spot", asset="USDT", on=True))
    reach = {
        who: {
            row.wallet: row.worst_loss_atoms for row in reach_rows(seen_from(world.state, who)) if row.asset == "USDT"
        }
        for who in ("", "hedge")
    }
    before = {who: usdt(world, who) for who in ("", "hedge")}
    for at in range(10, 70):
        moves = {}
        for contract, name in ((BTC, "BTC"), (ETH, "ETH")):
            ticks = max(1, world.state.marks[contract] * rng.randint(75, 130) // 100)
            moves[name] = str(ticks * world.state.scales[contract].tick)
        for event in world.do(at, **moves):
            if isinstance(event, ev.TransferPosted):
                owners = {owner_of(event.debit), owner_of(event.credit)} - {None}
                assert len(owners) <= 1, event
        for who, worst in reach.items():
            for wallet, now in usdt(world, who).items():
                assert before[who][wallet] - now <= worst.get(wallet, 0), (seed, at, who, wallet)


def usdt(world: World, who: str) -> dict[str, int]:
    """Return the USDT of an account by wallet; compartments and holds are the contract wallet's."""
    sums = {"spot": 0, "funding": 0, "savings": 0, "contract": 0}
    for account, asset, held in world.state.balances.items():
        prefix = f"{who}/" if who else ""
        if asset == "USDT" and owner_of(account) == (who or "you"):
            head = account.removeprefix(prefix).partition("/")[0]
            head = "contract" if head == "held" else head
            if head in sums:
                sums[head] += held
    return sums


def test_a_planted_hole_in_the_wall_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from sandbox.engine import pool

    real = pool.payable_atoms
    monkeypatch.setattr("sandbox.engine.turn.payable_atoms", real)
    monkeypatch.setattr(
        "sandbox.engine.acting.other_account", lambda account, name: "spot" if account == f"{name}/spot" else account
    )
    with pytest.raises(AssertionError):
        for seed in range(8):
            test_a_sub_account_does_what_the_main_account_would_do_to_the_atom(seed)


def test_a_command_of_a_sub_account_is_written_and_read_whole() -> None:
    done = cmd.PlaceOrder(contract=BTC, side="long", lots=5, leverage=Fraction(20))
    for one in (cmd.InSubAccount(sub_account="hedge", command=done), cmd.SetAutoTopUp(contract=BTC, on=True)):
        assert decode_command(encode_command(one)) == one


def test_a_fork_keeps_what_a_sub_account_holds_and_waits_for() -> None:
    opening = an_opening(a_rulebook())
    wallets = (*amounts("contract", USDT="1800"), *amounts("spot", USDT="700"))
    session = Session.create(
        MemoryJournal(replace(opening, sub_accounts=(SubAccountOpening(name="hedge", wallets=wallets),)))
    )
    order = cmd.PlaceOrder(contract=BTC, side="long", lots=500, price_ticks=70_000, margin_mode="isolated")
    world = World(session.opening)
    world.do(0, BTC="7934.0")
    for at, one in enumerate((replace(order, price_ticks=None), replace(order, contract=ETH, price_ticks=1)), start=1):
        world.do(at, cmd.InSubAccount(sub_account="hedge", command=one))
    forked = opening_from_now_of(world)
    held = forked.sub_accounts[0]
    assert [(one.contract, one.side, one.margin_mode) for one in held.positions] == [(BTC, "long", "isolated")]
    assert sum(one.atoms for one in held.wallets) == atoms("2500")


def opening_from_now_of(world: World):  # type: ignore[no-untyped-def]
    """Fork a world as if it were a session that stands where the world does."""
    session = Session.create(MemoryJournal(world.opening))
    session.state.now_ns = world.state.now_ns
    for field in type(world.state).__struct_fields__:
        setattr(session.state, field, getattr(world.state, field))
    return opening_from_now(session)


def test_a_session_with_sub_accounts_is_stored_folded_and_verified(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "story.toml").write_text(STORY)
    run = ("run", tmp_path / "story.toml", "--session", tmp_path / "story.bulkhead")
    code, summary, said = answer_json(capsys, *run, "--json")
    assert (code, said) == (0, [])
    code, _, said = answer_json(capsys, "verify", tmp_path / "story.bulkhead", "--json")
    assert (code, said) == (0, [])
    stepped = Session.create(MemoryJournal(load_scenario(str(tmp_path / "story.toml"))))
    while not stepped.at_end:
        stepped.step_update()
    assert stepped.digest == summary["digest"]
