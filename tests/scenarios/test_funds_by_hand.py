"""Insurance funds by hand: one of a contract's own, a cap on what it takes over, and a claim for what it lacks.

2 BTC long from 7,934.0 at 20x isolated are taken over at 7,537.3; at 7,000.0 their sale lacks 537.3 a coin, 1,074.6.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.cli.run import as_text
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import ClaimLeft, DeskClosed, TraderDeleveraged
from sandbox.messages.opening import Opening
from sandbox.projections.fund import fund_atoms
from sandbox.projections.summary import RunRecord, summary
from sandbox.rulebook.records import Rulebook
from sandbox.studies.other_book import under_book
from tests.support.builders import BTC, ETH, SECOND, World, a_rulebook, amounts, an_opening, atoms

OWN = f"insurance_fund/{BTC}"


def own_fund_book(**rules: object) -> Rulebook:
    """Return a book in which BTC has a fund of its own."""
    book = a_rulebook(stage_ns=SECOND, **rules)
    btc, *others = book.contracts
    return replace(book, contracts=(replace(btc, fund="own"), *others))


def after_the_gap(opening: Opening) -> World:
    """Open 2 BTC, let the price fall through the bankruptcy price, and play to the release."""
    world = World(opening)
    world.do(
        1, PlaceOrder(contract=BTC, side="long", lots=2000, margin_mode="isolated", leverage=Fraction(20)), BTC="7934.0"
    )
    world.do(2, BTC="7000.0")
    for second in (3, 4, 5, 6):
        world.do(second)
    assert not world.state.liquidations
    return world


def told(world: World) -> dict[str, object]:
    """Return the summary of all that happened."""
    record = RunRecord()
    record.take(0, world.events)
    return summary(world.opening, world.state, record, "")


def test_a_contract_with_its_own_fund_draws_on_that_alone() -> None:
    opening = an_opening(own_fund_book(), fund="50000")
    opening = replace(opening, insurance_fund=(*opening.insurance_fund, *amounts(OWN, USDT="500")))
    world = after_the_gap(opening)
    assert world.balance(OWN) == Decimal("0.311") and world.balance("insurance_fund") == 50_000
    assert sum(one.lots for one in world.events if isinstance(one, TraderDeleveraged)) == 1_070
    found = told(world)
    assert found["insurance_fund"] == {"USDT": "50000.311"}
    assert found["insurance_fund_by_contract"] == {BTC: {"USDT": "0.311"}}


@pytest.mark.parametrize(("fund", "taken"), [("50000", 2_000), ("7000", 1_000), ("6999.999", 999)])
def test_a_fund_takes_over_no_more_notional_than_its_cap(fund: str, taken: int) -> None:
    """At 7,000.0 a coin is worth 7,000: a fund of 7,000 may hold one, and pays 537.3 for it."""
    world = after_the_gap(an_opening(a_rulebook(stage_ns=SECOND, position_cap=Fraction(1)), fund=fund))
    sold = [one for one in world.events if isinstance(one, DeskClosed)]
    assert sum(one.lots for one in sold) == taken
    assert world.balance("insurance_fund") == Decimal(fund) - Decimal("0.5373") * taken


def test_what_the_fund_lacks_stays_a_claim_and_no_wallet_pays_it() -> None:
    """500 pay for 0.930; the other 1.070 lack 574.911."""
    world = after_the_gap(an_opening(a_rulebook(stage_ns=SECOND, beyond_fund="claim"), fund="500"))
    lacking = Decimal("574.911")
    assert world.balance("claims") == lacking == -world.balance("debt/claim/USDT")
    assert world.balance("contract") == 1240 - Decimal("793.4") and world.balance("spot") == 3000
    assert [one.atoms for one in world.events if isinstance(one, ClaimLeft)] == [atoms("574.911")]
    found = told(world)
    assert found["claims"] == {"you": {"USDT": "574.911"}} and found["debt"] == {}
    (row,) = found["liquidations"]  # type: ignore[misc]
    assert (row["from_fund"], row["claimed"], row["deleveraged_qty"]) == ("499.689", "574.911", "0")
    assert set(found["conservation"].values()) == {"0"}  # type: ignore[attr-defined]


def test_another_book_finds_the_money_of_the_fund_where_it_keeps_it() -> None:
    shared, own = a_rulebook(), own_fund_book()
    opening = replace(an_opening(shared, fund="500"), commands=())
    moved = under_book(opening, replace(own, id="own"))
    assert fund_atoms(World(moved).state, "USDT") == atoms("500")
    all_own = replace(own, id="all", contracts=tuple(replace(one, fund="own") for one in own.contracts))
    held = World(under_book(opening, all_own)).state.balances
    assert held.of(OWN, "USDT") == atoms("500") and held.of(f"insurance_fund/{ETH}", "USDT") == 0
    back = World(under_book(under_book(opening, all_own), replace(shared, id="back"))).state.balances
    assert back.of("insurance_fund", "USDT") == atoms("500")


def test_the_printed_summary_tells_own_funds_and_claims() -> None:
    book = own_fund_book(beyond_fund="claim")
    opening = replace(an_opening(book, fund="50000"), insurance_fund=amounts(OWN, USDT="500"))
    printed = as_text(told(after_the_gap(opening)))
    assert f"    of it of {BTC} alone 0.311 USDT" in printed
    assert "socialised 0, claimed 574.911" in printed and "the exchange claims 574.911 USDT from you" in printed
