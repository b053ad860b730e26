"""Drafts: undo by field, steps, other books, and a form on disk that loses nothing a person typed."""

from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from sandbox.loading.rulebook_toml import load_rulebook
from ui.bridge.account_store import FILE_NAME, load_account, save_account
from ui.viewmodels.account_answer import answer_view
from ui.viewmodels.account_draft import (
    DraftHistory,
    draft_document,
    draft_of,
    empty_draft,
    example_draft,
    more_balances,
    more_positions,
    on_book,
    stepped,
    with_balance,
    with_position,
    without_position,
)
from ui.viewmodels.account_records import PositionDraft

BOOKS = {name: load_rulebook(name) for name in ("binance-usdm", "bulkhead-teaching")}
BOOK, TEACHING = BOOKS.values()


def test_typing_into_one_field_is_one_step_of_undo() -> None:
    history = DraftHistory(empty_draft(BOOK))
    for text in ("1", "12", "123"):
        history.take(with_balance(history.now, 0, amount_text=text), "balances.0")
    history.take(with_position(history.now, 0, size_text="2"), "positions.0.size")
    assert history.undo().balances[0].amount_text == "123"
    assert history.undo() == empty_draft(BOOK)
    assert not history.can_undo
    assert history.redo().balances[0].amount_text == "123"
    assert history.redo().positions[0].size_text == "2"
    assert not history.can_redo


def test_a_change_after_an_undo_forgets_the_undone() -> None:
    history = DraftHistory(empty_draft(BOOK))
    history.take(more_positions(history.now, BOOK))
    history.undo()
    history.take(with_balance(history.now, 0, amount_text="1"))
    assert not history.can_redo and history.can_undo


def test_steps_keep_the_number_exact_and_never_below_zero() -> None:
    assert stepped("1,240.5", Fraction(1, 10), 1) == "1240.6"
    assert stepped("", Fraction(1, 100), 3) == "0.03"
    assert stepped("5", Fraction(10), -1) == "0"
    assert stepped("five", Fraction(10), 1) == "five"


def test_another_book_keeps_what_it_knows() -> None:
    draft = more_positions(more_positions(example_draft(BOOK), BOOK), BOOK)
    assert [one.contract for one in draft.positions] == ["BTCUSDT-PERP", "ETHUSDT-PERP", "SOLUSDT-PERP"]
    other = on_book(draft, TEACHING)
    assert other.rulebook == TEACHING.id
    assert [one.contract for one in other.positions] == [one.contract for one in draft.positions]


def test_a_coin_book_asks_for_coin_and_keeps_what_it_knows() -> None:
    other = on_book(example_draft(BOOK), load_rulebook("binance-coinm"))
    places = [(one.wallet, one.asset) for one in other.balances]
    assert places[0] == ("contract", "BTC") and ("spot", "USDT") not in places
    assert next(one.amount_text for one in other.balances if (one.wallet, one.asset) == ("spot", "BTC")) == "1.25"
    assert other.positions[0].contract == "BTCUSD-PERP"


def test_a_balance_stands_once() -> None:
    draft = more_balances(empty_draft(BOOK), "spot", "ETH")
    assert draft.balances[-1].asset == "ETH"
    assert more_balances(draft, "spot", "ETH") is draft
    assert without_position(draft, 0).positions == ()


def test_what_is_kept_comes_back_wrong_texts_included(tmp_path: Path) -> None:
    draft = with_position(example_draft(BOOK), 0, size_text="2x", mark_text="7940.5")
    assert save_account(tmp_path, draft)
    kept = load_account(tmp_path, BOOKS)
    assert kept is not None and draft_document(kept) == draft_document(draft)
    assert kept.positions[0].size_text == "2x"


def test_a_damaged_file_counts_as_none(tmp_path: Path) -> None:
    assert load_account(tmp_path, BOOKS) is None
    for text in ("{", "[]", '{"positions": 5, "spot_wallet": []}'):
        (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
        draft = load_account(tmp_path, BOOKS)
        assert draft is None or draft.positions == ()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert not save_account(tmp_path / "file", empty_draft(BOOK))


def test_an_open_value_becomes_an_entry() -> None:
    draft = draft_of({"positions": [{"contract": "BTCUSDT-PERP", "qty": "2", "open_value": "15868"}]}, BOOK)
    assert draft.positions == (
        replace(PositionDraft("BTCUSDT-PERP"), size_text="2", entry_text="7934", leverage_text=""),
    )


def test_side_doors_of_a_pasted_account_are_kept_and_counted() -> None:
    document = {
        "rulebook": "binance-usdm",
        "account_mode": "segregated",
        "contract_wallet": {"USDT": "1240"},
        "spot_wallet": {"USDT": "3000"},
        "savings_wallet": {"USDT": "900"},
        "auto_transfer": {"spot": "500"},
        "pledge_savings": True,
        "positions": [
            {"contract": "BTCUSDT-PERP", "side": "short", "qty": "2", "entry": "7934", "margin_mode": "cross"}
        ],
    }
    draft = draft_of(document, load_rulebook("binance-usdm"))
    kept = draft_document(draft)
    assert (kept["auto_transfer"], kept["pledge_savings"]) == ({"spot": "500"}, True)
    sentence = answer_view(draft).sentence
    assert "500.00 USDT from spot" in sentence and "900.00 USDT from savings" in sentence
    assert "automatic transfer is on for cross positions" in sentence
