"""The set-off clause: a claim is taken out of the wallets that the book names, and its reach is attacked."""

import random
from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.engine.reach import reach_rows
from sandbox.loading.rulebook_toml import read_rulebook
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import ClaimSetOff
from sandbox.rulebook.records import Fees
from sandbox.values.problems import Problem
from tests.support.builders import BTC, ETH, World, a_rulebook, an_opening, atoms, usdt_of
from tests.support.command_line import answer_json


def a_world(set_off: tuple[str, ...], **more: str) -> World:
    book = a_rulebook(Fees(), steps="whole", stage_ns=10**9, beyond_fund="claim", set_off=set_off)
    world = World(an_opening(book, **{"fund": "0", **more}))
    world.do(0, BTC="7934.0", ETH="200.00")
    return world


@pytest.mark.parametrize(
    ("set_off", "spot", "funding", "claims"),
    [
        ((), "3000", "100", "1074.6"),
        (("spot",), "1925.4", "100", "0"),
        (("funding", "spot"), "2025.4", "0", "0"),
        (("funding",), "3000", "0", "974.6"),
    ],
)
def test_a_claim_is_taken_out_of_the_wallets_that_the_book_names(
    set_off: tuple[str, ...], spot: str, funding: str, claims: str
) -> None:
    world = a_world(set_off, funding="100")
    world.do(1, PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20)))
    world.do(2, BTC="7000.0")
    events = [one for at in range(3, 9) for one in world.do(at)]
    balances = world.state.balances
    assert balances.of("spot", "USDT") == atoms(spot) and balances.of("funding", "USDT") == atoms(funding)
    assert balances.of("claims", "USDT") == atoms(claims) == -balances.of("debt/claim/USDT", "USDT")
    taken = sum(one.atoms for one in events if isinstance(one, ClaimSetOff))
    assert taken == atoms("1074.6") - atoms(claims)


def test_only_a_book_that_leaves_claims_may_have_the_clause(tmp_path: Path) -> None:
    text = 'id = "t"\nname = "T"\n[liquidation]\nset_off = ["{wallet}"]\n{more}[[contract]]\nsymbol = "BTCUSDT-PERP"\n'
    text += 'base = "BTC"\nquote = "USDT"\ntick = "0.1"\nlot = "0.001"\n'
    text += 'brackets = [{{ up_to = "1000000", max_leverage = 100, maintenance = "0.005" }}]\n'
    path = tmp_path / "t.toml"
    path.write_text(text.format(wallet="spot", more=""))
    with pytest.raises(Problem, match="set_off takes what is claimed"):
        read_rulebook(str(path))
    path.write_text(text.format(wallet="cold", more='beyond_fund = "claim"\n'))
    with pytest.raises(Problem, match="not out of 'cold'"):
        read_rulebook(str(path))
    path.write_text(text.format(wallet="spot", more='beyond_fund = "claim"\n'))
    assert read_rulebook(str(path)).liquidation.set_off == ("spot",)


def test_a_short_reaches_all_of_the_wallets_and_the_rule_says_so() -> None:
    world = a_world(("spot",))
    world.do(1, PlaceOrder(contract=BTC, side="short", lots=100, margin_mode="isolated", leverage=Fraction(20)))
    row = next(one for one in reach_rows(world.state) if (one.wallet, one.asset) == ("spot", "USDT"))
    assert row.worst_loss_atoms == atoms("3000")
    assert row.rule.startswith("segregated: set-off clause: up to 3000 USDT can be taken for a claim on you")


NIGHTLY = [pytest.param(one, marks=pytest.mark.nightly) for one in range(10, 300)]


@pytest.mark.parametrize("seed", [*range(10), *NIGHTLY])
def test_no_random_path_takes_more_than_the_reach(seed: int) -> None:
    rng = random.Random(seed)
    world = a_world(
        rng.choice([("spot",), ("funding", "spot"), ("savings", "funding")]),
        spot=str(rng.choice([500, 30_000])),
        funding=str(rng.randint(1, 900)),
        savings=str(rng.choice([10, 20_000])),
        contract=str(rng.randint(400, 4_000)),
        fund=rng.choice(["0", "300"]),
    )
    for at, (contract, most) in enumerate(((BTC, 900), (ETH, 30_000)), start=1):
        side, mode = rng.choice(["long", "long", "short"]), rng.choice(["isolated", "cross"])
        price = world.state.marks[contract] * rng.randint(90, 110) // 100 if rng.random() < 0.3 else None
        leverage = Fraction(rng.choice([2, 5, 20]))
        lots = rng.randint(10, most)
        order = PlaceOrder(
            contract=contract, side=side, lots=lots, margin_mode=mode, leverage=leverage, price_ticks=price
        )
        world.do(at, order)
    rows = {one.wallet: one for one in reach_rows(world.state) if one.asset == "USDT"}
    before = {wallet: usdt_of(world, wallet) for wallet in rows}
    for at in range(10, 50):
        moves = {}
        for contract, name in ((BTC, "BTC"), (ETH, "ETH")):
            ticks = max(1, world.state.marks[contract] * rng.randint(40, 160) // 100)
            moves[name] = str(ticks * world.state.scales[contract].tick)
        world.do(at, **moves)
        for wallet, row in rows.items():
            assert before[wallet] - usdt_of(world, wallet) <= row.worst_loss_atoms, (seed, at, wallet)


def test_risk_says_what_the_clause_can_take(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "t.toml").write_text(
        'id = "t"\nname = "T"\n[liquidation]\nbeyond_fund = "claim"\nset_off = ["spot"]\n[[contract]]\n'
        'symbol = "BTCUSDT-PERP"\nbase = "BTC"\nquote = "USDT"\ntick = "0.1"\nlot = "0.001"\n'
        'brackets = [{ up_to = "1000000", max_leverage = 100, maintenance = "0.005" }]\n'
    )
    (tmp_path / "a.json").write_text(
        '{"rulebook": "t.toml", "contract_wallet": {"USDT": "0"}, "spot_wallet": {"USDT": "30000"},'
        ' "positions": [{"contract": "BTCUSDT-PERP", "side": "long", "qty": "2", "entry": "7934",'
        ' "margin_mode": "isolated", "leverage": 20}]}'
    )
    code, found, said = answer_json(capsys, "risk", tmp_path / "a.json", "--json")
    assert (code, said) == (0, [])
    # it can fall to 0.1: 15,867.8 lost, of which 793.4 is its own margin
    assert [row["worst_loss"] for row in found["reach"]] == ["793.4", "15074.4"]
