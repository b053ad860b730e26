"""The order of death of several positions, as two figures of the page of derivations. Qt-free."""

from __future__ import annotations

from sandbox.engine.state import State
from sandbox.projections.order_of_death import Death, order_of_death
from ui.viewmodels import derivation_texts as words
from ui.viewmodels import texts
from ui.viewmodels.derivation_records import DerivationView, InputView
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.number_text import NO_BREAK, percent_text, price_text

PLACE = "all"


def death_views(state: State) -> list[DerivationView]:
    """Return who dies first where all prices fall, and where they rise."""
    found = order_of_death(state)
    return [
        _view(state, -1, found.falling, found.falling_survivors),
        _view(state, 1, found.rising, found.rising_survivors),
    ]


def _view(state: State, sign: int, deaths: tuple[Death, ...], survivors: tuple[str, ...]) -> DerivationView:
    book, first = state.rulebook, deaths[0] if deaths else None
    result = words.DEATH_NOBODY
    if first is not None:
        result = words.DEATH_FIRST.format(unit=_name(first.contracts, first.sides), move=_move(first))
    rows = [_row(state, place, death) for place, death in enumerate(deaths, start=1)]
    return DerivationView(
        key=f"{PLACE}/{'falling' if sign < 0 else 'rising'}",
        group=words.DEATH_GROUP,
        title=words.DEATHS[sign],
        result_text=result,
        short_text=_move(first) if first is not None else words.DEATH_NOBODY,
        words=words.DEATH_WORDS.format(move=words.DEATH_MOVES[sign]),
        symbols="",
        inputs=(*rows, *(_survivor(state, unit, sign) for unit in survivors)),
        worked="",
        rounding=words.DEATH_ROUNDING.format(space=NO_BREAK),
        book=words.BOOK.format(book=book.name, date=book.as_of) if book.as_of else book.name,
        sources=book.sources,
        example=words.DEATH_NO_EXAMPLE,
        inputs_title=words.DEATH_TITLE,
    )


def _move(death: Death) -> str:
    return percent_text(death.move, 2, signed=True)


def _name(contracts: tuple[str, ...], sides: tuple[str, ...]) -> str:
    return " + ".join(f"{symbol_of(name)} {side}" for name, side in zip(contracts, sides, strict=True))


def _row(state: State, place: int, death: Death) -> InputView:
    marks = [
        price_text(ticks, state.scales[name].tick) for name, ticks in zip(death.contracts, death.ticks, strict=True)
    ]
    template = words.DEATH_MARK_ONE if len(marks) == 1 else words.DEATH_MARKS
    name = f"{_name(death.contracts, death.sides)}, {texts.MODE[death.margin_mode]}"
    return InputView(str(place), name, _move(death), template.format(marks=" and ".join(marks)))


def _survivor(state: State, unit: str, sign: int) -> InputView:
    """Return a unit that lives through it."""
    owner, mode, _ = unit.split("/")
    mine = [one for one in state.positions_of(owner) if one.margin_mode == mode]
    if mode == "isolated":
        mine = [one for one in mine if unit.endswith(f"/{one.position}")]
    name = _name(tuple(one.contract for one in mine), tuple(one.side for one in mine))
    end = words.DEATH_FALL_END if sign < 0 else words.DEATH_RISE_END
    return InputView("", f"{name}, {texts.MODE[mode]}", words.DEATH_SURVIVES, end.format(space=NO_BREAK))
