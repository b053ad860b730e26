"""The timeline along the lower edge: where the run stands, what is hidden, the ways back, bookmarks and branches."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton

from ui.drawing.timeline import TimelineBar, TimelineFigure, TimelineMarker
from ui.panels.controls import icon_button
from ui.theme.icons import icon
from ui.viewmodels import time_texts as words
from ui.viewmodels.time_records import BranchView, PlaceView, TimelineView

PLACES_IN_MENU = 12


class TimelinePanel(QFrame):
    """Shows the timeline of the session."""

    bookmark_requested = Signal()
    list_requested = Signal()
    place_chosen = Signal(object)
    branch_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self._bar = TimelineBar(TimelineFigure(0.0, 1.0, 0.0, 0.0, ""))
        self._branches: list[BranchView] = []
        self._places: list[PlaceView] = []
        self.back = icon_button("back", words.BACK)
        self.forward = icon_button("forward", words.FORWARD)
        self.branch_button = QPushButton()
        self.branch_button.setProperty("look", "small")
        self.branch_button.setAccessibleName(words.BRANCH_PICKER)
        self.branch_button.setToolTip(words.BRANCH_PICKER)
        self.branch_button.setMenu(QMenu(self.branch_button))
        self.branch_button.hide()
        self.bookmark = QToolButton()
        self.bookmark.setText(words.BOOKMARK)
        self.bookmark.setIcon(icon("bookmark"))
        self.bookmark.setIconSize(QSize(14, 14))
        self.bookmark.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.bookmark.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.bookmark.setProperty("look", "bookmark")
        self.bookmark.setAccessibleName(words.KEY_BOOKMARK)
        self.bookmark.setToolTip(f"{words.KEY_BOOKMARK} (B)")
        self.bookmark.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.bookmark.setFixedHeight(30)
        self.bookmark.setMenu(QMenu(self.bookmark))
        self.bookmark.menu().aboutToShow.connect(self._fill_places)
        self.branch_button.menu().aboutToShow.connect(self._fill_branches)
        self.bookmark.clicked.connect(self.bookmark_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 10, 0)
        row.setSpacing(2)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addWidget(self._bar, 1)
        row.addWidget(self.branch_button)
        row.addSpacing(6)
        row.addWidget(self.bookmark)

    def show_view(self, view: TimelineView) -> None:
        """Show another state of the run."""
        self._bar.set_figure(
            TimelineFigure(
                view.start_s,
                view.end_s,
                view.now_s,
                view.played_s,
                view.clock_text,
                view.prices,
                tuple(TimelineMarker(one.time_s, one.kind, tooltip=one.tooltip) for one in view.markers),
                view.future_text,
                view.value_text,
            )
        )

    def show_places(self, places: list[PlaceView], branches: list[BranchView]) -> None:
        """Take over the bookmarks and branches to choose from; the picker appears with the second branch."""
        self._places, self._branches = places, branches
        self.branch_button.setVisible(len(branches) > 1)
        current = next((one.text for one in branches if one.is_current), "")
        if self.branch_button.text() != current:
            self.branch_button.setText(current)
            self.branch_button.setAccessibleDescription(current)

    def _fill_places(self) -> None:
        menu = self.bookmark.menu()
        menu.clear()
        menu.addAction(f"{words.KEY_BOOKMARK}\tB", self.bookmark_requested.emit)
        menu.addAction(f"{words.KEY_BOOKMARKS}\tShift+B", self.list_requested.emit)
        if self._places:
            menu.addSeparator()
        for one in self._places[-PLACES_IN_MENU:]:
            action = menu.addAction(f"{one.name.replace('&', '&&')}\t{one.clock_text}")
            action.triggered.connect(lambda _=False, place=one: self.place_chosen.emit(place))

    def _fill_branches(self) -> None:
        menu = self.branch_button.menu()
        menu.clear()
        for one in self._branches:
            action = menu.addAction(one.text)
            action.setCheckable(True)
            action.setChecked(one.is_current)
            action.triggered.connect(lambda _=False, branch=one.branch: self.branch_chosen.emit(branch))

    @property
    def bar(self) -> TimelineBar:
        """The drawn timeline."""
        return self._bar
