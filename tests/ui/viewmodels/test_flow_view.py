"""Every drawn movement is a ledger entry: what flies adds up to what was posted, alone or as pulses."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sandbox.messages.events import TransferPosted
from tests.support.money_stories import FOUR_SLICES, gap_story, session_of
from ui.viewmodels.account_names import WORLD
from ui.viewmodels.flow_view import PULSE_NS, FlowPulses, flows_of, place_of, summed

ACCOUNTS = (
    "spot",
    "contract",
    "contract/isolated/p1",
    "held/o1",
    "insurance_fund",
    "fees",
    "clearing/BTCUSDT-PERP",
    "liquidation_desk",
    "liquidity",
    "short-1/contract",
    "world",
)
entries = st.lists(
    st.builds(
        TransferPosted,
        debit=st.sampled_from(ACCOUNTS),
        credit=st.sampled_from(ACCOUNTS),
        asset=st.sampled_from(("USDT", "BTC")),
        atoms=st.integers(1, 10**14),
        cause=st.just("liq-1"),
    ),
    max_size=30,
)


def posted(events):
    """Return the sums that moved between shown places, by places and asset."""
    sums = Counter()
    for one in events:
        if not isinstance(one, TransferPosted) or WORLD in (one.debit, one.credit):
            continue
        source, target = place_of(one.debit), place_of(one.credit)
        if source is not None and target is not None and source != target:
            sums[source, target, one.asset] += one.atoms
    return sums


def drawn(flows):
    """Return the sums of flows, by places and asset."""
    sums = Counter()
    for one in flows:
        sums[one.source, one.target, one.asset] += one.atoms
    return sums


@given(entries)
def test_sums_of_drawn_flows_are_the_sums_of_posted_transfers(events):
    assert drawn(flows_of(events, 1)) == posted(events)


@given(st.lists(entries, max_size=6), st.integers(60, 300))
def test_pulses_at_speed_lose_no_atom(steps, speed):
    pulses, flown, now_ns = FlowPulses(), [], 0
    for events in steps:
        assert pulses.take(flows_of(events, 1), speed, now_ns) == ()
        now_ns += 90_000_000
        flown += pulses.due(now_ns)
    flown += pulses.due(now_ns + PULSE_NS)
    assert not pulses.is_holding
    assert drawn(flown) == sum((posted(events) for events in steps), Counter())


def test_flows_fly_alone_below_60_as_pulses_from_there_and_not_at_all_above_300():
    flows = flows_of([TransferPosted(debit="spot", credit="funding", asset="USDT", atoms=5 * 10**8, cause="c1")] * 2, 7)
    assert FlowPulses().take(flows, 59, 0) == flows and [one.event_id for one in flows] == [7, 8]
    pulses = FlowPulses()
    assert pulses.take(flows, 60, 0) == ()
    assert pulses.due(PULSE_NS - 1) == ()
    (pulse,) = pulses.due(PULSE_NS)
    assert (pulse.event_id, pulse.amount_text) == (7, "10.00 USDT")
    assert FlowPulses().take(flows, 301, 0) == ()


def test_every_flow_of_the_played_stories_carries_its_sum_in_words(tmp_path):
    for story, until in ((FOUR_SLICES, "10:42:20"), (gap_story(fund="500"), "10:30:08")):
        for batch in session_of(story, tmp_path, until).batches():
            flows = flows_of(batch.events, batch.first_event)
            assert drawn(flows) == posted(batch.events)
            assert all(any(letter in "123456789" for letter in one.amount_text) for one in flows)


def test_summed_keeps_kinds_apart_because_their_shapes_differ():
    loss = TransferPosted(debit="contract", credit="clearing/BTCUSDT-PERP", asset="USDT", atoms=10**8, cause="c1")
    other = TransferPosted(debit="contract", credit="liquidity", asset="USDT", atoms=10**8, cause="c1")
    kinds = [one.kind for one in summed(flows_of([loss, other, loss], 1))]
    assert kinds == ["loss", "transfer"]
