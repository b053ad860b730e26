"""The exchange itself, as commands: an outage that begins and ends, and a failure for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.messages.commands import FailExchange, SetOutage
from ui.viewmodels import fund_texts as words

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def wire_exchange(window: MainWindow) -> None:
    """Offer what no rulebook says anything about."""
    window.add_command(words.BEGIN_OUTAGE, "", lambda: window.submit(SetOutage(on=True)))
    window.add_command(words.END_OUTAGE, "", lambda: window.submit(SetOutage(on=False)))
    window.add_command(words.FAIL, "", lambda: window.submit(FailExchange()))
