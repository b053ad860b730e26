"""Pasted accounts: JSON of the risk command or plain lines, wrong ones told line by line."""

import pytest

from sandbox.loading.rulebook_toml import list_rulebooks
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_paste import paste_view

BOOKS = {one.id: one for one in list_rulebooks()}
JSON = """[{"id": "a1", "rulebook": "binance-usdm", "account_mode": "segregated",
  "contract_wallet": {"USDT": "1240"}, "spot_wallet": {"BTC": "1.25", "ETH": "3"},
  "marks": {"BTCUSDT-PERP": "7934.0"},
  "positions": [{"contract": "BTCUSDT-PERP", "side": "long", "qty": "2", "entry": "7934.0",
                 "margin_mode": "isolated", "leverage": 20, "isolated_margin": "793.40"}]}]"""


def test_the_placeholder_is_an_account() -> None:
    view = paste_view(texts.PASTE_PLACEHOLDER, BOOKS, "binance-usdm")
    assert view.draft is not None and len(view.draft.positions) == 2
    assert view.note == "2 positions and 2 balances read."


def test_the_json_of_the_risk_command_is_read() -> None:
    draft = paste_view(JSON, BOOKS, "bulkhead-teaching").draft
    assert draft is not None and draft.rulebook == "binance-usdm"
    assert ("spot", "ETH", "3") in {(one.wallet, one.asset, one.amount_text) for one in draft.balances}
    assert draft.positions[0].leverage_text == "20" and draft.positions[0].mark_text == "7934.0"


def test_the_first_of_several_accounts_is_taken_and_said() -> None:
    two = f"{JSON.rstrip(']')}]}}, {JSON[1:]}".replace("]}]}", "]}", 1)
    view = paste_view(two, BOOKS, "binance-usdm")
    assert view.draft is not None and "The text holds 2 accounts" in view.note


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (JSON.replace('"qty"', '"qtty"'), "Line 4: unknown key 'qtty', did you mean 'qty'?"),
        (JSON.replace("20,", "20"), "Line 5: not valid JSON"),
        ('{"rulebook": "nobody"}', "Line 1: rulebook 'nobody' is neither"),
        ("long 2 DOGE @ 1 cross", "Line 1: unknown contract 'DOGE'"),
        ("book nobody\nspot 1 BTC", "The book nobody is not one of the bundled books"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, words: str) -> None:
    view = paste_view(text, BOOKS, "binance-usdm")
    assert view.draft is None and view.problems[0].startswith(words)


def test_nothing_is_nothing() -> None:
    assert paste_view("  \n", BOOKS, "binance-usdm").note == texts.PASTE_EMPTY
