"""What would have avoided a liquidation, as a table: every line was played on the same prices. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from sandbox.studies import rescue as study
from sandbox.studies.rescue import Line, Rescue
from sandbox.studies.rescue_replay import QUOTE, Outcome
from sandbox.values.assets import ATOMS_PER_UNIT, atoms_text
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import autopsy_texts as words
from ui.viewmodels import texts
from ui.viewmodels.autopsy_records import AvoidedRow, AvoidedView
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.number_text import (
    NO_BREAK,
    amount_text,
    change_text,
    leverage_text,
    price_text,
    size_text,
    time_text,
)

MINUTE_S, HOUR_S = 60, 3600


def avoided_view(found: Rescue) -> AvoidedView:
    """Return the table, what happened first."""
    rows = [_row(found, found.as_it_was)]
    rows += [_row(found, line) for line in found.lines]
    rows += [_unsolved(key) for key in found.unsolved]
    *head, change = words.HEAD
    heads = (*head, change.format(time=time_text(found.ends_ns)[:5]))
    told = [", ".join(part for part in _parts(row) if part) for row in rows]
    return AvoidedView(heads, tuple(rows), ". ".join(told))


def _parts(row: AvoidedRow) -> tuple[str, ...]:
    return row.title, row.note, row.result_text, row.time_text, row.change_text, row.change_note


def _unsolved(key: str) -> AvoidedRow:
    (title, note), (result, tone, icon) = words.UNSOLVED[key], words.RESULTS["none"]
    return AvoidedRow(title, note, result, tone, icon, "", "", "plain", "")


def _row(found: Rescue, line: Line) -> AvoidedRow:
    outcome, before = line.outcome, found.as_it_was.outcome
    result, tone, icon = words.RESULTS[line.result] if line.key != study.AS_IT_WAS else ("", "plain", "")
    title, note = _title(found, line)
    ns = outcome.liquidated_ns
    return AvoidedRow(
        title=title,
        note=note,
        result_text=result,
        result_tone=tone,
        icon=icon,
        time_text=words.NEVER if ns is None else time_text(ns) if _is_close(ns, before) else time_text(ns)[:5],
        change_text=change_text(outcome.change_atoms, QUOTE),
        change_tone="loss" if outcome.change_atoms < before.change_atoms else "plain",
        change_note=_change_note(line, before),
    )


def _is_close(ns: int, before: Outcome) -> bool:
    """Tell whether two instants look the same without seconds and are not."""
    other = before.liquidated_ns
    return other is not None and other != ns and time_text(other)[:5] == time_text(ns)[:5]


def _change_note(line: Line, before: Outcome) -> str:
    outcome = line.outcome
    if outcome.taken_from:
        return words.ALSO_WALLETS.format(wallets=", ".join(texts.WALLET_NAMES[one] for one in outcome.taken_from))
    if outcome.also_liquidated and outcome.also_liquidated != before.also_liquidated:
        return words.ALSO_CLOSED.format(symbols=", ".join(symbol_of(one) for one in outcome.also_liquidated))
    if line.result == study.DELAYED and outcome.liquidated_ns and before.liquidated_ns:
        return words.LATER.format(time=_length((outcome.liquidated_ns - before.liquidated_ns) // NS_PER_SECOND))
    return words.STAYS_OPEN if outcome.is_open else words.STANDS_CLOSED


def _length(seconds: int) -> str:
    """Write a stretch of time in its largest unit, rounded down: "5 min"."""
    for unit_s, unit in ((HOUR_S, "h"), (MINUTE_S, "min")):
        if seconds >= unit_s:
            return f"{seconds // unit_s}{NO_BREAK}{unit}"
    return f"{seconds}{NO_BREAK}s"


def _title(found: Rescue, line: Line) -> tuple[str, str]:
    """Return what was changed, and the note below it."""
    case, scale = found.case, found.case.scale
    asset, is_pool = scale.settle, case.margin_mode == "cross"
    tick = line.outcome.liquidation_tick
    price = words.NO_LIQUIDATION if tick is None else price_text(tick, scale.tick)

    def liq(template: str) -> str:
        """Return a note with the liquidation price, or that there is none."""
        return (
            template.format(price=price)
            if tick is not None
            else words.NO_LIQUIDATION + template.partition("{price}")[2]
        )

    size = f"{size_text(line.lots or 0, scale.lot)} {scale.base}"
    match line.key:
        case study.AS_IT_WAS:
            return words.AS_IT_WAS, liq(words.AS_IT_WAS_NOTE)
        case study.CLOSED:
            note = words.CLOSED_NOTE.format(time=time_text(line.at_ns or 0))
            return words.CLOSED.format(space=NO_BREAK), note
        case study.STOPPED:
            return words.STOPPED.format(price=price_text(line.ticks or 0, scale.tick)), words.STOPPED_NOTE
        case study.SIZE:
            margin = amount_text(case.cash_atoms, asset)
            title = words.SIZE_POOL.format(size=size) if is_pool else words.SIZE.format(size=size, margin=margin)
            return title, liq(words.SIZE_NOTE)
        case study.HALF:
            return words.HALF.format(size=size), liq(words.HALF_NOTE)
        case study.LEVERAGE | study.LOWER:
            leverage = leverage_text(line.leverage or Fraction(1))
            title = words.LEVERAGE.format(leverage=leverage, margin=amount_text(line.atoms or 0, asset))
            return title, liq(words.LEVERAGE_NOTE if line.is_solved else words.LOWER_NOTE)
        case study.MARGIN:
            least = line.atoms or 0
            cent = ATOMS_PER_UNIT // 100
            shown = amount_text(-(-least // cent) * cent, asset)  # rounded up: less would not save
            exact = words.MARGIN_EXACT.format(exact=_exact(least))
            return words.MARGIN.format(amount=shown), f"{exact}; {liq(words.LOWER_NOTE)}"
    return line.name, words.REGIME_NOTE.format(price=price) if tick is not None else words.REGIME_NOTE_PLAIN


def _exact(atoms: int) -> str:
    """Write an amount to its last atom: one less does not save."""
    whole, _, part = atoms_text(atoms).partition(".")
    return f"{int(whole):,}{'.' + part if part else ''}"
