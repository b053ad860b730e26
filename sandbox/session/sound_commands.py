"""Whether the scripted commands of a stored opening could have been written: names known, figures in reach."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from sandbox.ledger.accounts import WALLETS
from sandbox.messages.commands import AdjustMargin, Command, InSubAccount
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.messages.reasons import Reason
from sandbox.messages.triggers import TRIGGER_KINDS, TRIGGER_PRICES, Trigger
from sandbox.rulebook.records import POSITION_MODES, Rulebook
from sandbox.values.limits import ATOMS_MAX, INT64_MAX, LEVERAGE_MAX, LOTS_MAX, PRICE_TICKS_MAX, STEPS_MAX

COMMANDS_MAX = 3 * STEPS_MAX  # a step may show a caption before it, and end by itself later
SIDES = ("long", "short", "buy", "sell")
Check = Callable[[Any], bool]


def command_faults(opening: Opening) -> Iterator[str]:
    """Yield what is wrong with the scripted commands."""
    commands = opening.commands
    if len(commands) > COMMANDS_MAX:
        yield f"more than {COMMANDS_MAX} scripted commands"
    checks = field_checks(opening)
    for planned in commands:
        if not _is_planned(planned):
            yield "a scripted command's instant, action, caption or expected refusal is none"
        if fault := command_fault(planned.command, checks):
            yield f"scripted {fault}"


def _is_planned(one: PlannedCommand) -> bool:
    texts = all(isinstance(text, str | None) for text in (one.expect, one.say)) and isinstance(one.action, str)
    known = one.expect is None or one.expect in list(Reason)
    return isinstance(one.at_ns, int) and 0 <= one.at_ns <= INT64_MAX and texts and known


def command_fault(command: Command, checks: dict[str, Check]) -> str:
    """Return which field of a command cannot be meant, "" where all can."""
    if isinstance(command, InSubAccount):
        if isinstance(command.command, InSubAccount) or not checks["sub_account"](command.sub_account):
            return "command of a sub-account that is not there"
        return command_fault(command.command, checks)
    for name in command.__struct_fields__:
        value = getattr(command, name)
        if value is None or name not in checks:
            continue
        if name == "atoms" and isinstance(command, AdjustMargin):
            value = abs(value)
        if not checks[name](value):
            return f"{type(command).__name__}: its {name} is unknown or out of reach"
    return ""


def field_checks(opening: Opening) -> dict[str, Check]:
    """Return what each field of a command must be, under whatever command it stands; None is what it always may be."""
    book = opening.rulebook
    subs = ("", *(one.name for one in opening.sub_accounts))
    among: dict[str, tuple[str, ...]] = {
        "contract": tuple(one.symbol for one in book.contracts),
        "asset": assets_of(book),
        "side": SIDES,
        "position_side": SIDES[:2],
        "margin_mode": ("isolated", "cross"),
        "account_mode": book.collateral.regimes,
        "position_mode": POSITION_MODES,
        "source": WALLETS,
        "target": WALLETS,
        "wallet": WALLETS,
        "sub_account": subs,
        "source_account": subs,
        "target_account": subs,
        "kind": ("say", "chapter", "mark"),
    }
    most = {"lots": LOTS_MAX, "price_ticks": PRICE_TICKS_MAX, "atoms": ATOMS_MAX, "limit_atoms": ATOMS_MAX}
    return {
        **{name: known.__contains__ for name, known in among.items()},
        **{name: _up_to(highest) for name, highest in most.items()},
        "leverage": is_leverage,
        "trigger": _is_trigger,
    }


def assets_of(book: Rulebook) -> tuple[str, ...]:
    """Return every asset a contract of the book names."""
    return tuple({asset: None for one in book.contracts for asset in (one.base, one.quote)})


def is_leverage(value: Fraction) -> bool:
    """Tell whether a leverage can be meant."""
    return 0 < value <= LEVERAGE_MAX


def _up_to(highest: int) -> Check:
    return lambda value: 0 <= value <= highest


def _is_trigger(one: Trigger) -> bool:
    figures = (one.ticks, one.best_ticks, one.trail_ticks or 0)
    known = one.kind in TRIGGER_KINDS and one.by in TRIGGER_PRICES
    return known and all(0 <= ticks <= PRICE_TICKS_MAX for ticks in figures) and 0 <= (one.trail_rate or 0) < 1
