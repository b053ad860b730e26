"""What would have saved a position: solved figures against a count by hand over every price, both sides played."""

from array import array
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.commands import AdjustMargin, ClosePosition, PlaceOrder, TransferMoney
from sandbox.messages.events import LiquidationLeg, LiquidationStarted
from sandbox.messages.inputs import PriceColumns
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.rulebook.records import Bracket
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.studies import rescue as study
from sandbox.studies.rescue import Line, Rescue, largest, rescue, smallest
from sandbox.studies.rescue_changes import with_leverage, with_margin, with_size
from sandbox.studies.rescue_replay import opening_as_played, saves
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.problems import Problem
from tests.support.builders import BTC, BTC_BRACKETS, SECOND, START, a_rulebook, an_opening, atoms, price_columns

TICK, LOT = Fraction(1, 10), Fraction(1, 1000)


def a_run(prices: list[int], order: PlaceOrder, *rest: object, **rules: object) -> Opening:
    columns = price_columns([(START + at * 60 * SECOND, BTC, ticks) for at, ticks in enumerate(prices)])
    planned = [
        PlannedCommand(at_ns=START + (1 + at) * SECOND, command=command, action="step")  # type: ignore[arg-type]
        for at, command in enumerate((order, *rest))
    ]
    opening = an_opening(a_rulebook(**rules), contract="100000")
    return replace(opening, commands=tuple(planned), prices=columns)


def started(session: Session) -> tuple[str, int] | None:
    for batch in session.batches():
        for event in batch.events:
            if isinstance(event, LiquidationStarted) and event.owner == "you":
                return event.liquidation, batch.now_ns
    return None


def played(opening: Opening) -> Session:
    session = Session.create(MemoryJournal(opening))
    session.play_to_end()
    return session


def answer(opening: Opening, ends_ns: int | None = None) -> Rescue:
    session = played(opening)
    found = started(session)
    assert found is not None
    return rescue(opening_as_played(session), *found, ends_ns)


def line(found: Rescue, key: str) -> Line:
    return next(one for one in found.lines if one.key == key)


def bracket(notional: Fraction) -> Bracket:
    return next((one for one in BTC_BRACKETS if notional <= one.up_to), BTC_BRACKETS[-1])


def survives(prices: list[int], sign: int, lots: int, cash: Fraction) -> bool:
    """Count it by hand, in whole units: equity above maintenance at every price from the opening on."""
    size, entry = lots * LOT, prices[0] * TICK
    for ticks in prices:
        value = size * ticks * TICK
        row = bracket(value)
        if cash + sign * (value - size * entry) <= value * row.maintenance - row.deduction:
            return False
    return True


PRICES = st.lists(st.integers(70_000, 90_000), min_size=1, max_size=12)


@given(rest=PRICES, side=st.sampled_from(["long", "short"]), lots=st.integers(1, 3_000), leverage=st.integers(2, 50))
@settings(max_examples=10, deadline=None)
def test_solved_figures_save_and_one_less_does_not(rest: list[int], side: str, lots: int, leverage: int) -> None:
    prices, sign = [79_340, *rest], 1 if side == "long" else -1
    order = PlaceOrder(contract=BTC, side=side, lots=lots, margin_mode="isolated", leverage=Fraction(leverage))
    opening = a_run(prices, order, steps="none")
    found = started(played(opening))
    assume(found is not None)
    assert found is not None
    got = rescue(opening_as_played(played(opening)), *found)
    case, entry_value = got.case, lots * LOT * prices[0] * TICK
    margin = Fraction(-(-int(entry_value * ATOMS_PER_UNIT) // leverage), ATOMS_PER_UNIT)
    assert case.cash_atoms == margin * ATOMS_PER_UNIT and case.lots == lots and case.side == side

    extra = line(got, study.MARGIN).atoms
    assert extra is not None
    atom = Fraction(1, ATOMS_PER_UNIT)
    assert survives(prices, sign, lots, margin + extra * atom)
    assert not survives(prices, sign, lots, margin + (extra - 1) * atom)
    assert saves(with_margin(case, extra), BTC, case.opened_ns)
    assert extra == 1 or not saves(with_margin(case, extra - 1), BTC, case.opened_ns)

    sizes = [one for one in range(1, lots) if survives(prices, sign, one, margin)]
    if study.SIZE in got.unsolved:
        assert not sizes
    else:
        most = line(got, study.SIZE).lots
        assert most is not None and most in sizes and most + 1 not in sizes
        assert saves(with_size(case, most), BTC, case.opened_ns)

    steps = [one for one in range(1, leverage) if survives(prices, sign, lots, _ceiled(entry_value / one))]
    if study.LEVERAGE in got.unsolved:
        assert not steps
    else:
        highest = line(got, study.LEVERAGE).leverage
        assert highest == max(steps)
        assert saves(with_leverage(case, highest), BTC, case.opened_ns)
        assert not saves(with_leverage(case, highest + 1), BTC, case.opened_ns)

    stops = [
        one
        for one in range(min(prices) - 1, max(prices) + 2)
        if sign * (one - prices[0]) < 0 and _stopped_in_time(prices, sign, lots, margin, one)
    ]
    if study.STOPPED in got.unsolved:
        assert not stops
    else:
        assert line(got, study.STOPPED).ticks == (min(stops) if sign > 0 else max(stops))


def _stopped_in_time(prices: list[int], sign: int, lots: int, cash: Fraction, stop: int) -> bool:
    """Tell whether the first price that meets a stop comes while every price so far, its own too, leaves it healthy."""
    met = next((at for at, ticks in enumerate(prices) if sign * (ticks - stop) <= 0), None)
    return met is not None and survives(prices[: met + 1], sign, lots, cash)


def _ceiled(amount: Fraction) -> Fraction:
    return Fraction(-(-amount * ATOMS_PER_UNIT // 1), ATOMS_PER_UNIT)


def test_black_thursday_as_it_happened_and_what_would_have_been() -> None:
    got = answer(load_scenario("black-thursday"))
    assert got.as_it_was.outcome.change_atoms == atoms("-444.1538")  # the first long and the second, less the short
    figures = {(one.key, one.name): one for one in got.lines}
    assert figures[study.SIZE, ""].lots == 231 and figures[study.SIZE, ""].result == study.AVOIDED
    assert figures[study.MARGIN, ""].atoms == 764_957_440_001 and figures[study.MARGIN, ""].result == study.WORSE
    assert figures[study.HALF, ""].result == study.DELAYED
    stop = figures[study.STOPPED, ""]  # the second long of the day is another position: it does not count against it
    assert (stop.ticks, stop.result) == (74_629, study.AVOIDED)
    cross = figures[study.REGIME, "Cross"]
    assert (cross.result, cross.outcome.also_liquidated) == (study.WORSE, ("ETHUSDT-PERP",))
    assert cross.outcome.change_atoms == atoms("-1660")


def test_what_was_done_by_hand_is_replayed_too() -> None:
    order = PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20))
    opening = a_run([79_340, 79_340, 70_000], order)
    session = Session.create(MemoryJournal(opening))
    session.advance_to(START + 30 * SECOND)
    session.submit(AdjustMargin(contract=BTC, atoms=atoms("100")))
    session.submit(TransferMoney(source="spot", target="contract", asset="USDT", atoms=atoms("5")))
    session.play_to_end()
    found = started(session)
    assert found is not None
    got = rescue(opening_as_played(session), *found)
    assert got.case.cash_atoms == atoms("893.4")
    # 14,000 at the worst price: 1,868 lost, 0.4 % maintenance, less the 893.40 there was; one atom more than equal
    assert line(got, study.MARGIN).atoms == atoms("1868") + atoms("56") - atoms("893.4") + 1


def legs_of(session: Session) -> list[tuple[int, str, int, int]]:
    return [
        (batch.now_ns, one.contract, one.lots, one.margin_atoms)
        for batch in session.batches()
        for one in batch.events
        if isinstance(one, LiquidationLeg)
    ]


def by_hand(rng: Random, order: PlaceOrder) -> object:
    """Return something a person may do at the instant of a price."""
    return rng.choice(
        [
            AdjustMargin(contract=BTC, atoms=rng.choice([1, -1]) * atoms(str(rng.randint(1, 200)))),
            TransferMoney(source="spot", target="contract", asset="USDT", atoms=atoms("50")),
            TransferMoney(source="contract", target="spot", asset="USDT", atoms=atoms("100")),
            ClosePosition(contract=BTC, lots=300),
            replace(order, lots=200),
        ]
    )


@pytest.mark.parametrize("seed", range(30))
def test_a_session_played_by_hand_comes_out_again(seed: int) -> None:
    rng, prices = Random(seed), [79_340]
    for _ in range(30):
        prices.append(int(prices[-1] * rng.uniform(0.97, 1.03)))
    side, mode = rng.choice(["long", "short"]), rng.choice(["isolated", "cross"])
    order = PlaceOrder(
        contract=BTC, side=side, lots=2_000, margin_mode=mode, leverage=Fraction(rng.choice([10, 20, 50]))
    )
    opening = an_opening(a_rulebook(), contract="1700")
    opening = replace(a_run(prices, order), wallets=opening.wallets)
    session = Session.create(MemoryJournal(opening))
    while session.now_ns < START + len(prices) * 60 * SECOND:
        if rng.random() < 0.4:
            session.step_update()  # stands exactly at a price, as play that is paused may
        else:
            session.advance_to(session.now_ns + rng.randrange(1, 3) * 60 * SECOND)
        if rng.random() < 0.5:
            session.submit(by_hand(rng, order))  # type: ignore[arg-type]
    session.play_to_end()
    assert legs_of(played(opening_as_played(session))) == legs_of(session)


def test_only_what_was_played_so_far_counts_where_asked() -> None:
    order = PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20))
    opening = a_run([79_340, 75_000, 60_000], order)
    to_end, so_far = answer(opening), answer(opening, START + 70 * SECOND)
    assert line(so_far, study.MARGIN).atoms == atoms("868") + atoms("60") - atoms("793.4") + 1
    assert (line(to_end, study.MARGIN).atoms or 0) > (line(so_far, study.MARGIN).atoms or 0)


def test_a_position_built_by_two_orders_loses_its_later_one_first() -> None:
    first = PlaceOrder(contract=BTC, side="long", lots=500, margin_mode="isolated", leverage=Fraction(10))
    second = replace(first, lots=1_500)
    got = answer(a_run([79_340, 71_000], first, second))
    assert [(one.lots, one.margin_atoms) for one in got.case.entries] == [
        (500, atoms("396.7")),
        (1_500, atoms("1190.1")),
    ]
    most = line(got, study.SIZE).lots
    assert most is not None and 500 < most < 2_000
    assert survives([79_340, 71_000], 1, most, Fraction("1586.8"))
    assert not survives([79_340, 71_000], 1, most + 1, Fraction("1586.8"))


def test_the_pool_of_a_cross_position_is_what_lacked() -> None:
    order = PlaceOrder(contract=BTC, side="short", lots=20_000, margin_mode="cross", leverage=Fraction(20))
    prices = [79_340, 130_000]
    got = answer(a_run(prices, order))
    extra = line(got, study.MARGIN).atoms
    assert extra is not None
    assert survives(prices, -1, 20_000, 100_000 + Fraction(extra, ATOMS_PER_UNIT))
    assert not survives(prices, -1, 20_000, 100_000 + Fraction(extra - 1, ATOMS_PER_UNIT))
    assert study.LEVERAGE not in {one.key for one in got.lines}  # leverage does not change what cross can lose
    assert {one.name for one in got.lines if one.key == study.REGIME} >= {"Isolated"}


def test_closing_at_the_warning_is_asked_where_there_was_one() -> None:
    order = PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20))
    closed = line(answer(a_run([79_340, 75_700, 70_000], order)), study.CLOSED)
    assert closed.at_ns == START + 60 * SECOND and closed.result == study.AVOIDED
    assert closed.outcome.change_atoms == atoms("-728")
    assert study.CLOSED not in {one.key for one in answer(a_run([79_340, 70_000], order)).lines}


def test_a_close_in_the_script_keeps_its_place() -> None:
    order = PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20))
    opening = a_run([79_340, 75_000, 79_340, 60_000], order)
    close = PlannedCommand(at_ns=START + 130 * SECOND, command=ClosePosition(contract=BTC), action="close")
    got = answer(replace(opening, commands=(*opening.commands, close)))
    assert line(got, study.MARGIN).atoms == atoms("868") + atoms("60") - atoms("793.4") + 1
    assert line(got, study.MARGIN).outcome.is_open is False and line(got, study.MARGIN).outcome.change_atoms == 0


def test_a_liquidation_that_does_not_come_out_again_is_told() -> None:
    order = PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20))
    opening = a_run([79_340, 70_000], order)
    with pytest.raises(Problem, match="does not come out again"):
        rescue(opening, "liq-1", START + 7 * SECOND)
    with pytest.raises(Problem, match="does not come out again"):
        rescue(replace(opening, prices=PriceColumns((), array("q"))), "liq-1", START + 60 * SECOND)


def test_progress_rises_and_can_stop() -> None:
    order = PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20))
    session = played(a_run([79_340, 70_000], order))
    found, shares = started(session), []
    assert found is not None
    rescue(opening_as_played(session), *found, None, shares.append)
    assert shares == sorted(shares) and shares[-1] == 1.0

    class StoppedError(Exception):
        pass

    def stop(share: float) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        rescue(opening_as_played(session), *found, None, stop)


@given(edge=st.integers(1, 10_000), guess=st.integers(-5, 12_000))
def test_both_searches_find_the_edge(edge: int, guess: int) -> None:
    assert smallest(guess, 100_000, lambda at: at >= edge) == edge
    assert largest(1, 10_000, lambda at: at <= edge) == edge
    assert smallest(guess, 100_000, lambda at: False) is None
    assert largest(2, 9, lambda at: at <= 1) is None
