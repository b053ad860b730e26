"""The sentence of My account for every kind of account, and its agreement with `bulkhead risk` to the last digit."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sandbox.cli.risk import report_json
from sandbox.loading.rulebook_toml import list_rulebooks
from tests.support.command_line import answer, answer_json
from ui.viewmodels.account_answer import answer_view
from ui.viewmodels.account_check import checked
from ui.viewmodels.account_draft import draft_text, empty_draft, example_draft
from ui.viewmodels.account_paste import paste_view
from ui.viewmodels.account_records import AccountDraft, BalanceDraft, PositionDraft

BOOKS = {one.id: one for one in list_rulebooks()}
BOOK = BOOKS["binance-usdm"]
BTC, ETH = "BTCUSDT-PERP", "ETHUSDT-PERP"
OTHERS = "spot, funding and savings 0"
DATED = "(Binance-style USD-M, mid-2024)."


def drafted(*lines: str, book: str = "binance-usdm") -> AccountDraft:
    view = paste_view("\n".join(lines), BOOKS, book)
    assert view.draft is not None, view.problems
    return view.draft


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            ["contract 650 USDT", "long 2 BTC @ 7934 20x isolated 1000"],
            f"At most 1,000.00 USDT from the contract wallet; {OTHERS}, because the position is isolated and auto "
            f"top-up is off {DATED}",
        ),
        (
            ["contract 650 USDT", "long 2 BTC @ 7934 isolated 1000", "short 12 ETH @ 200 10x isolated 240"],
            f"At most 1,240.00 USDT from the contract wallet; {OTHERS}, because the 2 positions are isolated, each "
            f"with its own margin, and auto top-up is off {DATED}",
        ),
        (
            ["contract 1240 USDT", "long 2 BTC @ 7934 20x cross"],
            f"At most 1,240.00 USDT from the contract wallet; {OTHERS}, because the position is cross, so it may take "
            f"all that is free there, and auto top-up is off {DATED}",
        ),
        (
            ["contract 1240 USDT", "long 0.1 BTC @ 7934 20x cross"],
            f"At most 793.39 USDT from the contract wallet; {OTHERS}, because the cross long is worth no more than "
            f"that, and auto top-up is off {DATED}",
        ),
        (
            ["contract 1240 USDT", "short 0.1 BTC @ 7934 20x cross"],
            f"At most 1,240.00 USDT from the contract wallet; {OTHERS}, because a cross short has no highest price, "
            f"so all that is free there can go, and auto top-up is off {DATED}",
        ),
        (
            ["contract 1240 USDT", "long 2 BTC @ 7934 cross", "long 1 ETH @ 200 cross"],
            f"At most 1,240.00 USDT from the contract wallet; {OTHERS}, because the 2 cross positions share all that "
            f"is free there, and auto top-up is off {DATED}",
        ),
        (
            ["contract 650 USDT", "cold 1 BTC", "long 2 BTC @ 7934 isolated 1000", "short 1 ETH @ 200 cross"],
            "At most 1,650.00 USDT from the contract wallet; spot, funding, savings and cold 0, because isolated "
            "positions lose their own margin only, cross ones share what is free there, and auto top-up is off "
            f"{DATED}",
        ),
        (
            ["contract 650 USDT"],
            f"Nothing can be lost to a price: {OTHERS} and the contract wallet 0, because there is no position {DATED}",
        ),
        (
            ["contract 650 USDT", "long 2 BTC @ 7934 20x isolated 793.40 mark 7500"],
            f"BTCUSDT would be liquidated at this mark. At most 793.40 USDT from the contract wallet; {OTHERS}, "
            f"because the position is isolated and auto top-up is off {DATED}",
        ),
    ],
    ids=["isolated", "isolated two", "cross", "small long", "short", "cross two", "mixed", "none", "gone"],
)
def test_the_sentence_names_the_sum_and_the_rule_that_decides(lines: list[str], sentence: str) -> None:
    assert answer_view(drafted(*lines)).sentence == sentence


def test_the_example_shows_the_figures_of_the_story() -> None:
    view = answer_view(example_draft(BOOK))
    (position,) = view.positions
    assert (position.liquidation_text, position.distance_text) == (
        "7,463.8",
        "5.9\N{NO-BREAK SPACE}% below the mark 7,934.0",
    )
    assert dict((label, value) for label, value, _ in position.figures) == {
        "Bankruptcy": "7,434.0",
        "Initial margin": "793.40",
        "Maintenance": "63.47",
        "PnL": "0.00",
    }
    assert any("2024-06-30" in line for line in view.rules)
    assert any("(15868 − 1000) ÷ (2 × (1 − 0.004))" in line for line in view.rules)


def test_bars_of_an_asset_stand_end_to_end_and_sum_to_its_sum() -> None:
    bars = [one for one in answer_view(example_draft(BOOK)).bars if one.amount_text.endswith("USDT")]
    *wallets, total = bars
    end = 0.0
    for bar in wallets:
        assert bar.start_share == pytest.approx(end)
        end = bar.start_share + bar.worst_share + bar.rest_share
    assert end == pytest.approx(1.0)
    assert total.is_sum and total.amount_text == "1,000.00 of 10,500.00 USDT"
    assert sum(one.worst_share for one in wallets) == pytest.approx(total.worst_share)


@given(
    amounts=st.lists(st.integers(0, 10**9), min_size=6, max_size=6),
    rows=st.lists(
        st.tuples(
            st.sampled_from(["long", "short"]),
            st.integers(1, 10**6),
            st.integers(1, 10**7),
            st.none() | st.integers(1, 10**7),
            st.sampled_from(["isolated", "cross"]),
            st.integers(1, 125),
            st.none() | st.integers(0, 10**8),
        ),
        max_size=2,
    ),
    book=st.sampled_from(sorted(BOOKS)),
)
@settings(max_examples=60)
def test_window_and_command_answer_the_same(amounts: list[int], rows: list[tuple], book: str) -> None:
    draft = empty_draft(BOOKS[book])
    symbols = [one.symbol for one in BOOKS[book].contracts]
    balances = tuple(
        replace(one, amount_text=f"{n / 100:,.2f}") for one, n in zip(draft.balances, amounts, strict=False)
    )
    positions = tuple(
        PositionDraft(
            symbol,
            side,
            str(size),
            f"{entry / 10:,.1f}",
            f"{mark / 10:.1f}" if mark else "",
            mode,
            str(leverage),
            "" if margin is None else f"{margin / 100:.2f}",
        )
        for symbol, (side, size, entry, mark, mode, leverage, margin) in zip(symbols, rows, strict=False)
    )
    draft = AccountDraft(book, balances, positions)
    report = checked(draft).report
    assert report is not None
    again = paste_view(draft_text(draft), BOOKS, "binance-usdm").draft
    assert again is not None and report_json(checked(again).report) == report_json(report)


def test_the_command_reads_what_the_window_keeps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = example_draft(BOOK)
    path = tmp_path / "my-account.json"
    path.write_text(draft_text(draft), encoding="utf-8")
    code, said, _ = answer_json(capsys, "risk", path)
    report = checked(draft).report
    assert code == 0 and report is not None
    assert said == json.loads(json.dumps(report_json(report)))
    _, table, _ = answer(capsys, "risk", path)
    assert table.strip() in answer_view(draft).copy_text, "the copied text is what the command prints"


@pytest.mark.parametrize(
    ("changed", "key", "words"),
    [
        ({"size_text": "2x"}, "positions.0.size", "Size, position 1 is no number"),
        ({"size_text": "0"}, "positions.0.size", "Size, position 1 is not above 0"),
        ({"entry_text": "-1"}, "positions.0.entry", "Entry price, position 1 is not above 0"),
        ({"margin_text": "-1"}, "positions.0.margin", "Margin, position 1 is below 0"),
        ({"mark_text": "9" * 20}, "positions.0.mark", "Mark price, position 1 is too large"),
    ],
)
def test_a_wrong_field_is_named_and_what_to_write(changed: dict[str, str], key: str, words: str) -> None:
    draft = example_draft(BOOK)
    view = answer_view(replace(draft, positions=(replace(draft.positions[0], **changed),)))
    assert not view.is_answered and key in view.errors and words in view.hint


def test_two_marks_of_one_contract_are_refused() -> None:
    draft = example_draft(BOOK)
    one = draft.positions[0]
    rows = (replace(one, mark_text="7,934"), replace(one, mark_text="7935"), replace(one, mark_text="7934.0"))
    view = answer_view(replace(draft, positions=rows))
    assert list(view.errors) == ["positions.1.mark"]


def test_what_is_missing_is_said_without_blame() -> None:
    draft = replace(empty_draft(BOOK), positions=(PositionDraft(BTC, leverage_text=""),))
    view = answer_view(draft)
    assert view.hint == "Position 1 still needs a size, an entry price and a leverage or a margin, or can be removed."
    assert not view.errors


def test_a_wrong_balance_is_named() -> None:
    draft = replace(example_draft(BOOK), balances=(BalanceDraft("spot", "USDT", "ten"),))
    assert answer_view(draft).hint == "Spot, USDT is no number: write it such as 1,240.50."


def test_a_blank_position_waits_while_another_is_filled_in() -> None:
    draft = example_draft(BOOK)
    longer = replace(draft, positions=(*draft.positions, PositionDraft(ETH)))
    assert answer_view(longer).sentence == answer_view(draft).sentence
    assert draft_text(longer) == draft_text(draft), "what is kept can be read by the command"
    half = replace(draft, positions=(*draft.positions, PositionDraft(ETH, size_text="1")))
    assert answer_view(half).hint == "Position 2 still needs an entry price, or can be removed."


def test_auto_top_up_is_kept_counted_and_said() -> None:
    text = """{"rulebook": "binance-usdm", "contract_wallet": {"USDT": "446.6"}, "positions": [{"side": "long",
        "contract": "BTCUSDT-PERP", "qty": "2", "entry": "7934", "margin_mode": "isolated", "leverage": 20,
        "isolated_margin": "793.4", "auto_top_up": true}]}"""
    draft = paste_view(text, BOOKS, "binance-usdm").draft
    assert draft is not None and draft.positions[0].top_up_text == "all"
    sentence = answer_view(draft).sentence
    assert sentence.startswith("At most 1,240.00 USDT from the contract wallet; spot, funding and savings 0, because")
    assert "auto top-up may put in what is free there" in sentence
    off = replace(draft, positions=(replace(draft.positions[0], top_up_text=""),))
    assert answer_view(off).sentence.startswith("At most 793.40 USDT")
    limited = replace(draft, positions=(replace(draft.positions[0], top_up_text="100"),))
    assert answer_view(limited).sentence.startswith("At most 893.40 USDT")
