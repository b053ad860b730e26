"""Random worlds in hedge mode, watched by an auditor that knows only events and rules told to it, never the state.

You and a trader hold both sides of contracts; orders, stops, margin, leverage, top-ups and prices with gaps come at
random, under every way of liquidating. The auditor keeps each side's size and open value from events, checks what a
fill may do, who may be liquidated, and that nothing is left over.
"""

import random
from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.engine import placing, views
from sandbox.engine.state import State
from sandbox.messages import commands as cmd
from sandbox.messages import events as ev
from sandbox.messages.inputs import FundingUpdate
from sandbox.messages.triggers import STOP, TAKE_PROFIT, Trigger
from sandbox.rulebook.records import HEDGE, PositionRules, Rulebook
from tests.support.builders import BTC, CONTRACTS, ETH, World, a_rulebook, a_trader, an_opening, atoms, held

WORLDS, LONG_WORLDS, STEPS = 24, 1_500, 45
ATOM = 10**8


class Breach(AssertionError):
    """Something the rules do not allow."""


class Auditor:
    """Positions by (owner, contract, side) and balances, from events alone."""

    def __init__(self, book: Rulebook) -> None:
        self.book, self.money = book, {}
        self.lots: dict[tuple[str, str, str], int] = {}
        self.values: dict[tuple[str, str, str], int] = {}
        self.ids: dict[tuple[str, str, str], tuple[str, str]] = {}  # position and margin mode
        self.running: set[str] = set()
        self.orders: dict[str, tuple[str, str, str]] = {}

    def hear(self, events: tuple[ev.Event, ...]) -> None:
        before = dict(self.lots)
        for event in events:
            match event:
                case ev.TransferPosted():
                    for account, sign in ((event.debit, -1), (event.credit, 1)):
                        self.money[account, event.asset] = (
                            self.money.get((account, event.asset), 0) + sign * event.atoms
                        )
                case ev.PositionChanged():
                    self._change(event)
                case ev.OrderPlaced() | ev.TriggerOrderPlaced():
                    self._order(event)
                case ev.OrderFilled() if event.owner == "you":
                    self._fill(event, before)
                    before = dict(self.lots)
                case ev.LiquidationStarted():
                    self.running.add(event.unit)
                case ev.LiquidationReleased():
                    self.running.discard(event.unit)
            if not isinstance(event, ev.PositionChanged | ev.TransferPosted):
                before = dict(self.lots)

    def _change(self, event: ev.PositionChanged) -> None:
        key = (event.position if event.owner == "liquidation_desk" else event.owner, event.contract, event.slot)
        if event.slot and event.lots and (event.lots > 0) != (event.slot == "long"):
            raise Breach(f"a {event.slot} of {event.lots} lots")
        self.lots[key], self.values[key] = event.lots, event.open_value_atoms
        self.ids[key] = event.position, event.margin_mode

    def _order(self, event: ev.OrderPlaced | ev.TriggerOrderPlaced) -> None:
        closes = event.reduce_only
        side = ("short" if event.side == "long" else "long") if closes else event.side
        if event.owner == "you" and event.slot != side:
            raise Breach(f"order {event.order} to {event.side} stands under {event.slot}")
        self.orders[event.order] = (event.contract, event.slot, "close" if closes else "open")

    def _fill(self, event: ev.OrderFilled, before: dict[tuple[str, str, str], int]) -> None:
        """A fill changes its own side by its lots and leaves the other one alone."""
        contract, slot, what = self.orders[event.order]
        sign = 1 if (slot == "long") == (what == "open") else -1
        for side in ("long", "short"):
            key = ("you", contract, side)
            expected = before.get(key, 0) + (sign * event.lots if side == slot else 0)
            if self.lots.get(key, 0) != expected:
                raise Breach(f"{event.order}: {side} is {self.lots.get(key, 0)}, not {expected}")

    # -- after a step

    def check(self, marks: dict[str, int]) -> None:
        for contract in marks:
            if sum(n for (_, one, _), n in self.lots.items() if one == contract):
                raise Breach(f"{contract}: lots do not sum to 0")
            clearing = self.money.get((f"clearing/{contract}", "USDT"), 0)
            if clearing + sum(n for (_, one, _), n in self.values.items() if one == contract):
                raise Breach(f"{contract}: clearing")
        for (account, _), atoms_ in self.money.items():
            if atoms_ < 0 and account != "world" and not account.startswith("clearing/"):
                raise Breach(f"{account} is below zero")
        for owner in ("you", "t"):
            self._healthy(owner, marks)

    def _healthy(self, owner: str, marks: dict[str, int]) -> None:
        """Nobody stands liquidatable at the end of a step without a liquidation."""
        wallet = "contract" if owner == "you" else f"{owner}/contract"
        equity, needed = Fraction(self.money.get((wallet, "USDT"), 0)), Fraction(0)
        for (who, contract, side), lots in self.lots.items():
            if who != owner or not lots:
                continue
            position, mode = self.ids[who, contract, side]
            gain, maintenance = self._figures(contract, lots, self.values[who, contract, side], marks[contract])
            if mode == "cross":
                equity, needed = equity + gain, needed + maintenance
            elif f"{owner}/isolated/{position}" not in self.running:
                margin = self.money.get((f"{wallet}/isolated/{position}", "USDT"), 0)
                if margin + gain <= maintenance:
                    raise Breach(f"{owner} {side} of {contract} stands at {margin + gain} of {maintenance}")
        if needed and equity <= needed and f"{owner}/cross/USDT" not in self.running:
            raise Breach(f"the pool of {owner} stands at {equity} of {needed}")

    def _figures(self, contract: str, lots: int, value: int, ticks: int) -> tuple[Fraction, Fraction]:
        rules = self.book.contract(contract)
        worth = lots * rules.lot * ticks * rules.tick
        notional, deduction, low, rate = abs(worth), Fraction(0), Fraction(0), Fraction(0)
        for bracket in rules.brackets:
            deduction += low * (bracket.maintenance - rate)
            rate = bracket.maintenance
            if notional <= bracket.up_to:
                break
            low = bracket.up_to
        return worth * ATOM - value, (notional * rate - deduction) * ATOM


def a_world(rng: random.Random) -> tuple[World, Auditor]:
    book = a_rulebook(
        steps=rng.choice(("brackets", "slices", "whole", "partial")),
        beyond_fund=rng.choice(("adl", "socialise")),
        adl_price=rng.choice(("bankruptcy", "mark", "previous_mark")),
        adl_rank=rng.choice(("binance", "bitmex", "okx", "hyperliquid")),
        surplus_to=rng.choice(("insurance_fund", "trader")),
        fee=Fraction(rng.choice((0, 5)), 1_000),
        stage_ns=rng.choice((0, 1, 2)) * 10**9,
    )
    book = replace(book, positions=PositionRules(settings_per=rng.choice(("side", "contract"))))
    theirs = [held(BTC, "short", "2", "8000"), held(BTC, "long", "1.5", "8000"), held(ETH, "long", "5", "200")]
    trader = replace(a_trader("t", rng.choice(("900", "20000")), *theirs), position_mode=HEDGE)
    fund, money = rng.choice(("0", "30", "50000")), rng.choice(("600", "3000"))
    opening = an_opening(book, contract=money, fund=fund, traders=(trader,), fees=rng.random() < 0.5)
    world, auditor = World(replace(opening, position_mode=HEDGE)), Auditor(book)
    auditor.hear(tuple(world.events))
    return world, auditor


def a_command(rng: random.Random, prices: dict[str, int]) -> cmd.Command:
    contract, side = rng.choice((BTC, BTC, ETH)), rng.choice(("long", "short"))
    leverage, mode = Fraction(rng.choice((5, 20, 50))), "isolated" if rng.random() < 0.2 else "cross"
    lots, mark = rng.choice((10, 300, 1_500)), prices[contract]
    near = max(1, mark * rng.randint(96, 104) // 100)
    match rng.randrange(10):
        case 0 | 1 | 2 | 3:
            order = cmd.PlaceOrder(contract=contract, side=side, lots=lots, margin_mode=mode, leverage=leverage)
            return order if rng.random() < 0.6 else replace(order, margin_mode=None, leverage=None)
        case 4:
            only = rng.random() < 0.5
            return cmd.PlaceOrder(contract=contract, side=side, lots=lots, price_ticks=near, reduce_only=only)
        case 5:
            trigger = Trigger(kind=rng.choice((STOP, TAKE_PROFIT)), ticks=near)
            stop = cmd.PlaceOrder(contract=contract, side=side, lots=1, trigger=trigger, reduce_only=True)
            return replace(stop, closes_position=True, position_side=rng.choice((None, side)))
        case 6:
            return cmd.ClosePosition(contract=contract, side=rng.choice((None, side)), lots=rng.choice((None, 5)))
        case 7:
            return cmd.AdjustMargin(contract=contract, atoms=rng.choice((20, -20)) * ATOM, side=side)
        case 8:
            return cmd.SetLeverage(contract=contract, leverage=leverage, side=rng.choice((None, side)))
        case _:
            limit = rng.choice((None, atoms("50")))
            return cmd.SetAutoTopUp(contract=contract, on=rng.random() < 0.7, limit_atoms=limit, side=side)


def play(seed: int) -> dict[str, int]:
    """Play one world; how many liquidations of yours had one leg, how many both sides of a contract."""
    rng = random.Random(seed)
    world, auditor = a_world(rng)
    ticks = {one.symbol: one.tick for one in CONTRACTS}
    prices = {BTC: 80_000, ETH: 20_000}
    met = {"steps": 0, "legs": 0, "pairs": 0}
    for second in range(STEPS):
        for contract in prices:
            wide = rng.random() < 0.12
            prices[contract] = max(
                1, prices[contract] * (rng.randint(60, 160) if wide else rng.randint(98, 102)) // 100
            )
        commands = [a_command(rng, prices) for _ in range(rng.choice((0, 1, 2)))] if second else []
        rate = Fraction(rng.randint(-20, 20), 10_000)
        funding = (FundingUpdate(contract=BTC, rate=rate),) if rng.random() < 0.1 else ()
        shown = {contract[:3]: str(float(at * ticks[contract])) for contract, at in prices.items()}
        events = world.do(second, *commands, funding=funding, **shown)
        auditor.hear(events)
        auditor.check(prices)
        met["steps"] += 1
        for one in events:
            if isinstance(one, ev.LiquidationStarted) and one.owner == "you":
                met["pairs" if len(set(one.contracts)) < len(one.contracts) else "legs"] += 1
    if not world.state.liquidations and world.state.desk:
        raise Breach("the desk holds something with no liquidation")
    return met


def test_random_hedge_worlds_keep_the_rules() -> None:
    met = [play(seed) for seed in range(WORLDS)]
    assert sum(one["pairs"] for one in met) > 3 and sum(one["legs"] for one in met) > 3


@pytest.mark.nightly
def test_very_many_hedge_worlds_keep_the_rules() -> None:
    for seed in range(LONG_WORLDS):
        play(10_000 + seed)


def _always_long(state: State, side: str, *, reduces: bool) -> str:
    return "long"


FAULTS = {
    "every order is for the long": (placing, "order_slot", _always_long),
    "a unit of both sides forgets the short": (
        views,
        "leg_view",
        lambda state, position, real=views.leg_view: (
            replace(real(state, position), open_value_atoms=state.mark_value_atoms(position))
            if position.slot == "short"
            else real(state, position)
        ),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_of_hedge_mode_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    module, what, fault = FAULTS[name]
    monkeypatch.setattr(module, what, fault)
    with pytest.raises((Breach, AssertionError)):
        for seed in range(WORLDS):
            play(seed)
