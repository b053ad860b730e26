"""Portfolio margin: the grid against a naive one, the predicted tick, quiet boxes, spot that hedges, and its end."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest
from msgspec.structs import replace

from sandbox.cli.run import Watch
from sandbox.engine.portfolio_quiet import is_portfolio_quiet_within
from sandbox.engine.portfolio_screen import screen_maintenance
from sandbox.engine.predict import predict_leg_of
from sandbox.engine.views import cross_unit_view
from sandbox.messages import commands as cmd
from sandbox.messages import events as ev
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.risk.units import UnitView
from sandbox.rulebook.collateral import CollateralAsset, CollateralRules, HaircutTier
from sandbox.rulebook.portfolio import ChargeTier, PortfolioRules, StressGroup
from sandbox.rulebook.records import Fees, Rulebook
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.values.assets import ATOMS_PER_UNIT
from tests.support.builders import BTC, ETH, SECOND, START, World, a_rulebook, amounts, an_opening, atoms, price_columns

BLOCKS = [0, *(pytest.param(one, marks=pytest.mark.nightly) for one in range(1, 60))]
MODES = ("segregated", "unified", "portfolio")


def rates(*texts: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(one) for one in texts)


def a_grid(**changes: object) -> PortfolioRules:
    grid = PortfolioRules(
        as_of="2025-01-15",
        sources=("a source",),
        assumptions=("an assumption",),
        groups=(
            StressGroup(
                assets=("BTC",), shocks=rates("0.04", "0.08", "0.12"), extreme=Fraction("0.24"), basis=Fraction("0.05")
            ),
            StressGroup(shocks=rates("0.08", "0.25"), extreme=Fraction("0.6"), basis=Fraction("0.3")),
        ),
        extreme_share=Fraction(1, 2),
        basis_days=Fraction(30),
        minimum_rate=Fraction("0.002"),
        minimum_tiers=(
            ChargeTier(up_to=Fraction(20), multiplier=Fraction(1)),
            ChargeTier(up_to=Fraction(100), multiplier=Fraction(2)),
            ChargeTier(up_to=None, multiplier=Fraction(12)),
        ),
        initial_multiple=Fraction("1.3"),
    )
    return replace(grid, **changes)


def a_coin(asset: str, rate: str) -> CollateralAsset:
    return CollateralAsset(asset=asset, tiers=(HaircutTier(up_to=None, rate=Fraction(rate)),))


def a_book(grid: PortfolioRules | None = None, borrow: str = "100000", **rules: object) -> Rulebook:
    collateral = CollateralRules(
        regimes=MODES, assets=(a_coin("BTC", "0.95"), a_coin("ETH", "0.9")), borrow_limit=Fraction(borrow)
    )
    book = a_rulebook(Fees(spot_taker=Fraction(1, 1000)), **rules)
    return replace(book, collateral=collateral, portfolio=grid or a_grid())


def an_account(book: Rulebook | None = None, mode: str = "portfolio", *, fees: bool = False, **coins: str) -> Opening:
    opening = an_opening(book or a_book(), contract=coins.pop("USDT", "1000"), spot="0", fees=fees)
    opening = replace(opening, wallets=tuple(one for one in opening.wallets if one.wallet != "spot"))
    return replace(opening, account_mode=mode, wallets=(*opening.wallets, *amounts("spot", **coins)))


def an_order(contract: str, side: str, lots: int) -> cmd.PlaceOrder:
    return cmd.PlaceOrder(contract=contract, side=side, lots=lots, margin_mode="cross", leverage=Fraction(20))


def naive_maintenance(unit: UnitView, marks: dict[str, int]) -> Fraction:
    """Return the grid's answer, scenario by scenario, from the rule as the help states it."""
    rules, total = unit.portfolio, Fraction(0)
    assert rules is not None
    for asset in {leg.scale.base for leg in unit.legs}:
        legs = [leg for leg in unit.legs if leg.scale.base == asset]
        coins = [one for one in unit.collateral if one.asset == asset]
        short = max(Fraction(0), -sum(leg.lots * leg.scale.lot * ATOMS_PER_UNIT for leg in legs))
        group = next((one for one in rules.groups if asset in one.assets), rules.groups[-1])

        def worth(move: Fraction, legs: Sequence = legs, coins: Sequence = coins, short: Fraction = short) -> Fraction:
            value = sum(one.scale.exact_value(one.lots, marks[one.contract]) * (1 + move) for one in legs)
            hedge = sum(min(one.counted, short) * marks[one.contract] * one.tick * (1 + move) for one in coins)
            return Fraction(value + hedge)

        def loss(move: Fraction, worth=worth) -> Fraction:  # type: ignore[no-untyped-def]
            return max(Fraction(0), worth(Fraction(0)) - worth(move))

        shocks = max(loss(sign * one) for one in group.shocks for sign in (-1, 1))
        extreme = max(loss(sign * group.extreme) for sign in (-1, 1)) * rules.extreme_share
        gross = sum(abs(one.scale.exact_value(one.lots, marks[one.contract])) for one in legs)
        basis = gross * group.basis * rules.basis_days / 365
        raw, charge, below = gross * rules.minimum_rate, Fraction(0), Fraction(0)
        for tier in rules.minimum_tiers:
            top = raw if tier.up_to is None else min(raw, tier.up_to * ATOMS_PER_UNIT)
            charge += max(Fraction(0), top - below) * tier.multiplier
            below = max(below, top)
        total += max(max(shocks, extreme) + basis, charge) + gross * rules.closing_fee
    return total


def a_random_world(seed: int, *, fees: bool = False, hedged: bool = False) -> tuple[World, Random]:
    rng = Random(seed)
    grid = a_grid(
        extreme_share=Fraction(rng.choice(["0", "0.5", "1"])),
        basis_days=Fraction(rng.choice([1, 30, 365])),
        minimum_rate=Fraction(rng.choice(["0", "0.002", "0.05"])),
        closing_fee=Fraction(rng.choice(["0", "0.0005"])),
    )
    book = a_book(grid, trigger=rng.choice(["below", "at_or_below"]))
    coins = {"BTC": rng.choice(["0.1", "1", "3"]), "ETH": rng.choice(["5", "40"])}
    world = World(an_account(book, USDT=rng.choice(["200", "3000", "20000"]), fees=fees, **coins))
    world.do(0, BTC="7934.0", ETH="200.00")
    if hedged:
        world.do(1, cmd.SetPositionMode(position_mode="hedge"))
    for contract, most in ((BTC, 2_500), (ETH, 40_000)):
        for side in ("long", "short") if hedged else (rng.choice(["long", "short"]),):
            if rng.random() < 0.85:
                world.do(1, an_order(contract, side, rng.randint(50, most)))
    return world, rng


def moved(unit: UnitView, marks: dict[str, int]) -> UnitView:
    legs = tuple(replace(one, mark_ticks=marks.get(one.contract, one.mark_ticks)) for one in unit.legs)
    coins = tuple(replace(one, mark_ticks=marks.get(one.contract, one.mark_ticks)) for one in unit.collateral)
    return replace(unit, legs=legs, collateral=coins)


@pytest.mark.parametrize("block", BLOCKS)
def test_the_grid_is_that_of_the_naive_one_and_parts_add_up(block: int) -> None:
    for seed in range(block * 8, block * 8 + 8):
        world, rng = a_random_world(seed)
        unit, rules = cross_unit_view(world.state, "you", "USDT"), world.state.rulebook.liquidation
        for _ in range(5):
            marks = {BTC: rng.randint(1, 300_000), ETH: rng.randint(1, 100_000)}
            then = moved(unit, marks)
            assert then.maintenance(rules) == naive_maintenance(unit, marks)
            assert sum(then.leg_maintenance(leg, rules) for leg in then.legs) == then.maintenance(rules)


@pytest.mark.parametrize("hedged", [False, True])
@pytest.mark.parametrize("block", BLOCKS)
def test_the_predicted_tick_is_the_first_that_liquidates(block: int, hedged: bool) -> None:
    for seed in range(block * 12, block * 12 + 12):
        world, _ = a_random_world(seed, hedged=hedged)
        unit, rules = cross_unit_view(world.state, "you", "USDT"), world.state.rulebook.liquidation
        for index, leg in enumerate(unit.legs):
            tick = predict_leg_of(unit, index, rules).liquidation_tick
            if tick is None:
                far = (1, leg.mark_ticks // 2, leg.mark_ticks, leg.mark_ticks * 3, leg.mark_ticks * 5_000)
                assert not any(moved(unit, {leg.contract: at}).is_liquidatable(rules) for at in far), seed
                continue
            at = int(tick / leg.scale.tick)
            towards = 1 if at < leg.mark_ticks else -1
            assert moved(unit, {leg.contract: at}).is_liquidatable(rules), seed
            assert not moved(unit, {leg.contract: at + towards}).is_liquidatable(rules), seed


@pytest.mark.parametrize("block", BLOCKS)
def test_nothing_is_decided_inside_a_quiet_box(block: int) -> None:
    seen = 0
    for seed in range(block * 12, block * 12 + 12):
        world, rng = a_random_world(seed)
        unit, rules = cross_unit_view(world.state, "you", "USDT"), world.state.rulebook.liquidation
        for power in range(1, 12, 2):
            box = {name: (mark - (mark >> power), mark + (mark >> power)) for name, mark in world.state.marks.items()}
            if not is_portfolio_quiet_within(unit, box, rules, warned=False):
                continue
            seen += 1
            for _ in range(20):
                then = moved(unit, {name: rng.randint(*ends) for name, ends in box.items()})
                assert not then.is_liquidatable(rules) and not then.warns(rules, False)
            break
    assert seen > 2


def test_the_screen_of_rows_is_the_grid_within_rounding() -> None:
    np = pytest.importorskip("numpy")
    for seed in range(6):
        world, rng = a_random_world(seed)
        unit, rules = cross_unit_view(world.state, "you", "USDT"), world.state.rulebook.liquidation
        marks = [{BTC: rng.randint(1, 300_000), ETH: rng.randint(1, 100_000)} for _ in range(8)]
        columns = {name: np.array([float(one[name]) for one in marks]) for name in (BTC, ETH)}
        asked = screen_maintenance(unit, columns, len(marks))
        for one, found in zip(marks, asked, strict=True):
            exact = float(moved(unit, one).maintenance(rules))
            assert abs(found - exact) <= 1e-9 * max(1.0, exact)


def of_kind(events: Sequence[ev.Event], kind: type) -> list:  # type: ignore[type-arg]
    return [one for one in events if isinstance(one, kind)]


def test_a_hedged_short_needs_the_basis_alone_and_survives_where_cross_dies() -> None:
    ended = {}
    for mode in ("segregated", "portfolio"):
        world = World(an_account(mode=mode, USDT="1000", BTC="1"))
        world.do(0, BTC="8000.0")
        world.do(1, an_order(BTC, "short", 950))
        unit = cross_unit_view(world.state, "you", "USDT")
        if mode == "portfolio":  # 0.95 BTC counts and 0.95 BTC is short: 7,600 x 0.05 x 30 / 365 = 31.23
            assert unit.maintenance(world.state.rulebook.liquidation) == Fraction(7600 * 15, 3650) * ATOMS_PER_UNIT
            assert unit.initial_margin_atoms() < atoms("41")
        for second, price in enumerate(("9000.0", "12000.0", "40000.0"), start=2):
            world.do(second, BTC=price)
        for second in range(5, 15):
            world.do(second)
        ended[mode] = world.state.positions.get(("you", BTC)) is not None
    assert ended == {"segregated": False, "portfolio": True}


def test_coins_that_hedge_are_kept_and_others_sold_before_a_takeover() -> None:
    world = World(an_account(a_book(a_grid(basis_days=Fraction(365)), stage_ns=SECOND), USDT="0", BTC="0.2", ETH="5"))
    world.do(0, BTC="8000.0", ETH="200.00")
    world.do(1, an_order(BTC, "short", 250))
    events = world.do(2, BTC="45000.0")
    sold = of_kind(events, ev.CollateralSold)
    assert [one.asset for one in sold] == ["ETH"]
    after = [one for second in range(3, 8) for one in world.do(second)]
    assert [one.asset for one in of_kind(after, ev.CollateralSold)] == ["BTC"]
    assert of_kind(after, ev.PositionTakenOver) and world.state.positions.get(("you", BTC)) is None
    assert sum(atoms_ for name, _, atoms_ in world.state.balances.items() if name in ("contract", "spot")) == 0


def test_an_order_that_hedges_passes_and_a_naked_one_needs_the_multiple() -> None:
    world = World(an_account(USDT="1000", BTC="1"))
    world.do(0, BTC="8000.0", ETH="200.00")
    free = cross_unit_view(world.state, "you", "USDT")
    assert free.initial_margin_atoms() == 0
    refused = of_kind(world.do(1, an_order(ETH, "long", 300_000)), ev.CommandRefused)
    assert [one.reason for one in refused] == ["INSUFFICIENT_BALANCE"]
    assert not of_kind(world.do(2, an_order(BTC, "short", 950)), ev.CommandRefused)


def test_a_hedge_cannot_leave_or_be_sold_where_the_rest_would_lack() -> None:
    world = World(an_account(USDT="300", BTC="1"))
    world.do(0, BTC="8000.0")
    world.do(1, an_order(BTC, "short", 950))
    out = cmd.TransferMoney(source="spot", target="funding", asset="BTC", atoms=atoms("0.9"))
    assert [one.reason for one in of_kind(world.do(2, out), ev.CommandRefused)] == ["MARGIN_IN_USE"]
    world.do(3, BTC="100000.0")
    sale = cmd.TradeSpot(side="sell", asset="BTC", atoms=atoms("0.95"))
    assert [one.reason for one in of_kind(world.do(4, sale), ev.CommandRefused)] == ["MARGIN_IN_USE"]


def test_what_a_liquidation_took_is_what_every_wallet_lost() -> None:
    for seed, steps in enumerate(("brackets", "slices", "partial")):
        book = a_book(steps=steps, stage_ns=SECOND)
        opening = an_account(book, ("portfolio", "unified")[seed % 2], USDT="300", BTC="0.3", ETH="5")
        falls = [80_000 - second * 300 for second in range(1, 200)]
        rows = [(START, BTC, 80_000), (START, ETH, 20_000)]
        rows += [(START + second * SECOND, BTC, ticks) for second, ticks in enumerate(falls, start=10)]
        order = PlannedCommand(at_ns=START + 2 * SECOND, command=an_order(BTC, "long", 500), action="open")
        opening = replace(opening, prices=price_columns(rows), commands=(order,), ends_ns=rows[-1][0] + 60 * SECOND)
        session = Session.create(MemoryJournal(opening))
        watch = Watch(session, None)
        session.play_to_end()
        told = list(watch.record.liquidations.rows.values())
        assert told
        brought = sum(one.quote_atoms - one.fee_atoms for _, one in watch.record.sold)
        left = sum(session.state.balances.of(wallet, "USDT") for wallet in ("contract", "spot"))
        assert sum(one.lost_atoms for one in told) == atoms("300") + brought - left


@pytest.mark.parametrize("seed", range(2))
def test_jumping_and_stepping_end_in_the_same_digest(seed: int) -> None:
    rng = Random(seed)
    coins = {"BTC": rng.choice(["0.3", "1"]), "ETH": "5"}
    opening = an_account(a_book(stage_ns=SECOND), USDT=rng.choice(["300", "3000"]), **coins)
    marks, rows = {BTC: 79_340, ETH: 20_000}, []
    for second in range(400):
        name = rng.choice([BTC, ETH])
        marks[name] = max(1, marks[name] + rng.randint(-marks[name] // 60, marks[name] // 50))
        rows.append((START + second * SECOND, name, marks[name]))
    orders = tuple(
        PlannedCommand(
            at_ns=START + (8 + at) * SECOND, command=an_order(name, rng.choice(["long", "short"]), lots), action="open"
        )
        for at, (name, lots) in enumerate(((BTC, rng.randint(50, 1500)), (ETH, rng.randint(1, 9_000))))
    )
    opening = replace(opening, prices=price_columns(rows), commands=orders, ends_ns=rows[-1][0])
    jumping, stepping = Session.create(MemoryJournal(opening)), Session.create(MemoryJournal(opening))
    jumping.play_to_end()
    while not stepping.at_end:
        stepping.step_update()
    assert jumping.digest == stepping.digest
