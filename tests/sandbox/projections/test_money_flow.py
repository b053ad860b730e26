"""Flows between the places a window draws, and the fund's history."""

from sandbox.messages.commands import TransferMoney
from sandbox.projections.fund import FundHistory
from sandbox.projections.money_flow import flows, node_of
from tests.support.builders import START, World, an_opening, atoms
from tests.support.stories import liquidated_world


def test_every_account_has_its_place() -> None:
    places = {
        "spot": "spot",
        "contract": "contract",
        "contract/isolated/p1": "compartment:p1",
        "held/o3": "held:o3",
        "clearing/BTCUSDT-PERP": "market",
        "liquidity": "market",
        "insurance_fund": "fund",
        "fees": "fees",
        "liquidation_desk": "desk",
        "world": "world",
        "short-1/contract": "traders",
        "cold": "cold",
    }
    assert {account: node_of(account) for account in places} == places


def test_the_rows_of_the_example_flow() -> None:
    world = liquidated_world()
    found = [(one.from_node, one.to_node, one.atoms, one.kind) for one in flows(world.events) if one.kind != "opening"]
    assert found == [
        ("contract", "compartment:p1", atoms("793.4"), "margin"),
        ("compartment:p1", "market", atoms("793.4"), "loss"),
        ("fund", "desk", atoms("1074.6"), "fund_draw"),
        ("desk", "market", atoms("1074.6"), "loss"),
    ]
    first = next(one for one in flows(world.events, 1) if one.kind == "margin")
    assert world.events[first.seq - 1].credit == first.credit  # type: ignore[union-attr]


def test_transfers_between_wallets_are_plain() -> None:
    world = World(an_opening())
    events = world.do(1, TransferMoney(source="spot", target="contract", asset="USDT", atoms=5))
    assert [(one.kind, one.from_node, one.to_node) for one in flows(events)] == [("transfer", "spot", "contract")]


def test_the_fund_keeps_its_history() -> None:
    world, history = liquidated_world(), FundHistory()
    history.take(START, 1, world.events)
    assert history.started == {"USDT": atoms("50000")}
    assert history.levels == {"USDT": atoms("48925.4")}
    assert history.paid == {"USDT": atoms("1074.6")} and history.received == {}
    assert [(row.atoms, row.level_atoms, row.cause) for row in history.rows][1:] == [
        (atoms("-1074.6"), atoms("48925.4"), "liq-1")
    ]
