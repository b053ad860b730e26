"""The blast radius' details in words: terms, the sum with its figures, the preview of an order, the dated book."""

from fractions import Fraction

from msgspec.structs import replace

from sandbox.messages.commands import PlaceOrder
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.support.builders import BTC, ETH, START, an_opening, held, price_columns
from ui.viewmodels.facts import AccountFacts, gather
from ui.viewmodels.reach_details import ReachDetailsView, reach_details

PRICES = [(START, BTC, 79_340), (START, ETH, 20_000)]


def facts_of(*commands: PlaceOrder, positions: tuple = ()) -> AccountFacts:
    """Return the facts of a wallet of 1,240 after some orders."""
    opening = replace(an_opening(), positions=positions, prices=price_columns(PRICES))
    session = Session.create(MemoryJournal(opening))
    session.advance_to(START, 100)
    for command in commands:
        session.submit(command)
    return gather(session)


def details(facts: AccountFacts, preview: int | None = None) -> ReachDetailsView:
    return reach_details(facts, "Test book", "2024-06-30", preview)


def test_nothing_held_says_so_without_a_sum() -> None:
    view = details(facts_of())
    assert view.sum_text == "0.00 USDT" and view.formula_text == "" and view.preview_text == ""
    assert view.lines[0].title == "Contract, USDT" and view.lines[0].amount_text == "0.00 of 1,240.00"
    assert "nothing can be lost to a price" in view.lines[0].reason_text
    assert view.book_text == "Test book, as of 2024-06-30"


def test_the_wallet_that_can_be_reached_stands_first_and_its_terms_below_it() -> None:
    facts = facts_of(positions=(held(BTC, "long", "2", "7934.0", "isolated", "20"), held(ETH, "short", "12", "200")))
    view = details(facts)
    assert [(one.level, one.title, one.amount_text) for one in view.lines[:3]] == [
        (0, "Contract, USDT", "1,240.00 of 1,240.00"),
        (1, "BTCUSDT, isolated", "793.40"),
        (1, "ETHUSDT, cross", "446.60"),
    ]
    assert view.formula_text == "793.40 + min(free 446.60, 446.60) = 1,240.00"
    assert not any(one.is_reached for one in view.lines[3:])


def test_a_resting_order_draws_on_what_is_free() -> None:
    order = PlaceOrder(
        contract=BTC, side="long", lots=1_000, margin_mode="isolated", leverage=Fraction(10), price_ticks=70_000
    )
    view = details(facts_of(order))
    assert view.lines[1].title == "Resting order o1, if it fills"
    assert view.formula_text == "min(free 1,240.00, 700.00) = 700.00"


def test_an_order_in_the_editor_is_told_with_its_change() -> None:
    facts = facts_of(positions=(held(BTC, "long", "2", "7934.0", "isolated", "20"),))
    worst = facts.worst_atoms
    assert details(facts, worst).preview_text == ""
    view = details(facts, worst + 10_000_000_000)
    assert view.preview_text == "With the order in the editor: 893.40 USDT (+100.00)"
