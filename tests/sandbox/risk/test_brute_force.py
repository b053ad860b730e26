"""`bulkhead risk` on 10,000 random accounts against a search that tries every tick there is.

The search knows nothing of the program: whole numbers only, maintenance added up bracket by bracket (or at one rate in
step books), every tick from the mark down to the lowest, or up to where nobody can be healthy. Books are random: both
triggers, both bases, the closing fee inside maintenance or not, one to five brackets.
"""

import json
import random
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.command_line import answer_json

ACCOUNTS, BOOKS = 10_000, 50
SYMBOLS = ("AUSD-PERP", "BUSD-PERP", "CUSD-PERP")
TICKS = {"AUSD-PERP": "0.5", "BUSD-PERP": "0.01", "CUSD-PERP": "1"}
RATE = 10_000  # rates are whole 1/10,000, entries whole tenths of a tick, brackets whole ticks x lots


@dataclass(frozen=True)
class Book:
    """A random rulebook in whole numbers; `brackets` are (up_to, rate)."""

    path: str
    below: bool
    on_entry: bool
    fee: int
    steps: bool
    brackets: dict[str, list[tuple[int, int]]]


@dataclass(frozen=True)
class Position:
    """A position: whole units, entry and margin (None: cross) in tenths of a tick, mark in ticks."""

    symbol: str
    side: int
    qty: int
    entry: int
    mark: int
    margin: int | None


@dataclass(frozen=True)
class Unit:
    """What is liquidated together, its cash in tenths of a tick x unit by symbol's own tick size."""

    cash: Fraction
    positions: list[Position]


def text(number: Fraction | int) -> str:
    """Write a number that ends within a few decimals."""
    exact = Fraction(number)
    return format(Decimal(exact.numerator) / Decimal(exact.denominator), "f")


def a_book(rng: random.Random, folder: Path, number: int) -> Book:
    """Write a random rulebook."""
    below, on_entry, steps = rng.random() < 0.5, rng.random() < 0.35, rng.random() < 0.4
    fee = rng.choice((0, 0, 5, 40))
    brackets: dict[str, list[tuple[int, int]]] = {}
    lines = [
        f'id = "b{number}"\nname = "Book {number}"',
        '[liquidation]\ntrigger = "below"' if below else "[liquidation]",
        'maintenance_basis = "entry"' if on_entry else "",
        "fee_in_maintenance = true" if fee else "",
        f'[fees]\ntaker = "{text(Fraction(fee, RATE))}"',
    ]
    for symbol in SYMBOLS:
        edges = sorted(rng.sample(range(200, 60_000), rng.choice((1, 2, 3, 5))))
        rates = sorted(rng.sample(range(20, 4_000), len(edges)))
        brackets[symbol] = list(zip(edges, rates, strict=True))
        rows = ", ".join(
            f'{{ up_to = "{text(Fraction(TICKS[symbol]) * edge)}", max_leverage = 100, '
            f'maintenance = "{text(Fraction(rate, RATE))}" }}'
            for edge, rate in brackets[symbol]
        )
        lines.append(
            f'[[contract]]\nsymbol = "{symbol}"\nbase = "{symbol[0]}"\nquote = "USD"\ntick = "{TICKS[symbol]}"\n'
            f'lot = "1"\nbrackets = [{rows}]' + ('\ndeductions = "none"' if steps else "")
        )
    (folder / f"b{number}.toml").write_text("\n".join(lines))
    return Book(f"b{number}.toml", below, on_entry, fee, steps, brackets)


def maintenance(book: Book, one: Position, marks: Any) -> Any:
    """Return maintenance x 10 x RATE at every mark, in ticks of the contract."""
    basis = one.qty * one.entry if book.on_entry else one.qty * marks * 10
    basis = np.asarray(basis, dtype=np.int64)
    rows = book.brackets[one.symbol]
    if book.steps:
        rate = np.full(basis.shape, rows[-1][1], dtype=np.int64)
        for up_to, of_row in reversed(rows):
            rate = np.where(basis <= up_to * 10, of_row, rate)
        return basis * (rate + book.fee)
    total, low = basis * book.fee, 0
    for at, (up_to, of_row) in enumerate(rows):
        high = basis if at == len(rows) - 1 else np.minimum(basis, up_to * 10)
        total = total + np.maximum(high - low, 0) * of_row
        low = up_to * 10
    return total


def spare(book: Book, one: Position, marks: Any) -> Any:
    """Return (profit - maintenance) x 10 x RATE at every mark, in ticks of the contract."""
    return one.side * one.qty * (np.asarray(marks, dtype=np.int64) * 10 - one.entry) * RATE - maintenance(
        book, one, marks
    )


def first_tick(book: Book, unit: Unit, moving: int) -> tuple[bool, int | None]:
    """Return whether the unit is liquidated now, and the first tick from the mark on that liquidates it.

    Against the position first; the other way only where nothing liquidates there.
    """
    one = unit.positions[moving]
    tick = Fraction(TICKS[one.symbol])
    others = unit.cash * 10 * RATE + sum(
        Fraction(int(spare(book, two, two.mark))) * Fraction(TICKS[two.symbol])
        for at, two in enumerate(unit.positions)
        if at != moving
    )
    limit = others / tick  # liquidated where spare + limit is below (or at) zero
    floor = limit.numerator // limit.denominator

    def sick(marks: Any) -> Any:
        left = spare(book, one, marks) + floor
        if limit != floor:  # a fraction above a whole number: never exactly zero
            return left < 0
        return left < 0 if book.below else left <= 0

    now = bool(sick(np.array([one.mark]))[0])

    def search(first: int, last: int, step: int) -> int | None:
        ticks = np.arange(first, last, step)
        hits = sick(ticks)
        return int(ticks[int(hits.argmax())]) if hits.any() else None

    if one.side > 0:
        found = search(one.mark, 0, -1)
        return now, search(one.mark, one.mark * 8, 1) if found is None else found
    first, last = one.mark, one.mark * 2
    while (found := search(first, last, 1)) is None:  # a short cannot be healthy for ever
        first, last = last, last * 2
    return now, found


def a_position(rng: random.Random, book: Book, symbol: str, isolated: bool) -> Position:
    mark = rng.randint(40, 1_500)
    entry = max(10, int(mark * 10 * rng.uniform(0.9, 1.1)))
    qty = max(1, int(10 ** rng.uniform(1.5, 5) / mark))
    margin = int(qty * entry * rng.choice((0.02, 0.05, 0.1, 0.3, 0.6, 1.1))) + rng.randint(0, 9) if isolated else None
    return Position(symbol, rng.choice((1, -1)), qty, entry, mark, margin)


def an_account(rng: random.Random, book: Book) -> tuple[dict[str, Any], list[tuple[Unit, int]]]:
    """Return an account as JSON wants it, and for each of its positions the unit it belongs to."""
    isolated = [a_position(rng, book, s, True) for s in rng.sample(SYMBOLS, rng.choice((0, 1, 1)))]
    cross = [
        Position(one.symbol, one.side, one.qty, one.entry, one.mark, None)
        for one in (a_position(rng, book, s, False) for s in rng.sample(SYMBOLS, rng.choice((0, 1, 2, 3))))
    ]
    marks = {one.symbol: one.mark for one in cross}
    isolated = [
        Position(one.symbol, one.side, one.qty, one.entry, marks.setdefault(one.symbol, one.mark), one.margin)
        for one in isolated
    ]
    gross = sum(Fraction(TICKS[one.symbol]) * one.qty * one.entry / 10 for one in cross)
    pool = Fraction(int(gross * Fraction(rng.choice((0.03, 0.1, 0.3, 0.8))) * 1_000), 1_000)

    rows, units = [], []
    whole = Unit(pool, cross)
    for one in (*isolated, *cross):
        tick = Fraction(TICKS[one.symbol])
        row = {
            "contract": one.symbol,
            "side": "long" if one.side > 0 else "short",
            "qty": str(one.qty),
            "entry": text(tick * one.entry / 10),
            "margin_mode": "cross" if one.margin is None else "isolated",
            "leverage": 10,
        }
        if one.margin is None:
            units.append((whole, cross.index(one)))
        else:
            row["isolated_margin"] = text(tick * one.margin / 10)
            units.append((Unit(tick * one.margin / 10, [one]), 0))
        rows.append(row)
    account = {
        "rulebook": book.path,
        "contract_wallet": {"USD": text(pool)},
        "marks": {symbol: text(Fraction(TICKS[symbol]) * mark) for symbol, mark in marks.items()},
        "positions": rows,
    }
    return account, units


def test_ten_thousand_accounts_equal_a_search_over_every_tick(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(20_200_312)
    books = [a_book(rng, tmp_path, number) for number in range(BOOKS)]
    asked = [(books[number % BOOKS], *an_account(rng, books[number % BOOKS])) for number in range(ACCOUNTS)]
    (tmp_path / "accounts.json").write_text(json.dumps([account for _, account, _ in asked]))
    code, reports, _ = answer_json(capsys, "risk", tmp_path / "accounts.json")
    assert code == 0 and len(reports) == ACCOUNTS
    met = {"liquidatable": 0, "a tick": 0, "none": 0}
    for (book, account, units), report in zip(asked, reports, strict=True):
        for row, (unit, moving) in zip(report["positions"], units, strict=True):
            now, expected = first_tick(book, unit, moving)
            where = (book, account, row)
            assert row["liquidatable"] is now, where
            met["liquidatable" if now else "none" if expected is None else "a tick"] += 1
            if now:
                continue
            if expected is None:
                assert row["liquidation_tick"] is None, where
                continue
            tick = Fraction(TICKS[unit.positions[moving].symbol])
            assert row["liquidation_tick"] is not None and Fraction(row["liquidation_tick"]) == expected * tick, where
            side = 1 if expected < unit.positions[moving].mark else -1  # the exact price lies between it and the next
            assert 0 <= side * (Fraction(row["liquidation_price"]) - expected * tick) <= tick, where
    assert min(met.values()) > 500, met
