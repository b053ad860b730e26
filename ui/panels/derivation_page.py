"""Where a number comes from, as a page: the figures at the left, one of them in the open at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.panels.controls import hairline, label, set_text
from ui.panels.scrolling import UprightLine, scrolled
from ui.viewmodels import derivation_texts as texts
from ui.viewmodels.derivation_records import DerivationView
from ui.viewmodels.derivation_view import derivation_report, place_of

LIST_PX, ROW_PX, GROUP_PX = 300, 26, 30
PLACE = Qt.ItemDataRole.UserRole
RIGHT = Qt.AlignmentFlag.AlignRight


class DerivationPage(QWidget):
    """Shows the derivations of an instant."""

    closed = Signal()

    def __init__(self, views: Sequence[DerivationView], time_text: str) -> None:
        super().__init__()
        self.setAccessibleName(texts.TITLE)
        self._views = views
        self._time_text = time_text
        self.figures = QListWidget()
        self.figures.setAccessibleName(texts.FIGURES)
        self._card = QWidget()
        self._column = QVBoxLayout(self._card)
        self._content: QWidget | None = None
        self.copy, self.close_button = QPushButton(texts.COPY), QPushButton(texts.CLOSE)
        self._said = label(tone="secondary")
        self._shown: DerivationView | None = None
        self._arrange()
        self._fill()
        self.figures.currentItemChanged.connect(lambda item, _: self._on_item_chosen(item))
        self.copy.clicked.connect(self._on_copy_clicked)
        self.close_button.clicked.connect(self.closed)

    def _arrange(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 10)
        head.setSpacing(4)
        head.addWidget(label(texts.TITLE, look="page"))
        subtitle = label(texts.SUBTITLE.format(time=self._time_text), tone="secondary")
        subtitle.setWordWrap(True)
        head.addWidget(subtitle)
        self.figures.setFixedWidth(LIST_PX)
        self.figures.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column.setContentsMargins(18, 14, 18, 14)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.figures)
        body.addWidget(UprightLine())
        body.addWidget(scrolled(self._card), 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 8, 14, 10)
        foot.setSpacing(8)
        foot.addWidget(self._said, 1)
        for button in (self.copy, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addWidget(hairline())
        outer.addLayout(body, 1)
        outer.addWidget(hairline())
        outer.addLayout(foot)

    def _fill(self) -> None:
        """List the figures below the name of their position or wallet."""
        group = ""
        for place, view in enumerate(self._views):
            if view.group != group:
                group = view.group
                self._add_row(group, "", -1)
            self._add_row(view.title, view.short_text, place)

    def _add_row(self, title: str, value: str, place: int) -> None:
        item = QListWidgetItem()
        item.setData(PLACE, place)
        item.setSizeHint(QSize(LIST_PX - 24, ROW_PX if place >= 0 else GROUP_PX))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title} {value}".strip())
        if place < 0:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.figures.addItem(item)
        self.figures.setItemWidget(item, _row(title, value, is_group=place < 0))

    # -- what it shows

    @property
    def shown(self) -> DerivationView | None:
        """The figure in the open."""
        return self._shown

    @property
    def words(self) -> list[str]:
        """Everything the open figure says, line by line."""
        return [] if self._content is None else [one.text() for one in self._content.findChildren(QLabel)]

    def choose(self, key: str) -> None:
        """Open a figure by its key, the first one where it is not there."""
        wanted = place_of(self._views, key)
        for at in range(self.figures.count()):
            if self.figures.item(at).data(PLACE) == wanted:
                self.figures.setCurrentRow(at)
                self.figures.scrollToItem(self.figures.item(at))
                return

    def _on_item_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(PLACE) >= 0:
            self._show(self._views[item.data(PLACE)])

    def _show(self, view: DerivationView) -> None:
        self._shown = view
        set_text(self._said, "")
        if self._content is not None:
            self._content.setParent(None)
            self._content.deleteLater()
        self._content = _content(view)
        self._column.addWidget(self._content)
        self._card.setAccessibleDescription(derivation_report(view))

    def _on_copy_clicked(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(derivation_report(self._shown))
            set_text(self._said, texts.COPIED)


def _row(title: str, value: str, *, is_group: bool) -> QWidget:
    made = QWidget()
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    row = QHBoxLayout(made)
    row.setContentsMargins(8 if is_group else 14, 0, 8, 0)
    row.addWidget(label(title, look="title" if is_group else "", tone="" if is_group else "secondary"))
    row.addStretch(1)
    if value:
        row.addWidget(label(value, look="figure"))
    return made


def _content(view: DerivationView) -> QWidget:
    """Return one figure in the open: result, words, symbols, inputs, numbers, rounding, source, example."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    column.addWidget(label(f"{view.group} · {view.title}", tone="caption"))
    column.addWidget(label(view.result_text, look="sentence"))
    column.addWidget(_wrapped(view.words))
    if view.symbols:
        column.addWidget(_wrapped(view.symbols, look="price"))
    if view.inputs:
        column.addSpacing(4)
        column.addWidget(label(view.inputs_title or texts.INPUTS, look="title"))
        column.addLayout(_inputs(view))
    for title, text, tone, look in (
        (texts.WORKED, view.worked, "", "figure"),
        (texts.ROUNDING, view.rounding, "secondary", ""),
    ):
        if text:
            column.addSpacing(4)
            column.addWidget(label(title, look="title"))
            column.addWidget(_wrapped(text, tone=tone, look=look))
    column.addSpacing(4)
    column.addWidget(label(texts.SOURCE, look="title"))
    column.addWidget(_wrapped(view.book))
    for source in view.sources:
        column.addWidget(_wrapped(source, tone="caption"))
    column.addSpacing(4)
    column.addWidget(label(texts.EXAMPLE, look="title"))
    column.addWidget(_wrapped(view.example, tone="secondary"))
    column.addStretch(1)
    return made


def _wrapped(text: str, *, tone: str = "", look: str = "") -> QLabel:
    made = label(text, tone=tone, look=look)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _inputs(view: DerivationView) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    for place, one in enumerate(view.inputs):
        grid.addWidget(label(one.symbol, look="figure"), place, 0)
        grid.addWidget(label(one.name, tone="secondary"), place, 1)
        grid.addWidget(label(one.origin, tone="caption"), place, 2)
        grid.addWidget(label(one.value_text, look="figure"), place, 3, RIGHT)
    return grid
