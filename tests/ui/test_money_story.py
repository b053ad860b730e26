"""The four slices of the mock-ups in the real window: every figure read from the widgets, nothing else touched."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.money_stories import FOUR_SLICES, MoneyPilot, gap_story, winner_story
from ui.panels.dock_panel import LOG
from ui.theme import style

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def fly(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    opened = []

    def start(text: str, until: str) -> MoneyPilot:
        pilot = MoneyPilot(text, tmp_path, until)
        opened.append(pilot)
        qtbot.addWidget(pilot.window)
        return pilot

    yield start
    for pilot in opened:
        pilot.window.close()
    QApplication.instance().setStyleSheet("")


def lines_of(pilot: MoneyPilot) -> list[tuple[str, ...]]:
    """Return the lines of the event's table."""
    return [line.texts for line in pilot.window.body.rescue.view.lines]


def sums_of(pilot: MoneyPilot) -> dict[str, str]:
    """Return the sums of the event's card."""
    return {one.label: one.value for one in pilot.window.body.rescue.view.sums}


def compartments_of(pilot: MoneyPilot) -> dict[str, str]:
    """Return what stands in the contract tank."""
    return {one.title: one.amount_text for one in pilot.window.body.wallets.tank("contract").figure.compartments}


def test_four_slices_before_the_fall_show_the_figures_of_the_calm_picture(fly):
    pilot = fly(FOUR_SLICES, "09:58:03")
    captions = {one.label: one.value for one in pilot.window.body.wallets.tank("contract").figure.captions}
    assert captions == {"Wallet": "1,641.58", "Margin bal.": "1,557.18", "PnL": "−84.40", "Available": "401.58"}
    assert compartments_of(pilot) == {"Available": "401.58", "ETHUSDT": "331.20", "BTCUSDT": "824.40"}
    assert pilot.window.body.wallets.reach.figure.sum_text == "−1,240.00"
    assert not pilot.window.body.shows_rescue


def test_warned_position_is_named_in_the_tank_with_its_ratio(fly):
    pilot = fly(FOUR_SLICES, "10:42:05")
    chips = [(chip.text, chip.tone) for chip in pilot.window.body.wallets.tank("contract").figure.chips]
    assert chips == [("BTCUSDT 88\N{NO-BREAK SPACE}%", "warn")]


def test_third_slice_shows_step_three_of_four_and_sums_that_close(fly):
    pilot = fly(FOUR_SLICES, "09:58:03")
    pilot.play_to("10:42:17")
    body = pilot.window.body
    assert body.shows_rescue
    assert body.chart.banner.text == (
        "The exchange is selling your BTCUSDT long in 4 steps because its margin fell below maintenance at 7,463.8; "
        "only the BTCUSDT compartment pays."
    )
    assert lines_of(pilot) == [
        ("1", "0.500", "7,458.2", "−237.90", "−12.10", "+12.10"),
        ("2", "0.500", "7,441.6", "−246.20", "−3.80", "+3.80"),
        ("3", "0.500", "7,418.4", "−250.00", "0.00", "−7.80"),
        ("4", "", "next", "−250.00 at most", "", "the rest"),
        ("Sum", "1.500", "", "−734.10", "−15.90", "+8.10"),
    ]
    assert sums_of(pilot) == {
        "Price loss, paid to the other side": "741.90",
        "from your margin": "734.10",
        "from the insurance fund": "7.80",
        "Liquidation fee, paid to the fund": "15.90",
        "Taken from the compartment": "750.00",
    }
    tank = body.wallets.tank("contract").figure
    assert [chip.text for chip in tank.chips] == ["Step 3 of 4"]
    slices = next(part for part in tank.compartments if part.title == "BTCUSDT").slices
    assert [(one.number_text, one.amount_text, one.state) for one in slices] == [
        ("1", "−250.00", "paid"),
        ("2", "−250.00", "paid"),
        ("3", "−250.00", "burning"),
        ("4", "250.00", "left"),
    ]
    for wallet in ("spot", "funding", "savings"):
        assert "Sealed" in [chip.text for chip in body.wallets.tank(wallet).figure.chips]
    assert body.wallets.reach.figure.sum_text == "−1,240.00"
    assert body.wallets.reach.figure.detail_text == "750.00 paid, 490.00 exposed"


def test_story_ends_with_1_000_lost_10_90_from_the_fund_and_nothing_else_touched(fly):
    pilot = fly(FOUR_SLICES, "09:58:03")
    pilot.play_to("10:42:20")
    body = pilot.window.body
    fills = [line[2] for line in lines_of(pilot)[:4]]
    assert fills == ["7,458.2", "7,441.6", "7,418.4", "7,396.0"]
    assert {line[1] for line in lines_of(pilot)[:4]} == {"0.500"}
    assert lines_of(pilot)[-1] == ("Sum", "2.000", "", "−984.10", "−15.90", "−10.90")
    assert sums_of(pilot)["Price loss, paid to the other side"] == "1,010.90"
    assert sums_of(pilot)["from the insurance fund"] == "26.80"
    assert sums_of(pilot)["Taken from the compartment"] == "1,000.00"
    line = (
        "You lost 1,000.00 USDT of the BTCUSDT compartment, the insurance fund paid 10.90 net, and no other wallet "
        "was touched (isolated, auto top-up off)."
    )
    assert body.rescue.autopsy_text == line
    log = body.dock.table(LOG).rows
    told = [[cell.text for cell in log.row_at(row).cells] for row in range(log.row_count)]
    assert ["10:42:19", "Autopsy", line] in told
    assert {one.label: one.value for one in body.rescue.view.untouched} == {
        "Spot": "1.2500 BTC · 3,000.00 USDT",
        "Funding": "850.00 USDT",
        "Savings": "5,000.00 USDT",
        "Cold wallet": "0.8000 BTC",
        "Contract: ETHUSDT": "240.00 USDT",
        "Contract: available": "401.58 USDT",
    }
    assert pilot.window.model.facts.fund_atoms == 1_247_998_910_000_000
    assert pilot.window.model.facts.contract_total_atoms == 64_158_000_000


def test_event_leaves_the_order_editors_place_on_the_next_order_action(fly, qtbot):
    pilot = fly(FOUR_SLICES, "10:42:00")
    pilot.play_to("10:42:20")
    body = pilot.window.body
    assert body.shows_rescue
    pilot.window.body.ticket.side.button("short").click()
    assert not body.shows_rescue
    pilot.window.money.show_event()
    assert body.shows_rescue
    qtbot.mouseClick(body.rescue.back_button, LEFT)
    assert not body.shows_rescue


def test_event_that_ended_a_quarter_of_an_hour_ago_goes_by_itself_once_it_was_seen(fly):
    pilot = fly(FOUR_SLICES, "10:42:00")
    pilot.play_to("10:42:20")
    pilot.frame(10)
    assert pilot.window.body.shows_rescue
    pilot.play_to("10:58:00")
    pilot.frame(10)
    assert pilot.window.body.shows_rescue, "it is kept until it could be read"
    pilot.wall.now_ns += 20_000_000_000
    pilot.window.host.play()
    pilot.frame(2)
    assert not pilot.window.body.shows_rescue


def test_takeover_card_shows_what_the_fund_paid_and_how_much_was_yours(fly):
    pilot = fly(gap_story(), "10:30:06")
    assert lines_of(pilot) == [
        ("Takeover", "2.000", "7,537.3", "−793.40", "–", "–"),
        ("Desk", "2.000", "7,000.0", "–", "0.00", "−1,074.60"),
        ("Sum", "2.000", "", "−793.40", "0.00", "−1,074.60"),
    ]
    assert sums_of(pilot)["Price loss, paid to the other side"] == "1,868.00"
    assert "the insurance fund paid 1,074.60 net" in pilot.window.body.rescue.autopsy_text


def test_empty_fund_shows_the_deleveraging_from_the_loser_s_chair(fly):
    pilot = fly(gap_story(fund="500"), "10:30:06")
    assert ("ADL", "1.070", "7,537.3", "–", "–", "–") in lines_of(pilot)
    assert sums_of(pilot)["from the insurance fund"] == "499.69"
    assert "1.070 BTC was deleveraged against short-1" in pilot.window.body.rescue.autopsy_text


def test_cut_winner_is_told_that_profit_was_cut_and_not_principal(fly):
    pilot = fly(winner_story(), "10:29:00")
    pilot.play_to("10:30:06")
    assert pilot.window.body.toast.text == (
        "Deleveraged: your BTCUSDT short. Your short was reduced by 2.000 BTC at 7,537.3 because another account could "
        "not pay and the fund was empty. 793.40 USDT of profit was paid to you: profit cut, not principal."
    )


def test_cross_unit_of_two_contracts_is_told_contract_by_contract_and_closes(fly):
    story = gap_story(margin="cross", contract="1500", eth="180.00", eth_qty="10", gap="7300.0")
    pilot = fly(story, "10:30:06")
    view = pilot.window.body.rescue.view
    assert view.title_chip == "Cross: BTC, ETH"
    assert [line.texts[0] for line in view.lines] == ["Takeover", "BTC", "ETH", "Desk", "BTC", "ETH", "Sum"]
    assert sums_of(pilot)["Taken from the cross pool"] == "1,500.00"
    assert "of the cross pool" in pilot.window.body.rescue.autopsy_text
