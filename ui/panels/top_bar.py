"""The top bar: menu, scenario, rulebook, regime, transport and the simulated clock."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.bridge.pacer import SPEEDS, nearest_speed
from ui.panels.controls import chip, icon_button, label, set_text, steady
from ui.theme.icons import icon
from ui.viewmodels import account_texts, compare_texts, rulebook_texts, texts
from ui.viewmodels.number_text import speed_text
from ui.viewmodels.records import TopBarView

HEIGHT_PX = 50
BESIDE_WORDS_PX = 10 + 10 + 6 + 14 + 6  # margins, arrow and the space before it
LEAST_CARD_PX = 110


class Card(QWidget):
    """Words that answer to a click; `clicked` tells of it."""

    clicked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click that ends where it began."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


def _two_lines(caption: str) -> tuple[Card, QLabel, QLabel]:
    """Return a card with a caption above a value, and both labels."""
    box = Card()
    column = QVBoxLayout(box)
    column.setContentsMargins(10, 3, 10, 3)
    column.setSpacing(0)
    small, value = label(caption, tone="caption"), label(look="figure")
    column.addWidget(small)
    column.addWidget(value)
    return box, small, value


class CardButton(QPushButton):
    """A button with a caption above its value, as wide as its words; a value without room ends in an ellipsis."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self.setAccessibleName(caption)
        box, self._caption, self._value = _two_lines(caption)
        box.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.addWidget(box)
        arrow = QLabel()
        arrow.setPixmap(icon("chevron-down", "tx2").pixmap(QSize(14, 14)))
        arrow.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(arrow)
        self.setFixedHeight(38)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _words_px(self, text: str) -> int:
        return self._value.fontMetrics().horizontalAdvance(text) + 2

    def sizeHint(self) -> QSize:
        """Ask for the width of the words."""
        words = max(self._words_px(self._whole), self._caption.sizeHint().width())
        return QSize(words + BESIDE_WORDS_PX, self.height())

    def minimumSizeHint(self) -> QSize:
        """Ask for the caption and some of the value."""
        return QSize(min(self.sizeHint().width(), LEAST_CARD_PX), self.height())

    def show_value(self, caption: str, value: str) -> None:
        """Show another value."""
        set_text(self._caption, caption)
        if value != self._whole:
            self._whole = value
            self.setAccessibleDescription(value)
            self.updateGeometry()
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the value as fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(0, self.width() - BESIDE_WORDS_PX) + 2
        shown = self._value.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        set_text(self._value, shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class TopBar(QFrame):
    """Shows where the run stands and asks for what the transport can do."""

    account_requested = Signal()
    compare_requested = Signal()
    rulebook_requested = Signal()
    scenario_requested = Signal()
    restart_requested = Signal()
    step_requested = Signal()
    play_requested = Signal()
    speed_requested = Signal(int)
    order_requested = Signal()

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self.setFixedHeight(HEIGHT_PX)
        self._menu_button = QToolButton()
        self._menu_button.setIcon(icon("logo"))
        self._menu_button.setIconSize(QSize(22, 22))
        self._menu_button.setMenu(menu)
        self._menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu_button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._menu_button.setAccessibleName(texts.MENU)
        self._menu_button.setToolTip(texts.MENU)
        self._account = QPushButton(account_texts.TITLE)
        self._account.setToolTip(account_texts.TIP)
        self._account.clicked.connect(self.account_requested)
        self._compare = QPushButton(compare_texts.SHORT)
        self._compare.setIcon(icon("compare"))
        self._compare.setToolTip(compare_texts.TIP)
        self._compare.clicked.connect(self.compare_requested)
        self._scenario = CardButton(texts.SCENARIO)
        self._scenario.clicked.connect(self.scenario_requested)
        self._rulebook_box, _, self._rulebook = _two_lines(texts.RULEBOOK)
        self._rulebook_box.setToolTip(rulebook_texts.TIP)
        self._rulebook_box.setCursor(Qt.CursorShape.PointingHandCursor)
        self._rulebook_box.clicked.connect(self.rulebook_requested)
        self._regime = chip(look="chip-accent")
        self._restart = icon_button("restart", texts.RESTART)
        self._step = icon_button("step", texts.STEP)
        self._play = icon_button("play", texts.PLAY)
        self._play.setProperty("look", "play")
        self._speed_value = label(look="figure")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._clock_box, self._clock_caption, self._clock = _two_lines(texts.SIMULATED_CLOCK)
        steady(self._clock)
        self._order = QPushButton(texts.ORDER)
        self._order.setToolTip(texts.ORDER_TIP)
        self._order.hide()
        self._arrange()
        self._connect()
        self.show_speed(1)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(6)
        row.addWidget(self._menu_button)
        row.addWidget(label(texts.APPLICATION, look="symbol"))
        row.addSpacing(6)
        row.addWidget(self._account)
        row.addWidget(self._scenario)
        row.addWidget(self._rulebook_box)
        row.addWidget(self._regime)
        row.addStretch(1)
        row.addWidget(self._compare)
        row.addSpacing(8)
        row.addWidget(self._restart)
        row.addWidget(self._step)
        row.addWidget(self._play)
        row.addSpacing(8)
        row.addWidget(self._speed_box())
        clock_width = self._clock.fontMetrics().horizontalAdvance("2020-03-12 00:00:00 UTC") + 40
        self._clock_box.setMinimumWidth(clock_width)
        row.addWidget(self._clock_box)
        row.addWidget(self._order)

    def _speed_box(self) -> QWidget:
        self._slider.setRange(0, len(SPEEDS) - 1)
        self._slider.setPageStep(1)
        self._slider.setFixedWidth(120)
        self._slider.setFixedHeight(24)
        self._slider.setAccessibleName(texts.SPEED)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.addWidget(label(texts.SPEED, tone="caption"))
        line.addStretch(1)
        line.addWidget(self._speed_value)
        column.addLayout(line)
        column.addWidget(self._slider)
        return box

    def _connect(self) -> None:
        self._restart.clicked.connect(self.restart_requested)
        self._step.clicked.connect(self.step_requested)
        self._play.clicked.connect(self.play_requested)
        self._order.clicked.connect(self.order_requested)
        self._slider.valueChanged.connect(lambda place: self.speed_requested.emit(SPEEDS[place]))

    def show_view(self, view: TopBarView) -> None:
        """Show another scenario or clock."""
        self._scenario.show_value(view.subtitle, view.title)
        set_text(self._rulebook, view.rulebook_text)
        set_text(self._regime, view.regime_text)
        self._regime.setToolTip(view.regime_tip)
        set_text(self._clock, view.clock_text)
        set_text(self._clock_caption, view.clock_caption)

    def show_playing(self, playing: bool) -> None:
        """Show whether simulated time runs."""
        title = texts.PAUSE if playing else texts.PLAY
        self._play.setIcon(icon("pause" if playing else "play"))
        self._play.setToolTip(title)
        self._play.setAccessibleName(title)

    def show_speed(self, speed: int) -> None:
        """Show another speed without asking for it."""
        set_text(self._speed_value, speed_text(speed))
        self._slider.setAccessibleName(f"{texts.SPEED} {speed_text(speed)}")
        self._slider.blockSignals(True)
        self._slider.setValue(nearest_speed(speed))
        self._slider.blockSignals(False)

    def show_order_button(self, shown: bool) -> None:
        """Offer the order editor where it is a drawer; in so narrow a window the comparison stays in the menu."""
        self._order.setVisible(shown)
        self._compare.setVisible(not shown)

    @property
    def order_button(self) -> QPushButton:
        """The button that opens the order editor of a narrow window."""
        return self._order

    @property
    def play_button(self) -> QToolButton:
        """The button that plays and pauses."""
        return self._play

    @property
    def menu_button(self) -> QToolButton:
        """Menu."""
        return self._menu_button

    @property
    def speed_slider(self) -> QSlider:
        """Speed of play."""
        return self._slider

    @property
    def step_button(self) -> QToolButton:
        """The button that steps; the window gives it the menu of steps."""
        return self._step

    @property
    def rulebook_chip(self) -> QWidget:
        """The rulebook's name: where the exchange itself stands on screen (trading fees flow there)."""
        return self._rulebook_box
