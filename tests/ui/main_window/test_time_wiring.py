"""Looking back, what may be sent from there, branching, bookmarks and captions, by mouse and by keys alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from sandbox.session.verify import verify_file
from tests.support.flight import Flight, instant
from tests.support.money_stories import FOUR_SLICES
from ui.dialogs.bookmark_dialogs import BookmarkNameDialog
from ui.panels.dock_panel import FILLS, LEDGER, LIQUIDATIONS, LOG
from ui.shot import main as shot
from ui.theme import style

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton
SAID = "Only the BTCUSDT compartment can pay."
STORY = f"""{FOUR_SLICES}
[[step]]
at = "2020-03-12T09:30:00Z"
do = "say"
say = "{SAID}"

[[step]]
at = "2020-03-12T10:30:00Z"
do = "mark"
say = "Before the fall"
"""


@pytest.fixture
def flight(qtbot, tmp_path) -> Iterator[Flight]:
    style.apply_theme(QApplication.instance(), "dark")
    flight = Flight(qtbot, tmp_path, STORY)
    yield flight
    flight.window.close()
    QApplication.instance().setStyleSheet("")


def shown(flight: Flight) -> tuple[object, ...]:
    """Everything the panels show of the account, the prices and the tables."""
    window = flight.window
    model = window.model
    return (
        model.wallets_view(),
        model.price_lines(),
        model.candles().times_s[-1:],
        model.position_rows(),
        [window.body.dock.table(tab).rows.row_count for tab in (FILLS, LEDGER, LIQUIDATIONS, LOG)],
    )


def own_loss(flight: Flight) -> str:
    figure = flight.window.body.wallets.tank("contract").figure
    return next(one.value for one in figure.captions if one.label == "Wallet")


def press(flight: Flight, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    flight.qtbot.keyClick(flight.window, key, modifier)
    flight.window.refresh(settle=False)


def test_looking_back_shows_every_panel_as_it_was(flight):
    flight.play_to("10:00:00")
    then = shown(flight)
    flight.play_to("11:40:00")
    assert shown(flight) != then
    flight.look_at("10:00:00")
    assert flight.window.host.is_back and shown(flight) == then
    assert flight.window.body.timeline.bar.figure.played_s == instant("11:40:00") / 1e9
    newest = flight.window.model.candles().times_s[-1]
    assert newest <= instant("10:00:00") / 1e9
    press(flight, KEY.Key_End)
    assert not flight.window.host.is_back
    assert flight.window.body.timeline.bar.figure.now_s == instant("11:40:00") / 1e9


def test_nothing_beyond_what_was_played_can_be_reached(flight):
    flight.play_to("10:00:00")
    bar = flight.window.body.timeline.bar
    flight.qtbot.mouseClick(bar, LEFT, pos=QPoint(round(bar.x_of(instant("11:30:00") / 1e9)), 30))
    assert flight.window.host.moment.now_ns == instant("10:00:00") and not flight.window.host.is_back
    assert bar.figure.prices[-1][0] <= instant("10:00:00") / 1e9


def test_an_order_from_the_past_is_refused_with_two_offers_and_a_branch_ends_otherwise(flight):
    window = flight.window
    flight.play_to("11:40:00")
    main, steps = window.host.session.digest, window.host.session.step_count
    assert own_loss(flight) == "641.58"
    flight.look_at("10:41:00")
    assert own_loss(flight) == "1,641.58"
    ticket, notice = window.body.ticket, window.time.notice
    ticket.size_field.setText("0.1")
    window.order.take_choice()
    flight.qtbot.mouseClick(ticket.place, LEFT)
    assert notice.isVisible() and notice.text.startswith(
        "Order not sent, nothing was reserved: you are looking at 10:41:00"
    )
    assert notice.end.isVisible() and notice.stay.isVisible()
    assert ticket.size_field.text() == "0.1", "nothing typed is lost"
    assert (window.host.session.digest, window.host.session.step_count) == (main, steps)
    window.body.dock.close_requested.emit("BTCUSDT-PERP")
    assert "Close not sent" in notice.text

    flight.qtbot.mouseClick(notice.stay, LEFT)
    assert not notice.isVisible() and not window.host.is_back
    assert window.body.timeline.branch_button.text() == "Branch 2 · from 10:41:00"
    window.body.dock.close_requested.emit("BTCUSDT-PERP")
    flight.play_to("11:40:00")
    assert not window.model.history.own_last, "closed in time: nobody is liquidated in this branch"
    other = window.host.session.digest
    window.body.timeline.branch_chosen.emit(1)
    assert window.host.session.digest == main and own_loss(flight) == "641.58"
    path = str(window.files.path)
    window.close()
    verdict = verify_file(path)
    assert verdict.failure == "" and [one.digest for one in verdict.branches] == [main, other]
    flight.open()
    assert flight.window.files.open_last()
    assert flight.window.host.session.journal.branch == 1


def test_the_keys_alone_go_back_bookmark_branch_and_return(flight, qtbot):
    window = flight.window
    flight.play_to("11:40:00")
    steps = window.host.session.step_number
    press(flight, KEY.Key_Comma)
    assert window.host.moment.step_number == steps and window.host.moment.now_ns < instant("11:40:00")
    press(flight, KEY.Key_Comma)
    assert window.host.moment.step_number == steps - 1
    press(flight, KEY.Key_Period)
    assert window.host.moment.step_number == steps
    press(flight, KEY.Key_Home)
    assert window.host.moment.step_number == 0
    window.body.timeline.bar.setFocus()
    for _ in range(3):
        qtbot.keyClick(window.body.timeline.bar, KEY.Key_Right)
    assert window.host.moment.step_number == 3
    press(flight, KEY.Key_B)
    dialog = window.findChild(BookmarkNameDialog)
    qtbot.keyClicks(dialog.field, "Opened")
    qtbot.keyClick(dialog.field, KEY.Key_Return)
    assert [one.name for one in window.host.session.journal.bookmarks()] == ["Opened"]
    press(flight, KEY.Key_End)
    press(flight, KEY.Key_B, Qt.KeyboardModifier.ShiftModifier)
    assert [one.name for one in window.time.places] == ["Opened", "Before the fall"]
    listed = window.time.bookmark_list
    qtbot.keyClick(listed.table, KEY.Key_Home)
    qtbot.keyClick(listed, KEY.Key_Return)
    assert window.host.moment.step_number == 3
    window.time.notice.stay.setFocus()
    qtbot.keyClick(window.time.notice.stay, KEY.Key_Space)
    assert window.host.session.journal.branch == 2 and not window.host.is_back


def test_bookmarks_are_renamed_and_deleted_in_their_list_and_kept_in_the_file(flight):
    window = flight.window
    flight.play_to("10:00:00")
    before = window.host.session.digest
    window.time.bookmark()
    window.findChild(BookmarkNameDialog).reject()
    window.time.list_bookmarks()
    table = window.time.bookmark_list.table
    assert [table.item(0, column).text() for column in (1, 2)] == ["Bookmark 1", "Branch 1"]
    table.item(0, 1).setText("  A   calm  hour ")
    assert [one.name for one in window.host.session.journal.bookmarks()] == ["A calm hour"]
    window.refresh(settle=False)
    assert "Bookmark: A calm hour" in [one.tooltip for one in window.body.timeline.bar.figure.markers]
    window.time.bookmark_list.delete.click()
    assert not window.host.session.journal.bookmarks()
    window.time.bookmark_list.reject()
    assert window.host.session.digest == before


def test_a_caption_stays_as_long_as_it_takes_to_read_and_is_a_flag(flight):
    window = flight.window
    flight.play_to("09:30:00")
    caption = window.time.caption
    assert caption.isVisible() and caption.text() == SAID
    assert not caption.geometry().intersects(window.body.chart.banner.geometry())
    flight.frames_until(lambda: not caption.isVisible(), 900)
    assert window.clock.now_ns >= 4_000_000_000
    flags = [one.tooltip for one in window.body.timeline.bar.figure.markers if one.kind == "caption"]
    assert flags == [f"Caption: {SAID}"]
    press(flight, KEY.Key_Comma)
    press(flight, KEY.Key_End)
    flight.look_at("09:10:00")
    assert not caption.isVisible()
    press(flight, KEY.Key_End)
    assert caption.isVisible(), "said again where it was said"
    flight.play_to("10:40:00")
    flags = [one.tooltip for one in window.body.timeline.bar.figure.markers if one.kind == "bookmark"]
    assert flags[-1] == "Mark: Before the fall"


def test_what_was_played_is_shown_again_at_its_speed_and_stops_at_the_end(flight):
    window = flight.window
    flight.play_to("10:42:40")
    digest, count = window.host.session.digest, window.host.session.step_count
    rows = window.body.dock.table(LEDGER).rows.row_count
    flight.look_at("10:41:50")
    assert window.body.dock.table(LEDGER).rows.row_count < rows
    window.host.set_speed(60)
    window.host.play()
    flight.frames_until(lambda: bool(window.model.running))
    assert window.host.speed == 1 and window.host.is_back, "your own liquidation is shown at full length"
    assert window.body.shows_rescue
    flight.frames_until(lambda: not window.host.is_playing)
    assert not window.host.is_back and window.host.moment.now_ns == instant("10:42:40")
    assert (window.host.session.digest, window.host.session.step_count) == (digest, count)
    assert window.body.dock.table(LEDGER).rows.row_count == rows


def test_space_plays_from_the_start_and_pauses(flight):
    press(flight, KEY.Key_Space)
    assert flight.window.host.is_playing
    press(flight, KEY.Key_Space)
    assert not flight.window.host.is_playing


def test_steps_go_by_update_event_and_candle(flight):
    window = flight.window
    flight.play_to("09:10:30")
    press(flight, KEY.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert window.host.session.now_ns == instant("09:11:00")
    press(flight, KEY.Key_Period, Qt.KeyboardModifier.ShiftModifier)
    assert window.host.session.now_ns == instant("09:30:00")
    press(flight, KEY.Key_Period)
    assert window.host.session.now_ns == instant("09:58:00")
    flight.look_at("09:10:30")
    press(flight, KEY.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert window.host.moment.now_ns == instant("09:11:00") and window.host.is_back


def test_presentation_time_is_logged_beside_the_journal(flight):
    window = flight.window
    window.host.set_speed(60)
    window.host.play()
    flight.frames_until(lambda: window.host.session.now_ns > instant("09:02:00"))
    window.host.pause()
    flight.look_at("09:01:00")
    path = str(window.files.path)
    window.close()
    verdict = verify_file(path)
    assert verdict.failure == ""
    flight.open()
    assert flight.window.files.open_last()
    marks = flight.window.host.session.journal.presentation()
    assert [one.speed for one in marks if one.speed] == [60]
    assert marks[-1].simulated_ns == instant("09:01:00") and marks[-1].speed == 0
    assert list(marks) == sorted(marks, key=lambda one: one.presentation_ns)


def test_a_picture_may_look_back(flight, tmp_path, qtbot):
    scenario, out = str(tmp_path / "story.toml"), tmp_path / "back.png"
    given = ["--at", "2020-03-12T10:50:00Z", "--look-back", "2020-03-12T10:00:00Z", "--size", "1280x800"]
    assert shot([scenario, "--out", str(out), *given]) == 0
    live = tmp_path / "live.png"
    assert shot([scenario, "--out", str(live), "--at", "2020-03-12T10:00:00Z", "--size", "1280x800"]) == 0
    pictures = [QImage(str(one)) for one in (out, live)]
    tanks = [one.copy(0, 60, 290, 600) for one in pictures]
    assert tanks[0] == tanks[1], "the wallets are those of that moment"
    assert pictures[0] != pictures[1], "but the notice and the played part tell that it is the past"
