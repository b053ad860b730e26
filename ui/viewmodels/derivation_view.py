"""Derivations in words, symbols and numbers. Qt-free; every value comes from the projection, none is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from sandbox.engine.pool import stress_grid
from sandbox.engine.state import State
from sandbox.ledger.accounts import YOU
from sandbox.messages.commands import PlaceOrder
from sandbox.projections import derivation_records as units
from sandbox.projections.derivation_records import Derivation, Input
from sandbox.projections.derivations import LIQUIDATION, TICK, derive_position, derive_transferable
from sandbox.projections.formulas import FORMULAS
from sandbox.projections.grid_derivations import NET
from sandbox.projections.preview import state_after
from sandbox.projections.wallets import owner_contract_atoms
from sandbox.rulebook.records import Rulebook
from ui.viewmodels import derivation_texts as words
from ui.viewmodels.death_view import death_views
from ui.viewmodels.derivation_records import DerivationView, InputView
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.grid_texts import GRID_RULED
from ui.viewmodels.number_text import MINUS, NO_BREAK, TIMES, asset_decimals, decimal_text, percent_text, step_decimals

EXACT_DECIMALS = 8
MORE = "\N{HORIZONTAL ELLIPSIS}"
AFTER_GROUP = "after"


def exact_text(number: Fraction) -> str:
    """Write a number in full where it ends within eight decimals, else cut there: "7,463.85542168…"."""
    decimals = step_decimals(number)
    if (number * 10**decimals).denominator == 1:
        return decimal_text(number, decimals)
    cut = Fraction(abs(number) * 10**EXACT_DECIMALS // 1, 10**EXACT_DECIMALS)
    return f"{MINUS if number < 0 else ''}{decimal_text(cut, EXACT_DECIMALS)}{MORE}"


def derivation_views(state: State, order: PlaceOrder | None, first: str) -> tuple[DerivationView, ...]:
    """Return the figures of your positions, the contract in sight first, of the order tried, and of the wallet."""
    book, views = state.rulebook, []
    positions = sorted(state.positions_of(YOU), key=lambda one: one.contract != first)
    for one in positions:
        group = words.POSITION.format(symbol=symbol_of(one.contract), side=one.side)
        views += [_view(found, one.contract, group, book) for found in derive_position(state, one)]
    if order is not None:
        views += _after(state, order, book)
    if len(positions) > 1:
        views += death_views(state)
    for asset in _assets(state):
        group = words.WALLET.format(asset=asset)
        views.append(_view(derive_transferable(state, asset), f"wallet/{asset}", group, book))
    return tuple(views)


def first_figure(state: State) -> str:
    """Return the figure that is opened where none is asked for: the stress grid where there is one, else the price."""
    return NET if stress_grid(state) is not None else LIQUIDATION


def figure_key(place: str, figure: str) -> str:
    """Name a figure of a contract, of the order tried ("after") or of a wallet."""
    return f"{place}/{figure}"


def _after(state: State, order: PlaceOrder, book: Rulebook) -> list[DerivationView]:
    trial = state_after(state, order)
    position = None if trial is None else trial.positions.get((YOU, order.contract))
    if trial is None or position is None:
        return []
    group = words.AFTER.format(symbol=symbol_of(order.contract), side=position.side)
    return [_view(found, AFTER_GROUP, group, book) for found in derive_position(trial, position)]


def _assets(state: State) -> Iterable[str]:
    """Return the assets of the contract wallet."""
    return sorted(asset for asset, atoms in owner_contract_atoms(state, YOU).items() if atoms)


def _view(found: Derivation, place: str, group: str, book: Rulebook) -> DerivationView:
    is_there = found.result is not None
    grid = book.portfolio if found.formula in GRID_RULED else None
    date = book.as_of if grid is None else grid.as_of
    return DerivationView(
        key=figure_key(place, found.figure),
        group=group,
        title=words.NAMES[found.figure],
        result_text=_result_text(found),
        short_text=_short_text(found),
        words=words.WORDS[found.formula].format(space=NO_BREAK) if is_there else words.NONE_WORDS[found.figure],
        symbols=_filled(found.formula, {one.symbol: _symbol(one.symbol) for one in found.inputs}) if is_there else "",
        inputs=tuple(_input(one, found.asset) for one in found.inputs),
        worked=_worked(found) if is_there and found.inputs else "",
        rounding=words.ROUNDINGS[found.rounding] if is_there else "",
        book=words.BOOK.format(book=book.name, date=date) if date else words.BOOK_UNDATED.format(book=book.name),
        sources=book.sources if grid is None else (*grid.sources, *grid.assumptions),
        example=_example(found),
    )


def _symbol(symbol: str) -> str:
    return words.SYMBOL_SHOWN.get(symbol, symbol)


def _filled(formula: str, values: dict[str, str]) -> str:
    return words.SYMBOLS[formula].format(**values)


def _result_text(found: Derivation) -> str:
    if found.result is None:
        return words.NOTHING
    return _written(found.result, found.unit, found.asset)


def _short_text(found: Derivation) -> str:
    """Return a result as the window shows it elsewhere; prices in full."""
    if found.result is None or found.unit != units.MONEY:
        return _result_text(found)
    return f"{decimal_text(found.result, asset_decimals(found.asset))} {found.asset}"


def _written(value: Fraction, unit: str, asset: str = "") -> str:
    """Write a value in full with its unit."""
    if unit == units.SHARE:
        return percent_text(value, 2) if value else f"0{NO_BREAK}%"
    if unit == units.RATE:
        return f"{exact_text(value * 100)}{NO_BREAK}%"
    if unit == units.LEVERAGE:
        return f"{exact_text(value)}{TIMES}"
    if unit == units.SIGN:
        return "+1" if value > 0 else f"{MINUS}1"
    return f"{exact_text(value)} {asset}".rstrip() if unit == units.MONEY else exact_text(value)


def _input(one: Input, asset: str) -> InputView:
    origin = ""
    if one.bracket and one.up_to is not None:
        origin = words.BRACKET.format(number=one.bracket, up_to=exact_text(one.up_to))
    elif one.bracket:
        origin = words.LAST_BRACKET.format(number=one.bracket)
    value = exact_text(one.value) if one.unit == units.SHARE else _written(one.value, one.unit, asset)
    return InputView(_symbol(one.symbol), words.INPUT_NAMES[one.name], value, origin)


def _in_formula(value: Fraction) -> str:
    """Write a value inside a formula; one below zero stands in brackets."""
    text = exact_text(value)
    return f"({text})" if value < 0 else text


def _worked(found: Derivation) -> str:
    """Return the formula with its values, and what comes out."""
    numbers = {one.symbol: _in_formula(one.value) for one in found.inputs}
    result = found.exact if found.figure != TICK else found.result
    assert result is not None
    return f"{_filled(found.formula, numbers)} = {exact_text(result)}"


def _example(found: Derivation) -> str:
    example = found.example
    if example is None:
        return words.NO_EXAMPLE
    ours = FORMULAS[found.formula](**example.inputs)
    return words.EXAMPLE_TEXT.format(source=example.source, published=exact_text(example.result), ours=exact_text(ours))


def derivation_report(view: DerivationView) -> str:
    """Return one figure as plain text."""
    lines: list[str] = [f"{view.group}: {view.title} = {view.result_text}", view.words, view.symbols, view.worked]
    lines += [*(_input_line(one) for one in view.inputs), view.rounding]
    lines += [view.book, *view.sources, f"{words.EXAMPLE}: {view.example}"]
    return "\n".join(line for line in lines if line) + "\n"


def _input_line(one: InputView) -> str:
    origin = f" ({one.origin})" if one.origin else ""
    return f"  {one.symbol} = {one.value_text}, {one.name}{origin}"


def place_of(views: Sequence[DerivationView], key: str) -> int:
    """Return where a figure stands, the first where it is not there."""
    return next((place for place, one in enumerate(views) if one.key == key), 0)
