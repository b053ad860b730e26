"""Small controls shared by the panels: segments, labelled fields, labels with a tone, icon buttons; all have names."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from ui.theme.icons import draw_icon, icon
from ui.theme.style_sheet import restyle
from ui.theme.tokens import active

SIDE_GAP_PX = 10
STEADY, STEADY_SPARE_PX = "steady", 14
ARROWS = "\N{BLACK UP-POINTING TRIANGLE}\N{BLACK DOWN-POINTING TRIANGLE} "


def label(text: str = "", *, tone: str = "", look: str = "") -> QLabel:
    """Return a label in a tone ("secondary", "caption", "loss") or a look ("title", "chip-accent")."""
    made = QLabel(text)
    if tone:
        made.setProperty("tone", tone)
    if look:
        made.setProperty("look", look)
    return made


def chip(text: str = "", look: str = "chip") -> QLabel:
    """Return a chip, as high as its words."""
    made = label(text, look=look)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def set_tone(widget: QLabel, tone: str) -> None:
    """Change a label's tone, repainting only where it differs."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        restyle(widget)


def set_look(widget: QWidget, look: str) -> None:
    """Change a widget's look, repainting only where it differs."""
    if widget.property("look") != look:
        widget.setProperty("look", look)
        restyle(widget)


def set_text(widget: QLabel | QPushButton, text: str) -> None:
    """Change a text, repainting only where it differs."""
    if widget.text() != text:
        widget.setText(text)
        if widget.property(STEADY):
            _keep_size(widget)


def steady(widget: QLabel) -> QLabel:
    """Let a label that changes with every frame keep its size.

    A label that may grow makes Qt lay out the whole window anew after each change of its text.
    """
    widget.setProperty(STEADY, True)
    return widget


def _keep_size(widget: QWidget) -> None:
    wanted, kept = widget.sizeHint(), widget.minimumSize()
    spare = kept.width() - wanted.width()
    if widget.maximumSize() != kept or not 0 <= spare <= STEADY_SPARE_PX or kept.height() != wanted.height():
        widget.setFixedSize(wanted)


def icon_button(name: str, title: str, *, size_px: int = 18) -> QToolButton:
    """Return a button with an icon alone; its title is its tooltip and its name for screen readers."""
    made = QToolButton()
    made.setIcon(icon(name))
    made.setIconSize(QSize(size_px, size_px))
    made.setToolTip(title)
    made.setAccessibleName(title)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


class IconMark(QWidget):
    """An icon in a token's colour that follows the theme; decoration, so screen readers pass it over."""

    def __init__(self, name: str, token: str = "tx2", size_px: int = 16) -> None:
        super().__init__()
        self._name = name
        self._token = token
        self.setFixedSize(size_px, size_px)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        draw_icon(painter, QRectF(self.rect()), self._name, active().color_of(self._token))
        painter.end()


def show_at_once(layout: QLayout) -> None:
    """Show what was just added to a layout and place it now: Qt waits for the event loop, a picture does not."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.show()
    layout.activate()


def hairline() -> QFrame:
    """Return a line of one pixel across the panel."""
    made = QFrame()
    made.setProperty("look", "hairline")
    return made


class Segments(QFrame):
    """A row of choices of which one is on."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], looks: Sequence[str] = ()) -> None:
        """`choices` are (key, text); `looks` may colour each ("segment-gain")."""
        super().__init__()
        self.setProperty("look", "segments")
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for place, (key, text) in enumerate(choices):
            button = QPushButton(text)
            button.setProperty("look", looks[place] if looks else "segment")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"{name}: {text.strip(ARROWS)}")
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            row.addWidget(button, 1)
        if choices:
            self.set_choice(choices[0][0])

    def set_choice(self, key: str) -> None:
        """Show a choice as the one that is on, without telling anybody."""
        self._buttons[key].setChecked(True)

    @property
    def choice(self) -> str:
        """The key that is on."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def button(self, key: str) -> QPushButton:
        """Return the button of a choice."""
        return self._buttons[key]


class FigureField(QLineEdit):
    """A field with its label inside at the left, the figure at the right, and its unit behind it."""

    def __init__(self, name: str, unit: str = "") -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(name)
        self._label = QLabel(name, self)
        self._unit = QLabel(unit, self)
        for part in (self._label, self._unit):
            part.setProperty("tone", "caption")
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label.setProperty("tone", "secondary")
        self.setMinimumWidth(90)
        self._arrange()

    def rename(self, name: str) -> None:
        """Change the label, for screen readers too."""
        if self._label.text() != name:
            self._label.setText(name)
            self.setAccessibleName(name)
            self._arrange()

    def set_invalid(self, invalid: bool) -> None:
        """Show or take away the border of an error."""
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            restyle(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep label and unit at their ends."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        for part in (self._label, self._unit):
            part.adjustSize()
        unit_px = self._unit.width() + 4 if self._unit.text() else 0
        self._label.move(SIDE_GAP_PX, (self.height() - self._label.height()) // 2)
        self._unit.move(self.width() - self._unit.width() - SIDE_GAP_PX, (self.height() - self._unit.height()) // 2)
        self.setTextMargins(self._label.width() + 6, 0, unit_px, 0)
