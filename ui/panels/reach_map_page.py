"""The map of reach as a page: the map at the left, what stands behind the chosen compartment or door at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.drawing.painting import draw_text, text_width
from ui.drawing.reach_map import (
    GLYPH_PX,
    MapAmountFigure,
    MapDoorFigure,
    MapFigure,
    MapNodeFigure,
    ReachMap,
    draw_glyph,
)
from ui.panels.controls import Segments, hairline, label, set_text
from ui.panels.scrolling import UprightLine, scrolled
from ui.theme.tokens import active
from ui.viewmodels import reach_map_texts as texts
from ui.viewmodels.reach_map_records import MapDetailView, ReachMapView

DETAIL_PX = 330
LEGEND_PX = 30
RIGHT = Qt.AlignmentFlag.AlignRight


class MapLegend(QWidget):
    """The four shapes and what they mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(LEGEND_PX)
        told = (f"{texts.STATES[state]}: {words}" for state, words in texts.LEGEND.items())
        self.setAccessibleName("; ".join(told))
        self.setToolTip(self.accessibleName().replace("; ", "\n"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shapes in a row, with as many words as there is room for."""
        tokens = active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = [(state, texts.STATES[state], words) for state, words in texts.LEGEND.items()]
        full = sum(2 * GLYPH_PX + 34 + text_width(f"{name}: {words}") for _, name, words in names)
        x = 12.0
        for state, name, words in names:
            said = f"{name}: {words}" if full <= self.width() else name
            middle = self.rect().center().toPointF()
            middle.setX(x + GLYPH_PX)
            draw_glyph(painter, middle, state, tokens)
            x += 2 * GLYPH_PX + 8
            x += draw_text(painter, (x, middle.y() + 4), said, tokens.tx2) + 20
        painter.end()


class ReachMapPage(QWidget):
    """Shows the map; `view_of` answers for a question (a price, or the exchange itself)."""

    closed = Signal()
    worst_requested = Signal()
    book_requested = Signal()

    def __init__(self, view_of: Callable[[str], ReachMapView], subtitle: str) -> None:
        super().__init__()
        self.setAccessibleName(texts.TITLE)
        self._view_of = view_of
        self._view = view_of(texts.KEY_PRICE)
        self.map = ReachMap(texts.MAP_NAME)
        self.question = Segments(texts.QUESTION, list(texts.QUESTIONS.items()))
        self._sum = label(look="price", tone="loss")
        self._subtitle = label(subtitle, tone="secondary")
        self._card = QWidget()
        self._card.setFixedWidth(DETAIL_PX - 16)
        self._column = QVBoxLayout(self._card)
        self._content: QWidget | None = None
        self.book, self.play = QPushButton(texts.OPEN_BOOK), QPushButton(texts.PLAY)
        self.close_button = QPushButton(texts.CLOSE)
        self._arrange()
        self.map.chosen.connect(self._show)
        self.question.chosen.connect(self._ask)
        self.book.clicked.connect(self.book_requested)
        self.play.clicked.connect(self.worst_requested)
        self.close_button.clicked.connect(self.closed)
        self._ask(texts.KEY_PRICE)

    def _arrange(self) -> None:
        titles = QVBoxLayout()
        titles.setSpacing(4)
        titles.addWidget(label(texts.TITLE, look="page"))
        titles.addWidget(self._subtitle)
        titles.addWidget(self._sum)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 10)
        head.addLayout(titles, 1)
        head.addWidget(self.question, 0, Qt.AlignmentFlag.AlignTop)
        self._column.setContentsMargins(16, 12, 12, 12)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.map, 1)
        left.addWidget(MapLegend())
        detail = scrolled(self._card)
        detail.setFixedWidth(DETAIL_PX)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addLayout(left, 1)
        body.addWidget(UprightLine())
        body.addWidget(detail)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 8, 14, 10)
        foot.setSpacing(8)
        foot.addStretch(1)
        for button in (self.book, self.play, self.close_button):
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

    @property
    def view(self) -> ReachMapView:
        """What is shown."""
        return self._view

    @property
    def words(self) -> list[str]:
        """Everything the chosen compartment or door says, line by line."""
        return [] if self._content is None else [one.text() for one in self._content.findChildren(QLabel)]

    def _ask(self, question: str) -> None:
        self._view = self._view_of(question)
        set_text(self._sum, self._view.sum_text)
        self.map.set_figure(map_figure(self._view))
        self.play.setEnabled(not self._view.is_failure and any(one.state != "sealed" for one in self._view.nodes))
        self._show(self.map.key)

    def _show(self, key: str) -> None:
        if self._content is not None:
            self._content.setParent(None)
            self._content.deleteLater()
        self._content = _content(self._view.detail(key))
        self._column.addWidget(self._content)


def map_figure(view: ReachMapView) -> MapFigure:
    """Return the map as it is drawn."""
    return MapFigure(
        tuple(
            MapNodeFigure(
                one.key,
                one.title,
                one.icon,
                one.state,
                one.detail.state_text,
                tuple(MapAmountFigure(part.asset, part.text, part.share) for part in one.amounts),
                one.is_locked,
            )
            for one in view.nodes
        ),
        tuple(MapDoorFigure(one.key, one.source, one.target, one.state, one.text) for one in view.doors),
        texts.EXCHANGE,
        texts.OUTSIDE,
    )


def _content(view: MapDetailView) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    column.addWidget(_wrapped(view.title, look="sentence"))
    tone = {"pays": "loss", "pulled": "warn"}.get(view.state, "secondary")
    column.addWidget(label(view.state_text, tone=tone, look="figure"))
    if view.lines:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        for place, (name, text) in enumerate(view.lines):
            grid.addWidget(_wrapped(name, tone="secondary"), place, 0)
            grid.addWidget(label(text, look="figure"), place, 1, RIGHT)
        column.addLayout(grid)
    for title, text in ((texts.RULE_TITLE, view.rule), (texts.FORMULA_TITLE, view.formula)):
        if text:
            column.addSpacing(4)
            column.addWidget(label(title, look="title"))
            column.addWidget(_wrapped(text, look="figure" if title == texts.FORMULA_TITLE else ""))
    if view.sources:
        column.addSpacing(4)
        column.addWidget(label(texts.SOURCE_TITLE, look="title"))
        for source in view.sources:
            column.addWidget(_wrapped(source, tone="caption"))
    column.addStretch(1)
    return made


def _wrapped(text: str, *, tone: str = "", look: str = "") -> QLabel:
    made = label(text, tone=tone, look=look)
    made.setWordWrap(True)
    return made
