"""The comparison as a page: what to compare, and the grid; runs are played aside, with progress and a way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sandbox.studies.compare import ComparedRun
from sandbox.studies.compare_table import as_csv, rows
from sandbox.studies.regimes import Regime
from ui.drawing.compare_grid import CompareGrid
from ui.panels.controls import Segments, label, set_text
from ui.panels.page import Page
from ui.panels.picture_file import save_png
from ui.viewmodels import compare_texts as texts
from ui.viewmodels.compare_view import compare_view

START, NOW = "start", "now"
TARGET_PX = 22


class ComparePage(Page):
    """Chooses regimes and shows their runs; `asked` carries where to start, the regimes and the rulebooks' ids.

    `called_off` stops what runs.
    """

    asked = Signal(str, tuple, tuple)
    called_off = Signal()

    def __init__(
        self,
        title: str,
        now_text: str,
        regimes: Sequence[Regime],
        books: Sequence[tuple[str, str]],
        offers: Mapping[str, frozenset[str]],
        *,
        can_fork: bool,
    ) -> None:
        """`books` are (id, name), the session's own first; `now_text` names the instant to fork from.

        `offers` tells which regimes a book offers, by ids.
        """
        super().__init__(texts.TITLE, texts.CLOSE)
        self._runs: tuple[ComparedRun, ...] = ()
        self.subtitle = label(texts.SUBTITLE.format(title=title), tone="secondary")
        choices = [(START, texts.FROM_START), (NOW, texts.FROM_NOW.format(time=now_text))]
        self.origin = Segments(texts.TITLE, choices if can_fork else choices[:1])
        self.boxes = {one.id: QCheckBox(one.name) for one in regimes}
        self._regimes = {one.id: one for one in regimes}
        self._offers = offers
        self.books = QPushButton(texts.BOOKS)
        self.book_menu = QMenu(self.books)
        for number, (key, name) in enumerate(books):
            action = self.book_menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(number == 0)
            action.setData(key)
        self.books.setMenu(self.book_menu)
        self.same_scale = QCheckBox(texts.SAME_SCALE)
        self.progress = QProgressBar()
        self.stop = QPushButton(texts.CALL_OFF)
        self.grid = CompareGrid()
        self.scroller = QScrollArea()
        self.middle = QStackedWidget()
        self.copy, self.save_table = QPushButton(texts.COPY), QPushButton(texts.SAVE_TABLE)
        self.save_picture = QPushButton(texts.SAVE_PICTURE)
        self._arrange()
        self._connect()
        self._show_offered()

    def _arrange(self) -> None:
        chosen = QHBoxLayout()
        chosen.setSpacing(16)
        for box in self.boxes.values():
            box.setChecked(True)
            box.setMinimumHeight(TARGET_PX)
            chosen.addWidget(box)
        chosen.addWidget(self.books)
        chosen.addStretch(1)
        self.same_scale.setChecked(True)
        self.same_scale.setMinimumHeight(TARGET_PX)
        chosen.addWidget(self.same_scale)
        self.scroller.setWidgetResizable(True)
        self.scroller.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroller.setWidget(self.grid)
        self.middle.addWidget(self.scroller)
        self.middle.addWidget(self._waiting())
        head = self.head(self.subtitle, self.origin)
        foot = self.foot(self.copy, self.save_table, self.save_picture)
        self.arrange(head, chosen, self.middle, foot, grows=self.middle)

    def _waiting(self) -> QWidget:
        waiting = QWidget()
        column = QVBoxLayout(waiting)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setMaximumWidth(320)
        self.progress.setAccessibleName(texts.TITLE)
        self.waiting_text = label(tone="secondary")
        column.addStretch(1)
        for widget in (self.waiting_text, self.progress, self.stop):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return waiting

    def _connect(self) -> None:
        self.origin.chosen.connect(lambda _: self.ask())
        for box in self.boxes.values():
            box.toggled.connect(lambda _: self.ask())
        self.book_menu.triggered.connect(lambda _: self._on_books_chosen())
        self.same_scale.toggled.connect(lambda _: self._show_grid())
        self.stop.clicked.connect(self._on_stop_clicked)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.save_table.clicked.connect(
            lambda: self._ask_name(texts.SAVE_TABLE, texts.TABLE_NAME, texts.TABLE_FILTER, self.save_table_to)
        )
        self.save_picture.clicked.connect(
            lambda: self._ask_name(texts.SAVE_PICTURE, texts.PICTURE_NAME, texts.PICTURE_FILTER, self.save_picture_to)
        )

    # -- what it shows

    @property
    def runs(self) -> tuple[ComparedRun, ...]:
        """The runs shown."""
        return self._runs

    def ask(self) -> None:
        """Ask for the chosen regimes to be played."""
        offered = [one for one, box in self.boxes.items() if not box.isHidden()]
        chosen = tuple(self._regimes[one] for one in offered if self.boxes[one].isChecked())
        books = self._chosen_books()
        if not chosen or not books:
            self.called_off.emit()
            self.show_runs(())
            self.say(texts.NONE_CHOSEN)
            return
        self.say("")
        self._offer(False)
        set_text(self.waiting_text, texts.PLAYING.format(count=len(chosen) * len(books)))
        self.progress.setValue(0)
        self.middle.setCurrentIndex(1)
        self.asked.emit(self.origin.choice, chosen, books)

    def _chosen_books(self) -> tuple[str, ...]:
        return tuple(str(one.data()) for one in self.book_menu.actions() if one.isChecked())

    def _show_offered(self) -> None:
        """Offer the regimes that a chosen book has."""
        books = self._chosen_books()
        for one, box in self.boxes.items():
            box.setVisible(any(one in self._offers[book] for book in books))

    def _on_books_chosen(self) -> None:
        self._show_offered()
        self.ask()

    def show_progress(self, share: float) -> None:
        """Show how much is played, 0 to 1."""
        self.progress.setValue(round(share * 1000))

    def show_runs(self, runs: tuple[ComparedRun, ...]) -> None:
        """Show the runs that were played."""
        self._runs = runs
        self.middle.setCurrentIndex(0)
        self._offer(bool(runs))
        self._show_grid()

    def _show_grid(self) -> None:
        self.grid.show_view(compare_view(self._runs, same_scale=self.same_scale.isChecked()) if self._runs else None)

    def _offer(self, on: bool) -> None:
        for button in (self.copy, self.save_table, self.save_picture):
            button.setEnabled(on)

    # -- what a person does

    def _on_stop_clicked(self) -> None:
        self.called_off.emit()
        self.show_runs(self._runs)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows(self._runs)))
        self.say(texts.COPIED)

    def _ask_name(self, title: str, name: str, kinds: str, save: Callable[[str], bool]) -> None:
        path, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        if path:
            save(path)

    def save_table_to(self, path: str) -> bool:
        """Write the table as CSV and say so; False (and why) where it cannot be written."""
        name = path if path.lower().endswith(".csv") else f"{path}.csv"
        try:
            with open(name, "w", encoding="utf-8", newline="") as file:
                file.write(as_csv(self._runs))
        except OSError:
            return self._said_saved(name, saved=False)
        return self._said_saved(name, saved=True)

    def save_picture_to(self, path: str) -> bool:
        """Write the whole grid as a PNG and say so; False (and why) where it cannot be written."""
        name, saved = save_png(self.grid.picture(), path)
        return self._said_saved(name, saved=saved)

    def _said_saved(self, name: str, *, saved: bool) -> bool:
        self.say((texts.SAVED if saved else texts.NOT_SAVED).format(path=name), wrong=not saved)
        return saved
