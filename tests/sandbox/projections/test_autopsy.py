"""A liquidation taken apart: its sums close to the atom, in every kind of waterfall, and over random worlds."""

from pathlib import Path
from random import Random

import pytest

from sandbox.engine.opening import open_state
from sandbox.engine.step import step
from sandbox.ledger.accounts import compartment_account, wallet_account
from sandbox.messages.events import (
    CollateralSold,
    CommandRefused,
    LiquidationReleased,
    LiquidationStarted,
    MarginWarned,
)
from sandbox.projections.autopsy import CLOSE, REDUCE, SLICE, TAKE_OVER, Autopsy, AutopsySale, Refused, autopsy_of
from sandbox.session.batch import Batch
from sandbox.session.session import Session
from sandbox.values.assets import atoms_text
from tests.simulation.auditor import Auditor
from tests.simulation.moves import Moves
from tests.simulation.worlds import random_opening
from tests.support.money_stories import FOUR_SLICES, gap_story, session_of, winner_story

LOCKED = """
[[step]]
at = "2020-03-12T10:42:16Z"
do = "transfer"
from = "contract"
to = "spot"
asset = "USDT"
amount = "400"
"""


def names_of(session: Session) -> list[str]:
    return [
        one.liquidation for batch in session.batches() for one in batch.events if isinstance(one, LiquidationStarted)
    ]


def check_sums(found: Autopsy) -> None:
    money = found.money
    loss, fees = sum(one.loss_atoms for one in found.sales), sum(one.fee_atoms for one in found.sales)
    assert loss == money.price_loss_atoms and fees == money.fee_atoms
    covered = money.from_fund_atoms + money.socialised_atoms
    assert found.margin_atoms - loss - fees + covered - money.kept_atoms == found.left_atoms
    assert money.taken_atoms + covered == loss + fees + money.kept_atoms


def the_autopsy(session: Session) -> Autopsy:
    (name,) = names_of(session)
    found = autopsy_of(session.batches(), name)
    assert found is not None
    check_sums(found)
    return found


def test_four_slices_take_the_whole_compartment(tmp_path: Path) -> None:
    session = session_of(FOUR_SLICES + LOCKED, tmp_path, "10:43:00")
    found = the_autopsy(session)
    assert found.margin_atoms == found.money.taken_atoms and found.left_atoms == 0
    assert [(one.kind, one.lots) for one in found.sales] == [(REDUCE, 500)] * 2 + [(SLICE, 500)] * 2
    assert [one.price_ticks for one in found.sales] == [74_582, 74_416, 74_184, 73_960]
    kinds = [type(what) for _, what in found.happened]
    sales = [AutopsySale, Refused, *[AutopsySale] * 3]
    assert kinds == [MarginWarned, LiquidationStarted, *sales, LiquidationReleased]
    (refused,) = [what for _, what in found.happened if isinstance(what, Refused)]
    assert isinstance(refused.event, CommandRefused) and refused.event.reason == "TRANSFERS_LOCKED"
    assert found.released_ns is not None and not found.healthy


@pytest.mark.parametrize("fund", ["50000", "100", "0"])
@pytest.mark.parametrize(("margin", "eth_qty"), [("isolated", ""), ("cross", ""), ("cross", "10")])
@pytest.mark.parametrize("rulebook", ["binance-usdm", "bulkhead-teaching"])
def test_a_gap_closes_to_the_atom(tmp_path: Path, fund: str, margin: str, eth_qty: str, rulebook: str) -> None:
    story = gap_story(fund=fund, margin=margin, eth_qty=eth_qty, rulebook=rulebook, eth="150.00")
    session = session_of(story, tmp_path, "11:00:00")
    found = the_autopsy(session)
    assert found.sales and {one.kind for one in found.sales} <= {REDUCE, SLICE, TAKE_OVER, CLOSE}
    account = wallet_account("you", "contract") if margin == "cross" else compartment_account("you", "p1")
    assert session.state.balances.of(account, "USDT") == found.left_atoms
    if fund == "0":
        assert found.money.from_fund_atoms == 0


@pytest.mark.parametrize("mode", ["unified", "multi-asset"])
def test_a_pooled_account_pays_out_of_spot_too_and_the_sums_close(tmp_path: Path, mode: str) -> None:
    story = gap_story(margin="cross", rulebook="bulkhead-teaching", contract="900").replace("segregated", mode)
    story = story.replace('spot = { BTC = "1.25", USDT = "3000" }', 'spot = { BTC = "0.05" }')
    coins = ', BTC = "0.05" }' if mode == "multi-asset" else " }"
    session = session_of(
        story.replace('contract = { USDT = "900" }', 'contract = { USDT = "900"' + coins), tmp_path, "11:00:00"
    )
    found = the_autopsy(session)
    assert [atoms_text(found.margin_atoms), atoms_text(found.left_atoms)] == ["1250", "0"]
    assert atoms_text(found.money.price_loss_atoms) == "1868"
    assert [type(what) for _, what in found.happened][:2] == [LiquidationStarted, CollateralSold]
    assert session.state.balances.of("spot", "USDT") == session.state.balances.of("contract", "USDT") == 0


def test_a_takeover_is_sold_afterwards_and_the_fund_pays_the_rest(tmp_path: Path) -> None:
    found = the_autopsy(session_of(gap_story(), tmp_path, "11:00:00"))
    assert [one.kind for one in found.sales] == [TAKE_OVER, CLOSE]
    assert [atoms_text(one.loss_atoms) for one in found.sales] == ["793.4", "1074.6"]
    assert found.sales[1].from_fund_atoms == found.money.from_fund_atoms
    assert [atoms_text(found.margin_atoms), atoms_text(found.left_atoms)] == ["793.4", "0"]


def test_somebody_elses_liquidation_can_be_taken_apart_too(tmp_path: Path) -> None:
    found = the_autopsy(session_of(winner_story(), tmp_path, "11:00:00"))
    assert found.started.owner == "long-1"
    assert [one.owner for one in found.deleveraged] == ["you"]


def test_while_it_runs_it_goes_as_far_as_it_went(tmp_path: Path) -> None:
    found = the_autopsy(session_of(FOUR_SLICES, tmp_path, "10:42:15"))
    assert found.released_ns is None and [one.kind for one in found.sales] == [REDUCE]


@pytest.mark.parametrize("seed", range(6))
def test_random_worlds_close_to_the_atom(seed: int) -> None:
    rng = Random(seed)
    opening = random_opening(rng)
    state, opened = open_state(opening)
    auditor = Auditor(opening, opened)
    moves, batches, names = Moves(rng, auditor), [], []
    for number in range(1, 250):
        given = moves.next()
        events = step(state, given)
        auditor.check_step(given, events)
        batches.append(Batch(number, given.now_ns, given.commands, events, 1, frozenset()))
        names += [one.liquidation for one in events if isinstance(one, LiquidationReleased)]
    for name in names:
        found = autopsy_of(batches, name)
        assert found is not None and found.released_ns is not None
        check_sums(found)


def test_nothing_is_found_of_what_never_was(tmp_path: Path) -> None:
    session = session_of(FOUR_SLICES, tmp_path, "10:00:00")
    assert autopsy_of(session.batches(), "liq-1") is None
