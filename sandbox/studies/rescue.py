"""What would have saved a position: each answer solved to the last atom, lot or step and proved by replaying.

Every line changes one thing and plays the same prices and the same other commands again; a solved figure saves, and
one atom less (one lot more, one step of leverage more) does not: both were played.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.messages.opening import Opening
from sandbox.studies.regimes import REGIMES, Regime, offered, under_regime
from sandbox.studies.rescue_case import Case, find_case
from sandbox.studies.rescue_changes import closed_at, margin_at, with_leverage, with_margin, with_size, with_stop
from sandbox.studies.rescue_replay import Outcome, Variant, play, saves
from sandbox.values.limits import ATOMS_MAX

AS_IT_WAS, CLOSED, STOPPED, SIZE, HALF, LEVERAGE, LOWER, REGIME, MARGIN = (
    "as_it_was",
    "closed",
    "stop",
    "size",
    "half",
    "leverage",
    "lower_leverage",
    "regime",
    "margin",
)
AVOIDED, DELAYED, LESS, SAME, WORSE = "avoided", "delayed", "less", "same", "worse"

OTHER_REPLAYS = 12  # of the opening itself, of what is played once, of the margin around its guess

Progress = Callable[[float], None]  # share done, 0 to 1; raises to stop


class Line(Struct, frozen=True):
    """One thing changed and what came of it.

    `key` names it; `is_solved`: the figure is the last one that saves, proved from both sides. `lots`, `leverage`,
    `atoms` (of the settlement asset: extra margin, or the margin the leverage asks for) `at_ns` and `ticks` are the
    change's figures where it has them; `name` is the regime's.
    """

    key: str
    result: str
    outcome: Outcome
    is_solved: bool = False
    lots: int | None = None
    leverage: Fraction | None = None
    atoms: int | None = None
    at_ns: int | None = None
    ticks: int | None = None
    name: str = ""


class Rescue(Struct, frozen=True):
    """What was asked of one liquidation: the case, how it went, and what would have been otherwise, to `ends_ns`.

    `unsolved` names the figures for which nothing saves.
    """

    case: Case
    as_it_was: Line
    lines: tuple[Line, ...]
    unsolved: tuple[str, ...]
    ends_ns: int


def rescue(
    opening: Opening, liquidation: str, started_ns: int, ends_ns: int | None = None, progress: Progress | None = None
) -> Rescue:
    """Answer what would have saved a liquidated position of yours, up to an instant (the scenario's end where None).

    `opening` holds all commands as they were given (`opening_as_played`). A liquidation that runs at the end is played
    out. Raises Problem where the liquidation does not come out again.
    """
    opening = replace(opening, ends_ns=opening.ends_ns if ends_ns is None else ends_ns, open_ended=True)
    case = find_case(opening, liquidation, started_ns)
    return _Study(case, progress or (lambda share: None)).answer()


def result_of(outcome: Outcome, before: Outcome) -> str:
    """Say how an outcome compares with what happened: worse where more was lost, whenever it was liquidated."""
    if outcome.change_atoms < before.change_atoms:
        return WORSE
    if outcome.liquidated_ns is None:
        return AVOIDED
    assert before.liquidated_ns is not None
    if outcome.liquidated_ns > before.liquidated_ns:
        return DELAYED
    return LESS if outcome.change_atoms > before.change_atoms else SAME


class _Study(Struct):
    """Asks one question after the other; progress counts the replays against as many as there may be."""

    case: Case
    tell: Progress
    done: int = 0
    expected: int = 0

    def answer(self) -> Rescue:
        case = self.case
        self.expected = case.lots.bit_length() + int(case.leverage).bit_length() + len(REGIMES) + OTHER_REPLAYS
        self.expected += case.opened_ticks.bit_length()
        before = self._play(Variant(case.opening))
        as_it_was = Line(AS_IT_WAS, SAME, before)
        questions = [
            self._closed,
            self._stop,
            self._margin,
            self._size,
            self._leverage,
            self._half,
            self._lower,
            self._regimes,
        ]
        lines: list[Line] = []
        unsolved: list[str] = []
        for question in questions:
            for line in question(before):
                if isinstance(line, str):
                    unsolved.append(line)
                elif not line.outcome.is_void:
                    lines.append(line)
        self.tell(1.0)
        return Rescue(case, as_it_was, tuple(lines), tuple(unsolved), case.opening.ends_ns)

    def _play(self, variant: Variant) -> Outcome:
        self._count()
        case = self.case
        return play(variant, case.contract, case.opened_ns, case.started_ns - 1, case.side)

    def _saves(self, variant: Variant) -> bool:
        self._count()
        return saves(variant, self.case.contract, self.case.opened_ns, self.case.side)

    def _count(self) -> None:
        """Tell how far it is; whoever waits may stop it here, between two replays."""
        self.done += 1
        self.tell(min(0.99, self.done / self.expected))

    # -- questions

    def _closed(self, before: Outcome) -> Iterator[Line | str]:
        warned_ns = self.case.warned_ns
        if warned_ns is not None and self.case.opened_ns < warned_ns < self.case.started_ns:
            outcome = self._play(closed_at(self.case, warned_ns + 1))
            yield Line(CLOSED, result_of(outcome, before), outcome, at_ns=warned_ns)

    def _stop(self, before: Outcome) -> Iterator[Line | str]:
        """Ask for the stop that lies furthest from the opening and is still met before the liquidation."""
        case, tick = self.case, before.liquidation_tick
        if tick is None:
            return
        first = case.opened_ticks - 1 if case.side == "long" else case.opened_ticks + 1
        away = -1 if case.side == "long" else 1
        far = largest(0, (tick - first) * away, lambda steps: self._saves(with_stop(case, first + away * steps)))
        if far is None:
            yield STOPPED
        else:
            ticks = first + away * far
            outcome = self._play(with_stop(case, ticks))
            yield Line(STOPPED, result_of(outcome, before), outcome, True, ticks=ticks)

    def _size(self, before: Outcome) -> Iterator[Line | str]:
        case = self.case
        most = largest(1, case.lots - 1, lambda lots: self._saves(with_size(case, lots)))
        if most is None:
            yield SIZE
        else:
            outcome = self._play(with_size(case, most))
            yield Line(SIZE, result_of(outcome, before), outcome, True, lots=most)

    def _half(self, before: Outcome) -> Iterator[Line | str]:
        case, half = self.case, self.case.lots // 2
        if half:
            outcome = self._play(with_size(case, half))
            yield Line(HALF, result_of(outcome, before), outcome, lots=half)

    def _leverage(self, before: Outcome) -> Iterator[Line | str]:
        case, below = self.case, self._steps_below()
        if below is None:
            return
        most = largest(1, below, lambda one: self._saves(with_leverage(case, Fraction(one))))
        if most is None:
            yield LEVERAGE
        else:
            yield self._leverage_line(LEVERAGE, most, before)

    def _lower(self, before: Outcome) -> Iterator[Line | str]:
        below = self._steps_below()
        if below is not None and below > 1:
            yield self._leverage_line(LOWER, (below + 1) // 2, before)

    def _steps_below(self) -> int | None:
        """Return the largest whole leverage below the position's, None where leverage decides nothing."""
        leverage = self.case.leverage
        if self.case.margin_mode != "isolated" or any(one.place is None for one in self.case.entries):
            return None
        return -(-leverage.numerator // leverage.denominator) - 1

    def _leverage_line(self, key: str, leverage: int, before: Outcome) -> Line:
        outcome, atoms = (
            self._play(with_leverage(self.case, Fraction(leverage))),
            margin_at(self.case, Fraction(leverage)),
        )
        result = result_of(outcome, before)
        return Line(key, result, outcome, key == LEVERAGE, leverage=Fraction(leverage), atoms=atoms)

    def _regimes(self, before: Outcome) -> Iterator[Line | str]:
        for regime in offered(self.case.opening.rulebook):
            if not self._was(regime):
                outcome = self._play(Variant(under_regime(self.case.opening, regime)))
                yield Line(REGIME, result_of(outcome, before), outcome, name=regime.name)

    def _was(self, regime: Regime) -> bool:
        case = self.case
        mine = case.opening.account_mode, case.margin_mode, case.topped_up
        return mine == (regime.account_mode, regime.margin_mode, regime.tops_up)

    def _margin(self, before: Outcome) -> Iterator[Line | str]:
        case = self.case
        least = smallest(case.lacking_atoms, ATOMS_MAX // 1000, lambda atoms: self._saves(with_margin(case, atoms)))
        if least is None:
            yield MARGIN
        else:
            outcome = self._play(with_margin(case, least))
            yield Line(MARGIN, result_of(outcome, before), outcome, True, atoms=least)


def largest(low: int, high: int, holds: Callable[[int], bool]) -> int | None:
    """Return a number from `low` to `high` that holds while the next one does not; above `high` none does.

    None where `low` itself does not. Both sides of the answer were asked, but for the one above `high`.
    """
    if high < low or not holds(low):
        return None
    held, failed = low, high + 1
    while failed - held > 1:
        middle = (held + failed) // 2
        held, failed = (middle, failed) if holds(middle) else (held, middle)
    return held


def smallest(guess: int, limit: int, holds: Callable[[int], bool]) -> int | None:
    """Return a number above 0 that holds while the one before does not; 0 does not hold. None: none up to `limit`.

    It asks at a guess, walks from there in doubling strides until it turns, then halves.
    """
    failed, held, stride, at = 0, 0, 1, max(1, guess)
    while True:
        if at >= limit:
            return None
        if holds(at):
            held = at
            if held - failed == 1:
                return held
            if failed:
                break
            at = max(1, held - stride)
        else:
            failed = at
            if held:
                break
            at = failed + stride
        stride *= 2
    while held - failed > 1:
        middle = (held + failed) // 2
        held, failed = (middle, failed) if holds(middle) else (held, middle)
    return held
