"""Transport and time in the window: stepping, the past and the ways out of it, bookmarks, branches, captions.

While the past is looked at the window shows a model of that moment; the model of the live run waits. No panel knows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QAbstractSlider, QApplication, QMenu, QMessageBox, QToolButton

from sandbox.messages.commands import Command
from sandbox.session.journal import Journal
from sandbox.values.limits import NS_PER_SECOND
from sandbox.values.problems import Problem
from ui.bridge.time_travel import TimeTravel
from ui.dialogs.bookmark_dialogs import BookmarkNameDialog, BookmarksDialog
from ui.dialogs.message import show_problem
from ui.main_window.notices import notify
from ui.panels.caption_line import CaptionLine
from ui.panels.controls import set_look
from ui.panels.past_notice import PastNotice
from ui.viewmodels import texts
from ui.viewmodels import time_texts as words
from ui.viewmodels.caption_view import caption_view
from ui.viewmodels.keeping_texts import READ_ONLY_HEAD
from ui.viewmodels.number_text import time_text
from ui.viewmodels.time_records import PlaceView
from ui.viewmodels.time_view import branch_toast, branch_views, next_candle_ns, past_view, place_views
from ui.viewmodels.window_model import Step, WindowModel

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

SNAP_PX = 4
TOAST_ABOVE_PX = 150
CAPTION_NEAR_NS = 10 * NS_PER_SECOND


class TimeWiring:
    """The window's part that moves in time."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._live: WindowModel | None = None
        self._held: Command | None = None
        self._problem: QMessageBox | None = None
        self.places: list[PlaceView] = []
        self.bookmark_list: BookmarksDialog | None = None
        body = window.body
        self.notice = PastNotice(body, body.dock)
        self.caption = CaptionLine(body.chart)
        body.chart.notices += [self.caption, body.toast]
        self._connect()
        self._add_commands()
        body.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        body.setFocus()  # not the first button: Space plays from the start

    def _connect(self) -> None:
        host, timeline = self._window.host, self._window.body.timeline
        host.moment_changed.connect(self.on_host_moment_changed)
        host.held_back.connect(self.on_host_held_back)
        host.failed.connect(self.on_host_failed)
        host.playing_changed.connect(lambda _: self.note())
        host.speed_changed.connect(lambda _: self.note())
        timeline.bar.seek_requested.connect(self.seek)
        timeline.bar.step_requested.connect(lambda places: self.back() if places < 0 else host.step_event())
        timeline.bar.end_requested.connect(self.to_end)
        timeline.back.clicked.connect(self.back)
        timeline.forward.clicked.connect(host.step_event)
        timeline.bookmark_requested.connect(self.bookmark)
        timeline.list_requested.connect(self.list_bookmarks)
        timeline.place_chosen.connect(self.go_to)
        timeline.branch_chosen.connect(host.choose_branch)
        self.notice.end.clicked.connect(self.to_end)
        self.notice.stay.clicked.connect(self.branch_here)

    def _add_commands(self) -> None:
        window, host = self._window, self._window.host
        steps = [
            window.add_command(texts.KEY_STEP_UPDATE, ".", host.step_update),
            window.add_command(texts.KEY_STEP_EVENT, "Shift+.", host.step_event),
            window.add_command(words.KEY_STEP_CANDLE, "Ctrl+.", self.step_candle),
            window.add_command(words.KEY_BACK, ",", self.back),
        ]
        window.add_command(words.KEY_START, "Home", partial(self._end_of, False))
        window.add_command(words.KEY_END, "End", partial(self._end_of, True))
        window.add_command(words.KEY_BOOKMARK, "B", self.bookmark)
        window.add_command(words.KEY_BOOKMARKS, "Shift+B", self.list_bookmarks)
        window.add_command(words.KEY_BRANCH, "", self.branch_here)
        button, menu = window.body.top_bar.step_button, QMenu(window)
        menu.addActions(steps)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        button.setToolTip(words.STEP_MENU)
        set_look(button, "split")

    # -- another session, another moment

    def begin(self) -> None:
        """Follow another session, or another branch."""
        self._live = self._window.model
        self._held = None
        self.caption.hide()
        self.notice.show_view(None)
        self._window.host.log.begin(self._window.host.session.journal, self._window.clock.now_ns)
        self._gather_places()

    def on_host_moment_changed(self) -> None:
        """Show the moment looked at, or the live run again; what a person chose goes along."""
        window, shown = self._window, self._window.model
        if shown is None or self._live is None:
            return
        self._held = None
        self.caption.hide()
        model = WindowModel(window.host.moment, self._live) if window.host.is_back else self._live
        if model is not shown:
            model.adopt(shown)
            model.forget()
            window.show_model(model)
            self._show_caption(window.host.moment.step_number)
        self.note()

    def on_host_held_back(self, command: Command) -> None:
        """Say that nothing is sent from the past, and offer the two ways on."""
        self._held = command
        self._show_notice()
        self.notice.end.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_host_failed(self, why: str) -> None:
        """Say what the disk refused; what was committed before is in the file."""
        if self._problem is None or not self._problem.isVisible():
            host = self._window.host
            again = self._window.files.reopen if host.is_stopped or host.read_only else None
            head = READ_ONLY_HEAD if host.read_only else words.CANNOT_WRITE
            self._problem = show_problem(self._window, head, why, again)
            self._problem.finished.connect(self._forget_problem)

    def _forget_problem(self) -> None:
        self._problem = None

    def take(self, step: Step) -> None:
        """Show what a committed step said; the model has folded it already."""
        self._show_caption(step.step_number)

    def _show_caption(self, step: int) -> None:
        """Show what was said in a step, if it was the last thing said, and just now."""
        model = self._window.model
        said = model.captions.captions[-1] if model is not None and model.captions.captions else None
        is_near = said is not None and self._window.host.moment.now_ns - said.now_ns <= CAPTION_NEAR_NS
        if said is not None and said.step == step and is_near and (view := caption_view(said)) is not None:
            self.caption.show_view(view, self._window.clock.now_ns)

    def refresh(self) -> None:
        """Show where the run stands."""
        host, live = self._window.host, self._live
        if live is None or not host.has_session:
            return
        timeline = self._window.body.timeline
        timeline.show_view(live.timeline_view(host.moment.now_ns, self.places, host.session.journal.branch))
        timeline.back.setEnabled(host.moment.now_ns > live.opening.starts_ns)
        timeline.forward.setEnabled(not host.moment.at_end)
        self._show_notice()
        self.note()

    def advance(self, presentation_ns: int) -> bool:
        """Let presentation time take the caption away; True while it is shown."""
        return self.caption.advance(presentation_ns)

    def settle(self) -> None:
        """For a picture: keep only a caption said just before the moment shown, and have all in its place."""
        self._window.body.arrivals.finish()
        self._window.body.toast.settle()
        said_ns = self.caption.said_ns
        if said_ns is not None and self._window.host.moment.now_ns - said_ns > CAPTION_NEAR_NS:
            self.caption.hide()
        self.caption.keep_clear()

    def note(self) -> None:
        """Log how presentation time runs against simulated time."""
        host = self._window.host
        if host.has_session:
            speed = host.speed if host.is_playing else 0
            host.log.note(self._window.clock.now_ns, host.moment.now_ns, speed)

    def _show_notice(self) -> None:
        host = self._window.host
        back = host.is_back and not host.is_playing
        view = past_view(host.moment.now_ns, host.session.now_ns, self._held) if back else None
        self.notice.show_view(view)

    # -- moving

    def seek(self, time_s: float) -> None:
        """Go to the moment below the pointer, to a committed step where one is near."""
        within_ns = round(SNAP_PX * self._window.body.timeline.bar.seconds_per_px * NS_PER_SECOND)
        now_ns = round(time_s * NS_PER_SECOND)
        self._window.host.travel_by(lambda travel: travel.to_instant(now_ns, within_ns))

    def back(self) -> None:
        """Go to the committed step before."""
        self._window.host.travel_by(TimeTravel.back)

    def to_start(self) -> None:
        """Go to the opening."""
        self._window.host.travel_by(lambda travel: travel.to_step(0))

    def to_end(self) -> None:
        """Return to the end of what was played."""
        self._window.host.travel_by(TimeTravel.to_end)

    def step_candle(self) -> None:
        """Go on to the instant at which the next candle opens."""
        model, host = self._window.model, self._window.host
        if model is not None and host.has_session:
            host.step_to(next_candle_ns(host.moment, model.frame_s))

    def _end_of(self, end: bool) -> None:
        """Go to the start or the end; inside a table or on a slider to the first or last there, as anywhere."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractItemView):
            rows: QAbstractItemModel = focused.model()
            focused.setCurrentIndex(rows.index(rows.rowCount() - 1 if end else 0, 0))
        elif isinstance(focused, QAbstractSlider):
            focused.setValue(focused.maximum() if end else focused.minimum())
        elif end:
            self.to_end()
        else:
            self.to_start()

    # -- branches

    def branch_here(self) -> None:
        """Go on from the moment looked at, in a branch of its own."""
        window, host = self._window, self._window.host
        if not host.is_back:
            return
        parent = host.session.journal.branch
        host.branch_here()
        body, journal = window.body, host.session.journal
        view = branch_toast(journal.branches()[-1], parent)
        place = body.timeline.branch_button.mapTo(body, body.timeline.branch_button.rect().topLeft())
        notify(window, view, lambda _: place - QPoint(0, TOAST_ABOVE_PX))
        window.mark_dirty()

    # -- bookmarks

    def bookmark(self) -> None:
        """Set a bookmark at the moment looked at, and ask for its name."""
        host = self._window.host
        if not host.has_session:
            return
        journal, moment = host.session.journal, host.moment
        number = max((one.bookmark for one in journal.bookmarks()), default=0) + 1
        name = words.BOOKMARK_DEFAULT.format(number=number)
        try:
            made = journal.add_bookmark(moment.step_number, moment.now_ns, name)
        except Problem as problem:
            self.on_host_failed(str(problem))
            return
        self._gather_places()
        dialog = BookmarkNameDialog(name, time_text(moment.now_ns), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.named.connect(lambda text: self.rename(made.bookmark, text))
        dialog.open()

    def rename(self, bookmark: int, name: str) -> None:
        """Give a bookmark another name."""
        self._change(lambda journal: journal.rename_bookmark(bookmark, name))

    def delete(self, bookmark: int) -> None:
        """Forget a bookmark."""
        self._change(lambda journal: journal.delete_bookmark(bookmark))

    def _change(self, change: Callable[[Journal], None]) -> None:
        try:
            change(self._window.host.session.journal)
        except Problem as problem:
            self.on_host_failed(str(problem))
        self._gather_places()

    def go_to(self, place: PlaceView) -> None:
        """Go to a bookmark, in its branch."""
        host = self._window.host
        host.choose_branch(place.branch)
        is_step = host.session.step_instants[place.step] == place.now_ns
        host.travel_by(lambda travel: travel.to_step(place.step) if is_step else travel.to_instant(place.now_ns))

    def list_bookmarks(self) -> None:
        """Show all bookmarks."""
        if self._live is None:
            return
        self.bookmark_list = dialog = BookmarksDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._forget_list)
        dialog.chosen.connect(self.go_to)
        dialog.chosen.connect(dialog.accept)
        dialog.renamed.connect(self.rename)
        dialog.deleted.connect(self.delete)
        self._gather_places()
        dialog.open()

    def _forget_list(self) -> None:
        self.bookmark_list = None

    def _gather_places(self) -> None:
        """Read bookmarks and branches anew and show them."""
        live, host = self._live, self._window.host
        if live is None or not host.has_session:
            return
        journal = host.session.journal
        branches, branch = journal.branches(), journal.branch
        self.places = place_views(journal.bookmarks(), branches, branch, live.captions.captions)
        self._window.body.timeline.show_places(self.places, branch_views(branches, branch))
        if self.bookmark_list is not None:
            self.bookmark_list.show_places(self.places)
        self._window.mark_dirty()


def wire_time(window: MainWindow) -> TimeWiring:
    """Connect the window's transport and time."""
    return TimeWiring(window)
