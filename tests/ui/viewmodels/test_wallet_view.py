"""The contract tank when more positions are isolated than have room: none is left out, sums stay whole."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from ui.viewmodels.wallet_view import split_crowd


def position(number: int) -> SimpleNamespace:
    return SimpleNamespace(position=f"p{number}", contract=f"C{number}")


@given(st.integers(0, 8), st.sets(st.integers(0, 7), max_size=1), st.integers(2, 3))
def test_no_position_is_left_out_and_one_in_liquidation_has_its_own(count, burning, places):
    held = [position(number) for number in range(count)]
    running = {f"C{number}" for number in burning}
    own, shared = split_crowd(held, running, places)
    assert sorted(one.position for one in own + shared) == [one.position for one in held]
    assert len(own) + bool(shared) <= places
    assert not running & {one.contract for one in shared}
    assert own == [one for one in held if one in own], "the oldest stays first"
    assert len(shared) != 1 or count <= places, "a single position is never called several"


def test_positions_that_fit_have_a_compartment_each():
    held = [position(number) for number in range(3)]
    assert split_crowd(held, (), 3) == (held, [])
