"""Multi-asset and unified accounts: what counts, what is borrowed and sold, and that what does not count is let be."""

from fractions import Fraction
from random import Random

import pytest
from msgspec.structs import replace

from sandbox.cli.run import Watch
from sandbox.engine.predict import predict_leg_of
from sandbox.engine.views import cross_unit_view
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages import commands as cmd
from sandbox.messages import events as ev
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.rulebook.collateral import CollateralAsset, CollateralRules, HaircutTier
from sandbox.rulebook.records import Fees, Rulebook
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.support.builders import BTC, ETH, SECOND, START, World, a_rulebook, amounts, an_opening, atoms, price_columns

BOTH = ("segregated", "multi-asset", "unified")


def flat(asset: str, rate: str) -> CollateralAsset:
    return CollateralAsset(asset=asset, tiers=(HaircutTier(up_to=None, rate=Fraction(rate)),))


def a_book(exchange: str = "0", borrow: str = "500", **rules: object) -> Rulebook:
    collateral = CollateralRules(
        regimes=BOTH,
        assets=(flat("BTC", "0.95"), flat("ETH", "0.9")),
        exchange_above=Fraction(exchange),
        borrow_limit=Fraction(borrow),
    )
    return replace(a_rulebook(Fees(spot_taker=Fraction(1, 1000)), **rules), collateral=collateral)


def an_account(mode: str, book: Rulebook | None = None, *, fees: bool = False, **contract: str) -> Opening:
    opening = an_opening(book or a_book(), contract=contract.pop("USDT", "1000"), fees=fees, funding="500")
    wallets = (*opening.wallets, *amounts("contract", **contract))
    return replace(opening, account_mode=mode, wallets=wallets)


def long_btc(lots: int = 2000, mode: str = "cross", leverage: int = 20) -> cmd.PlaceOrder:
    return cmd.PlaceOrder(contract=BTC, side="long", lots=lots, margin_mode=mode, leverage=Fraction(leverage))


def of_kind(events: tuple[ev.Event, ...], kind: type) -> list[ev.Event]:
    return [one for one in events if isinstance(one, kind)]


def test_a_unified_unit_counts_spot_with_its_haircut_and_multi_asset_the_contract_wallet_alone() -> None:
    for mode, equity in (("segregated", "1000"), ("multi-asset", "4768.65"), ("unified", "17190.275")):
        world = World(an_account(mode, BTC="0.5"))
        world.do(0, BTC="7934.0")
        world.do(1, long_btc(100))
        # 1,000; + 0.5 x 0.95 x 7,934; + 3,000 + 1.25 x 0.95 x 7,934
        assert cross_unit_view(world.state, "you", "USDT").equity_atoms() == atoms(equity)


def test_the_last_tick_that_stands_and_the_first_that_sells_spot_are_exact() -> None:
    # 4,000 + 1.1875 p + 2 (p - 7,934) = 0.008 p at p = 11,868 / 3.1795 = 3,732.662...
    world = World(an_account("unified", a_book(stage_ns=10**9)))
    world.do(0, BTC="7934.0")
    world.do(1, long_btc())
    assert not of_kind(world.do(2, BTC="3732.7"), ev.LiquidationStarted)
    events = world.do(3, BTC="3732.6")
    assert of_kind(events, ev.LiquidationStarted) and of_kind(events, ev.LiquidationReleased)
    (sold,) = of_kind(events, ev.CollateralSold)
    assert isinstance(sold, ev.CollateralSold)
    assert (sold.wallet, sold.base_atoms, sold.quote_atoms) == ("spot", atoms("1.25"), atoms("4665.75"))
    assert world.balance("spot", "BTC") == 0 and world.balance("spot") == atoms("7665.75") / 10**8
    assert (BTC, atoms("500"), atoms("0.8")) == (
        world.state.positions["you", BTC].contract,
        world.state.balances.of("funding", "USDT"),
        world.state.balances.of("cold", "BTC"),
    )


def test_a_gap_takes_everything_that_counts_and_nothing_else() -> None:
    world = World(an_account("unified", a_book(steps="whole", stage_ns=10**9), ETH="3"))
    world.do(0, BTC="7934.0", ETH="200.00")
    world.do(1, long_btc())
    world.do(2, BTC="100.0", ETH="2.00")
    for second in range(3, 8):
        world.do(second)
    assert world.state.liquidations == {} and world.state.positions.get(("you", BTC)) is None
    for wallet in ("spot", "contract"):
        assert [world.balance(wallet, asset) for asset in ("USDT", "BTC", "ETH")] == [0, 0, 0]
    assert world.balance("debt/USDT") == 0 and world.balance("funding") == 500 and world.balance("cold", "BTC") > 0


@pytest.mark.parametrize("steps", ["whole", "slices", "brackets"])
@pytest.mark.parametrize("mode", ["multi-asset", "unified"])
def test_every_way_of_liquidating_leaves_no_debt(mode: str, steps: str) -> None:
    world = World(an_account(mode, a_book("300", "300", steps=steps, stage_ns=10**9), USDT="0", BTC="0.4", fees=True))
    world.do(0, BTC="7934.0", ETH="200.00")
    world.do(1, long_btc(1500))
    world.do(2, BTC="7000.0")
    for second, price in enumerate(["6300.0", "5800.0", "5000.0", "4200.0", "4100.0", "900.0"], start=3):
        world.do(second, BTC=price)
    for second in range(10, 20):
        world.do(second)
    assert world.state.liquidations == {} and world.balance("debt/USDT") == 0
    assert world.balance("funding") == 500


def test_what_the_quote_lacks_is_borrowed_and_above_the_limit_coins_are_sold() -> None:
    world = World(an_account("multi-asset", a_book("100"), USDT="0", BTC="1"))
    world.do(0, BTC="8000.0", ETH="200.00")
    world.do(1, long_btc(1000), cmd.PlaceOrder(contract=ETH, side="long", lots=100, margin_mode="cross"))
    world.do(2, BTC="7900.0")
    world.do(3, cmd.ClosePosition(contract=BTC, lots=1000))  # 100 lost, borrowed: the limit
    assert world.balance("debt/USDT") == -100 and world.balance("loans_out") == 100
    assert world.balance("contract", "BTC") == 1
    events = world.do(4, cmd.PlaceOrder(contract=ETH, side="short", lots=40, reduce_only=True), ETH="199.00")
    (sold,) = of_kind(events, ev.CollateralSold)  # 0.04 more: all 100.04 is repaid
    assert isinstance(sold, ev.CollateralSold)
    assert sold.base_atoms == 1_266_330  # the least of 8 decimals that brings 100.04 at 7,900
    assert world.balance("debt/USDT") == 0 and 0 <= world.balance("contract") < atoms("0.0001")


def test_no_debt_stands_without_a_cross_position() -> None:
    world = World(an_account("unified", a_book(borrow="100000"), USDT="0"))
    world.do(0, BTC="8000.0")
    world.do(1, long_btc(1000))
    world.do(2, BTC="4700.0")
    world.do(3, cmd.ClosePosition(contract=BTC))  # 3,300 lost: 3,000 of spot, 300 borrowed and repaid by a sale
    assert world.balance("spot") < atoms("0.0001") and world.balance("debt/USDT") == 0
    assert world.state.balances.of("spot", "BTC") == 125_000_000 - 6_382_979  # 300 / 4,700, rounded up


def test_transfers_and_spot_trades_leave_margin_covered() -> None:
    world = World(an_account("unified", USDT="100"))
    world.do(0, BTC="8000.0")
    world.do(1, long_btc(5000, leverage=10))  # initial margin 4,000 of 100 + 3,000 + 9,500
    refused = of_kind(
        world.do(2, cmd.TransferMoney(source="spot", target="funding", asset="BTC", atoms=atoms("1.2"))),
        ev.CommandRefused,
    )
    assert isinstance(refused[0], ev.CommandRefused) and refused[0].reason == "MARGIN_IN_USE"
    assert refused[0].available_text == "1.13157894"  # (12,600 - 4,000) / (0.95 x 8,000)
    assert not of_kind(
        world.do(3, cmd.TransferMoney(source="spot", target="funding", asset="BTC", atoms=113_157_894)),
        ev.CommandRefused,
    )
    bought = of_kind(world.do(4, cmd.TradeSpot(side="buy", asset="BTC", atoms=atoms("0.1"))), ev.CommandRefused)
    assert isinstance(bought[0], ev.CommandRefused) and bought[0].reason == "MARGIN_IN_USE"
    assert not of_kind(
        world.do(5, cmd.TransferMoney(source="spot", target="contract", asset="USDT", atoms=atoms("2000"))),
        ev.CommandRefused,
    )


def test_an_isolated_position_of_a_unified_account_loses_its_compartment_alone() -> None:
    world = World(an_account("unified", a_book(steps="whole", stage_ns=10**9)))
    world.do(0, BTC="7934.0")
    world.do(1, long_btc(2000, "isolated"))
    world.do(2, BTC="1000.0")
    for second in range(3, 8):
        world.do(second)
    assert world.state.balances.of("contract", "USDT") == atoms("206.6")
    assert (world.state.balances.of("spot", "USDT"), world.state.balances.of("spot", "BTC")) == (
        atoms("3000"),
        atoms("1.25"),
    )


def test_switching_the_mode_asks_for_what_the_venue_asks() -> None:
    world = World(an_account("unified", USDT="100"))
    world.do(0, BTC="8000.0")
    world.do(1, long_btc(1000, leverage=10))

    def reason(*commands: cmd.Command) -> list[str]:
        return [one.reason for one in world.do(2, *commands) if isinstance(one, ev.CommandRefused)]

    assert reason(cmd.SetAccountMode(account_mode="unified")) == ["NOT_IN_THIS_REGIME"]
    assert reason(cmd.SetAccountMode(account_mode="segregated")) == ["MARGIN_BELOW_INITIAL"]
    assert reason(cmd.TransferMoney(source="spot", target="contract", asset="USDT", atoms=atoms("900"))) == []
    assert reason(cmd.SetAccountMode(account_mode="segregated")) == []
    assert world.state.account_mode == "segregated"
    order = cmd.PlaceOrder(contract=BTC, side="long", lots=1, price_ticks=70_000)
    reason(order)
    assert reason(cmd.SetAccountMode(account_mode="multi-asset")) == ["POSITION_OPEN"]


def test_coins_are_sold_in_order_and_no_more_than_heal() -> None:
    world = World(an_account("unified", a_book(stage_ns=10**9), ETH="20"))
    world.do(0, BTC="7934.0", ETH="200.00")
    world.do(1, long_btc())
    events = world.do(2, BTC="2600.0")
    # 4,000 + 1.1875 x 2,600 + 18 x 200 - 10,668 = 19.5 at a maintenance of 20.8; all BTC brings 162.5 of haircut more
    assert [one.asset for one in of_kind(events, ev.CollateralSold) if isinstance(one, ev.CollateralSold)] == ["BTC"]
    assert of_kind(events, ev.LiquidationReleased) and world.balance("contract", "ETH") == 20


def test_a_coin_alone_can_liquidate_and_jumping_finds_the_same_tick() -> None:
    opening = an_account("multi-asset", a_book(stage_ns=10**9), USDT="0", ETH="20")
    rows = [(START, BTC, 79_340), (START, ETH, 20_000), (START + 2 * SECOND, BTC, 70_000)]
    falls = [*range(19_950, 10_700, -50), *range(10_700, 10_680, -1)]
    rows += [(START + second * SECOND, ETH, ticks) for second, ticks in enumerate(falls, start=3)]
    order = PlannedCommand(at_ns=START + SECOND, command=long_btc(), action="open")
    opening = replace(opening, prices=price_columns(rows), commands=(order,), ends_ns=rows[-1][0])
    jumping = Session.create(MemoryJournal(opening))
    jumping.play_to_end()
    stepping, started = Session.create(MemoryJournal(opening)), []
    while not stepping.at_end:
        stepping.step_update()
        sold = not stepping.state.balances.of("contract", "ETH")
        started += [stepping.state.marks[ETH]] if sold and not started else []
    assert jumping.digest == stepping.digest
    assert started == [10_688]  # 18 p = 1,868 of loss + 56 of maintenance at p = 106.888...


@pytest.mark.parametrize("seed", range(60))
def test_the_predicted_tick_is_the_first_that_liquidates(seed: int) -> None:
    rng = Random(seed)
    mode, cash = rng.choice(["multi-asset", "unified"]), rng.choice(["200", "1500"])
    trigger = rng.choice(["below", "at_or_below"])
    world = World(an_account(mode, a_book(trigger=trigger), USDT=cash, BTC=rng.choice(["0.1", "1"]), ETH="5"))
    world.do(0, BTC="7934.0", ETH="200.00")
    for contract, lots in ((BTC, rng.randint(50, 1500)), (ETH, rng.randint(500, 20_000))):
        side = rng.choice(["long", "short"])
        world.do(1, cmd.PlaceOrder(contract=contract, side=side, lots=lots, margin_mode="cross"))
    unit, rules = cross_unit_view(world.state, "you", "USDT"), world.state.rulebook.liquidation

    def liquidates(contract: str, ticks: int) -> bool:
        legs = tuple(replace(one, mark_ticks=ticks) if one.contract == contract else one for one in unit.legs)
        coins = tuple(replace(one, mark_ticks=ticks) if one.contract == contract else one for one in unit.collateral)
        return replace(unit, legs=legs, collateral=coins).is_liquidatable(rules)

    for index, leg in enumerate(unit.legs):
        tick = predict_leg_of(unit, index, rules).liquidation_tick
        if tick is None:
            assert not any(liquidates(leg.contract, ticks) for ticks in (1, leg.mark_ticks, leg.mark_ticks * 50))
            continue
        at = int(tick / leg.scale.tick)
        towards = 1 if at < leg.mark_ticks else -1
        assert liquidates(leg.contract, at) and not liquidates(leg.contract, at + towards)


def test_what_a_liquidation_took_counts_every_wallet_that_paid() -> None:
    session = Session.create(MemoryJournal(load_scenario("unified-spot-pays")))
    watch = Watch(session, None)
    session.play_to_end()
    (row,) = watch.record.liquidations.rows.values()
    assert row.lost_atoms == atoms("10080.87427")  # 1,230.48052 of contract, 3,000 + 5,850.39375 of spot
    assert [(event.wallet, event.base_atoms) for _, event in watch.record.sold] == [("spot", 125_000_000)]
