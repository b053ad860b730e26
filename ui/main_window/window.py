"""The main window: it wires panels, session host and files together and repaints at most once per frame.

One path: widget -> command -> session -> committed -> view-models -> widgets. Nothing is shown before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from sandbox.messages.commands import CancelOrder, Command
from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.dialogs.margin_dialog import MarginDialog
from ui.dialogs.session_files import SessionFiles
from ui.main_window.access_wiring import order_tabs, wire_access
from ui.main_window.account_wiring import wire_account
from ui.main_window.chart_wiring import wire_chart
from ui.main_window.focus_return import wire_focus
from ui.main_window.keeping_wiring import wire_keeping
from ui.main_window.keyboard import bind_keys
from ui.main_window.look_wiring import wire_look
from ui.main_window.menu_order import order_menu
from ui.main_window.money_wiring import wire_money
from ui.main_window.motion_wiring import wire_motion
from ui.main_window.notices import tell_no_margin
from ui.main_window.order_wiring import wire_order
from ui.main_window.reach_wiring import wire_reach
from ui.main_window.shell_wiring import wire_shell
from ui.main_window.studies_wiring import wire_studies
from ui.main_window.tables_wiring import wire_tables
from ui.main_window.theme_choice import ThemeChoice
from ui.main_window.time_wiring import wire_time
from ui.main_window.welcome_wiring import wire_welcome
from ui.panels.dock_panel import FILLS, LEDGER, LIQUIDATIONS, LOG, ORDERS, POSITIONS, TRANSFERS
from ui.panels.window_body import WindowBody
from ui.theme.style import undressed
from ui.viewmodels import shell_texts, texts
from ui.viewmodels.order_draft import shown_position
from ui.viewmodels.transfer_view import margin_view
from ui.viewmodels.window_model import Step, WindowModel

FRAME_MS = 16


class MainWindow(QMainWindow):
    """The window over one session."""

    def __init__(self, host: SessionHost, settings: WindowSettings, clock: PresentationClock | None = None) -> None:
        super().__init__()
        self.host = host
        self.settings = settings
        self.clock = clock or PresentationClock()
        self.files = SessionFiles(self, host, settings)
        self.model: WindowModel | None = None
        self.menu = QMenu(self)
        with undressed(self):
            self.body = WindowBody(self.menu)
            self.setCentralWidget(self.body)
        self.setWindowTitle(texts.APPLICATION)
        self.setMinimumSize(1100, 680)
        self._dirty = True
        self._only_prices, self._turn = False, 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.on_timer_timeout)
        self.theme = ThemeChoice(settings, self)
        self._make_actions()
        self.shell = wire_shell(self)
        self._connect()
        wire_account(self)
        wire_studies(self)
        wire_welcome(self)
        wire_reach(self)
        self.money = wire_money(self)
        self.time = wire_time(self)
        self.keeping = wire_keeping(self)
        self.order = wire_order(self)
        self.chart = wire_chart(self)
        self.tables = wire_tables(self)
        self.access = wire_access(self)
        self.look = wire_look(self)
        wire_motion(self)
        wire_focus(self)
        self.add_command(texts.MENU_QUIT, "Ctrl+Q", self.close, in_menu=True)
        order_menu(self)
        self._restore()

    # -- set-up

    def _make_actions(self) -> None:
        menu = partial(self.add_command, in_menu=True)
        menu(texts.MENU_NEW, "Ctrl+N", self.files.choose_scenario)
        menu(texts.MENU_OPEN, "Ctrl+O", self.files.choose_session)
        menu(texts.MENU_SAVE_AS, "Ctrl+Shift+S", self.files.save_copy)
        menu(texts.MENU_TRANSFER, "X", lambda: self.money.transfers.open_here())
        menu(texts.MENU_THEME, "Ctrl+Shift+L", self.theme.toggle)
        self.slow_action = menu(texts.MENU_SLOW, "", self._on_slow_toggled, checkable=True)
        self.calm_action = menu(texts.MENU_REDUCED_MOTION, "", self.body.show_calm, checkable=True)
        self.flows_action = menu(shell_texts.FLOWS, "F", self._on_flows_toggled, checkable=True)
        menu(texts.MENU_FULL_SCREEN, "F11", self.toggle_full_screen)
        bind_keys(self)

    def add_command(
        self, text: str, key: str, slot: Callable[..., object], *, checkable: bool = False, in_menu: bool = False
    ) -> QAction:
        """Offer something a person can do: with a key, in the command search, and in the menu where asked."""
        action = QAction(text, self)
        action.setCheckable(checkable)
        if key:
            action.setShortcut(QKeySequence(key))
        (action.toggled if checkable else action.triggered).connect(slot if checkable else lambda: slot())
        if in_menu:
            self.menu.addAction(action)
        self.addAction(action)
        return action

    def _connect(self) -> None:
        body, host, bar, ticket, dock = self.body, self.host, self.body.top_bar, self.body.ticket, self.body.dock
        bar.scenario_requested.connect(self.files.choose_scenario)
        bar.restart_requested.connect(self.files.restart)
        bar.step_requested.connect(host.step_update)
        bar.play_requested.connect(host.toggle)
        bar.speed_requested.connect(host.set_speed)
        body.chart.contract_chosen.connect(self.choose_contract)
        body.chart.frame_chosen.connect(self.choose_frame)
        ticket.contract_chosen.connect(self.choose_contract)
        dock.margin_requested.connect(self.open_margin)
        dock.cancel_requested.connect(lambda order: self.submit(CancelOrder(order=order)))
        dock.order_requested.connect(lambda: ticket.size_field.setFocus(Qt.FocusReason.OtherFocusReason))
        host.session_changed.connect(self.on_host_session_changed)
        host.committed.connect(self.on_host_committed)
        host.advanced.connect(self.on_host_advanced)
        host.playing_changed.connect(self.on_host_playing_changed)
        host.speed_changed.connect(bar.show_speed)
        body.flows.market_at = self._market_at

    def _restore(self) -> None:
        settings = self.settings
        for key, restore in (
            ("window/geometry", self.restoreGeometry),
            ("window/columns", self.body.columns.restoreState),
            ("window/rows", self.body.rows.restoreState),
        ):
            state = settings.state(key)
            if state is not None:
                restore(state)
        self.host.set_speed(settings.number("play/speed", 1))
        self.slow_action.setChecked(settings.flag("play/slow_down", True))
        self.calm_action.setChecked(settings.flag("window/less_motion", False))
        self.flows_action.setChecked(settings.flag("window/flows", True))
        self.body.dock.show_tab(settings.number("window/tab", POSITIONS))
        self.shell.layout.start_from_here()

    # -- what the host says

    def on_host_session_changed(self) -> None:
        """Show another session from its start, or from where it was left."""
        self.model = model = WindowModel(self.host.session)
        settings = self.settings
        model.choose_contract(settings.text("view/contract") or model.contract)
        frame_s = settings.number("view/frame", 60)
        model.choose_frame(frame_s if frame_s in dict(texts.FRAMES).values() else 60)
        model.choose_order(self.body.ticket.choice)
        self.body.chart.show_frame(model.frame_s)
        self.body.ticket.show_contracts(model.contract_choices(), model.contract)
        self.body.chart.set_candles(*model.whole_chart())
        self.time.begin()
        self.show_model(model)

    def show_model(self, model: WindowModel) -> None:
        """Show another moment: its rows anew, and nothing that still flies from before."""
        self.model = model
        body = self.body
        body.flows.clear()
        body.flows.seed = model.opening.seed
        body.toast.hide()
        model.history.fresh()
        for tab, rows in (
            (FILLS, model.history.fills),
            (TRANSFERS, model.history.transfers),
            (LEDGER, model.history.ledger),
            (LOG, model.history.log),
        ):
            body.dock.set_rows(tab, rows)
        body.show_rescue(bool(model.running))
        self.refresh(settle=False)

    def on_host_committed(self, batch: Step) -> None:
        """Fold a committed step; flows start at once, figures follow with the next frame."""
        if self.model is None:
            return
        self.model.take(batch)
        self.money.take(batch, self.clock.tick())
        self.time.take(batch)
        self.mark_dirty()

    def on_host_advanced(self) -> None:
        """Prices moved without an event."""
        if self.model is not None:
            self.model.forget()
        self._mark(only_prices=True)

    def on_host_playing_changed(self, playing: bool) -> None:
        """Start or end the frames."""
        self.body.top_bar.show_playing(playing)
        self.mark_dirty()

    # -- frames

    def mark_dirty(self) -> None:
        """Repaint all with the next frame."""
        self._mark(only_prices=False)

    def _mark(self, *, only_prices: bool) -> None:
        self._dirty = True
        self._only_prices = self._only_prices and only_prices
        self.wake()

    def wake(self) -> None:
        """Let frames run until nothing moves any more."""
        if not self._timer.isActive():
            self._timer.start()

    def on_timer_timeout(self) -> None:
        """Run one frame: play what is due, repaint once what changed, move what flies."""
        now_ns = self.clock.tick()
        landing_ns = self.money.play_frame(now_ns)
        if self._dirty:
            self._refresh_in_turn(landing_ns)
        self.money.frame(now_ns)
        moving = self.body.advance(now_ns)
        flying = self.body.flows.advance(now_ns)
        shown = self.body.toast.advance(now_ns)
        told = self.time.advance(now_ns)
        if not (self.host.is_playing or moving or flying or shown or told or self._dirty):
            self._timer.stop()

    def _refresh_in_turn(self, landing_ns: int | None) -> None:
        """Show everything; while prices alone move, the chart in every second frame and the rest in between."""
        if self._only_prices and self.host.is_playing and self.model is not None:
            self._dirty = False
            self._turn = (self._turn + 1) % len(TURNS)
            TURNS[self._turn](self, self.model, True)
            self.body.flows.overlay.invalidate_parts(self.body.turn_parts[self._turn])
        else:
            self.refresh(settle=True, settle_from_ns=landing_ns)

    def refresh(self, *, settle: bool, settle_from_ns: int | None = None) -> None:
        """Show everything as it stands; levels settle (from an instant on, when money lands) or jump."""
        self._dirty, self._only_prices = False, True
        if self.model is not None and self.host.has_session:
            self._show_market(self.model, settle)
            self._show_money(self.model, settle, settle_from_ns)
            self._show_positions(self.model, settle)
            for parts in self.body.turn_parts:
                self.body.flows.overlay.invalidate_parts(parts)

    def _show_market(self, model: WindowModel, settle: bool) -> None:
        body = self.body
        calm = not settle or self.calm_action.isChecked()
        body.top_bar.show_view(model.top_bar_view())
        body.chart.show_header(model.chart_header())
        body.chart.follow_candles(model.candles())
        body.chart.show_lines(model.price_lines(), model.chart_markers())
        body.chart.show_banner(model.banner_view(), None if calm else self.clock.now_ns)
        self.chart.refresh()

    def _show_money(self, model: WindowModel, settle: bool, settle_from_ns: int | None = None) -> None:
        body = self.body
        self.money.refresh()
        body.wallets.show_view(model.wallets_view(), self.clock.now_ns if settle else None, settle_from_ns)
        body.net.show_view(model.safety_net_view())
        self.time.refresh()

    def _show_positions(self, model: WindowModel, settle: bool) -> None:
        body = self.body
        body.ticket.show_view(model.ticket_view())
        rescue = model.rescue_view()
        if rescue is not None:
            body.rescue.show_view(rescue)
        self._refresh_dock(model)
        self.access.tell_values()

    def _refresh_dock(self, model: WindowModel) -> None:
        dock = self.body.dock
        positions, orders, liquidations = model.position_rows(), model.order_rows(), model.liquidation_rows()
        dock.set_rows(POSITIONS, positions)
        dock.set_rows(ORDERS, orders)
        dock.set_rows(LIQUIDATIONS, liquidations)
        fresh = model.history.fresh()
        for tab, rows in ((FILLS, fresh.fills), (TRANSFERS, fresh.transfers), (LEDGER, fresh.ledger), (LOG, fresh.log)):
            dock.append_rows(tab, rows)
        counts = {
            POSITIONS: len(positions),
            ORDERS: len(orders),
            LIQUIDATIONS: sum(not one.parent for one in liquidations),
        }
        dock.show_counts(counts, model.summary_text())

    def _market_at(self) -> tuple[int, float]:
        model = self.model
        if model is None or model.last_ticks is None:
            return 0, 0.0
        return model.session.now_ns // 1_000_000_000, float(model.last_ticks * model.scale.tick)

    # -- what a person does

    def submit(self, command: Command) -> bool:
        """Send a command; what comes of it arrives as a committed step. False where the past is looked at."""
        return self.host.has_session and self.host.submit(command) is not None

    def choose_contract(self, contract: str) -> None:
        """Show another contract in chart and editor."""
        if self.model is not None:
            self.model.choose_contract(contract)
            self.settings.set("view/contract", contract)
            self.body.ticket.show_contracts(self.model.contract_choices(), contract)
            self.body.chart.set_candles(*self.model.whole_chart())
            self.refresh(settle=False)

    def choose_frame(self, seconds: int) -> None:
        """Show another time frame."""
        if self.model is not None:
            self.model.choose_frame(seconds)
            self.settings.set("view/frame", seconds)
            self.body.chart.set_candles(*self.model.whole_chart())

    def open_margin(self, place: str, mode: str = "add") -> MarginDialog | None:
        """Ask for a change of an isolated position's margin, or for its automatic top-up."""
        model = self.model
        if model is None:
            return None
        dialog = MarginDialog(lambda what, text: margin_view(model.facts, place, mode=what, amount=text), self, mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.sent.connect(self.submit)
        dialog.open()
        return dialog

    def open_margin_of_first(self, mode: str = "add") -> MarginDialog | None:
        """Ask for the margin of the position shown, or of the first isolated one."""
        held = () if self.model is None else self.model.facts.positions
        isolated = [one.place for one in held if one.margin_mode == "isolated"]
        if self.model is None or not isolated:
            tell_no_margin(self)
            return None
        shown = shown_position(self.model.facts, self.model.contract, self.model.choice)
        return self.open_margin(shown.place if shown is not None and shown.place in isolated else isolated[0], mode)

    # -- the window itself

    def prepare_chart(self) -> None:
        """Import what the chart needs and show the candles; called once the window is on screen."""
        self.body.chart.prepare()
        if self.model is not None:
            self.body.chart.set_candles(*self.model.whole_chart())
            self.refresh(settle=False)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or be a window again."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _on_slow_toggled(self, on: bool) -> None:
        self.host.slows_down = on

    def _on_flows_toggled(self, on: bool) -> None:
        if not on:
            self.body.flows.clear()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Walk the window's areas in their order, with whatever controls they hold by now."""
        order_tabs(self)
        return super().focusNextPrevChild(forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, write the session and close it."""
        settings, body = self.settings, self.body
        self._timer.stop()
        settings.set("window/geometry", self.saveGeometry())
        settings.set("window/columns", body.columns.saveState())
        settings.set("window/rows", body.rows.saveState())
        settings.set("window/tab", body.dock.tab)
        settings.set("window/less_motion", self.calm_action.isChecked())
        settings.set("window/flows", self.flows_action.isChecked())
        settings.set("play/speed", self.host.speed)
        settings.set("play/slow_down", self.slow_action.isChecked())
        self.tables.remember()
        settings.write()
        self.files.call_off()
        self.host.close()
        event.accept()


TURNS = (MainWindow._show_market, MainWindow._show_money, MainWindow._show_market, MainWindow._show_positions)
