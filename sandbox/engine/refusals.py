"""Refusals are events with a reason and the arithmetic: needed, available, and what would release it."""

from fractions import Fraction

from sandbox.engine.turn import Turn
from sandbox.messages.events import CommandRefused
from sandbox.messages.reasons import Reason
from sandbox.values.assets import atoms_text, decimal_text


def refuse(turn: Turn, number: int, action: str, reason: Reason, explanation: str) -> None:
    """Refuse a command for a reason without an amount."""
    turn.emit(CommandRefused(command=number, action=action, reason=reason.value, explanation=explanation))


def refuse_amount(
    turn: Turn, number: int, action: str, reason: Reason, *, needed: int, available: int, asset: str, explanation: str
) -> None:
    """Refuse a command for want of money: `needed` and `available` in atoms of `asset`."""
    turn.emit(
        CommandRefused(
            command=number,
            action=action,
            reason=reason.value,
            needed_text=atoms_text(needed),
            available_text=atoms_text(available),
            unit=asset,
            explanation=explanation,
        )
    )


def refuse_figure(
    turn: Turn,
    number: int,
    action: str,
    reason: Reason,
    *,
    needed: Fraction,
    available: Fraction,
    unit: str,
    explanation: str,
) -> None:
    """Refuse a command for a figure that is no money, such as a leverage."""
    turn.emit(
        CommandRefused(
            command=number,
            action=action,
            reason=reason.value,
            needed_text=decimal_text(needed),
            available_text=decimal_text(available),
            unit=unit,
            explanation=explanation,
        )
    )
