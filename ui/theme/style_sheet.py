"""The style sheet: radius, padding, borders and focus rings; colours come from the tokens.

Widgets ask for a special look with properties set before they are shown (`widget.setProperty("look", "panel")`):

- QFrame/QWidget `look`: `panel` (bg1, radius 6), `card` (bg2, border, radius 6), `banner` (liquidation), `toast`,
  `bar` (top bar);
- QLabel `tone`: `secondary`, `caption`, `gain`, `loss`, `warn`, `accent`, `fund`; `look`: `title`, `chip`,
  `chip-accent`, `chip-loss`, `chip-warn`, `chip-gain`, `chip-fund`, `error`, `page` (a page's title), `sentence`;
- QPushButton `look`: `primary-gain`, `primary-loss`, `accent`, `small`, `ghost`, `record`, `choice`;
  QToolButton `look`: `play`;
- segments: a QFrame with `look` = `segments` holding checkable QPushButtons with `look` = `segment`, `segment-gain`,
  `segment-loss`;
- QLineEdit, QSpinBox, QComboBox with `invalid` = true get the error border.
After a property of a visible widget changed call `restyle(widget)`.
"""

from __future__ import annotations

from string import Template

from PySide6.QtWidgets import QWidget

from ui.theme.asset_files import asset_path
from ui.theme.tokens import Tokens

_SURFACES = """
QMainWindow, QDialog { background: $bg0; }
QDialog { background: $bg1; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolTip { background: $bg3; color: $tx1; border: 1px solid $line3; padding: 5px 8px; }
*[look="window"] { background: $bg0; }
*[look="panel"] { background: $bg1; border: none; border-radius: 6px; }
*[look="bar"] { background: $bg1; border: none; border-bottom: 1px solid $bg0; }
*[look="drawer"] { background: $bg0; border: none; border-left: 1px solid $line3; }
*[look="card"] { background: $bg2; border: 1px solid $line2; border-radius: 6px; }
*[look="inset"] { background: $bg2; border: none; border-radius: 5px; }
*[look="inset-loss"] { background: $loss_bg; border: none; border-left: 2px solid $loss; border-radius: 3px; }
*[look="dashed"] { background: transparent; border: 1px dashed $line3; border-radius: 5px; }
*[look="banner"] { background: $loss_bg; border: none; border-bottom: 1px solid $loss; border-radius: 0; }
*[look="toast"] { background: $bg3; border: 1px solid $line3; border-radius: 6px; }
*[look="past"] { background: $accent_bg; border: 1px solid $accent; border-radius: 6px; }
*[look="past-held"] { background: $accent_bg; border: 2px solid $accent; border-radius: 6px; }
*[look="hairline"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QSplitter::handle { background: $bg0; }
QSplitter::handle:hover { background: $bg4; }
QMenu { background: $bg3; border: 1px solid $line3; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 5px 20px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: $bg4; }
QMenu::separator { height: 1px; background: $line2; margin: 4px 6px; }
QMenuBar { background: $bg1; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $bg3; }
QStatusBar { background: $bg1; color: $tx3; }
"""

_LABELS = """
QLabel { background: transparent; border: none; }
QLabel[tone="secondary"] { color: $tx2; }
QLabel[tone="caption"] { color: $tx3; font-size: 11px; }
QLabel[tone="gain"] { color: $gain; }
QLabel[tone="loss"] { color: $loss; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="fund"] { color: $fund; }
QLabel[look="title"] { font-size: 13px; font-weight: 600; }
QLabel[look="symbol"] { font-size: 14px; font-weight: 600; }
QLabel[look="price"] { font-size: 17px; font-weight: 600; }
QLabel[look="page"] { font-size: 17px; font-weight: 600; }
QLabel[look="sentence"] { font-size: 20px; font-weight: 600; }
QLabel[look="figure"] { font-weight: 500; }
QLabel[look="caption-line"] { background: $bg3; border: 1px solid $line2; border-radius: 5px; padding: 6px 12px;
  font-size: 14px; font-weight: 500; }
QLabel[look="small"] { font-size: 11px; }
QLabel[look="figure-small"] { font-size: 11px; font-weight: 500; }
QLabel[look="error"] { color: $loss; font-size: 11px; }
QLabel[look^="chip"] { border-radius: 4px; padding: 1px 6px; font-size: 11px; font-weight: 500;
  background: $bg3; color: $tx2; }
QLabel[look="chip-accent"] { background: $accent_bg; color: $accent; }
QLabel[look="chip-loss"] { background: $loss_bg; color: $loss; }
QLabel[look="chip-warn"] { background: $warn_bg; color: $warn; }
QLabel[look="chip-gain"] { background: $gain_bg; color: $gain; }
QLabel[look="chip-fund"] { background: $fund_bg; color: $fund; }
QLabel[look="chip-line"] { background: transparent; border: 1px solid $line2; }
"""

_BUTTONS = """
QPushButton { background: $bg2; color: $tx1; border: 1px solid $line2; border-radius: 5px; padding: 0 10px;
  min-height: 28px; font-weight: 500; }
QPushButton:hover { background: $bg3; }
QPushButton:pressed { background: $bg4; }
QPushButton:focus { border: 2px solid $accent; padding: 0 9px; min-height: 26px; }
QPushButton:disabled { background: transparent; color: $tx3; border: 1px dashed $line2; }
QPushButton[look="small"] { min-height: 20px; padding: 0 7px; font-size: 11px; color: $tx2; border-radius: 4px; }
QPushButton[look="small"]:focus { min-height: 18px; padding: 0 6px; }
QPushButton[look="ghost"] { background: transparent; border: 1px solid transparent; padding: 0 7px; }
QPushButton[look="ghost"]:hover { background: $bg3; }
QPushButton[look="ghost"]:focus { border: 2px solid $accent; padding: 0 6px; }
QPushButton[look="ghost"]:checked { background: $accent_bg; color: $accent; }
QPushButton[look="accent"] { background: $accent_fill; color: $on_accent; border: 1px solid $accent_fill;
  font-weight: 600; }
QPushButton[look="accent"]:focus { border: 2px solid $tx1; }
QPushButton[look="accent"]:disabled { background: transparent; color: $tx3; border: 1px dashed $line3; }
QPushButton[look="choice"] { min-height: 56px; padding: 0; }
QPushButton[look="choice"]:focus { min-height: 54px; padding: 0; }
QPushButton[look="record"] { border-color: $loss; }
QPushButton[look="primary-gain"] { background: $gain; color: $on_gain; border: 1px solid $gain; min-height: 34px;
  font-size: 13px; font-weight: 600; }
QPushButton[look="primary-loss"] { background: $loss; color: $on_loss; border: 1px solid $loss; min-height: 34px;
  font-size: 13px; font-weight: 600; }
QPushButton[look="primary-gain"]:hover { background: $gain_hover; }
QPushButton[look="primary-loss"]:hover { background: $loss_hover; }
QPushButton[look="primary-gain"]:focus,
QPushButton[look="primary-loss"]:focus { border: 2px solid $tx1; min-height: 32px; }
QPushButton[look="primary-gain"]:disabled,
QPushButton[look="primary-loss"]:disabled { background: transparent; color: $tx3;
  border: 1px dashed $line3; }
QToolButton { background: transparent; color: $tx2; border: 1px solid transparent; border-radius: 5px; padding: 3px;
  min-width: 22px; min-height: 22px; }
QToolButton:hover { background: $bg3; color: $tx1; }
QToolButton[look="bookmark"] { background: $bg2; color: $tx1; border: 1px solid $line2; padding: 0 20px 0 8px;
  min-height: 28px; font-weight: 500; }
QToolButton[look="bookmark"]:hover { background: $bg3; }
QToolButton[look="bookmark"]:focus { border: 2px solid $accent; padding: 0 19px 0 7px; min-height: 26px; }
QToolButton[look="split"] { padding: 3px 15px 3px 3px; }
QToolButton[look="split"]:focus { padding: 2px 14px 2px 2px; }
QToolButton[look="bookmark"]::menu-button, QToolButton[look="split"]::menu-button { border: none; width: 16px; }
QToolButton[look="bookmark"]::menu-arrow, QToolButton[look="split"]::menu-arrow { image: url("$chevron"); width: 12px;
  height: 12px; }
QToolButton:checked, QToolButton[look="play"] { background: $bg4; color: $tx1; }
QToolButton[look="unit"] { font-size: 11px; color: $tx3; padding: 0 4px; min-width: 16px; border-radius: 4px; }
QToolButton[look="unit"]:hover { color: $tx1; }
QToolButton:focus { border: 2px solid $accent; padding: 2px; }
QToolButton:disabled { color: $tx3; }
QFrame[look="segments"] { background: $seg; border: 1px solid $line; border-radius: 5px; }
QPushButton[look^="segment"] { background: transparent; color: $tx2; border: 1px solid transparent; border-radius: 4px;
  padding: 0 8px; min-height: 24px; font-weight: 400; }
QPushButton[look^="segment"]:hover { color: $tx1; }
QPushButton[look^="segment"]:checked { background: $seg_on; color: $tx1; font-weight: 600; }
QPushButton[look^="segment"]:focus { border: 2px solid $accent; padding: 0 7px; min-height: 22px; }
QPushButton[look^="segment"]:disabled { color: $tx3; border: 1px solid transparent; }
QPushButton[look="segment-gain"]:checked { background: $gain_bg; color: $gain; border: 1px solid $gain; }
QPushButton[look="segment-loss"]:checked { background: $loss_bg; color: $loss; border: 1px solid $loss; }
QPushButton[look="segment-gain"]:checked:focus, QPushButton[look="segment-loss"]:checked:focus {
  border: 2px solid $accent; }
QCheckBox, QRadioButton { spacing: 6px; background: transparent; min-height: 22px; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; background: $field; border: 1px solid $line3;
  border-radius: 3px; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:checked { background: $accent_fill; border-color: $accent_fill; image: url("$tick"); }
QRadioButton::indicator:checked { border: 1px solid $accent_fill;
  background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 $accent_fill,
  stop: 0.56 $accent_fill, stop: 0.64 $field, stop: 1 $field); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line2; background: transparent; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; width: 12px; height: 12px; }
"""

_FIELDS = """
QLineEdit, QAbstractSpinBox, QComboBox, QDateTimeEdit { background: $field; color: $tx1; border: 1px solid $line2;
  border-radius: 5px; padding: 0 8px; min-height: 28px; font-weight: 500; selection-background-color: $accent_fill;
  selection-color: $on_accent; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: $line3; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border: 2px solid $accent; padding: 0 7px;
  min-height: 26px; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { background: transparent; border: 1px dashed $line2;
  color: $tx3; }
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"], QComboBox[invalid="true"] { border: 1px solid $loss; }
QAbstractSpinBox { padding-right: 20px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 18px; border: none;
  background: transparent; margin: 2px; border-radius: 3px; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $bg4; }
QAbstractSpinBox::up-arrow { image: url("$chevron_up"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$chevron"); width: 12px; height: 12px; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("$chevron"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $bg3; border: 1px solid $line3; selection-background-color: $bg4;
  selection-color: $tx1; outline: none; }
QPlainTextEdit, QTextEdit, QTextBrowser { background: $field; border: 1px solid $line2; border-radius: 5px; }
QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus { border: 2px solid $accent; }
QSlider::groove:horizontal { height: 4px; background: $line2; border-radius: 2px; }
QSlider::sub-page:horizontal { height: 4px; background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { background: $tx1; border: 2px solid $bg1; width: 12px; height: 12px; margin: -6px 0;
  border-radius: 8px; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; }
QProgressBar { background: $bg4; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: $surf; border-radius: 3px; }
"""

_TABLES = """
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $tx2; border: none; border-bottom: 2px solid transparent; padding: 0 9px;
  min-height: 30px; }
QTabBar::tab:hover { color: $tx1; }
QTabBar::tab:selected { color: $tx1; font-weight: 600; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $accent; }
QTableView, QTreeView, QListView { background: $bg1; border: none; gridline-color: transparent; outline: none;
  selection-background-color: $bg3; selection-color: $tx1; alternate-background-color: $bg1; }
QTableView::item { border: none; border-bottom: 1px solid $line; padding: 0 6px; }
QTableView::item:hover { background: $bg2; }
QTableView::item:selected { background: $bg3; color: $tx1; }
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid $accent; }
QHeaderView { background: $bg1; border: none; }
QHeaderView::section { background: $bg1; color: $tx3; border: none; border-bottom: 1px solid $line; padding: 0 6px;
  min-height: 24px; font-size: 11px; font-weight: 400; }
QTableCornerButton::section { background: $bg1; border: none; }
QScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line2; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: $line3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QGroupBox { border: 1px solid $line2; border-radius: 6px; margin-top: 8px; padding-top: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; padding: 0 4px; color: $tx2; }
"""

_TEMPLATE = Template(_SURFACES + _LABELS + _BUTTONS + _FIELDS + _TABLES)
_HOVER_LIGHTER = 0.06


def _lighter(color: str, share: float) -> str:
    """Return a colour moved by a share towards white."""
    digits = color.lstrip("#")[-6:]
    channels = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return "#" + "".join(f"{round(channel + (255 - channel) * share):02X}" for channel in channels)


def style_sheet(tokens: Tokens) -> str:
    """Return the style sheet of a theme."""
    values = {name: tokens.color_of(name) for name in tokens.__struct_fields__}
    values["gain_hover"] = _lighter(tokens.gain, _HOVER_LIGHTER)
    values["loss_hover"] = _lighter(tokens.loss, _HOVER_LIGHTER)
    values["chevron"] = asset_path("icons", f"chevron-{tokens.scheme}.svg").as_posix()
    values["chevron_up"] = asset_path("icons", f"chevron-up-{tokens.scheme}.svg").as_posix()
    values["tick"] = asset_path("icons", "check-white.svg").as_posix()
    return _TEMPLATE.substitute(values)


def restyle(widget: QWidget) -> None:
    """Make a widget follow the style sheet again after one of its properties changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
