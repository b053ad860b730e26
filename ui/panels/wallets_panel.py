"""The left column: five wallets as tanks, the pipes between them, and the blast radius strip that is always in view."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.drawing.pipe import PipeFigure, PipeValve, ValveState
from ui.drawing.reach_strip import ReachFigure, ReachStrip
from ui.drawing.tank import WalletTank
from ui.drawing.tank_figure import (
    AmountFigure,
    CaptionFigure,
    ChipFigure,
    CompartmentFigure,
    SliceFigure,
    TankFigure,
)
from ui.panels.controls import label, set_text, steady
from ui.panels.money_drag import MoneyDrag
from ui.viewmodels import texts
from ui.viewmodels.records import PipeView, ReachView, WalletsView, WalletView

ROOM_FIRST = 1_000


def tank_figure(view: WalletView) -> TankFigure:
    """Return a wallet as the tank draws it."""
    return TankFigure(
        key=view.key,
        title=view.title,
        icon=view.icon,
        amounts=tuple(AmountFigure(one.asset, one.text, one.level, one.start_level) for one in view.amounts),
        compartments=tuple(
            CompartmentFigure(
                part.key,
                part.title,
                part.subtitle,
                part.subtitle_tone,
                part.amount_text,
                part.of_text,
                part.level,
                part.start_level,
                part.maintenance_level,
                tuple(SliceFigure(one.number_text, one.amount_text, one.state) for one in part.slices),
                part.tooltip,
                part.is_linked,
                part.short_title,
                part.short_amount,
                part.short_of,
            )
            for part in view.compartments
        ),
        captions=tuple(CaptionFigure(one.label, one.value, one.tone, one.short_value) for one in view.captions),
        chips=tuple(ChipFigure(one.text, one.tone, one.icon, one.short_text) for one in view.chips),
        note_text=view.note_text,
        action_text=view.action_text,
        is_locked=view.is_locked,
        is_liquidating=view.is_liquidating,
        is_offline=view.is_offline,
        trunk=view.trunk,
        tooltip=view.tooltip,
    )


def pipe_figure(view: PipeView) -> PipeFigure:
    """Return a pipe as it is drawn."""
    state = ValveState(view.state)
    return PipeFigure(
        view.key,
        state,
        view.state_text,
        view.reason_text,
        view.is_last,
        view.has_hull_line,
        view.tooltip,
        view.short_text,
    )


def reach_figure(view: ReachView) -> ReachFigure:
    """Return the blast radius as it is drawn."""
    return ReachFigure(
        view.sum_text,
        view.detail_text,
        view.reach_text,
        view.caption_text,
        texts.REACH_TITLE,
        view.paid_share,
        view.exposed_share,
        view.preview_share,
        is_linked=view.is_linked,
        tooltip=view.tooltip,
        short_detail=view.short_detail,
    )


class WalletsPanel(QFrame):
    """Shows the wallets; asks for a transfer."""

    transfer_requested = Signal(str)
    transfer_dropped = Signal(str, str, str)
    valve_activated = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.setAccessibleName(texts.WALLETS)
        self._total = steady(label(tone="secondary"))
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._stack = QWidget()
        self._column = QVBoxLayout(self._stack)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._tanks: dict[str, WalletTank] = {}
        self._pipes: dict[str, PipeValve] = {}
        self._reach = ReachStrip(ReachFigure("", "", ""))
        self._arrange()
        self._drag = MoneyDrag(self)
        self.reduced_motion = False
        self.moving: tuple[WalletTank | PipeValve, ...] = ()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.addWidget(label(texts.WALLETS, look="title"))
        head.addStretch(1)
        head.addWidget(self._total)
        scroll = QScrollArea()
        scroll.setWidget(self._stack)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        scroll.verticalScrollBar().setStyleSheet(
            "QScrollBar:vertical { width: 6px; } QScrollBar::handle { margin: 1px; }"
        )
        self._stack.setAutoFillBackground(False)
        self._scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addWidget(self._reach)

    def show_view(self, view: WalletsView, presentation_ns: int | None, settle_from_ns: int | None = None) -> None:
        """Show the wallets; with a presentation time levels settle (when money lands), without one they jump."""
        self._total.setTextFormat(Qt.TextFormat.RichText)
        set_text(self._total, view.total_text)
        self._total.setToolTip(view.total_tip)
        pipes = {pipe.key: pipe for pipe in view.pipes}
        for wallet in view.wallets:
            if wallet.key not in self._tanks:
                self._add(wallet, pipes.get(wallet.key))
            self._tanks[wallet.key].reduced_motion = self.reduced_motion
            self._tanks[wallet.key].set_figure(tank_figure(wallet), presentation_ns, settle_from_ns)
            if wallet.key in pipes:
                self._pipes[wallet.key].set_figure(
                    pipe_figure(pipes[wallet.key]), None if self.reduced_motion else presentation_ns
                )
        self._reach.set_figure(reach_figure(view.reach))

    def _add(self, wallet: WalletView, pipe: PipeView | None) -> None:
        if pipe is not None:
            valve = PipeValve(pipe_figure(pipe))
            valve.valve_activated.connect(self.valve_activated)
            self._pipes[wallet.key] = valve
            self._column.insertWidget(self._column.count() - 1, valve)
        tank = WalletTank(tank_figure(wallet))
        tank.transfer_requested.connect(self.transfer_requested)
        tank.drag_moved.connect(self._on_tank_drag_moved)
        tank.drag_dropped.connect(self._on_tank_drag_dropped)
        tank.drag_cancelled.connect(self._drag.end)
        self._tanks[wallet.key] = tank
        # A high window gives its room to the tank with the compartments.
        self._column.insertWidget(self._column.count() - 1, tank, ROOM_FIRST if wallet.compartments else 0)
        QWidget.setTabOrder(tank, self._reach)  # the strip stands below all tanks

    def advance(self, presentation_ns: int) -> bool:
        """Move settling levels; True while any still moves."""
        parts: tuple[WalletTank | PipeValve, ...] = (*self._tanks.values(), *self._pipes.values())
        self.moving = tuple(part for part in parts if part.is_moving)
        return any([part.advance(presentation_ns) for part in parts])

    # -- money that is dragged

    @property
    def drag(self) -> MoneyDrag:
        """What is carried, drawn while the pointer carries it."""
        return self._drag

    def _tank_at(self, point: QPoint) -> WalletTank | None:
        for tank in self._tanks.values():
            if tank.isVisible() and tank.rect().contains(tank.mapFromGlobal(point)):
                return tank
        return None

    def _on_tank_drag_moved(self, source: str, part: str, point: QPoint) -> None:
        start, over = self.anchor(source, part, self), self._tank_at(point)
        if start is None:
            return
        target = None
        if over is not None and over is not self._tanks[source]:
            target = QRect(over.mapTo(self, QPoint(0, 0)), over.size())
        amounts = {one.asset for one in self._tanks[source].figure.amounts}
        name = part if part in amounts else self._tanks[source].figure.title
        self._drag.move_to(start, self.mapFromGlobal(point), name, target)

    def _on_tank_drag_dropped(self, source: str, part: str, point: QPoint) -> None:
        self._drag.end()
        over = self._tank_at(point)
        if over is not None and over is not self._tanks[source]:
            amounts = {one.asset for one in self._tanks[source].figure.amounts}
            self.transfer_dropped.emit(source, over.figure.key, part if part in amounts else "")

    def tank(self, key: str) -> WalletTank:
        """Return the tank of a wallet."""
        return self._tanks[key]

    def pipe(self, key: str) -> PipeValve:
        """Return the pipe that leads into a wallet."""
        return self._pipes[key]

    @property
    def reach(self) -> ReachStrip:
        """The blast radius strip."""
        return self._reach

    def anchor(self, wallet: str, part: str, target: QWidget) -> QPoint | None:
        """Return where money of a wallet (or one of its parts) leaves and arrives, in another widget's pixels."""
        tank = self._tanks.get(wallet)
        return None if tank is None else self._in_view(tank, tank.anchor(part), target)

    def valve_anchor(self, wallet: str, target: QWidget) -> QPoint | None:
        """Return where refused money stops: the valve below or above a wallet."""
        pipe = self._pipes.get(wallet)
        return None if pipe is None else self._in_view(pipe, pipe.valve_point(), target)

    def _in_view(self, part: QWidget, point: QPoint, target: QWidget) -> QPoint:
        """Map a point, kept inside the visible part of the column."""
        inside = part.mapTo(self, point)
        top = self._scroll.y() + 4
        inside.setY(min(max(inside.y(), top), top + self._scroll.height() - 8))
        return self.mapTo(target, inside)
