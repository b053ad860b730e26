"""The moments that the pictures show; each is drawn by the real window over a session in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QComboBox, QDialog

from sandbox.messages.commands import TransferMoney
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.instants import parse_instant
from tests.support.layout import complaints
from tests.support.money_stories import DAY, FOUR_SLICES, MoneyPilot, gap_story, winner_story
from tests.support.reach_stories import reach_story
from ui.dialogs.pair_editor import PairEditor
from ui.main_window.account_wiring import open_account
from ui.main_window.autopsy_wiring import open_autopsy
from ui.main_window.compare_wiring import open_compare
from ui.main_window.derivation_wiring import open_derivations
from ui.main_window.doors_wiring import open_doors_dialog
from ui.main_window.leverage_wiring import open_leverage
from ui.main_window.market_wiring import open_market
from ui.main_window.reach_map_wiring import open_reach_map
from ui.main_window.reach_wiring import show_details
from ui.main_window.rulebook_wiring import open_rulebooks
from ui.main_window.welcome_wiring import show_welcome
from ui.main_window.window import MainWindow
from ui.panels.dock_panel import ORDERS
from ui.panels.safety_net_panel import FUND_BASIN
from ui.panels.ticket_panel import TRIGGER
from ui.theme.look import OWN
from ui.theme.style import current_tokens
from ui.viewmodels import reach_map_texts as texts
from ui.viewmodels import shell_texts, waiting_texts
from ui.viewmodels.safety_net_view import ADL

SCENARIOS = Path(__file__).resolve().parents[2] / "resources/scenarios"
# Half of a flight of 0.9 s.
FLYING_FRAMES = 28
Size = tuple[int, int]
Act = Callable[[MoneyPilot], object]


@dataclass(frozen=True, slots=True)
class Moment:
    """A story played to a time of the day, after something was done."""

    story: str
    begins: str
    until: str
    act: Act | None = None
    flies: bool = False  # money that is on its way stays in the picture

    def shown(self, folder: Path, size: Size) -> MoneyPilot:
        """Return the window at the moment, its layouts at rest and nothing flying."""
        pilot = MoneyPilot(self.story, folder, self.begins)
        window = pilot.window
        window.resize(*size)
        window.prepare_chart()
        QApplication.processEvents()  # a picture taken for what flies shows the window at its size
        pilot.play_to(self.until)
        if self.act is not None:
            self.act(pilot)
        window.refresh(settle=False)
        if self.flies:
            pilot.frame(FLYING_FRAMES)
        else:
            window.body.flows.overlay.clear()
        window.time.settle()
        for _ in range(3):
            QApplication.processEvents()
        return pilot

    def draw(self, folder: Path, size: Size) -> QPixmap:
        """Return a picture of the window with its open dialogs drawn in its middle."""
        window = self.shown(folder, size).window
        made = window.grab()
        for dialog in open_dialogs(window):
            place = QPoint(window.width() - dialog.width(), window.height() - dialog.height()) / 2
            painter = QPainter(made)
            painter.drawPixmap(place, dialog.grab())
            painter.setPen(current_tokens().line3)
            painter.drawRect(place.x(), place.y(), dialog.width(), dialog.height())
            painter.end()
        put_away(window)
        return made

    def complaints(self, folder: Path, size: Size) -> list[str]:
        """Return everything wrong with the layout of the window and of its open dialogs."""
        window = self.shown(folder, size).window
        found = complaints(window)
        for dialog in open_dialogs(window):
            found += complaints(dialog)
        put_away(window)
        return found


def open_dialogs(window: MainWindow) -> list[QDialog]:
    """Return the dialogs in sight."""
    return [one for one in window.findChildren(QDialog) if one.isVisible()]


def put_away(window: MainWindow) -> None:
    """Close the window with its dialogs, at once: windows that only wait to be deleted slow every later theme."""
    for dialog in open_dialogs(window):
        dialog.close()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _type_size(text: str) -> Act:
    def act(pilot: MoneyPilot) -> None:
        ticket = pilot.window.body.ticket
        ticket.size_field.setText(text)
        ticket.choice_changed.emit()

    return act


def _back_to(time: str) -> Act:
    return lambda pilot: pilot.window.host.travel_by(lambda travel: travel.to_instant(parse_instant(f"{DAY}{time}Z")))


def _example(pilot: MoneyPilot) -> None:
    open_account(pilot.window).answer.example.click()


def wait_while(waits: Callable[[], bool]) -> None:
    """Let events pass while something is worked out aside; sleeping between them leaves the work its processor."""
    while waits():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _compare(pilot: MoneyPilot) -> None:
    page = open_compare(pilot.window)
    wait_while(lambda: page is not None and not page.runs)


def _autopsy(pilot: MoneyPilot) -> None:
    page = open_autopsy(pilot.window)
    wait_while(lambda: page is not None and page.avoided.is_waiting)


def _locked_transfer(pilot: MoneyPilot) -> None:
    dialog = pilot.window.money.transfers.open("contract")
    if dialog is not None:
        dialog.amount.setText("400")


def _search(pilot: MoneyPilot) -> None:
    pilot.window.shell.search_commands().query.setText("tr")


def _search_help(pilot: MoneyPilot) -> None:
    pilot.window.shell.show_help().query.setText("isolated")


def _open_fund(pilot: MoneyPilot) -> None:
    pilot.window.body.net.basins.basin_activated.emit(FUND_BASIN)


def _own_colours(pilot: MoneyPilot) -> None:
    dialog = pilot.window.shell.show_settings()
    for choice in dialog.findChildren(QComboBox):
        choice.setCurrentIndex(max(choice.currentIndex(), choice.findData(OWN)))
    dialog.findChildren(PairEditor)[0].gain.field.setText("#E0A000")


def _command(text: str) -> Act:
    """Return what runs a command of the window, as the command search would."""
    return lambda pilot: next(one for one in pilot.window.actions() if one.text() == text).trigger()


def _trigger(pilot: MoneyPilot) -> None:
    ticket = pilot.window.body.ticket
    ticket.kind.button(TRIGGER).click()
    ticket.size_field.setText("0.5")
    ticket.choice_changed.emit()


def _map(key: str, question: str = texts.KEY_PRICE) -> Act:
    """Return what opens the map of reach at a compartment or a door."""

    def act(pilot: MoneyPilot) -> None:
        page = open_reach_map(pilot.window, key)
        assert page is not None
        page.question.button(question).click()

    return act


def _doors(pilot: MoneyPilot) -> None:
    dialog = open_doors_dialog(pilot.window)
    assert dialog is not None
    dialog.limit.setText("900")


def _narrow(pilot: MoneyPilot) -> None:
    pilot.window.resize(1180, 760)
    pilot.window.body.open_drawer()


def _tab(tab: int) -> Act:
    return lambda pilot: pilot.window.body.dock.show_tab(tab)


def _bounce(pilot: MoneyPilot) -> None:
    pilot.window.submit(TransferMoney(source="contract", target="spot", asset="USDT", atoms=400 * ATOMS_PER_UNIT))


def bundled(name: str) -> str:
    """Return a scenario that comes with the program."""
    return (SCENARIOS / f"{name}.toml").read_text(encoding="utf-8")


EMPTY = FOUR_SLICES.partition("[[step]]")[0]
RICH = FOUR_SLICES.replace('contract = { USDT = "1641.58" }', 'contract = { USDT = "41641.58" }')
UNIFIED = bundled("unified-spot-pays")
MULTI_ASSET = UNIFIED.replace('account_mode = "unified"', 'account_mode = "multi-asset"').partition("[[expect]]")[0]
WAITING = (
    FOUR_SLICES
    + """
[[step]]
at = "2020-03-12T09:00:04Z"
do = "order"
type = "take_profit"
contract = "BTCUSDT-PERP"
trigger = "8040.0"
close_position = true

[[step]]
at = "2020-03-12T09:00:05Z"
do = "order"
type = "stop"
contract = "BTCUSDT-PERP"
trigger = "7500.0"
close_position = true

[[step]]
at = "2020-03-12T09:00:06Z"
do = "order"
type = "limit"
contract = "BTCUSDT-PERP"
side = "long"
qty = "0.5"
price = "7820.0"
margin = "isolated"
leverage = 20
"""
)

MOMENTS: dict[str, Moment] = {
    "first-run": Moment(EMPTY, "09:00:00", "09:00:00", lambda pilot: show_welcome(pilot.window)),
    "my-account": Moment(EMPTY, "09:00:00", "09:00:00", _example),
    "calm": Moment(FOUR_SLICES, "09:00:00", "09:58:03"),
    "order-preview": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _type_size("0.5")),
    "field-error": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _type_size("0.0005")),
    "order-refused": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _type_size("5")),
    "warned": Moment(FOUR_SLICES, "09:00:00", "10:42:13"),
    "liquidating-1": Moment(FOUR_SLICES, "09:00:00", "10:42:14"),
    "liquidating-2": Moment(FOUR_SLICES, "09:00:00", "10:42:16"),
    "liquidating-3": Moment(FOUR_SLICES, "09:00:00", "10:42:18"),
    "released": Moment(FOUR_SLICES, "09:00:00", "10:42:30"),
    "adl": Moment(winner_story(), "10:00:00", "10:30:10"),
    "winner-queue": Moment(
        bundled("winner-deleveraged"), "10:29:00", "10:31:00", lambda pilot: pilot.window.money.show_net_details(ADL)
    ),
    "outage": Moment(bundled("exchange-goes-dark"), "10:00:00", "10:12:00"),
    "exchange-failed": Moment(bundled("exchange-goes-dark"), "10:00:00", "10:30:05"),
    "hedge-mode": Moment(bundled("hedge-mode"), "10:00:00", "10:05:00"),
    "fund-empty": Moment(gap_story(fund="100"), "10:00:00", "10:30:10"),
    "transfer-locked": Moment(FOUR_SLICES, "09:00:00", "10:42:16", _locked_transfer),
    "compare": Moment(FOUR_SLICES, "09:00:00", "10:42:30", _compare),
    "autopsy": Moment(FOUR_SLICES, "09:00:00", "10:42:30", _autopsy),
    "autopsy-gap": Moment(gap_story(), "10:00:00", "10:30:10", _autopsy),
    "derivation": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: open_derivations(pilot.window)),
    "scrubbed-back": Moment(FOUR_SLICES, "09:00:00", "10:42:30", _back_to("10:42:16")),
    "empty": Moment(EMPTY, "09:00:00", "09:00:00"),
    "settings": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: pilot.window.shell.show_settings()),
    "own-colours": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _own_colours),
    "help": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: pilot.window.shell.show_help()),
    "help-search": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _search_help),
    "commands": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _search),
    "scenarios": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: pilot.window.files.choose_scenario()),
    "sessions": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: pilot.window.shell.show_sessions()),
    "about": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: pilot.window.shell.show_about()),
    "blast-radius": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: show_details(pilot.window)),
    "margin": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: pilot.window.open_margin_of_first()),
    "transfer": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _locked_transfer),
    "net": Moment(FOUR_SLICES, "09:00:00", "10:42:30", _open_fund),
    "trigger": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _trigger),
    "protect": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _command(waiting_texts.PROTECT_COMMAND)),
    "leverage": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: open_leverage(pilot.window)),
    "market-file": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: open_market(pilot.window)),
    "rulebooks": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: open_rulebooks(pilot.window)),
    "report": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _command(shell_texts.REPORT)),
    "map-isolated": Moment(FOUR_SLICES, "09:00:00", "09:58:03", lambda pilot: open_reach_map(pilot.window)),
    "map-doors": Moment(reach_story("segregated", doors=True), "09:00:00", "09:58:03", _map("door:spot")),
    "map-multi-asset": Moment(reach_story("multi-asset"), "09:00:00", "09:58:03", _map("pool")),
    "map-unified": Moment(reach_story("unified"), "09:00:00", "09:58:03", _map("spot")),
    "map-liquidating": Moment(FOUR_SLICES, "09:00:00", "10:42:16", _map("pool")),
    "map-failure": Moment(reach_story("unified"), "09:00:00", "09:58:03", _map("spot", texts.KEY_FAILURE)),
    "doors": Moment(reach_story("segregated", doors=True), "09:00:00", "09:58:03", _doors),
    "bounced": Moment(FOUR_SLICES, "09:00:00", "10:42:16", _bounce),
    "flying": Moment(FOUR_SLICES, "10:42:16", "10:42:17", flies=True),
    "rich": Moment(RICH, "09:00:00", "09:58:03"),
    "rich-liquidating": Moment(RICH, "10:42:10", "10:42:16"),
    "waiting-orders": Moment(WAITING, "09:00:00", "09:58:03", _tab(ORDERS)),
    "stops": Moment(bundled("stop-and-gap"), "10:00:00", "10:08:00", _tab(ORDERS)),
    "stops-jumped": Moment(bundled("stop-and-gap"), "10:29:00", "10:30:02"),
    "unified": Moment(UNIFIED, "10:11:50", "10:12:02"),
    "unified-sold": Moment(UNIFIED, "10:38:40", "10:38:50"),
    "unified-liquidating": Moment(UNIFIED, "10:39:00", "10:39:28"),
    "multi-asset": Moment(MULTI_ASSET, "10:00:00", "10:03:00"),
    "thursday": Moment(bundled("black-thursday"), "05:29:00", "05:30:00"),
    "thursday-locked": Moment(bundled("black-thursday"), "06:38:30", "06:38:50"),
    "drawer": Moment(FOUR_SLICES, "09:00:00", "09:58:03", _narrow),
}
