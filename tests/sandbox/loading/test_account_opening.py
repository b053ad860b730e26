"""The account that is played is the account that was asked about: ticks, reach, wallets, and what a crash takes."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sandbox.loading.account_opening import PriceMove, opening_on_move, opening_on_scenario
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.loading.scenario_toml import load_scenario
from sandbox.projections.positions import position_rows
from sandbox.projections.reach import loss_reach
from sandbox.risk.report import report_account
from sandbox.risk.report_records import AccountInput, PositionInput
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.problems import Problem
from sandbox.values.rounding import round_up

BOOK, TEACHING = load_rulebook("binance-usdm"), load_rulebook("bulkhead-teaching")
BTC, ETH = "BTCUSDT-PERP", "ETHUSDT-PERP"
FALL = PriceMove(change=Fraction(-30, 100), minutes=20)


def a_position(symbol: str, side: int, qty: str, entry: str, margin: str | None, mark: str | None = None, book=BOOK):
    quantity, price = Fraction(qty), Fraction(entry)
    return PositionInput(
        contract=book.contract(symbol),
        side=side,
        quantity=quantity,
        open_value=quantity * price,
        mark=Fraction(mark or entry),
        leverage=Fraction(20),
        isolated_margin=None if margin is None else Fraction(margin),
    )


def an_account(*positions: PositionInput, pool: str = "650", book=BOOK) -> AccountInput:
    return AccountInput(
        id=None,
        rulebook=book,
        contract_wallet={"USDT": Fraction(pool)},
        outside_wallets={
            "spot": {"BTC": Fraction("1.25"), "USDT": Fraction(3000)},
            "savings": {"USDT": Fraction(5000)},
        },
        positions=positions,
    )


def first_look(opening) -> Session:
    """Open the session and take the first prices."""
    session = Session.create(MemoryJournal(opening))
    session.advance_to(opening.starts_ns, 1_000)
    return session


def assert_shows_the_answer(account: AccountInput, opening) -> None:
    """What the engine shows after the first price is what the report said."""
    report, state = report_account(account), first_look(opening).state
    rows = {row.contract: row for row in position_rows(state)}
    for said in report.positions:
        symbol, tick = said.position.contract.symbol, said.position.contract.tick
        shown = rows[symbol]
        assert (shown.liquidation_tick or 0) * tick == (said.liquidation_tick or 0), symbol
        assert shown.bankruptcy_price == said.bankruptcy_price
    for said in report.reach:
        row = loss_reach(state).row(said.wallet, said.asset)
        worst = 0 if row is None else row.worst_loss_atoms
        assert worst == round_up(said.worst_loss * ATOMS_PER_UNIT), said


def test_isolated_long_of_the_story_shows_what_the_report_said() -> None:
    account = an_account(a_position(BTC, 1, "2", "7934.0", "793.40"))
    assert_shows_the_answer(account, opening_on_move(account, "T", FALL))
    assert_shows_the_answer(account, opening_on_scenario(account, "T", load_scenario("gap-through-bankruptcy")))


@given(
    side=st.sampled_from((1, -1)),
    other_side=st.sampled_from((1, -1)),
    modes=st.tuples(st.booleans(), st.booleans()),
    lots=st.integers(1, 60_000),
    other_lots=st.integers(1, 60_000),
    entry=st.integers(10_000, 990_000),
    moved=st.integers(-150, 150),
    margin=st.integers(1, 10**9),
    pool=st.integers(1, 10**9),
)
@settings(max_examples=120)
def test_any_account_that_stands_shows_what_the_report_said(
    side: int,
    other_side: int,
    modes: tuple[bool, bool],
    lots: int,
    other_lots: int,
    entry: int,
    moved: int,
    margin: int,
    pool: int,
) -> None:
    mark = Fraction(entry * (1000 + moved) // 1000, 10)
    positions = (
        a_position(BTC, side, f"{lots}/1000", f"{entry}/10", f"{margin}/100" if modes[0] else None, f"{mark}"),
        a_position(ETH, other_side, f"{other_lots}/1000", "200.00", f"{margin}/100" if modes[1] else None),
    )
    account = an_account(*positions, pool=f"{pool}/100")
    if any(one.is_liquidatable for one in report_account(account).positions):
        return  # it is being liquidated at its first price
    assert_shows_the_answer(account, opening_on_move(account, "T", FALL))


@pytest.mark.parametrize("book", [BOOK, TEACHING], ids=["brackets", "slices"])
@pytest.mark.parametrize(
    ("side", "margin", "change"),
    [(1, "793.40", "-30"), (-1, "793.40", "30"), (1, None, "-30"), (-1, None, "30"), (1, "793.40", "-99")],
)
def test_a_crash_takes_what_the_report_said_and_nothing_else(book, side: int, margin: str | None, change: str) -> None:
    account = an_account(a_position(BTC, side, "2", "7934.0", margin, book=book), book=book)
    worst = next(one.worst_loss for one in report_account(account).reach if one.wallet == "contract")
    opening = opening_on_move(account, "T", PriceMove(change=Fraction(int(change), 100), minutes=20))
    session = Session.create(MemoryJournal(opening))
    while not session.at_end:
        session.advance_to(opening.ends_ns + 10**12, 100_000)
    start = sum(one.atoms for one in opening.wallets if one.wallet == "contract")
    balances = session.state.balances
    assert not session.state.positions_of("you")
    assert start - balances.of("contract", "USDT") == worst * ATOMS_PER_UNIT
    for amount in opening.wallets:
        if amount.wallet != "contract":
            assert balances.of(amount.wallet, amount.asset) == amount.atoms


def test_a_scenario_is_scaled_to_the_mark_and_a_strange_contract_follows_the_first() -> None:
    crash = load_scenario("gap-through-bankruptcy")
    account = an_account(a_position(ETH, 1, "1", "200.00", "20", "250.00"))
    opening = opening_on_scenario(account, "T", crash)
    assert opening.prices.contracts == (ETH, BTC)
    assert list(opening.prices.price_ticks) == [25_000, 79_340, 22_057, 70_000]  # 25,000 x 70,000 / 79,340
    assert opening.notes[-2:] == (f"{ETH} follows {BTC}", "scaled to your marks")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"quantity": Fraction("0.00015")}, "multiple of 0.001"),
        ({"leverage": Fraction(500)}, "at most 125x"),
    ],
)
def test_what_cannot_be_booked_is_refused_in_one_line(changed: dict[str, object], words: str) -> None:
    account = an_account(replace(a_position(BTC, 1, "2", "7934.0", "793.40"), **changed))
    with pytest.raises(Problem, match=words):
        opening_on_move(account, "T", FALL)


def test_two_positions_of_one_side_are_refused_and_a_long_beside_a_short_is_hedge_mode() -> None:
    twice = [a_position(BTC, 1, "2", "7934.0", "793.40"), a_position(BTC, 1, "1", "7934.0", "400")]
    with pytest.raises(Problem, match="stands twice"):
        opening_on_move(an_account(*twice), "T", FALL)
    both = [twice[0], a_position(BTC, -1, "1", "7934.0", "400")]
    assert opening_on_move(an_account(*both), "T", FALL).position_mode == "hedge"


@pytest.mark.parametrize("change", ["-1", "-2"])
def test_a_fall_to_nothing_is_refused(change: str) -> None:
    with pytest.raises(Problem, match="100 %"):
        account = an_account(a_position(BTC, 1, "2", "7934.0", "793.40"))
        opening_on_move(account, "T", PriceMove(change=Fraction(change), minutes=5))


def test_no_position_is_refused() -> None:
    with pytest.raises(Problem, match="add one"):
        opening_on_move(an_account(), "T", FALL)


def test_auto_top_up_is_on_from_the_start_and_the_reach_is_the_one_told() -> None:
    account = an_account(replace(a_position(BTC, 1, "2", "7934", "793.4"), top_up=None), pool="446.6")
    told = next(row.worst_loss for row in report_account(account).reach if row.wallet == "contract")
    session = first_look(opening_on_move(account, "Topped up", FALL))
    row = next(one for one in loss_reach(session.state).rows if one.wallet == "contract")
    assert Fraction(row.worst_loss_atoms, ATOMS_PER_UNIT) == told == 1240
    session.play_to_end()
    left = session.state.balances.of("contract", "USDT")
    assert left < 446 * ATOMS_PER_UNIT and session.state.balances.of("spot", "USDT") == 3000 * ATOMS_PER_UNIT
