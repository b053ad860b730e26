"""The stress line: what would become of your positions if the price were elsewhere now, in words. Qt-free.

The figures are the engine's own answer on a copy of the state (`sandbox.projections.stress`).
"""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from sandbox.engine.state import State
from sandbox.projections.stress import StressedUnit, stress
from ui.viewmodels import chart_texts, texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import MISSING, amount_text, change_text, percent_text, price_text

# Where the line stands at first: this share below the present price.
FIRST_SHARE = Fraction(5, 100)


class StressView(Struct, frozen=True):
    """The stress line: its price, its chip, and the lines of text beside it with their tones."""

    price: float
    label: str
    short_label: str
    lines: tuple[tuple[str, str], ...]


class StressLine:
    """Where the stress line of each contract stands, in ticks; None where there is none."""

    def __init__(self) -> None:
        self._ticks: dict[str, int] = {}
        self._answer: tuple[object, StressView] | None = None

    def ticks(self, contract: str) -> int | None:
        """Return the price of a contract's stress line."""
        return self._ticks.get(contract)

    def begin(self, contract: str, last_ticks: int | None) -> None:
        """Put the line a little below the present price."""
        if last_ticks is not None:
            self.move(contract, int(last_ticks * (1 - FIRST_SHARE)))

    def move(self, contract: str, ticks: int) -> None:
        """Put the line at a price; prices begin at one tick."""
        self._ticks[contract] = max(1, ticks)

    def remove(self, contract: str) -> None:
        """Take the line away."""
        self._ticks.pop(contract, None)

    def view(self, state: State, scale: Scale, version: object) -> StressView | None:
        """Return the line of a contract. `version` changes with whatever the answer depends on: state and mark."""
        ticks, last = self._ticks.get(scale.symbol), state.marks.get(scale.symbol)
        if ticks is None or last is None:
            return None
        key = (scale.symbol, ticks, last, version)
        if self._answer is None or self._answer[0] != key:
            self._answer = (key, stress_view(state, scale, ticks, last))
        return self._answer[1]


def stress_view(state: State, scale: Scale, ticks: int, last_ticks: int) -> StressView:
    """Return what a price would mean, one line of text for each unit of yours and what it loses."""
    price = price_text(ticks, scale.tick)
    distance = percent_text(Fraction(ticks - last_ticks, last_ticks), 2, signed=True)
    lines = [(chart_texts.STRESS_TITLE.format(price=price, distance=distance), "warn")]
    units = stress(state, scale.symbol, ticks).units
    if not units:
        lines.append((chart_texts.STRESS_NOTHING, "neutral"))
    for unit in units:
        lines += _unit_lines(unit)
    lines.append((chart_texts.STRESS_REST, "caption"))
    return StressView(
        ticks * float(scale.tick),
        chart_texts.STRESS_LABEL,
        chart_texts.STRESS_SHORT.format(price=price),
        tuple(lines),
    )


def _unit_lines(unit: StressedUnit) -> list[tuple[str, str]]:
    name = _name(unit)
    if unit.is_liquidating:
        return [(chart_texts.STRESS_LIQUIDATING.format(name=name), "loss")]
    equity = amount_text(unit.equity_atoms, unit.asset)
    if unit.liquidated:
        maintenance = amount_text(unit.maintenance_atoms, unit.asset)
        taken = amount_text(unit.taken_atoms, unit.asset)
        return [
            (chart_texts.STRESS_LIQUIDATED.format(name=name, equity=equity, maintenance=maintenance), "loss"),
            (chart_texts.STRESS_LOST.format(name=name, lost=f"{taken} {unit.asset}"), "loss"),
        ]
    ratio = MISSING if unit.ratio is None else percent_text(unit.ratio)
    healthy = chart_texts.STRESS_HEALTHY.format(name=name, equity=equity, ratio=ratio)
    if unit.change_atoms == 0:
        return [(healthy, "plain")]
    change = f"{change_text(unit.change_atoms, unit.asset)} {unit.asset}"
    tone = "gain" if unit.change_atoms > 0 else "loss"
    return [(healthy, "plain"), (chart_texts.STRESS_CHANGE.format(name=name, change=change), tone)]


def _name(unit: StressedUnit) -> str:
    if len(unit.contracts) > 1:
        return chart_texts.STRESS_POOL
    return f"{symbol_of(unit.contracts[0])} {texts.SIDE[unit.sides[0]].lower()}"
