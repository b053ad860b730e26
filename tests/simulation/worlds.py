"""Random worlds within the rules: a rulebook, money, other traders. Everything follows from one generator."""

from fractions import Fraction
from random import Random

from msgspec.structs import replace

from sandbox.messages.opening import Opening, TraderOpening, TraderPosition
from sandbox.rulebook.collateral import CollateralAsset, CollateralRules, HaircutTier
from sandbox.rulebook.portfolio import ChargeTier, PortfolioRules, StressGroup
from sandbox.rulebook.records import Contract, Fees, FundingRules, LiquidationRules, Rulebook
from sandbox.values.assets import ATOMS_PER_UNIT
from tests.support.builders import CONTRACTS, SECOND, SOL_BRACKETS, amounts, an_opening, brackets

POOLING_MODES = ("segregated", "multi-asset", "unified")  # where there is no stress grid
START_TICKS = {"BTCUSDT-PERP": 79_340, "ETHUSDT-PERP": 20_000, "SOLUSDT-PERP": 20_000, "BTCUSD-PERP": 79_340}
SMALL_BRACKETS = (("2000", "125", "0.004"), ("9000", "50", "0.01"), ("40000", "20", "0.03"), ("900000", "10", "0.06"))
COIN = Contract(
    symbol="BTCUSD-PERP",
    kind="inverse",
    base="BTC",
    quote="USD",
    settle="BTC",
    tick=Fraction(1, 10),
    lot=Fraction(1),
    face=Fraction(100),
    brackets=brackets(("0.3", "125", "0.004"), ("2", "50", "0.01"), ("9", "20", "0.03"), ("90", "10", "0.06")),
)


def random_rules(rng: Random) -> LiquidationRules:
    """Draw how units are liquidated."""
    return LiquidationRules(
        trigger=rng.choice(["at_or_below", "below"]),
        maintenance_basis=rng.choice(["mark", "mark", "entry"]),
        fee_in_maintenance=rng.random() < 0.3,
        steps=rng.choice(["brackets", "slices", "whole"]),
        slice=rng.choice([Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(1)]),
        stage_ns=rng.choice([1, 2, 2, 5]) * SECOND if rng.random() < 0.9 else 0,
        fee=rng.choice([Fraction(0), Fraction(5, 1000), Fraction(15, 1000)]),
        surplus_to=rng.choice(["insurance_fund", "trader"]),
        beyond_fund=rng.choice(["adl", "adl", "socialise"]),
        adl_price=rng.choice(["bankruptcy", "bankruptcy", "mark", "previous_mark"]),
    )


def random_contracts(rng: Random) -> tuple[Contract, ...]:
    """Draw one to three contracts, some with small brackets that are crossed often, some that jump at their edges."""
    found = []
    for contract in rng.sample(CONTRACTS, rng.choice([1, 2, 2, 3])):
        rows = rng.choice([contract.brackets, SOL_BRACKETS, brackets(*SMALL_BRACKETS, continuous=rng.random() < 0.7)])
        found.append(replace(contract, brackets=rows))
    return tuple(sorted(found, key=lambda one: one.symbol))


def random_opening(rng: Random, book: Rulebook | None = None) -> Opening:
    """Draw everything a session starts from, its rulebook too where none is given; prices and commands come later."""
    odd_fees = Fees(maker=Fraction(0), taker=Fraction(1, 7000), spot_taker=Fraction(1, 3))
    fees = Fees() if rng.random() < 0.7 else odd_fees
    drawn = Rulebook(
        id="random",
        name="Random book",
        liquidation=random_rules(rng),
        fees=fees,
        funding=FundingRules(cap=rng.choice([Fraction(75, 10_000), Fraction(3, 100)])),
        contracts=random_contracts(rng),
    )
    book = book or drawn
    fund = rng.choice(["0", "0.00000001", "3.7", "250", "50000"])
    traders = tuple(_trader(rng, book, f"t{at}") for at in range(rng.choice([0, 1, 2, 4])))
    opening = an_opening(
        book,
        contract=rng.choice(["40", "1240", "1240.12345678", "90000"]),
        spot=rng.choice(["0", "3000"]),
        fund=fund,
        traders=traders,
        fees=rng.random() < 0.7,
        funding=rng.choice(["0", "500"]),
        savings=rng.choice(["0", "77.7"]),
    )
    return replace(opening, wallets=(*opening.wallets, *amounts("funding", ETH="2")))


def with_regime(rng: Random, opening: Opening) -> Opening:
    """Return a world whose account pools its assets: haircuts flat or by tiers, debt limits, coins in both wallets."""
    book = opening.rulebook
    highest = 1 - book.fees.spot_taker
    bases = [one.base for one in book.contracts]
    assets = [
        CollateralAsset(asset=base, tiers=_tiers(rng, highest))
        for base in rng.sample(bases, rng.randint(1, len(bases)))
    ]
    rules = CollateralRules(
        regimes=POOLING_MODES,
        assets=tuple(sorted(assets, key=lambda one: -one.tiers[0].rate)),
        exchange_above=Fraction(rng.choice([0, 0, 50, 3000])),
        borrow_limit=Fraction(rng.choice([0, 50, 500, 20_000])),
    )
    coins = {one: rng.choice(["0", "0.3", "2.5"]) if one == "BTC" else rng.choice(["0", "4", "60"]) for one in bases}
    kept = tuple(one for one in opening.wallets if one.wallet != "contract" or rng.random() < 0.6)
    money = tuple(one for one in amounts("contract", **coins) if one.atoms)
    return replace(
        opening,
        rulebook=replace(book, collateral=rules),
        account_mode=rng.choice(["segregated", "multi-asset", "multi-asset", "unified", "unified", "unified"]),
        wallets=(*kept, *money),
    )


def with_grid(rng: Random, opening: Opening) -> Opening:
    """Return a world whose book offers portfolio margin by a random stress grid; mostly it is the account's mode."""
    book = opening.rulebook
    first = rng.choice(book.contracts).base
    fee = book.fees.taker if book.liquidation.fee_in_maintenance else Fraction(0)
    grid = PortfolioRules(
        as_of="2025-01-15",
        sources=("a source",),
        assumptions=("all of it",),
        groups=(_group(rng, (first,)), _group(rng, ())),
        extreme_share=rng.choice([Fraction(0), Fraction(1, 2), Fraction(1)]),
        basis_days=Fraction(rng.choice([1, 30, 365])),
        minimum_rate=rng.choice([Fraction(0), Fraction(2, 1000), Fraction(5, 100)]),
        minimum_tiers=(
            ChargeTier(up_to=Fraction(rng.choice([5, 100])), multiplier=Fraction(1)),
            ChargeTier(up_to=Fraction(900), multiplier=Fraction(2)),
            ChargeTier(up_to=None, multiplier=Fraction(rng.choice([4, 12]))),
        ),
        initial_multiple=rng.choice([Fraction(1), Fraction(13, 10)]),
        closing_fee=fee,
    )
    regimes = (*book.collateral.regimes, "portfolio")
    interest = Fraction(rng.choice([0, 0, 1, 9]), 10)
    book = replace(book, portfolio=grid, collateral=replace(book.collateral, regimes=regimes, interest=interest))
    mode = "portfolio" if rng.random() < 0.8 else opening.account_mode
    return replace(opening, rulebook=book, account_mode=mode)


def _group(rng: Random, assets: tuple[str, ...]) -> StressGroup:
    top = rng.choice([Fraction(2, 100), Fraction(12, 100), Fraction(25, 100)])
    return StressGroup(
        assets=assets, shocks=(top / 3, top), extreme=top * 2, basis=rng.choice([Fraction(0), Fraction(3, 10)])
    )


def _tiers(rng: Random, highest: Fraction) -> tuple[HaircutTier, ...]:
    rate = highest * rng.choice([Fraction(1), Fraction(95, 100), Fraction(4, 5), Fraction(1, 3)])
    if rng.random() < 0.5:
        return (HaircutTier(up_to=None, rate=rate),)
    first = HaircutTier(up_to=Fraction(rng.choice(["0.1", "1", "20"])), rate=rate)
    rest = HaircutTier(up_to=rng.choice([None, Fraction(30)]), rate=rate * Fraction(2, 3))
    return (first, rest)


def varied(rng: Random, opening: Opening) -> Opening:
    """Vary a world by its own generator: every ranking, a coin-margined contract, positions of yours at the start."""
    book = opening.rulebook
    rules = replace(book.liquidation, adl_rank=rng.choice(["binance", "bitmex", "okx", "hyperliquid"]))
    book = replace(book, liquidation=rules)
    mine = _trader(rng, book, "you") if rng.random() < 0.4 else None
    if rng.random() < 0.5:
        is_alone = rng.random() < 0.4 and mine is None and not opening.traders
        return _with_coin_contract(rng, opening, replace(book, contracts=() if is_alone else book.contracts), mine)
    return replace(_with_mine(opening, mine), rulebook=book)


def _with_mine(opening: Opening, mine: TraderOpening | None) -> Opening:
    """Give you positions from the start, and the money that goes with them."""
    if mine is None:
        return opening
    kept = tuple(one for one in opening.wallets if (one.wallet, one.asset) != ("contract", "USDT"))
    return replace(opening, positions=mine.positions, wallets=(*kept, *mine.wallet))


def _with_coin_contract(rng: Random, opening: Opening, book: Rulebook, mine: TraderOpening | None) -> Opening:
    """Add an inverse contract, coins as its collateral, and positions in it."""
    rows = COIN.brackets if rng.random() < 0.7 else tuple(replace(one, deduction=Fraction(0)) for one in COIN.brackets)
    contracts = tuple(sorted((*book.contracts, replace(COIN, brackets=rows)), key=lambda one: one.symbol))
    if mine is not None and rng.random() < 0.5:
        mine = with_coin(rng, mine)
    opening = _with_mine(opening, mine)
    fund = amounts("insurance_fund", BTC=rng.choice(["0.0000003", "0.2", "9"]))
    return replace(
        opening,
        rulebook=replace(book, contracts=contracts),
        wallets=(*opening.wallets, *amounts("contract", BTC=rng.choice(["0.05", "0.4", "3.00000007"]))),
        insurance_fund=(*opening.insurance_fund, *fund),
        traders=tuple(with_coin(rng, one) if rng.random() < 0.7 else one for one in opening.traders),
        no_fee_contracts=(*opening.no_fee_contracts, *((COIN.symbol,) if rng.random() < 0.3 else ())),
    )


def with_coin(rng: Random, trader: TraderOpening, contract: Contract = COIN) -> TraderOpening:
    """Give a trader a position in the coin-margined contract, and coins that may be its margin or just not enough."""
    lots, ticks = rng.choice([1, 40, 300, 2_000]), int(START_TICKS[contract.symbol] * rng.uniform(0.97, 1.03))
    assert contract.face is not None
    value = int(lots * contract.face / contract.tick * ATOMS_PER_UNIT / ticks)
    leverage, is_isolated = Fraction(rng.choice([3, 10, 20])), rng.random() < 0.5
    held = TraderPosition(
        contract=contract.symbol,
        side=rng.choice(["long", "short"]),
        lots=lots,
        value_atoms=value,
        margin_mode="isolated" if is_isolated else "cross",
        leverage=leverage,
    )
    needed = Fraction(value, ATOMS_PER_UNIT) / leverage
    wallet = needed * 2 + Fraction(1, 100) if is_isolated else needed * rng.choice([1, 2, 6]) + Fraction(1, 100)
    money = amounts("contract", BTC=f"{float(wallet):.8f}")
    return replace(trader, wallet=(*trader.wallet, *money), positions=(*trader.positions, held))


def _trader(rng: Random, book: Rulebook, name: str) -> TraderOpening:
    held = []
    wallet = rng.choice([0, 900, 5_000, 200_000])
    budget = Fraction(wallet)
    for contract in book.contracts:
        if rng.random() < 0.4 or contract.is_inverse:
            continue
        ticks = int(START_TICKS[contract.symbol] * rng.uniform(0.97, 1.03))
        notional = max(10.0, wallet * rng.choice([0.3, 1, 5, 15]))
        lots = max(1, int(notional / float(ticks * contract.tick * contract.lot)))
        value = int(lots * ticks * contract.tick * contract.lot * ATOMS_PER_UNIT)
        leverage = Fraction(rng.choice([3, 10, 20]))
        mode = rng.choice(["cross", "isolated"])
        margin = Fraction(value, ATOMS_PER_UNIT) / leverage + 1
        if mode == "isolated" and margin > budget:
            continue
        budget -= margin if mode == "isolated" else 0
        held.append(
            TraderPosition(
                contract=contract.symbol,
                side=rng.choice(["long", "short"]),
                lots=lots,
                value_atoms=value,
                margin_mode=mode,
                leverage=leverage,
            )
        )
    money = amounts("contract", USDT=str(wallet)) if wallet else ()
    return TraderOpening(name=name, wallet=money, positions=tuple(held))
