"""My account and the welcome in three sizes and both themes: nothing clipped, overlapping, too small or nameless."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.main_window.account_wiring import open_account
from ui.main_window.welcome_wiring import show_welcome
from ui.main_window.window import MainWindow
from ui.panels.account_fields import StepField
from ui.theme import style
from ui.viewmodels import account_texts as texts

TARGET_PX = 22
CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox)


@pytest.fixture(params=[(1280, 800, "dark"), (1440, 900, "light"), (1920, 1080, "dark")], ids=str)
def window(request, qtbot, tmp_path):
    width, height, theme = request.param
    style.apply_theme(QApplication.instance(), theme)
    made = MainWindow(SessionHost(), WindowSettings(tmp_path / "user"), PresentationClock(None))
    qtbot.addWidget(made)
    made.resize(width, height)
    made.show()
    yield made
    made.close()
    QApplication.instance().setStyleSheet("")


def place_of(widget: QWidget, within: QWidget) -> QRect:
    """Return a widget's rectangle in the pixels of a widget around it."""
    return QRect(widget.mapTo(within, widget.rect().topLeft()), widget.size())


def clipped(root: QWidget) -> list[str]:
    """Return the labels and buttons whose words do not fit."""
    found = []
    for one in root.findChildren(QLabel):
        if one.isVisibleTo(root) and one.text() and not one.wordWrap():
            needed = QFontMetrics(one.font()).horizontalAdvance(one.text())
            if needed > one.width():
                found.append(f"{one.text()!r} needs {needed}, has {one.width()}")
    for button in root.findChildren(QAbstractButton):
        if button.isVisibleTo(root) and button.text():
            needed = QFontMetrics(button.font()).horizontalAdvance(button.text())
            if needed > button.width() - 8:
                found.append(f"{button.text()!r} needs {needed}, has {button.width()}")
    return found


def too_small(root: QWidget) -> list[str]:
    """Return the controls that are smaller than a finger or a pointer needs."""
    found = []
    for kind in CONTROLS:
        for one in root.findChildren(kind):
            inside = isinstance(one.parent(), CONTROLS) or isinstance(one, QLineEdit)
            if one.isVisibleTo(root) and not inside and min(one.width(), one.height()) < TARGET_PX:
                found.append(f"{one.accessibleName() or one.objectName()} {one.size()}")
    return found


def nameless(root: QWidget) -> list[QWidget]:
    """Return the controls that a screen reader could not name."""
    found: list[QWidget] = []
    for one in root.findChildren(QWidget):
        if isinstance(one, StepField | QComboBox) and not one.accessibleName():
            found.append(one)
        if isinstance(one, QAbstractButton) and one.isVisibleTo(root) and not (one.text() or one.accessibleName()):
            found.append(one)
    return found


def assert_clean(root: QWidget) -> None:
    QApplication.processEvents()
    assert not clipped(root)
    assert not too_small(root)
    assert not nameless(root)


def test_my_account_fits_empty_answered_wrong_and_pasting(window):
    page = open_account(window)
    dialog = page.window()
    assert dialog.width() <= window.width() and dialog.height() <= window.height()
    assert_clean(page)
    page.answer.example.click()
    assert_clean(page)
    page.play.crash.setCurrentIndex(page.play.crash.findData(""))
    page.editor.cards[0].fields["size"].lineEdit().setText("2x")
    page.editor.cards[0].fields["size"].edited.emit("2x")
    assert_clean(page)
    page.open_paste()
    page.paste.text.setPlainText(f"{texts.PASTE_PLACEHOLDER}\nlong 2 DOGE @ 1 cross")
    assert_clean(page)
    page.paste.text.setPlainText(texts.PASTE_PLACEHOLDER)
    page.paste.take.click()
    page.answer.rules.setChecked(True)
    assert_clean(page)
    assert dialog.width() <= window.width() and dialog.height() <= window.height()
    cards = [place_of(one, page) for one in page.answer.cards]
    assert not cards[0].intersects(cards[1])


def test_the_welcome_fits(window):
    dialog = show_welcome(window)
    assert_clean(dialog)
    buttons = [place_of(one, dialog) for one in dialog.buttons.values()]
    assert all(not one.intersects(two) for one, two in zip(buttons, buttons[1:], strict=False))
