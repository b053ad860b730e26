"""Plain lines become the document that the risk command reads; every wrong line is told with its number."""

import pytest

from sandbox.loading.account_lines import read_account_lines
from sandbox.loading.rulebook_toml import load_rulebook

BOOK = load_rulebook("binance-usdm")


def test_a_whole_account_is_read() -> None:
    read = read_account_lines(
        "contract wallet: 446,60 USDT  # what is free\n\n"
        "SPOT 1.25 BTC, 3.000,50 USDT\n"
        "long 2 BTCUSDT @ 7934 20x isolated 793.40\n"
        "short 12 ETH @200 x10 cross mark 195\n"
        "mark BTC 7,950\n"
        "book bulkhead-teaching\n",
        BOOK,
    )
    assert not read.problems
    assert read.document == {
        "account_mode": "segregated",
        "rulebook": "bulkhead-teaching",
        "contract_wallet": {"USDT": "446.60"},
        "spot_wallet": {"BTC": "1.25", "USDT": "3000.50"},
        "marks": {"BTCUSDT-PERP": "7950", "ETHUSDT-PERP": "195"},
        "positions": [
            {
                "side": "long",
                "qty": "2",
                "contract": "BTCUSDT-PERP",
                "entry": "7934",
                "leverage": "20",
                "margin_mode": "isolated",
                "isolated_margin": "793.40",
            },
            {
                "side": "short",
                "qty": "12",
                "contract": "ETHUSDT-PERP",
                "entry": "200",
                "leverage": "10",
                "margin_mode": "cross",
            },
        ],
    }


@pytest.mark.parametrize("symbol", ["BTCUSDT-PERP", "BTCUSDT", "btc/usdt", "BTC-USDT", "BTC", "btc"])
def test_a_contract_goes_by_any_of_its_names(symbol: str) -> None:
    read = read_account_lines(f"buy 1 {symbol} at 7934 iso margin 500", BOOK)
    assert not read.problems
    assert read.document["positions"][0]["contract"] == "BTCUSDT-PERP"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("spto 1 BTC", "did you mean 'spot'"),
        ("zzz", "write such as: long 2"),
        ("spot", "the amount is missing"),
        ("spot 5", "the asset after 5 is missing"),
        ("spot 5 DOGE", "unknown asset 'DOGE'"),
        ("spot x BTC", "is no number"),
        ("long 2 DOGE @ 1 cross", "unknown contract 'DOGE'"),
        ("long BTC @ 1 cross", "the size is missing"),
        ("long 2 BTC cross", "the entry price"),
        ("long 2 BTC @ 7934", "isolated or cross"),
        ("long 2 BTC @ 7934 isolated 5 cross", "no margin of its own"),
        ("long 2 BTC 7934 cross", "belongs to nothing"),
        ("long 2 BTC @ 7934 cross soon", "is not understood"),
        ("mark", "unknown contract"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(line: str, words: str) -> None:
    read = read_account_lines(f"contract 5 USDT\n{line}", BOOK)
    (problem,) = read.problems
    assert problem.line == 2 and words in problem.text
    assert "\n" not in problem.text
