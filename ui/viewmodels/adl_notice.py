"""The notices of a winner whose position was cut, or who paid a share of a loss. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.messages.events import LossSocialised, TraderDeleveraged
from ui.viewmodels import money_texts as words
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import amount_text, price_text, size_text
from ui.viewmodels.records import ToastView


def deleveraged_toast(event: TraderDeleveraged, side: str, scales: Mapping[str, Scale]) -> ToastView:
    """Return the notice of your own position that ADL cut; its average price is value ÷ size."""
    scale = scales[event.contract]
    average = scale.price_at(event.value_atoms, event.lots) / scale.tick
    title = words.ADL_TITLE.format(symbol=symbol_of(event.contract), side=side)
    body = words.ADL_BODY.format(
        side=side,
        size=f"{size_text(event.lots, scale.lot)} {scale.base}",
        price=price_text(average, scale.tick),
        realised=amount_text(event.realised_atoms, scale.settle),
        asset=scale.settle,
    )
    return ToastView(title, body, "warning")


def socialised_toast(event: LossSocialised, scales: Mapping[str, Scale]) -> ToastView:
    """Return the notice of your share of a loss that nobody else could pay."""
    scale = scales[event.contract]
    amount = amount_text(event.atoms, scale.settle)
    title = words.SOCIALISED_TITLE.format(amount=amount, asset=scale.settle)
    return ToastView(title, words.SOCIALISED_BODY.format(amount=amount, symbol=symbol_of(event.contract)), "warning")
