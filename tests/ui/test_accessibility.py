"""The window for screen readers and the keyboard: names, values, announcements, the Tab order, focus rings."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QTableView, QToolButton, QWidget

from tests.support.money_stories import FOUR_SLICES, MoneyPilot
from ui.drawing.accessible import ROLES, value_of
from ui.drawing.price_chart import ChartView
from ui.main_window.access_wiring import areas_of, painted_widgets
from ui.theme import style

Role, Text = QAccessible.Role, QAccessible.Text
INTERACTIVE = {
    Role.Button,
    Role.ButtonMenu,
    Role.CheckBox,
    Role.RadioButton,
    Role.ComboBox,
    Role.EditableText,
    Role.Slider,
    Role.SpinBox,
    Role.PageTab,
    Role.PageTabList,
    Role.Table,
    Role.Chart,
    *ROLES.values(),
}
VALUED = {Role.ComboBox, Role.Slider, Role.SpinBox, Role.Chart, *ROLES.values()} - {Role.Animation}


@pytest.fixture
def pilot(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    pilot = MoneyPilot(FOUR_SLICES, tmp_path, "09:58:03")
    qtbot.addWidget(pilot.window)
    pilot.window.prepare_chart()
    QApplication.processEvents()
    yield pilot
    pilot.window.close()
    QApplication.instance().setStyleSheet("")


def interfaces(top: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Walk what a screen reader can reach, not into the cells of tables."""
    yield top
    if top.role() == Role.Table:
        return
    for place in range(top.childCount()):
        child = top.child(place)
        if child is not None and child.isValid() and not child.state().invisible:
            yield from interfaces(child)


def complaints(root: QWidget) -> list[str]:
    """Return the interactive elements that have no name or no value."""
    found = []
    for one in interfaces(QAccessible.queryAccessibleInterface(root)):
        what = f"{one.role().name} {one.text(Text.Name)!r} of {type(one.object()).__name__}"
        if one.role() in INTERACTIVE and not one.text(Text.Name).strip():
            found.append(f"no name: {what}")
        if one.role() in VALUED and not one.text(Text.Value).strip():
            found.append(f"no value: {what}")
    return found


def test_every_interactive_element_has_a_name_and_a_value(pilot):
    body = pilot.window.body
    for tab in range(7):
        body.dock.show_tab(tab)
        assert complaints(pilot.window) == []
    body.ticket.size_field.setFocus()
    body.ticket.size_field.insert("5")
    body.ticket.choice_changed.emit()
    assert body.ticket.helps["size"].isVisible() and complaints(pilot.window) == []
    pilot.play_to("10:42:17")
    assert complaints(pilot.window) == []


def test_a_nameless_button_and_a_silent_tank_would_be_found(pilot):
    bar = pilot.window.body.top_bar
    planted = QToolButton(bar)
    planted.show()
    tank = pilot.window.body.wallets.tank("spot")
    tank.setAccessibleDescription("")
    found = complaints(pilot.window)
    assert any("no name: Button" in one for one in found) and any("no value: Indicator" in one for one in found)


def test_painted_widgets_answer_with_their_figures(pilot):
    kinds = {type(one) for one in painted_widgets(pilot.window.body)}
    assert {kind.__name__ for kind in kinds} >= {"WalletTank", "PipeValve", "ReachStrip", "FundBasins", "ChartView"}
    tank = QAccessible.queryAccessibleInterface(pilot.window.body.wallets.tank("contract"))
    assert tank.role() == Role.Indicator and "401.58 USDT" in tank.text(Text.Value)
    before = value_of(pilot.window.body.net.basins)
    pilot.play_to("10:42:19")
    assert value_of(pilot.window.body.net.basins) != before


def test_orders_and_liquidations_are_announced(qtbot, pilot):
    said: list[tuple[str, bool]] = []
    pilot.window.access.announce = lambda widget, text, *, urgent=False: said.append((text, urgent))
    ticket = pilot.window.body.ticket
    ticket.size_field.insert("0.1")
    ticket.choice_changed.emit()
    qtbot.mouseClick(ticket.place, Qt.MouseButton.LeftButton)
    assert ("Order placed: Long 0.100 BTCUSDT at market.", False) in said
    assert ("Filled: Long 0.100 BTCUSDT at 7,846.2.", False) in said
    said.clear()
    pilot.play_to("10:43:00")
    assert ("Liquidation starts: BTCUSDT. Transfers out of Contract are locked.", True) in said
    assert ("Liquidation ended: locks are open again.", True) in said


def stops(qtbot, pilot: MoneyPilot) -> list[QWidget]:
    """Press Tab until the focus comes round, and return where it stopped."""
    window = pilot.window
    first = window.body.top_bar.findChildren(QToolButton)[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    found: list[QWidget] = []
    while (here := QApplication.focusWidget()) is not None and here not in found:
        found.append(here)
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    return found


def test_tab_walks_the_areas_in_order_and_reaches_every_button(qtbot, pilot):
    found = stops(qtbot, pilot)
    areas = areas_of(pilot.window)
    places = [next(i for i, area in enumerate(areas) if area is one or area.isAncestorOf(one)) for one in found]
    assert places == sorted(places), [(type(one).__name__, one.accessibleName()) for one in found]
    assert set(places) >= {0, 1, 2, 3, 4}
    buttons = [
        one
        for one in pilot.window.body.findChildren(QAbstractButton)
        if one.isVisible() and one.isEnabled() and not one.objectName().startswith("qt_")
    ]
    grouped = [one for one in buttons if isinstance(one, QPushButton) and one.group() is not None]
    missing = [one.accessibleName() or one.text() for one in buttons if one not in found and one not in grouped]
    assert missing == []
    for group in {one.group() for one in grouped}:
        assert any(one in found for one in group.buttons()), "a row of choices is reached at least once"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_focus_is_seen_at_every_stop(qtbot, pilot, theme):
    tokens = style.apply_theme(QApplication.instance(), theme)
    accent = int(tokens.accent.lstrip("#"), 16)
    for one in stops(qtbot, pilot):
        shown = one.viewport() if isinstance(one, QTableView) else one
        if isinstance(one, ChartView):
            continue  # its lines are in the accent colour too, and it is large: its own test looks at its ring
        one.clearFocus()
        calm = accent_pixels(shown, accent)
        one.setFocus(Qt.FocusReason.TabFocusReason)
        assert accent_pixels(shown, accent) >= calm + 24, f"{theme}: {type(one).__name__} {one.accessibleName()!r}"


def accent_pixels(widget: QWidget, accent: int) -> int:
    """Count the pixels of a widget in the accent colour."""
    image = widget.grab().toImage()
    return sum((image.pixel(x, y) & 0xFFFFFF) == accent for x in range(image.width()) for y in range(image.height()))
