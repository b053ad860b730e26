"""The contract tank when more positions are isolated than have room: none is left out, sums stay whole."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from tests.pictures.moments import UNIFIED, bundled
from tests.support.money_stories import FOUR_SLICES, model_of
from ui.viewmodels.number_text import brief_amount_text
from ui.viewmodels.wallet_view import split_crowd


def position(number: int) -> SimpleNamespace:
    return SimpleNamespace(position=f"p{number}", place=f"C{number}")


@given(st.integers(0, 8), st.sets(st.integers(0, 7), max_size=1), st.integers(2, 3))
def test_no_position_is_left_out_and_one_in_liquidation_has_its_own(count, burning, places):
    held = [position(number) for number in range(count)]
    running = {f"C{number}" for number in burning}
    own, shared = split_crowd(held, running, places)
    assert sorted(one.position for one in own + shared) == [one.position for one in held]
    assert len(own) + bool(shared) <= places
    assert not running & {one.place for one in shared}
    assert own == [one for one in held if one in own], "the oldest stays first"
    assert len(shared) != 1 or count <= places, "a single position is never called several"


def test_positions_that_fit_have_a_compartment_each():
    held = [position(number) for number in range(3)]
    assert split_crowd(held, (), 3) == (held, [])


def captions_of(text, folder, until):
    contract = next(one for one in model_of(text, folder, until).wallets_view().wallets if one.key == "contract")
    return {one.label: (one.value, one.short_value) for one in contract.captions}


def test_pooled_wallets_tell_their_equity_instead_of_a_margin_balance_below_zero(tmp_path):
    shown = captions_of(UNIFIED, tmp_path, "10:12:02")
    assert "Margin bal." not in shown and shown["Equity"] == ("10,407.16", "10,407")
    assert captions_of(FOUR_SLICES, tmp_path, "09:58:03")["Margin bal."] == ("1,557.18", "1,557")


def test_brief_amounts_are_whole_dollars_and_from_a_million_on_short():
    usdt = 10**8
    assert brief_amount_text(4_164_158 * usdt // 100, "USDT") == "41,642"
    assert brief_amount_text(-8_440 * usdt // 100, "USDT", signed=True) == "\N{MINUS SIGN}84"
    assert brief_amount_text(12_480_000 * usdt, "USDT") == "12.48\N{NO-BREAK SPACE}M"
    assert brief_amount_text(125 * usdt // 100, "BTC") == "1.2500"


def test_compartments_keep_their_order_when_the_last_step_of_a_liquidation_empties_one(tmp_path):
    def titles(until):
        views = model_of(bundled("black-thursday"), tmp_path, until).wallets_view().wallets
        return [part.title for part in next(one for one in views if one.key == "contract").compartments]

    assert titles("06:38:48") == titles("06:38:50") == ["Available", "BTCUSDT", "ETHUSDT"]
