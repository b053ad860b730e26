"""Random worlds against the auditor: 20,000 steps in the default run, each world stepped, jumped, folded."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.engine import advance
from sandbox.messages.events import EVENT_CLASSES
from tests.simulation.options import old_options
from tests.simulation.run import how_to_see, main, shrink
from tests.simulation.simulation import Outcome, simulate

WORLD_STEPS = 500
BLOCKS = 8  # of five worlds each
PLAYED_ELSEWHERE = {"SavingsPledged", "PledgeTaken", "ClaimSetOff"}  # random worlds neither pledge nor set off

# Worlds that once found a fault, and the steps it took; the second list is of worlds with variety.
FOUND = (
    (12, 86),  # a warning of a unit that is gone was jumped over
    (24, 95),  # so was one of a unit that a reduction healed, where only other contracts' prices came
    (31, 48),  # without time between stages a desk was released before it had closed
    (3, 9),  # a reduce-only order without a position was refused for its leverage first
    (6, 388),  # a transfer to the same wallet was refused for that first, though locked
    (82, 4),  # a cross position whose first price came during a liquidation
    (1195, 320),  # a recovered unit taken over at a price below zero
    (39, 451),  # funding that settles a winner
    (770_006, 228),  # the auditor took a price below zero for one above
    (770_024, 72),  # the same, in another book
)
FOUND_VARIED = (
    (880_008, 20),  # the auditor forgot that a position may be without a price
    (880_062, 320),  # the auditor wanted orders of the other coin's pool cancelled too
    (555_061, 495),  # the auditor counted the brackets of a top-up by value where they count sizes
    (666_445, 22),  # the auditor looked for a liquidation at the end of a step whose funding met one at its beginning
    (555_363, 344),  # a unit that its cancelled orders healed kept its warning
)

FOUND_IN_SWARMS = (
    (5_000_247, 315, "refusals,books"),  # the auditor counted coins that came during a liquidation by their haircut
    (6_000_396, 273, "outages,refusals,hedge"),  # the onlooker took a caption for a move of a failed exchange
)


@cache
def outcomes(block: int) -> tuple[Outcome, ...]:
    """Play five worlds once, whoever asks."""
    return tuple(simulate(seed, WORLD_STEPS) for seed in range(1 + block * 5, 6 + block * 5))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_worlds_agree_with_the_auditor_step_by_step(block: int) -> None:
    for outcome in outcomes(block):
        assert not outcome.violation, f"seed {outcome.seed} step {outcome.step}: {outcome.violation}"
        assert outcome.digest.startswith("sha256:")


def test_random_worlds_meet_every_kind_of_event() -> None:
    kinds = {kind for block in range(BLOCKS) for outcome in outcomes(block) for kind in outcome.kinds}
    assert kinds | PLAYED_ELSEWHERE == {one.__name__ for one in EVENT_CLASSES}
    assert sum(outcome.steps for block in range(BLOCKS) for outcome in outcomes(block)) == 20_000


@pytest.mark.nightly
@pytest.mark.timeout(4 * 3600)
@pytest.mark.parametrize("block", range(40))
def test_a_million_steps_agree_with_the_auditor(block: int) -> None:
    for seed in range(20_000_000 + block * 50, 20_000_000 + (block + 1) * 50):
        outcome = simulate(seed, WORLD_STEPS)
        assert not outcome.violation, f"{outcome.violation}; see it: {how_to_see(outcome)}"


@pytest.mark.parametrize(("seed", "steps"), FOUND)
def test_a_world_that_once_found_a_fault_holds(seed: int, steps: int) -> None:
    assert simulate(seed, steps, old_options(seed, variety=False)).violation == ""


@pytest.mark.parametrize(("seed", "steps"), FOUND_VARIED)
def test_a_varied_world_that_once_found_a_fault_holds(seed: int, steps: int) -> None:
    assert simulate(seed, steps, old_options(seed, venues=False)).violation == ""


@pytest.mark.parametrize(("seed", "steps", "classes"), FOUND_IN_SWARMS)
def test_a_world_of_a_swarm_that_once_found_a_fault_holds(seed: int, steps: int, classes: str) -> None:
    assert simulate(seed, steps, frozenset(classes.split(","))).violation == ""


@settings(max_examples=25)
@given(seed=st.integers(10_000, 10**9), steps=st.integers(1, 80))
def test_any_world_stepped_jumped_and_headless_gives_one_digest(seed: int, steps: int) -> None:
    assert simulate(seed, steps).violation == ""


@pytest.mark.parametrize("seed", [7001, 7002, 7003, 7004])
def test_jumping_over_columns_gives_the_digest_of_stepping(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advance, "NUMPY_FROM", 4)  # short stretches too are compared as columns
    assert simulate(seed, 200).violation == ""


def test_the_same_seed_gives_the_same_digest() -> None:
    assert simulate(2, 120, replays=False) == simulate(2, 120, replays=False)


def test_the_command_prints_seed_steps_events_and_digest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "2", "--steps", "60", "--world-steps", "30"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:4] for line in lines[:2]] == [["seed", "2", "steps", "30"], ["seed", "3", "steps", "30"]]
    assert "sha256:" in lines[0] and lines[2].startswith("60 steps, 0 violations")


def test_a_run_that_holds_is_not_shrunk() -> None:
    assert shrink(Outcome(2, 20, 0, "", "broke once", 20)).step == 20
