"""Transfers, valves and drags of the window: what a person does with money, and what waits for a release.

A valve that a person closed is the window's own precaution: it holds transfers back before they become commands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication

from sandbox.messages.commands import TransferMoney
from ui.dialogs.transfer_dialog import TransferDialog
from ui.drawing.pipe import PipeValve
from ui.drawing.tank import WalletTank
from ui.panels.toast import Place
from ui.viewmodels import money_texts as words
from ui.viewmodels import texts
from ui.viewmodels.number_text import amount_text
from ui.viewmodels.records import ToastView
from ui.viewmodels.refusals import held_back_toast, locked_drop_toast, unlocked_toast, waiting_toast
from ui.viewmodels.valve_view import OWN_VALVES, closed_from_text, closed_text, holding_valve, lock_reason

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

ABOVE_STOP_PX = 60
CLOSED_VALVES = "valves/closed"


def row_at(stop: QPoint | None) -> int:
    """Return where a notice about money that stopped somewhere begins."""
    return 0 if stop is None else stop.y() - ABOVE_STOP_PX


class TransferWiring:
    """The window's part that sends money, turns valves, and keeps what waits."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._waiting: list[TransferMoney] = []
        self._offered: tuple[ToastView, TransferMoney, int] | None = None  # a notice that speaks of the lock
        self._refused_drops = 0
        self.closed = closed_from_text(window.settings.text(CLOSED_VALVES))
        wallets = window.body.wallets
        wallets.transfer_requested.connect(self.open)
        wallets.transfer_dropped.connect(self.drop)
        wallets.valve_activated.connect(self.toggle_valve)
        window.host.session_changed.connect(self._on_host_session_changed)
        window.add_command(words.VALVE_CLOSE, "V, C", lambda: self.set_valve(self._valve_in_focus(), closed=True))
        window.add_command(words.VALVE_OPEN, "V, O", lambda: self.set_valve(self._valve_in_focus(), closed=False))

    def _on_host_session_changed(self) -> None:
        """Forget what waited: it belonged to the other session."""
        self._waiting.clear()
        self._offered = None

    # -- transfers

    def open(self, source: str, target: str = "", asset: str = "") -> TransferDialog | None:
        """Ask for a transfer out of a wallet."""
        model = self._window.model
        if model is None:
            return None
        dialog = TransferDialog(model.transfer_view, source, self._window, target, asset)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.sent.connect(self.send)
        dialog.valve_opened.connect(lambda key: self.set_valve(key, closed=False))
        dialog.open()
        return dialog

    def open_here(self) -> None:
        """Ask for a transfer out of the wallet that has the focus, or out of Contract."""
        focused = QApplication.focusWidget()
        self.open(focused.figure.key if isinstance(focused, WalletTank) else "contract")

    def send(self, command: TransferMoney) -> None:
        """Send a transfer, or hold it back where a person closed a valve on its way."""
        window, model = self._window, self._window.model
        if model is None:
            return
        valve = holding_valve(self.closed, command.source, command.target)
        if valve is None or (command.source == "contract" and model.facts.is_locked):
            window.submit(command)
            return

        def open_and_send() -> None:
            self.set_valve(valve, closed=False)
            self.send(command)

        self._stop_at(valve, command.source, held_back_toast(valve, command), command, open_and_send)

    def drop(self, source: str, target: str, asset: str) -> None:
        """Start a transfer where money was dropped; a lock or a closed valve sends it back at once."""
        model = self._window.model
        if model is None:
            return
        valve = holding_valve(self.closed, source, target)
        if source == "contract" and model.facts.is_locked:
            self._stop_at("contract", source, locked_drop_toast(lock_reason(model.facts)))
        elif valve is not None:
            self._stop_at(valve, source, held_back_toast(valve, None), None, lambda: self._open_valve(valve))
        else:
            self.open(source, target, asset)

    def _open_valve(self, key: str) -> None:
        self.set_valve(key, closed=False)

    def _stop_at(
        self,
        valve: str,
        source: str,
        view: ToastView,
        command: TransferMoney | None = None,
        on_action: Callable[[], None] | None = None,
    ) -> None:
        """Let money go out to a valve and come back, and say why beside it."""
        window = self._window
        body, now_ns = window.body, window.clock.tick()
        self._refused_drops += 1
        amount = (
            words.NOTHING_MOVED if command is None else f"{amount_text(command.atoms, command.asset)} {command.asset}"
        )
        stop = body.flows.bounce_at(-self._refused_drops, source, valve, amount, now_ns)
        body.toast.show_view(view, self._beside(row_at(stop)), now_ns, on_action)
        window.wake()

    # -- transfers that wait

    @property
    def waiting(self) -> tuple[TransferMoney, ...]:
        """Transfers that go once the lock is open, oldest first."""
        return tuple(self._waiting)

    def offer_to_wait(self, view: ToastView, command: TransferMoney, row: int) -> None:
        """Show why a transfer bounced, and offer to keep it where a lock is the reason."""
        window = self._window
        now_ns = window.clock.tick()
        window.body.toast.show_view(view, self._beside(row), now_ns, lambda: self.wait_for_release(command))
        self._offered = (view, command, row) if view.action_text == words.SEND_WHEN_UNLOCKED else None

    def _beside(self, row: int) -> Place:
        """Return the place of a notice beside the wallets, as near to a row of the window as it is free there."""
        return lambda size: self._window.body.place_at_valve(size, row)

    def _renew_offer(self) -> None:
        """Once the lock is open, a notice that still speaks of it offers to send at once."""
        toast = self._window.body.toast
        if self._offered is None:
            return
        view, command, row = self._offered
        self._offered = None
        if toast.view is view:
            unlocked, now_ns = unlocked_toast(view, command), self._window.clock.tick()
            toast.show_view(unlocked, self._beside(row), now_ns, lambda: self.send(command))

    def wait_for_release(self, command: TransferMoney) -> None:
        """Keep a bounced transfer and send it once, when the lock is open again."""
        self._waiting.append(command)
        body = self._window.body
        row = body.wallets.mapTo(body, body.wallets.rect().center()).y()
        now_ns, view = self._window.clock.tick(), waiting_toast(command)
        body.toast.show_view(view, self._beside(row), now_ns, lambda: self._take_back(command))
        self._offered = (view, command, row)
        self._window.wake()

    def _take_back(self, command: TransferMoney) -> None:
        """Do not send what waited."""
        if command in self._waiting:
            self._waiting.remove(command)

    def send_what_waited(self) -> None:
        """Send what waited, in order, once nothing of yours is locked; each is sent once, whatever comes of it."""
        model = self._window.model
        if model is None or not (self._waiting or self._offered):
            return
        if model.session is not self._window.host.session or model.facts.is_locked:
            return  # locked, or a past moment is looked at: nothing can be sent
        ready, self._waiting = self._waiting, []
        if ready and self._offered is not None and self._window.body.toast.view is self._offered[0]:
            self._window.body.toast.hide()  # what it says has come to pass
        self._renew_offer()
        for command in ready:
            self.send(command)

    # -- valves

    def _valve_in_focus(self) -> str:
        """Return the valve that has the focus, that of the tank that has it, or Contract's."""
        focused = QApplication.focusWidget()
        key = focused.figure.key if isinstance(focused, PipeValve | WalletTank) else ""
        return key if key in OWN_VALVES else "contract"

    def toggle_valve(self, key: str) -> None:
        """Turn a valve; the cold wallet's stands for your signature and is not turned."""
        model = self._window.model
        if model is None:
            return
        if key == "cold":
            self.open("spot", "cold")
        elif key == "contract" and model.facts.is_locked:
            self._stop_at("contract", "contract", locked_drop_toast(lock_reason(model.facts)))
        else:
            self.set_valve(key, closed=key not in self.closed)

    def set_valve(self, key: str, *, closed: bool) -> None:
        """Close or open a valve, remember it, and say so to a screen reader."""
        window, model = self._window, self._window.model
        if model is None or key not in OWN_VALVES or (key in self.closed) is closed:
            return
        self.closed = self.closed | {key} if closed else self.closed - {key}
        window.settings.set(CLOSED_VALVES, closed_text(self.closed))
        window.clock.tick()
        window.refresh(settle=True)
        window.wake()
        template = words.VALVE_CLOSED_SAID if closed else words.VALVE_OPENED_SAID
        said = template.format(wallet=texts.WALLET_NAMES[key])
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(window.body.wallets.pipe(key), said))
