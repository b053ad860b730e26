"""Random hedged accounts over all books: predicted tick = engine tick, jumping = stepping, no path beyond the reach."""

import random
from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.engine import cross_legs
from sandbox.engine.predict import predict_leg_of
from sandbox.engine.reach import reach_rows
from sandbox.engine.step import step
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import LiquidationStarted, LossSocialised
from sandbox.messages.inputs import NumberedCommand, PriceUpdate, StepInput
from sandbox.messages.opening import Opening, TraderOpening, TraderPosition, WalletAmount
from sandbox.messages.triggers import STOP, TAKE_PROFIT, Trigger
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import HEDGE, Rulebook
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.values.limits import PRICE_TICKS_MAX
from sandbox.values.rounding import round_up
from tests.sandbox.engine.test_predict_all_books import BOOKS, random_unit, scales_of
from tests.sandbox.engine.test_reach_all_books import lost
from tests.support.builders import SECOND, START, World, an_opening, price_columns

HEDGED = {name: book for name, book in BOOKS.items() if HEDGE in book.positions.modes}
ACCOUNTS, LONG_ACCOUNTS = 400, 60_000
PATHS, LONG_PATHS, STEPS = 240, 12_000, 30


def hedged_unit(rng: random.Random, book: Rulebook, small: bool = False) -> UnitView:
    """Draw a pool of one to three contracts, most of them held on both sides, alike or very unlike in size."""
    unit, legs = random_unit(rng, scales_of(book)), []
    for at, leg in enumerate(unit.legs):
        side = "long" if leg.lots > 0 else "short"
        legs.append(replace(leg, position=f"p{2 * at}", slot=side))
        if at and rng.random() < 0.4:
            continue
        lots = max(1, abs(leg.lots) * rng.choice([100, 99, 98, 90, 70, 40, 10, 1]) // 100)
        lots = -lots if leg.lots > 0 else lots
        entry = max(1, leg.mark_ticks * rng.randint(900, 1100) // 1000)
        value, scale = leg.scale.signed_value_atoms(lots, entry), leg.scale.sized(lots)
        other = "short" if leg.lots > 0 else "long"
        legs.append(replace(leg, position=f"p{2 * at + 1}", slot=other, lots=lots, open_value_atoms=value, scale=scale))
    legs.sort(key=lambda one: (one.contract, one.slot))
    cash = unit.cash_atoms * (rng.choice((1, 1, 3, 30)) if small else 1)
    return replace(unit, legs=tuple(legs), cash_atoms=cash)


def at_price(unit: UnitView, contract: str, ticks: int) -> UnitView:
    legs = tuple(replace(leg, mark_ticks=ticks) if leg.contract == contract else leg for leg in unit.legs)
    return replace(unit, legs=legs)


def check(unit: UnitView, index: int, book: Rulebook) -> int | None:
    """Check one prediction of a healthy unit against the decision at both sides of the tick, and on the way to it."""
    rules, leg = book.liquidation, unit.legs[index]
    tick = predict_leg_of(unit, index, rules).liquidation_tick
    shared = [predict_leg_of(unit, at, rules) for at, one in enumerate(unit.legs) if one.contract == leg.contract]
    assert len({one.liquidation_tick for one in shared}) == 1  # both sides share one price
    if tick is None:
        for ticks in (1, leg.mark_ticks // 2 or 1, leg.mark_ticks * 2, leg.mark_ticks * 1_000):
            assert not at_price(unit, leg.contract, ticks).is_liquidatable(rules), (book.id, unit, ticks)
        return None
    ticks = int(tick / leg.scale.tick)
    way = 1 if ticks < leg.mark_ticks else -1
    assert at_price(unit, leg.contract, ticks).is_liquidatable(rules), (book.id, unit)
    for part in (0, Fraction(1, 3), Fraction(2, 3), 1):
        before = ticks + way + int((leg.mark_ticks - ticks - way) * part)
        assert not at_price(unit, leg.contract, before).is_liquidatable(rules), (book.id, unit, before)
    return ticks


def predictions(count: int, seed: int) -> int:
    rng, names, done, priced = random.Random(seed), list(HEDGED), 0, 0
    while done < count:
        book = HEDGED[names[done % len(names)]]
        unit = hedged_unit(rng, book)
        if unit.is_liquidatable(book.liquidation):
            continue
        done += 1
        priced += check(unit, rng.randrange(len(unit.legs)), book) is not None
    return priced


def test_hedged_accounts_over_all_books_are_liquidated_at_the_predicted_tick() -> None:
    assert predictions(ACCOUNTS, 40) > ACCOUNTS // 2


@pytest.mark.nightly
def test_very_many_hedged_accounts_are_liquidated_at_the_predicted_tick() -> None:
    predictions(LONG_ACCOUNTS, 41)


def as_position(leg: LegView, margin: int | None = None) -> TraderPosition:
    return TraderPosition(
        contract=leg.contract,
        side="long" if leg.lots > 0 else "short",
        lots=abs(leg.lots),
        value_atoms=abs(leg.open_value_atoms),
        margin_mode="cross" if margin is None else "isolated",
        leverage=leg.leverage,
        isolated_margin_atoms=margin,
    )


def hedged_opening(rng: random.Random, book: Rulebook) -> tuple[Opening, dict[str, int], str]:
    """Build a hedged account of yours, some sides isolated, often with a trader on the other side of it."""
    unit = hedged_unit(rng, book, small=True)
    while unit.is_liquidatable(book.liquidation):
        unit = hedged_unit(rng, book, small=True)
    positions, isolated = [], 0
    apart = book.positions.settings_per == "side"
    alone = {one.contract: rng.random() < 0.3 for one in unit.legs}
    for leg in unit.legs:
        margin = None
        if rng.random() < 0.3 if apart else alone[leg.contract]:
            margin = round_up(abs(leg.open_value_atoms) / leg.leverage) + rng.randint(0, abs(leg.open_value_atoms))
            isolated += margin
        positions.append(as_position(leg, margin))
    money = WalletAmount(wallet="contract", asset=unit.asset, atoms=unit.cash_atoms + isolated)
    fund = WalletAmount(wallet="insurance_fund", asset=unit.asset, atoms=rng.choice([1, unit.cash_atoms, 10**15]))
    traders: list[TraderOpening] = []
    if rng.random() < 0.5:
        other = rng.choice(unit.legs)
        theirs = replace(as_position(other), lots=max(1, abs(other.lots) // 2), leverage=Fraction(20))
        theirs = replace(theirs, value_atoms=max(1, abs(other.open_value_atoms) * theirs.lots // abs(other.lots)))
        wallet = WalletAmount(wallet="contract", asset=unit.asset, atoms=theirs.value_atoms // 15)
        traders.append(TraderOpening(name="t", wallet=(wallet,), positions=(theirs,)))
    opening = replace(
        an_opening(book, fees=rng.random() < 0.5),
        positions=tuple(positions),
        wallets=(money,),
        insurance_fund=(fund,),
        traders=tuple(traders),
        position_mode=HEDGE,
    )
    return opening, {leg.contract: leg.mark_ticks for leg in unit.legs}, unit.asset


def tied_orders(rng: random.Random, world: World, marks: dict[str, int]) -> tuple[NumberedCommand, ...]:
    """Draw a stop or take-profit for one side, sometimes."""
    held = rng.choice(world.state.positions_of("you"))
    if rng.random() < 0.6:
        return ()
    kind = rng.choice((STOP, TAKE_PROFIT))
    falls = (kind == STOP) == (held.side == "long")
    ticks = max(1, marks[held.contract] * (rng.randint(50, 97) if falls else rng.randint(103, 200)) // 100)
    side = "short" if held.side == "long" else "long"
    order = PlaceOrder(contract=held.contract, side=side, lots=1, trigger=Trigger(kind=kind, ticks=ticks))
    return (NumberedCommand(number=1, command=replace(order, closes_position=True, position_side=held.side)),)


def updates(marks: dict[str, int]) -> tuple[PriceUpdate, ...]:
    return tuple(PriceUpdate(contract=one, price_ticks=at) for one, at in marks.items())


def attack(name: str, paths: int, rng: random.Random) -> tuple[int, int]:
    """Play random paths against the reach told at their start; how many met a liquidation, and a bound below all."""
    started = bounded = 0
    for number in range(paths):
        opening, marks, asset = hedged_opening(rng, HEDGED[name])
        world = World(opening)
        step(world.state, StepInput(now_ns=START + SECOND, prices=updates(marks)))
        step(world.state, StepInput(now_ns=START + SECOND, commands=tied_orders(rng, world, marks)))
        if world.state.liquidations:
            continue
        row = next(one for one in reach_rows(world.state) if (one.wallet, one.asset) == ("contract", asset))
        bounded += row.worst_loss_atoms < row.balance_atoms
        shared = 0  # a share of a socialised loss was profit when it was paid; it comes on top of the reach
        for second in range(2, STEPS):
            for contract in marks:
                factor = rng.choice([Fraction(rng.randint(90, 110), 100), Fraction(rng.randint(1, 400), 100)])
                marks[contract] = min(PRICE_TICKS_MAX // 8, max(1, int(marks[contract] * factor)))
            events = step(world.state, StepInput(now_ns=START + second * SECOND, prices=updates(marks)))
            started += any(isinstance(one, LiquidationStarted) and one.owner == "you" for one in events)
            shared += sum(one.atoms for one in events if isinstance(one, LossSocialised) and one.owner == "you")
            gone = lost(world, asset, row.balance_atoms) - shared
            assert gone <= row.worst_loss_atoms, (name, number, second, row)
    return started, bounded


@pytest.mark.parametrize("name", HEDGED)
def test_no_path_takes_more_than_the_reach_from_a_hedged_account(name: str) -> None:
    started, _ = attack(name, PATHS // len(HEDGED), random.Random(f"hedge {name}"))
    assert started > 5


@pytest.mark.nightly
@pytest.mark.parametrize("name", HEDGED)
def test_no_path_of_very_many_takes_more_than_the_reach_from_a_hedged_account(name: str) -> None:
    attack(name, LONG_PATHS // len(HEDGED), random.Random(f"long hedge {name}"))


@pytest.mark.nightly
def test_netting_sides_that_can_part_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross_legs, "can_part", lambda state, contract: False)
    with pytest.raises(AssertionError):
        for number in range(40):
            for name in HEDGED:
                attack(name, 100, random.Random(f"planted {name} {number}"))


@pytest.mark.parametrize("name", HEDGED)
def test_jumping_over_quiet_prices_equals_stepping_for_hedged_accounts(name: str) -> None:
    rng = random.Random(f"quiet {name}")
    for _ in range(3):
        opening, marks, _ = hedged_opening(rng, HEDGED[name])
        rows, now = [(START + SECOND, contract, ticks) for contract, ticks in marks.items()], dict(marks)
        for second in range(4, 150):
            contract = rng.choice(list(now))
            now[contract] = max(1, now[contract] * rng.randint(985, 1014) // 1000)
            rows.append((START + second * SECOND // 3, contract, now[contract]))
        opening = replace(opening, prices=price_columns(rows), ends_ns=START + 200 * SECOND)
        jumped, stepped = Session.create(MemoryJournal(opening)), Session.create(MemoryJournal(opening))
        jumped.play_to_end()
        for at_ns in sorted({row[0] for row in rows}):
            stepped.advance_to(at_ns)
        stepped.play_to_end()
        assert jumped.digest == stepped.digest
