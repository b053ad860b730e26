"""Opens the autopsy: the page over the window, and the replays played aside with progress and a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt

from sandbox.projections.autopsy import Autopsy, autopsy_of
from sandbox.studies.rescue import Rescue, rescue
from sandbox.studies.rescue_replay import opening_as_played
from ui.bridge.study_run import StudyRun
from ui.dialogs.page_dialog import PageDialog
from ui.main_window.compare_wiring import open_compare
from ui.main_window.notices import notify
from ui.panels.autopsy_page import AutopsyPage
from ui.viewmodels import adl_texts
from ui.viewmodels import autopsy_texts as texts
from ui.viewmodels.account_names import YOU
from ui.viewmodels.autopsy_page_view import autopsy_view, cuts_you, story_title
from ui.viewmodels.avoided_view import avoided_view
from ui.viewmodels.liquidation_story import LiquidationStory
from ui.viewmodels.number_text import time_text
from ui.viewmodels.records import ToastView
from ui.viewmodels.winner_view import winner_sentence

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

LARGEST = QSize(1720, 1080)


class _Autopsy:
    """One open page: the liquidation it shows, and the one study that is waited for."""

    def __init__(self, window: MainWindow, page: AutopsyPage, dialog: PageDialog) -> None:
        self._window, self._page, self._dialog = window, page, dialog
        self._autopsy: Autopsy | None = None
        self._study: StudyRun | None = None
        self._watch_from_ns = 0
        page.chosen.connect(self.show)
        page.avoided.asked.connect(self.begin)
        page.avoided.called_off.connect(self.call_off)
        page.watch_requested.connect(self.watch)
        page.compare_requested.connect(self.compare)
        page.closed.connect(dialog.reject)
        dialog.finished.connect(lambda _: self.call_off())

    def show(self, liquidation: str) -> None:
        """Show a liquidation and ask what would have avoided it."""
        model = self._window.model
        story = model.history.stories.get(liquidation) if model is not None else None
        found = None if model is None else autopsy_of(model.session.batches(), liquidation)
        if model is None or story is None or found is None:
            return
        self._autopsy = found
        moment = model.session
        view = autopsy_view(found, story, model.facts, model.scales, model.opening.prices, moment.feed_cursor)
        self._watch_from_ns = view.watch_from_ns
        cut = None if story.owner == YOU else model.adl.yours_in(moment, liquidation)
        if cut is None:
            self._page.show_view(view)
            self._page.avoided.ask()
        else:  # from the winner's chair: another's liquidation, and what it cut of yours
            sentence = winner_sentence(cut, story.owner, model.scales[cut.contract])
            self._page.show_view(replace(view, sentence=sentence, is_loss=False))
            self._page.avoided.show_why(adl_texts.NOT_YOURS.format(owner=story.owner), wrong=False, asks_again=False)

    def begin(self) -> None:
        """Play it again aside to the moment shown: no line tells of a price that was not played yet."""
        self.call_off()
        found, model = self._autopsy, self._window.model
        if found is None or model is None:
            return
        opening = opening_as_played(self._window.host.session)
        ends_ns = model.session.now_ns
        name, started_ns = found.started.liquidation, found.started_ns
        self._study = StudyRun(lambda told: rescue(opening, name, started_ns, ends_ns, told), self._dialog)
        self._study.progressed.connect(self._page.avoided.show_progress)
        self._study.finished.connect(self._on_finished)

    def _on_finished(self, answer: object) -> None:
        self._study = None
        if isinstance(answer, Rescue):
            self._page.avoided.show_view(avoided_view(answer))
        else:
            self._page.avoided.show_why(texts.FAILED.format(why=answer), wrong=True)

    def call_off(self) -> None:
        """Stop the study that runs."""
        if self._study is not None:
            self._study.call_off()
            self._study = None

    def watch(self) -> None:
        """Close the page and show the liquidation once more, second by second."""
        host, at_ns = self._window.host, self._watch_from_ns
        self._dialog.accept()
        host.travel_by(lambda travel: travel.to_instant(at_ns))
        host.set_speed(1)
        host.play()

    def compare(self) -> None:
        """Close the page and compare regimes."""
        self._dialog.accept()
        open_compare(self._window)


def open_autopsy(window: MainWindow, liquidation: str = "") -> AutopsyPage | None:
    """Show the autopsy of a liquidation of yours, the newest where none is named; play pauses.

    None (and a word why) where there is none.
    """
    model = window.model
    if model is None:
        return None
    stories = own_stories(model.history.stories)
    if not stories:
        notify(window, ToastView(texts.TITLE, texts.NONE_YET, "info"))
        return None
    window.host.pause()
    window.body.toast.hide()  # the page tells it in full
    newest = stories.get(liquidation) or next(reversed(stories.values()))
    page = AutopsyPage([(name, story_title(one)) for name, one in stories.items()], _horizon(window))
    page.choice.setCurrentIndex(list(stories).index(newest.liquidation))
    dialog = PageDialog(page, texts.TITLE, LARGEST, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    autopsy = _Autopsy(window, page, dialog)
    dialog.open()
    autopsy.show(newest.liquidation)
    page.close_button.setFocus()
    return page


def own_stories(stories: dict[str, LiquidationStory]) -> dict[str, LiquidationStory]:
    """Return the liquidations of a position of yours, and those of others that cut one of yours, oldest first."""
    return {name: one for name, one in stories.items() if one.legs and (one.owner == YOU or cuts_you(one))}


def _horizon(window: MainWindow) -> str:
    """Say to when is replayed: the moment shown, which is the end once everything is played."""
    moment = window.host.moment
    words = texts.TO_END if moment.now_ns >= moment.opening.ends_ns else texts.TO_NOW
    return words.format(time=time_text(moment.now_ns)[:5])
