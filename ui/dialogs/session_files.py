"""File actions: choose a scenario, open and copy sessions, start anew, and say in one line what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from sandbox.loading.scenario_toml import list_scenarios, load_scenario
from sandbox.messages.opening import Opening
from sandbox.session.recovery import Recovered
from sandbox.session.session import Session
from sandbox.values.problems import Problem
from ui.bridge.session_host import SessionHost
from ui.bridge.session_store import (
    Prepared,
    open_session,
    prepare_file,
    prepare_opening,
    prepare_recovered,
    prepare_scenario,
    save_copy,
    start_session,
)
from ui.bridge.window_settings import LAST_SESSION, SESSIONS, WindowSettings
from ui.dialogs.message import show_problem
from ui.dialogs.preparation import Preparation
from ui.dialogs.scenario_dialog import ScenarioDialog
from ui.viewmodels import keeping_texts, texts
from ui.viewmodels.welcome_texts import ABOUT_SCENARIOS

DAMAGED = 1  # the exit code of a Problem that a damaged session raises


class SessionFiles:
    """Opens sessions into the host; a failure leaves the open session as it is."""

    def __init__(self, window: QWidget, host: SessionHost, settings: WindowSettings) -> None:
        self._window = window
        self._host = host
        self._settings = settings
        self._path: Path | None = None
        self._preparing: Preparation | None = None

    @property
    def path(self) -> Path | None:
        """The file of the open session."""
        return self._path

    @property
    def folder(self) -> Path:
        """Where new sessions are kept."""
        return self._settings.folder / SESSIONS

    # -- opening

    def start_scenario(self, id_or_path: str) -> bool:
        """Begin a scenario as a new session; False (and a message) where it cannot."""
        return self._guarded(texts.CANNOT_START, lambda: self._begin(load_scenario(id_or_path)))

    def open_file(self, path: Path) -> bool:
        """Open a session where it was left; False (and a message) where it cannot."""
        return self._guarded(texts.CANNOT_OPEN, lambda: self._show(open_session(path), path), path)

    def reopen(self) -> bool:
        """Open the session's file again where a step could not be written: it goes on from the last one that was.

        False (and a message that offers it again) while there is still no room.
        """
        path = self._path
        if path is None:
            return False
        self._host.close()
        try:
            self._show(open_session(path), path)
        except (Problem, OSError) as problem:
            show_problem(self._window, texts.CANNOT_OPEN, str(problem), self.reopen, self._recovery_of(path, problem))
            return False
        return True

    def restart(self) -> None:
        """Begin the same scenario anew in another file; the old session stays."""
        if self._host.has_session:
            opening = self._host.session.opening
            self._prepare(texts.CANNOT_START, lambda: prepare_opening(opening, self.folder))

    def begin_scenario(self, id_or_path: str, then: Callable[[], None] | None = None) -> None:
        """Begin a scenario as a new session, prepared aside; `then` runs once it is shown."""
        self._prepare(texts.CANNOT_START, lambda: prepare_scenario(id_or_path, self.folder), then)

    def begin_made(self, what: str, make: Callable[[], Opening], then: Callable[[], None] | None = None) -> None:
        """Begin an opening that has to be made first, all of it aside; `what` heads the message where it cannot."""
        self._prepare(what, lambda: prepare_opening(make(), self.folder), then)

    def begin_file(self, path: Path) -> None:
        """Open a session where it was left, prepared aside."""
        self._prepare(texts.CANNOT_OPEN, lambda: prepare_file(path), path=path)

    def recover_file(self, path: Path) -> None:
        """Take what is whole out of a damaged session into a new file, aside, and show that."""
        found: list[Recovered] = []

        def work() -> Prepared:
            prepared, recovered = prepare_recovered(path, self.folder)
            found.append(recovered)
            return prepared

        self._prepare(keeping_texts.CANNOT_RECOVER, work, lambda: self._tell_recovered(found[0]))

    def choose_damaged(self) -> None:
        """Ask for a damaged session and recover what is whole of it."""
        path, _ = QFileDialog.getOpenFileName(
            self._window, keeping_texts.RECOVER_TITLE, str(self.folder), texts.FILE_FILTER
        )
        if path:
            self.recover_file(Path(path))

    def _recovery_of(self, path: Path | None, problem: Exception) -> tuple[str, Callable[[], object]] | None:
        """Return the offer to recover a session, where it is damaged."""
        if path is None or not isinstance(problem, Problem) or problem.exit_code != DAMAGED:
            return None
        return keeping_texts.RECOVER_OFFER, lambda: self.recover_file(path)

    def _tell_recovered(self, found: Recovered) -> None:
        head, body = keeping_texts.RECOVERED, keeping_texts.recovered_text(found)
        box = QMessageBox(QMessageBox.Icon.NoIcon, head, body, parent=self._window)
        box.setObjectName("recovered")
        box.open()

    def open_last(self) -> bool:
        """Open the session that was open last, if its file is still there."""
        told = self._settings.text(LAST_SESSION)
        return bool(told) and Path(told).is_file() and self.open_file(Path(told))

    def _prepare(
        self,
        what: str,
        work: Callable[[], Prepared],
        then: Callable[[], None] | None = None,
        path: Path | None = None,
    ) -> None:
        """Prepare a session aside and show it; one asked for before and not yet there is called off."""

        def ready(prepared: Prepared) -> None:
            self._preparing = None
            self.show_prepared(prepared)
            if then is not None:
                then()

        def failed(problem: Exception) -> None:
            self._preparing = None
            if not isinstance(problem, (Problem, OSError)):
                raise problem
            show_problem(self._window, what, str(problem), offer=self._recovery_of(path, problem))

        self.call_off()
        self._host.pause()
        self._preparing = Preparation(self._window, work, ready, failed)

    def show_prepared(self, prepared: Prepared) -> None:
        """Show a session that was made aside."""
        self._show(prepared.session, prepared.path)

    def show_first(self, prepared: Prepared) -> bool:
        """Show the session of the start; False (and a message) where it cannot go on."""
        return self._guarded(texts.CANNOT_OPEN, lambda: self.show_prepared(prepared))

    def tell(self, what: str, sentence: str, damaged: Path | None = None) -> None:
        """Say what stood in the way of a session; one that is damaged is offered to be recovered."""
        offer = None if damaged is None else self._recovery_of(damaged, Problem(sentence, DAMAGED))
        show_problem(self._window, what, sentence, offer=offer)

    def call_off(self) -> None:
        """Forget a session that is being prepared."""
        if self._preparing is not None:
            self._preparing.call_off()
            self._preparing = None

    def _begin(self, opening: Opening) -> None:
        session, path = start_session(opening, self.folder)
        self._show(session, path)

    def _show(self, session: Session, path: Path) -> None:
        self._path = path
        self._settings.set(LAST_SESSION, str(path.absolute()))
        self._host.open(session)
        prices = session.opening.prices
        if (
            not session.feed_cursor and len(prices) and not session.journal.read_only
        ):  # at its first price, so that nothing new looks empty
            self._host.play_to(max(session.now_ns, prices.at_ns[0]))

    def _guarded(self, what: str, act: Callable[[], None], path: Path | None = None) -> bool:
        try:
            act()
        except (Problem, OSError) as problem:
            show_problem(self._window, what, str(problem), offer=self._recovery_of(path, problem))
            return False
        return True

    # -- dialogs

    def choose_scenario(self) -> None:
        """Offer the bundled scenarios."""
        scenarios = [(key, title, ABOUT_SCENARIOS.get(key, "")) for key, title in list_scenarios()]
        dialog = ScenarioDialog(scenarios, self._window)
        dialog.chosen.connect(lambda chosen: self.begin_scenario(chosen))
        dialog.open()

    def choose_session(self) -> None:
        """Ask for a session's file and open it."""
        path, _ = QFileDialog.getOpenFileName(self._window, texts.OPEN_TITLE, str(self.folder), texts.FILE_FILTER)
        if path:
            self.begin_file(Path(path))

    def save_copy(self) -> None:
        """Ask for a place and write a copy of the session there; the open one goes on in its own file."""
        if self._path is None:
            return
        told, _ = QFileDialog.getSaveFileName(self._window, texts.SAVE_TITLE, str(self._path), texts.FILE_FILTER)
        if told:
            self.copy_to(Path(told))

    def copy_to(self, target: Path) -> bool:
        """Write a copy; False (and a message) where it cannot."""
        path = target if target.suffix else target.with_suffix(texts.FILE_SUFFIX)
        if not self._guarded(texts.CANNOT_SAVE, lambda: save_copy(self._host.session, path)):
            return False
        box = QMessageBox(QMessageBox.Icon.NoIcon, texts.SAVED, texts.SAVED_BODY.format(path=path), parent=self._window)
        box.open()
        return True
