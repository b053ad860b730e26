"""`RowButtons`: the actions of a table's rows as small buttons in its last column; with icons where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from shiboken6 import isValid

from ui.panels.rows_table import RowsTable
from ui.theme.icons import icon
from ui.viewmodels import texts, waiting_texts
from ui.viewmodels.table_view import RowAction

TITLES = {
    "margin": f"+ {texts.ADD_MARGIN}",
    "protect": waiting_texts.PROTECT_SHORT,
    "close": texts.CLOSE_POSITION,
    "cancel": texts.CANCEL_ORDER,
}
ICON_PX = 14
NARROW_BUTTON_PX = 22


class RowButtons(QObject):
    """Puts buttons into the rows of one table and keeps them where their rows go."""

    def __init__(self, table: RowsTable) -> None:
        super().__init__(table)
        self._table = table
        self._narrow = False
        self._put: list[tuple[str, tuple[RowAction, ...]]] = []
        self._boxes: list[QWidget] = []
        model = table.rows
        for signal in (model.modelReset, model.layoutChanged, model.rowsInserted, model.rowsRemoved, model.dataChanged):
            signal.connect(lambda *_: self.put())
        model.modelAboutToBeReset.connect(self._forget)

    def set_narrow(self, narrow: bool) -> None:
        """Use icons in the place of words, or words again."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._put = []
            self.put()

    def put(self) -> None:
        """Put the buttons that the rows ask for; rows that ask for the same as before keep theirs."""
        model = self._table.rows
        wanted = [(model.row_at(place).key, model.row_at(place).actions) for place in range(model.rowCount())]
        if wanted == self._put:
            return
        self._forget()
        self._put = wanted
        last = len(model.columns) - 1
        before: QWidget = self._table
        for place, (_, actions) in enumerate(wanted):
            if actions:
                box = self._box(actions)
                self._table.setIndexWidget(model.index(place, last), box)
                for button in box.findChildren(QPushButton):
                    button.ensurePolished()
                    QWidget.setTabOrder(before, button)
                    before = button
        self._table.fit_columns()

    def _forget(self) -> None:
        """Hide the buttons before they are replaced: Qt deletes them only when it comes to rest."""
        for box in self._boxes:
            if isValid(box):
                box.hide()
        last = len(self._table.rows.columns) - 1
        for place in range(self._table.rows.rowCount()):
            self._table.setIndexWidget(self._table.rows.index(place, last), None)  # type: ignore[arg-type]  # None takes a widget out; the stub does not know
        self._boxes, self._put = [], []

    def _box(self, actions: tuple[RowAction, ...]) -> QWidget:
        box = QWidget()
        box.setAutoFillBackground(False)
        self._boxes.append(box)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 1 if self._narrow else 8, 0)
        row.setSpacing(2 if self._narrow else 4)
        row.addStretch(1)
        for one in actions:
            row.addWidget(self._button(one))
        return box

    def _button(self, action: RowAction) -> QPushButton:
        button = QPushButton()
        button.setProperty("look", "small")
        if self._narrow and action.icon:
            button.setIcon(icon(action.icon, "tx2"))
            button.setIconSize(QSize(ICON_PX, ICON_PX))
            button.setFixedWidth(NARROW_BUTTON_PX)
            button.setStyleSheet("padding: 0;")
        else:
            button.setText(TITLES[action.key])
        button.setAccessibleName(action.text)
        button.setToolTip(action.text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._table.action_requested.emit(action.key, action.subject))
        return button
