"""The stress grid in words: where a number comes from, and the rulebook's page."""

from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.loading.scenario_toml import load_scenario
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.values.instants import parse_instant
from ui.viewmodels.derivation_view import derivation_views, first_figure
from ui.viewmodels.rulebook_view import rules_markdown


def test_the_derivation_opens_with_the_grid_and_says_which_charge_decides() -> None:
    session = Session.create(MemoryJournal(load_scenario("spot-hedge")))
    session.advance_to(parse_instant("2020-04-27T10:46:00Z"))
    views = derivation_views(session.state, None, "BTCUSDT-PERP")
    assert first_figure(session.state) == "grid_net" and views[0].key.endswith("/grid_net")
    (deciding,) = [one for one in views if "decides" in one.title]
    assert deciding.title == "MR4, basis (decides)" and deciding.worked.startswith("14,400 × 0.05 × 30 ÷ 365")
    assert "2025-01-15" in deciding.book and any("ours" in one for one in deciding.sources)
    assert views[-1].result_text == "795.9996 USDT"


def test_the_page_of_a_book_tells_its_grid_and_that_it_is_a_model() -> None:
    page = rules_markdown(load_rulebook("okx-linear"))
    assert "## Portfolio margin (a model)" in page and "| 250,000 to 500,000 | 2 |" in page
    assert "Portfolio margin" not in rules_markdown(load_rulebook("binance-usdm"))
