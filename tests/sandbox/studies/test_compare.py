"""One scenario under several regimes: what each wallet lost, what was untouched, and how a script is rewritten."""

from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.ledger.accounts import YOU
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.commands import AdjustMargin, ClosePosition, PlaceOrder, SetAutoTopUp, SetMarginMode, TradeSpot
from sandbox.messages.opening import Opening, PlannedCommand, TraderPosition
from sandbox.projections.summary import conservation
from sandbox.studies.compare import ComparedRun, compare
from sandbox.studies.regimes import BY_ID, REGIMES, under_regime
from sandbox.values.assets import atoms_text
from tests.support.builders import BTC, SECOND, START, an_opening, atoms, price_columns


@pytest.fixture(scope="module")
def crash() -> dict[str, ComparedRun]:
    return {run.regime.id: run for run in compare(load_scenario("black-thursday"), REGIMES)}


# What the contract wallet lost of its 1,650 (and 10 that came back from spot): the first long alone, everything, or
# the long with all that was available.
CRASH = [("isolated", "-444.1538"), ("cross", "-1660"), ("isolated+topup", "-495.170176"), ("multi-asset", "-1660")]


@pytest.mark.parametrize(("regime", "changed"), CRASH)
def test_black_thursday_takes_from_the_contract_wallet_alone(
    crash: dict[str, ComparedRun], regime: str, changed: str
) -> None:
    run = crash[regime]
    lost = {place: atoms_text(amount) for place, amount in run.changes.items() if amount}
    assert lost == {("contract", "USDT"): changed}
    assert run.untouched == ("spot", "funding", "savings", "cold")
    assert set(conservation(run.state, run.record).values()) == {"0"}


def test_unified_is_not_liquidated_and_loses_most_spot_included(crash: dict[str, ComparedRun]) -> None:
    """Closed at the end, the long takes the contract wallet, the dollars of spot, and coins sold for the rest."""
    run = crash["unified"]
    lost = {place: atoms_text(amount) for place, amount in run.changes.items() if amount}
    assert lost == {("spot", "BTC"): "-0.12287276", ("spot", "USDT"): "-3099.99995174", ("contract", "USDT"): "-1550"}
    assert run.untouched == ("funding", "savings", "cold")
    assert not [row for row in run.record.liquidations.rows.values() if row.owner == YOU]
    assert set(conservation(run.state, run.record).values()) == {"0"}


def test_what_is_open_at_the_end_is_closed_and_its_orders_cancelled() -> None:
    order = PlaceOrder(contract=BTC, side="long", lots=1_000, leverage=Fraction(20))
    rests = PlaceOrder(contract=BTC, side="long", lots=1, price_ticks=70_000, leverage=Fraction(20))
    for run in compare(a_script(order, rests), (BY_ID["isolated"], BY_ID["cross"])):
        assert not run.state.positions_of(YOU) and not run.state.orders
        assert not run.record.refused


def test_every_line_has_an_amount_for_every_instant(crash: dict[str, ComparedRun]) -> None:
    for run in crash.values():
        assert run.lines.at_ns == sorted(set(run.lines.at_ns)) and len(run.lines.at_ns) > 240
        assert {len(line) for line in run.lines.atoms.values()} == {len(run.lines.at_ns)}
        assert run.lines.at_ns[0] == run.opening.starts_ns and run.lines.at_ns[-1] == run.opening.ends_ns


def test_a_regime_plays_what_the_scenario_itself_would(crash: dict[str, ComparedRun]) -> None:
    from sandbox.session.journal import MemoryJournal
    from sandbox.session.session import Session

    session = Session.create(MemoryJournal(load_scenario("black-thursday")))
    session.play_to_end()
    assert crash["isolated"].digest == session.digest


def a_script(*commands: object) -> Opening:
    planned = tuple(
        PlannedCommand(at_ns=START + at * SECOND, command=command, action="step", expect="MARGIN_IN_USE")  # type: ignore[arg-type]
        for at, command in enumerate(commands, start=1)
    )
    columns = price_columns([(START, BTC, 79_340), (START + 60 * SECOND, BTC, 79_340)])
    opening = an_opening(contract="2000", spot="3000")
    return replace(opening, commands=planned, prices=columns, ends_ns=START + 60 * SECOND)


def test_a_script_is_rewritten_for_the_regime() -> None:
    order = PlaceOrder(contract=BTC, side="long", lots=1_000, margin_mode="isolated", leverage=Fraction(20))
    script = a_script(
        SetMarginMode(contract=BTC, margin_mode="isolated"),
        order,
        AdjustMargin(contract=BTC, atoms=atoms("10")),
        SetAutoTopUp(contract=BTC, on=True, limit_atoms=atoms("50")),
        ClosePosition(contract=BTC),
    )
    isolated, cross, topped = (under_regime(script, BY_ID[one]) for one in ("isolated", "cross", "isolated+topup"))
    assert [type(one.command) for one in isolated.commands] == [PlaceOrder, AdjustMargin, ClosePosition]
    assert [one.command for one in cross.commands] == [replace(order, margin_mode="cross"), ClosePosition(contract=BTC)]
    assert topped.commands[0].command == SetAutoTopUp(contract=BTC, on=True, limit_atoms=atoms("50"))
    assert topped.commands[0].at_ns == START and topped.commands[1:] == isolated.commands
    assert {one.expect for one in (*isolated.commands, *cross.commands)} == {None}


def test_a_position_held_from_the_start_changes_its_margin_too() -> None:
    held = TraderPosition(
        contract=BTC,
        side="long",
        lots=1_000,
        value_atoms=atoms("7934"),
        margin_mode="isolated",
        leverage=Fraction(20),
        isolated_margin_atoms=atoms("500"),
    )
    script = replace(a_script(), positions=(held,))
    (cross,) = under_regime(script, BY_ID["cross"]).positions
    assert (cross.margin_mode, cross.isolated_margin_atoms) == ("cross", None)
    topped = under_regime(script, BY_ID["isolated+topup"])
    assert [one.command for one in topped.commands] == [SetAutoTopUp(contract=BTC, on=True)]
    assert topped.positions == (held,)


def test_your_own_spot_trade_is_no_loss() -> None:
    run = compare(a_script(TradeSpot(side="buy", asset="BTC", atoms=atoms("0.1"))), (BY_ID["isolated"],))[0]
    assert set(run.changes.values()) == {0} and "spot" in run.untouched


def test_progress_goes_from_nothing_to_all_and_can_stop() -> None:
    shares: list[float] = []
    compare(a_script(), REGIMES, shares.append)
    assert shares == sorted(shares) and shares[-1] == 1.0

    class StoppedError(Exception):
        pass

    def stop(share: float) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        compare(a_script(), REGIMES, stop)
