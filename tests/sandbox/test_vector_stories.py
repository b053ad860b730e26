"""Published examples that are stories or tables, not figures of one account: funds, queues, shared losses, brackets.

`STORIES` names the examples reproduced here; together with `vectors.json` and the help they are all of them.
"""

import json
import re
from decimal import Decimal
from fractions import Fraction

import pytest

from sandbox.cli.risk import report_json
from sandbox.loading.help_pages import help_pages
from sandbox.loading.risk_json import read_accounts
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.margin.scale import scale_contract
from sandbox.messages.events import DeskClosed, TraderDeleveraged
from sandbox.messages.opening import TraderPosition
from sandbox.projections.adl_queue import queue_lights
from sandbox.risk.adl_ranking import binance_score
from sandbox.risk.deleveraging import Candidate, ranked
from sandbox.risk.report import report_account
from sandbox.risk.socialising import loss_shares
from sandbox.risk.top_up import top_up_atoms
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import Contract, LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT
from tests.sandbox.published import PUBLISHED
from tests.sandbox.test_vectors import VECTORS
from tests.support.builders import SECOND, World, a_contract, a_rulebook, a_trader, an_opening, atoms, brackets, held

# id: side, entry and wallet of 0.1 BTC that give its quote balance, the price it is closed at, the highest fee
FUND_FLOWS = {
    "dydx-insurance-01": ("long", "51100", "10", "56100", "0.005"),
    "dydx-insurance-03": ("long", "51100", "10", "56100", "1"),
    "dydx-insurance-04": ("short", "48900", "10", "44100", "0.005"),
    "dydx-insurance-07": ("long", "51100", "10", "51051", "0.005"),
    "dydx-insurance-10": ("short", "48900", "10", "49000", "0.005"),
    "dydx-insurance-11": ("long", "51100", "10", "50490", "0.005"),
}
TIERS = {
    "binance-tiers-btcusdt": ("binance-usdm", "BTCUSDT-PERP", "cum"),
    "binance-tiers-ethusdt": ("binance-usdm", "ETHUSDT-PERP", "cum"),
    "binance-tiers-solusdt": ("binance-usdm", "SOLUSDT-PERP", "cum"),
    "bybit-tiers-btcusdt": ("bybit-linear", "BTCUSDT-PERP", "deduction"),
}
STORIES = {
    *FUND_FLOWS,
    *TIERS,
    "dydx-delev-01",
    "bybit-insurance-01",
    "bitmex-adl-01",
    "cryptocom-socialised-01",
    "binance-adl-01",
    "binance-cum-01",
    "binance-coinm-cross-01",
    "btcex-topup-01",  # in test_vectors
}
HELP_PAGE = "published-figures"


def one_rate(rate: str) -> tuple[Contract, ...]:
    """Build the one contract of a book with one bracket."""
    return (a_contract("BTCUSDT-PERP", "0.1", "0.001", brackets(("1000000000", "125", rate))),)


def _lots(side: str, lots: int, entry: int, contract: str = "BTCUSDT-PERP") -> TraderPosition:
    """Build a position in a contract whose lot is one coin."""
    return TraderPosition(
        contract=contract,
        side=side,
        lots=lots,
        value_atoms=lots * entry * ATOMS_PER_UNIT,
        margin_mode="cross",
        leverage=Fraction(5),
    )


@pytest.mark.parametrize("name", FUND_FLOWS)
def test_the_fund_takes_at_most_the_highest_fee_of_what_a_close_leaves(name: str) -> None:
    """Closed better than bankrupt: the fee, at most what is left, to the fund; worse: the fund pays."""
    side, entry, wallet, close, fee = FUND_FLOWS[name]
    book = a_rulebook(
        contracts=one_rate("0.1"),
        trigger="below",
        steps="whole",
        fee=Fraction(fee),
        surplus_to="trader",
        stage_ns=SECOND,
    )
    mine = held("BTCUSDT-PERP", side, "0.1", entry)
    trader = a_trader("t", wallet, mine)
    world = World(an_opening(book, contract="1", fund="1000", traders=(trader,)))
    world.do(1, BTC="50000")
    world.do(2)
    world.do(3, BTC=close)
    (closed,) = (one for one in world.events if isinstance(one, DeskClosed))
    delta = closed.fee_atoms + closed.to_fund_atoms - closed.from_fund_atoms
    PUBLISHED[name].check(insurance_fund_delta=Fraction(delta, ATOMS_PER_UNIT))
    assert world.balance("insurance_fund") == 1000 + Decimal(delta) / ATOMS_PER_UNIT


def test_a_jump_past_bankruptcy_is_deleveraged_there() -> None:
    """500 long and short at 1 with 100 each, then 2: the winner is closed at 1.2 and keeps 100, the loser ends at 0."""
    contract = a_contract("ABCUSDT-PERP", "0.1", "1", brackets(("1000000", "5", "0.03")))
    book = a_rulebook(contracts=(contract,), trigger="below", steps="whole", stage_ns=0)
    loser = a_trader("loser", "100", _lots("short", 500, 1, "ABCUSDT-PERP"))
    winner = a_trader("winner", "100", _lots("long", 500, 1, "ABCUSDT-PERP"))
    world = World(an_opening(book, contract="1", fund="0", traders=(winner, loser)))
    world.do(1, ABC="1")
    published = PUBLISHED["dydx-delev-01"]
    equity = Fraction(world.state.cash_atoms("loser", "USDT"), ATOMS_PER_UNIT) - 500
    world.do(2, ABC="2")
    (cut,) = (one for one in world.events if isinstance(one, TraderDeleveraged))
    assert cut.owner == "winner" and cut.lots == 500
    published.check(
        loser_equity_before=equity,
        bankruptcy_price=Fraction(cut.value_atoms, 500 * ATOMS_PER_UNIT),
        winner_pnl=Fraction(cut.realised_atoms, ATOMS_PER_UNIT),
        loser_final_equity=Fraction(world.state.cash_atoms("loser", "USDT"), ATOMS_PER_UNIT),
    )


@pytest.mark.parametrize(("fill", "word"), [("6980", "contributes"), ("6930", "draws")])
def test_only_the_fill_against_the_bankruptcy_price_decides_about_the_fund(fill: str, word: str) -> None:
    """Bankrupt at 6,950: a fill at 6,980 adds to the fund, one at 6,930 draws on it."""
    published = PUBLISHED["bybit-insurance-01"]
    book = a_rulebook(contracts=one_rate("0.008"), steps="whole", stage_ns=SECOND)
    trader = a_trader("t", "500", held("BTCUSDT-PERP", "long", "10", "7000"))
    world = World(an_opening(book, contract="1", fund="1000", traders=(trader,)))
    world.do(1, BTC="7000")
    world.do(2)
    assert world.state.desk["liq-1", "BTCUSDT-PERP"].open_value_atoms == atoms("69500")
    published.check(bankruptcy_price=Fraction(69_500, 10))
    world.do(3, BTC=fill)
    moved = world.balance("insurance_fund") - 1000
    assert published.expected[f"fill_{fill}"] == word == ("contributes" if moved > 0 else "draws")


def test_the_queue_of_bitmex_is_cut_from_its_head_and_lit_by_size() -> None:
    published = PUBLISHED["bitmex-adl-01"]
    accounts = {"1": (10, 3), "2": (10, 6), "3": (20, 1), "4": (30, 4), "5": (20, 5), "6": (10, 2)}
    queue = ranked(Candidate(name, "p1", "X", size, size, 0, Fraction(at)) for name, (size, at) in accounts.items())
    assert [int(one.owner) for one in queue] == published.expected["order"]
    lights = queue_lights([one.lots for one in queue], by_size=True)
    assert [f"{(6 - lit) * 20}%" for lit in lights] == published.expected["percentile"]
    closed, left = {}, 20
    for one in queue:
        if taken := min(left, one.lots):
            closed[one.owner] = taken
            left -= taken
    assert closed == published.expected["closed"]
    published.check(account5_left=accounts["5"][0] - closed["5"])


def test_the_engine_cuts_the_same_queue_at_the_price_of_the_bankrupt_short() -> None:
    """The same sizes held by traders of falling leverage, a short of 20 bankrupt at 650: ranks 1 and 2 give 10 each."""
    order, sizes = ["2", "5", "4", "1", "6", "3"], {"1": 10, "2": 10, "3": 20, "4": 30, "5": 20, "6": 10}
    contract = a_contract("BTCUSDT-PERP", "0.1", "1", brackets(("1000000000", "100", "0.005")))
    book = a_rulebook(contracts=(contract,), steps="whole", adl_rank="bitmex", stage_ns=0)
    traders = []
    for place, name in enumerate(order):
        wallet = sizes[name] * 500 // (10 - place)
        traders.append(a_trader(f"a{name}", str(wallet), _lots("long", sizes[name], 500)))
    bankrupt = a_trader("b", "1000", _lots("short", 20, 600))
    world = World(an_opening(book, contract="1", fund="0", traders=(*sorted(traders, key=lambda t: t.name), bankrupt)))
    world.do(1, BTC="600")
    world.do(2, BTC="660")
    cuts = [one for one in world.events if isinstance(one, TraderDeleveraged)]
    assert [(one.owner, one.lots) for one in cuts] == [("a2", 10), ("a5", 10)]
    price = Fraction(sum(one.value_atoms for one in cuts), 20 * ATOMS_PER_UNIT)
    PUBLISHED["bitmex-adl-01"].check(close_price=price)
    assert world.state.positions["a5", "BTCUSDT-PERP"].lots == 10


def test_a_loss_is_shared_pro_rata_to_profit() -> None:
    published = PUBLISHED["cryptocom-socialised-01"]
    profits = {"A": 50_000, "B": 45_000, "C": 30_000, "F": 30_000, "G": 15_000, "E": 1_000}
    shares = loss_shares(atoms("10000"), [one * ATOMS_PER_UNIT for one in profits.values()])
    assert sum(shares) == atoms("10000")
    for (name, profit), share in zip(profits.items(), shares, strict=True):
        paid = Fraction(share, ATOMS_PER_UNIT)
        published.check(**{f"shared_loss_{name}": paid, f"net_profit_{name}": profit - paid})


def test_the_ranking_figure_of_binance() -> None:
    published = PUBLISHED["binance-adl-01"]
    profit, wallet, ratio = Fraction("40.2"), Fraction("4.27"), Fraction("0.1342")
    figure = binance_score(profit, wallet, Fraction(1), ratio)
    published.check(leverage_pnl=figure, pnl_percent=binance_score(profit, wallet, Fraction(1), Fraction(1)))


@pytest.mark.parametrize("name", TIERS)
def test_every_amount_of_a_published_table_is_in_the_book_and_follows_from_its_rates(name: str) -> None:
    book_id, symbol, key = TIERS[name]
    rows = load_rulebook(book_id).contract(symbol).brackets
    assert [f"{key}_{at}" for at in range(1, len(rows) + 1)] == list(PUBLISHED[name].expected)
    amount = Fraction(0)
    for at, row in enumerate(rows):
        if at:
            amount += rows[at - 1].up_to * (row.maintenance - rows[at - 1].maintenance)
        PUBLISHED[name].check(**{f"{key}_{at + 1}": row.deduction})
        assert amount == row.deduction


def test_the_amount_of_the_2020_table_follows_from_its_rates() -> None:
    rows = brackets(("50000", "125", "0.004"), ("250000", "100", "0.005"), ("1000000", "50", "0.01"))
    PUBLISHED["binance-cum-01"].check(maint_amount_level_3=rows[2].deduction)


def test_the_bundled_coin_book_gives_the_price_of_the_calculator() -> None:
    """100,000 contracts of 100 USD at 45,000 with 101 BTC: the bracket is the one at the price that liquidates."""
    account = {
        "rulebook": "binance-coinm",
        "contract_wallet": {"BTC": "101"},
        "positions": [
            {"contract": "BTCUSD-PERP", "side": "long", "qty": "100000", "entry": "45000", "margin_mode": "cross"}
        ],
    }
    accounts, _ = read_accounts("account", json.dumps(account))
    (figures,) = report_json(report_account(accounts[0]))["positions"]
    price = Fraction(figures["liquidation_price"])
    rows = accounts[0].rulebook.contracts[0].brackets
    row = next(one for one in rows if Fraction(10_000_000) / price <= one.up_to)
    PUBLISHED["binance-coinm-cross-01"].check(liq_price=price, maint_amount=row.deduction)


def test_the_amount_that_restores_initial_margin() -> None:
    """MEXC: long 0.5 at 18,000 with 905.4, 10x, at 16,288.98: 764.56 is added. Its prices stand in the help's table."""
    contract = a_contract("BTCUSDT-PERP", "0.01", "0.5", brackets(("1000000000", "125", "0.0062")))
    rules = LiquidationRules(top_up="restore_initial")
    scale = scale_contract(contract, rules, Fraction(0))
    leg = LegView("p1", "BTCUSDT-PERP", 1, atoms("9000"), 1_628_898, Fraction(10), scale)
    added = top_up_atoms(UnitView("u", "you", "isolated", "USDT", atoms("905.4"), (leg,)), rules, atoms("1000"))
    PUBLISHED["mexc-topup-01"].check(added_margin=Fraction(added, ATOMS_PER_UNIT))


def test_no_published_example_is_forgotten() -> None:
    """Each is reproduced by a test, or stands in the help with the reason why not: one of the two."""
    page = next(one for one in help_pages() if one.id == HELP_PAGE).markdown
    waiting = re.findall(r"^\| `([a-z0-9-]+)` \|[^|]+\| [^|]{20,}\|$", page, re.MULTILINE)
    reproduced = [*(row.name for row in VECTORS), *sorted(STORIES)]
    assert sorted([*waiting, *reproduced]) == sorted(PUBLISHED)
    told = re.search(r"(\d+) of (\d+) published examples", page)
    assert told is not None and told.groups() == (str(len(reproduced)), str(len(PUBLISHED)))
