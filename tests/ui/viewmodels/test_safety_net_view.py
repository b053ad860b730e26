"""The five basins, the fund's history and the queue, in calm, with an empty fund, and from the winner's chair."""

from tests.support.money_stories import FOUR_SLICES, gap_story, model_of, winner_story
from ui.viewmodels.safety_net_view import ADL, FEE, FUND, MARGIN, SOCIALISED


def values_of(model):
    return [basin.value_text for basin in model.safety_net_view().basins]


def test_calm_net_shows_margin_rate_fund_place_in_the_queue_and_what_is_not_used(tmp_path):
    model = model_of(FOUR_SLICES, tmp_path, "09:58:03")
    assert values_of(model) == ["1,240.00", "0.50\N{NO-BREAK SPACE}%", "12.48\N{NO-BREAK SPACE}M", "5 of 5", "not used"]
    assert model.safety_net_view().hint_text == "who pays for a loss, in order"
    assert not any(basin.is_active or basin.is_spilling for basin in model.safety_net_view().basins)


def test_running_liquidation_spills_from_margin_into_the_fund(tmp_path):
    net = model_of(FOUR_SLICES, tmp_path, "10:42:17").safety_net_view()
    margin, fee, fund, *_ = net.basins
    assert margin.is_active and margin.is_spilling and margin.value_text == "490.00"
    assert fee.value_text == "15.90" and fee.is_active
    assert fund.is_active and not fund.is_spilling
    assert net.hint_text == "fund +8.10 since the start"


def test_after_the_release_the_net_is_calm_again_and_remembers_the_fund(tmp_path):
    model = model_of(FOUR_SLICES, tmp_path, "10:43:00")
    net = model.safety_net_view()
    assert not any(basin.is_active or basin.is_spilling for basin in net.basins)
    assert net.hint_text == "fund −10.90 since the start"
    lines = {one.label: one.value for one in model.net_details_view(FUND).lines}
    assert lines["Received: fees and surpluses"] == "+15.90"
    assert lines["Paid: shortfalls"] == "−26.80"
    assert lines["Fund now"] == "12,479,989.10"
    assert {one.label: one.value for one in model.net_details_view(FEE).lines}[
        "Liquidation fees in this run"
    ] == "15.90"


def test_fund_history_is_made_of_steps_inside_its_box(tmp_path):
    history = model_of(gap_story(fund="500"), tmp_path, "10:30:06").safety_net_view().history
    assert history[0][1] > history[-1][1], "the fund was drawn"
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in history)
    pairs = zip(history, history[1:], strict=False)
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairs), "levels change at an instant, they do not slope"


def test_empty_fund_spills_into_the_queue(tmp_path):
    model = model_of(gap_story(fund="0"), tmp_path, "10:30:04")
    net = model.safety_net_view()
    assert net.basins[FUND].value_text == "empty" and net.basins[FUND].is_spilling
    assert net.basins[ADL].is_active and net.basins[ADL].value_text == "cutting"
    later = model_of(gap_story(fund="0"), tmp_path, "10:31:00").safety_net_view()
    assert later.basins[ADL].value_text == "was used" and not later.basins[ADL].is_active


def test_queue_names_traders_with_rank_and_lights_and_marks_yours(tmp_path):
    model = model_of(winner_story(), tmp_path, "10:00:05")
    rows = model.net_details_view(ADL).queue
    mine = [row for row in rows if row.is_yours]
    assert [(row.rank_text, row.owner_text, row.position_text) for row in mine] == [
        ("1", "You", "▼ Short 2.000 BTCUSDT")
    ]
    assert {row.owner_text for row in rows} == {"You", "long-1"}
    assert all(0 < row.lights <= 5 and row.leverage_text == "20×" for row in rows)


def test_details_of_your_margin_add_up(tmp_path):
    model = model_of(FOUR_SLICES, tmp_path, "09:58:03")
    lines = {one.label: one.value for one in model.net_details_view(MARGIN).lines}
    assert lines == {
        "BTCUSDT isolated": "1,000.00",
        "ETHUSDT isolated": "240.00",
        "Margin that answers first": "1,240.00",
    }
    assert model.net_details_view(SOCIALISED).lines[0].value == "0.00"


def test_socialised_loss_is_counted_and_told(tmp_path):
    book = tmp_path / "socialise.toml"
    book.write_text(
        """
id = "socialise"
name = "A book that socialises"
as_of = "2020-01-01"
sources = ["made for a test"]

[liquidation]
steps = "whole"
beyond_fund = "socialise"

[[contract]]
symbol = "BTCUSDT-PERP"
kind = "linear"
base = "BTC"
quote = "USDT"
settle = "USDT"
tick = "0.1"
lot = "0.001"
brackets = [{ up_to = "1000000000", max_leverage = 125, maintenance = "0.004" }]

[[contract]]
symbol = "ETHUSDT-PERP"
kind = "linear"
base = "ETH"
quote = "USDT"
settle = "USDT"
tick = "0.01"
lot = "0.001"
brackets = [{ up_to = "1000000000", max_leverage = 100, maintenance = "0.005" }]
""",
        encoding="utf-8",
    )
    model = model_of(gap_story(fund="0", rulebook=str(book)), tmp_path, "10:30:06")
    assert values_of(model)[SOCIALISED] == "1,074.60"
    sums = {one.label: one.value for one in model.rescue_view().sums}
    assert sums["from the winners (socialised)"] == "1,074.60"
    assert "1,074.60 was shared out among the winners" in model.rescue_view().autopsy_text
