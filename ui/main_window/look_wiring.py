"""Colour pairs and strong borders: kept in the settings, shown at once, offered in settings and command search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from ui.dialogs.settings_dialog import ChoiceRow, PairRow, ToggleRow
from ui.theme.look import GAIN_KEY, LOSS_KEY, OWN, PAIR_KEY, STRONG_KEY, Look, pair_problem
from ui.theme.style import apply_look, current_tokens
from ui.viewmodels import look_texts, shell_texts

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


class LookChoice:
    """Reads, keeps and shows the look a person chose."""

    def __init__(self, window: MainWindow) -> None:
        self._settings = window.settings
        self.look = Look.from_settings(self._settings.text, lambda key: self._settings.flag(key, False))

    def choose(self, look: Look) -> None:
        """Remember a look and show it."""
        self.look = look
        for key, value in ((PAIR_KEY, look.pair), (GAIN_KEY, look.gain), (LOSS_KEY, look.loss)):
            self._settings.set(key, value)
        self._settings.set(STRONG_KEY, look.strong_borders)
        self.show()

    def show(self) -> None:
        """Show the look that was chosen."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_look(app, self.look)

    def choose_pair(self, pair: str) -> None:
        """Choose one of the pairs."""
        self.choose(replace(self.look, pair=pair))

    def own_pair(self) -> tuple[str, str]:
        """Return the pair of one's own, or where there is none yet the colours shown now, to begin from."""
        shown = current_tokens()
        return self.look.gain or shown.gain, self.look.loss or shown.loss

    def choose_own(self, gain: str, loss: str) -> str:
        """Choose two colours of one's own; the sentence says why where they do not pass, and nothing changes."""
        problem = pair_problem(gain, loss, current_tokens())
        if not problem:
            self.choose(replace(self.look, pair=OWN, gain=gain, loss=loss))
        return problem

    def set_strong(self, strong: bool) -> None:
        """Draw strong borders round every control, or the usual ones."""
        self.choose(replace(self.look, strong_borders=strong))


def wire_look(window: MainWindow) -> LookChoice:
    """Offer the look in the settings and the command search, and show what was chosen before."""
    choice = LookChoice(window)
    pairs = (*look_texts.PAIR_CHOICES, look_texts.OWN_CHOICE)
    window.shell.setting_rows += [
        ChoiceRow(shell_texts.SETTINGS_LOOK, look_texts.PAIR, pairs, lambda: choice.look.pair, choice.choose_pair),
        PairRow(shell_texts.SETTINGS_LOOK, lambda: choice.look.pair == OWN, choice.own_pair, choice.choose_own),
        ToggleRow(shell_texts.SETTINGS_LOOK, look_texts.STRONG, lambda: choice.look.strong_borders, choice.set_strong),
    ]
    window.add_command(look_texts.TOGGLE_STRONG, "", lambda: choice.set_strong(not choice.look.strong_borders))
    for key, text in look_texts.PAIR_CHOICES:
        window.add_command(look_texts.CHOOSE_PAIR.format(pair=text), "", lambda key=key: choice.choose_pair(key))
    if choice.look != Look():
        choice.show()
    return choice
