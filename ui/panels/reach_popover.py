"""The blast radius' details above its strip: wallets, terms, rules, the sum and the book. It covers, never pushes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.panels.controls import hairline, icon_button, label
from ui.viewmodels import reach_map_texts as map_texts
from ui.viewmodels import reach_texts as texts
from ui.viewmodels.reach_details import ReachDetailsView

WIDTH_PX = 440
GAP_PX = 6
INDENT_PX = 14
BEFORE_WALLET_PX = 5


class ReachPopover(QFrame):
    """Shows what stands behind the strip; Esc, G or its cross close it; `worst_requested` asks to see it happen."""

    worst_requested = Signal()
    map_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._view: ReachDetailsView | None = None
        self._content: QWidget | None = None
        self.setProperty("look", "toast")
        self.setFixedWidth(WIDTH_PX)
        self.setAccessibleName(texts.TITLE)
        self.dismiss = icon_button("close", texts.KEY_DETAILS, size_px=14)
        self.dismiss.clicked.connect(self.hide)
        self.worst = QPushButton(texts.PLAY_WORST)
        self.worst.setToolTip(texts.PLAY_WORST_TIP)
        self.worst.clicked.connect(self.worst_requested)
        self.map = QPushButton(map_texts.MENU)
        self.map.clicked.connect(self.map_requested)
        head = QHBoxLayout()
        head.addWidget(label(texts.TITLE, look="title"))
        head.addWidget(label(texts.CAPTION, tone="caption"))
        head.addStretch(1)
        head.addWidget(self.dismiss)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 10, 12)
        self._column.setSpacing(8)
        self._column.addLayout(head)
        foot = QHBoxLayout()
        foot.addWidget(self.worst)
        foot.addWidget(self.map)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """Everything it says, line by line."""
        return [] if self._content is None else [one.text() for one in self._content.findChildren(QLabel)]

    def show_view(self, view: ReachDetailsView, above: QPoint) -> None:
        """Show the details with their lower left corner a little above a point of the window."""
        if view != self._view:
            self._view = view
            self._rebuild(view)
        self.adjustSize()
        top = max(GAP_PX, above.y() - GAP_PX - self.height())
        self.move(max(GAP_PX, above.x()), top)
        self.show()
        self.raise_()

    def _rebuild(self, view: ReachDetailsView) -> None:
        if self._content is not None:
            self._content.setParent(None)
            self._content.deleteLater()
        content = self._content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        total = label(view.sum_text, look="price", tone="loss")
        column.addWidget(total)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        for place, line in enumerate(view.lines):
            indent = INDENT_PX * line.level
            title = label(
                line.title, look="figure" if line.level == 0 else "", tone="" if line.level == 0 else "secondary"
            )
            amount = label(line.amount_text, look="figure", tone="loss" if line.is_reached else "secondary")
            amount.setAlignment(Qt.AlignmentFlag.AlignRight)
            reason = label(line.reason_text, tone="caption")
            reason.setWordWrap(True)
            for part in (title, reason):
                part.setContentsMargins(indent, 0, 0, 0)
            grid.setRowMinimumHeight(3 * place, 0 if not place else BEFORE_WALLET_PX if line.level == 0 else 1)
            grid.addWidget(title, 3 * place + 1, 0)
            grid.addWidget(amount, 3 * place + 1, 1)
            grid.addWidget(reason, 3 * place + 2, 0, 1, 2)
        column.addLayout(grid)
        column.addWidget(hairline())
        for text, tone in (
            (view.formula_text, ""),
            (view.preview_text, "warn"),
            (texts.FUNDING, "caption"),
            (view.failure_text, "caption"),
            (view.book_text, "caption"),
        ):
            if text:
                words = label(text, tone=tone)
                words.setWordWrap(True)
                column.addWidget(words)
        self._column.insertWidget(1, content)
        self.worst.setVisible(any(line.is_reached for line in view.lines))
        self.setAccessibleDescription(f"{view.sum_text}. {view.formula_text}")
