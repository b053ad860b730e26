"""The risk report on random accounts of the Binance-style book against a search that only decides; totals; reach."""

import random
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sandbox.loading.resource_files import RESOURCES
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.risk.report import report_account
from sandbox.risk.report_records import AccountInput, AccountReport, PositionInput
from sandbox.rulebook.records import Bracket, Contract, Fees, Rulebook

BOOK = load_rulebook("binance-usdm")
PLAIN: dict[str, Any] = {
    row["symbol"]: row
    for row in tomllib.loads((RESOURCES / "rulebooks" / "binance-usdm.toml").read_text(encoding="utf-8"))["contract"]
}
ENTRIES = {"BTCUSDT-PERP": 64_000, "ETHUSDT-PERP": 3_400, "SOLUSDT-PERP": 140}
ACCOUNTS = 1_500


@dataclass(frozen=True)
class Naive:
    """A position in decimals, as a person writes it."""

    symbol: str
    side: int
    qty: Decimal
    entry: Decimal
    mark: Decimal

    def maintenance(self, price: Decimal) -> Decimal:
        notional = self.qty * price
        rows = PLAIN[self.symbol]["brackets"]
        row = next((one for one in rows if notional <= Decimal(one["up_to"])), rows[-1])
        return notional * Decimal(row["maintenance"]) - Decimal(row["deduction"])


def is_liquidated(unit: list[Naive], moving: int, cash: Decimal, price: Decimal) -> bool:
    equity, maintenance = cash, Decimal(0)
    for at, one in enumerate(unit):
        here = price if at == moving else one.mark
        equity += one.side * one.qty * (here - one.entry)
        maintenance += one.maintenance(here)
    return equity <= maintenance


def search_tick(unit: list[Naive], moving: int, cash: Decimal) -> Decimal | None:
    """Halve the distance between a healthy tick and a liquidated one; None where even one tick is healthy."""
    one, tick = unit[moving], Decimal(PLAIN[unit[moving].symbol]["tick"])
    healthy = int(one.mark / tick)
    sick = 1 if one.side > 0 else healthy * 2
    if one.side > 0 and not is_liquidated(unit, moving, cash, tick):
        return None
    while not is_liquidated(unit, moving, cash, sick * tick):
        sick *= 2
    while abs(sick - healthy) > 1:
        middle = (sick + healthy) // 2
        if is_liquidated(unit, moving, cash, middle * tick):
            sick = middle
        else:
            healthy = middle
    return sick * tick


def random_position(rng: random.Random, symbol: str) -> Naive:
    tick, lot = Decimal(PLAIN[symbol]["tick"]), Decimal(PLAIN[symbol]["lot"])
    entry = int(ENTRIES[symbol] * rng.uniform(0.5, 1.5) / float(tick)) * tick
    notional = 10 ** rng.uniform(3, 9.3)
    qty = max(lot, int(notional / float(entry) / float(lot)) * lot)
    mark = max(tick, int(float(entry) * rng.uniform(0.97, 1.03) / float(tick)) * tick)
    return Naive(symbol, rng.choice((1, -1)), qty, entry, mark)


def as_input(one: Naive, margin: Decimal | None) -> PositionInput:
    return PositionInput(
        contract=BOOK.contract(one.symbol),
        side=one.side,
        quantity=Fraction(one.qty),
        open_value=Fraction(one.qty * one.entry),
        mark=Fraction(one.mark),
        leverage=Fraction(10),
        isolated_margin=None if margin is None else Fraction(margin),
    )


def test_liquidation_ticks_of_random_accounts_equal_a_search_over_decisions() -> None:
    rng = random.Random(7)
    compared = 0
    brackets_met: set[tuple[str, int]] = set()
    for _ in range(ACCOUNTS):
        isolated = [
            (one, (one.qty * one.entry / Decimal(rng.choice((1, 2, 5, 20, 50)))).quantize(Decimal("1e-8")))
            for one in (random_position(rng, symbol) for symbol in rng.sample(sorted(ENTRIES), rng.choice((0, 1, 2))))
        ]
        cross = [random_position(rng, symbol) for symbol in rng.sample(sorted(ENTRIES), rng.choice((1, 2, 3)))]
        gross = sum(one.qty * one.entry for one in cross)
        pool = (Decimal(gross) / Decimal(rng.choice((1, 3, 10)))).quantize(Decimal("1e-8"))
        report = report_account(
            AccountInput(
                id=None,
                rulebook=BOOK,
                contract_wallet={"USDT": Fraction(pool)},
                positions=(
                    *(as_input(one, margin) for one, margin in isolated),
                    *(as_input(one, None) for one in cross),
                ),
            )
        )
        units = [([one], 0, margin) for one, margin in isolated] + [(cross, at, pool) for at in range(len(cross))]
        for row, (unit, moving, cash) in zip(report.positions, units, strict=True):
            sick = is_liquidated(unit, moving, cash, unit[moving].mark)
            assert row.is_liquidatable == sick
            if sick:
                continue
            expected = search_tick(unit, moving, cash)
            assert row.liquidation_tick == (None if expected is None else Fraction(expected)), (unit, moving, cash)
            compared += 1
            if row.liquidation_price is not None:
                notional = Fraction(unit[moving].qty) * row.liquidation_price
                rows = PLAIN[unit[moving].symbol]["brackets"]
                brackets_met.add((unit[moving].symbol, sum(notional > Fraction(one["up_to"]) for one in rows)))
    assert compared > 2_000
    for symbol, row in PLAIN.items():
        assert {at for name, at in brackets_met if name == symbol} >= set(range(len(row["brackets"]) - 2)), symbol


def an_account(*positions: PositionInput, pool: str = "1000", book: Rulebook = BOOK) -> AccountReport:
    return report_account(
        AccountInput(
            id="a",
            rulebook=book,
            contract_wallet={"USDT": Fraction(pool)},
            positions=positions,
            outside_wallets={"spot": {"BTC": Fraction(1)}, "cold": {"BTC": Fraction(2)}},
        )
    )


def a_position(symbol: str, side: int, qty: str, entry: str, mark: str, margin: str | None) -> PositionInput:
    return as_input(
        Naive(symbol, side, Decimal(qty), Decimal(entry), Decimal(mark)), None if margin is None else Decimal(margin)
    )


def test_totals_hold_pool_compartments_and_all_unrealised_profit() -> None:
    teaching = load_rulebook("bulkhead-teaching")
    report = an_account(
        a_position("BTCUSDT-PERP", 1, "2", "7934", "7846.2", "1000"),
        a_position("ETHUSDT-PERP", -1, "12", "200", "192.4", "240"),
        pool="401.58",
        book=teaching,
    )
    total = report.totals[0]
    assert total.equity == Fraction("1557.18")
    assert total.maintenance_margin == sum(one.maintenance_margin for one in report.positions)
    assert total.margin_ratio == total.maintenance_margin / total.equity


def test_ratio_is_absent_where_equity_is_not_positive() -> None:
    row = an_account(a_position("BTCUSDT-PERP", 1, "2", "7934", "7000", "793.4")).positions[0]
    assert row.margin_ratio is None and row.is_liquidatable
    assert row.liquidation_tick == Fraction("7567.5") and row.bankruptcy_price == Fraction("7537.3")


@pytest.mark.parametrize(
    ("position", "worst"),
    [
        (a_position("BTCUSDT-PERP", 1, "2", "7934", "7934", "793.4"), "793.4"),
        (a_position("BTCUSDT-PERP", -1, "2", "7934", "7934", "793.4"), "793.4"),
        (a_position("BTCUSDT-PERP", 1, "2", "7934", "7934", None), "1000"),
        (a_position("BTCUSDT-PERP", -1, "0.001", "7934", "7934", None), "1000"),
        (
            a_position("BTCUSDT-PERP", 1, "0.1", "7934", "7934", None),
            "793.390005",
        ),  # 0.1 x (7934 - 0.1) and 0.05 % of 0.01
    ],
)
def test_reach_of_the_contract_wallet(position: PositionInput, worst: str) -> None:
    report = an_account(position)
    rows = {(row.wallet, row.asset): row for row in report.reach}
    contract = rows["contract", "USDT"]
    assert contract.worst_loss == Fraction(worst) and contract.reachable
    assert "Binance-style USD-M, 2024-06-30" in contract.rule
    for wallet in ("spot", "cold"):
        assert rows[wallet, "BTC"].worst_loss == 0 and not rows[wallet, "BTC"].reachable


def test_reach_adds_compartments_to_the_pool_and_nothing_without_positions() -> None:
    report = an_account(
        a_position("BTCUSDT-PERP", 1, "2", "7934", "7934", "793.4"),
        a_position("ETHUSDT-PERP", -1, "1", "200", "200", None),
    )
    assert report.reach[0].worst_loss == Fraction("1793.4")
    empty = an_account()
    assert empty.reach[0].worst_loss == 0 and not empty.reach[0].reachable and empty.totals[0].equity == 1000


def test_reach_of_a_step_book_sees_liquidation_just_above_an_edge() -> None:
    rows = tuple(
        Bracket(up_to=Fraction(up_to), max_leverage=Fraction(2), maintenance=Fraction(rate), deduction=Fraction(0))
        for up_to, rate in (("100", "0"), ("1000000000", "0.9"))
    )
    contract = Contract(
        symbol="X-PERP",
        kind="linear",
        base="X",
        quote="USDT",
        settle="USDT",
        tick=Fraction(1),
        lot=Fraction(1),
        brackets=rows,
    )
    book = Rulebook(id="steps", name="Steps", contracts=(contract,), fees=Fees(taker=Fraction(0)))
    long = PositionInput(
        contract=contract,
        side=1,
        quantity=Fraction(40),
        open_value=Fraction(80),
        mark=Fraction(2),
        leverage=Fraction(1),
        isolated_margin=None,
    )
    # At one tick it has lost 40 and needs nothing; a rise to 3 (value 120) needs 108 of its pool + 40.
    assert an_account(long, pool="69", book=book).reach[0].worst_loss == 40
    assert an_account(long, pool="68", book=book).reach[0].worst_loss == 68


def test_formula_shows_its_numbers() -> None:
    row = an_account(a_position("BTCUSDT-PERP", 1, "2", "7934", "7934", "793.4")).positions[0]
    assert row.formula.startswith("(15868 - 793.4) / (2 x (1 - 0.004)) = 7567.570281124498 ")
    short = an_account(a_position("BTCUSDT-PERP", -1, "20", "8000", "8000", "16000")).positions[0]
    assert short.formula.startswith("(160000 + 16000 + 50) / (20 x (1 + 0.005)) = ")
    whole = an_account(a_position("BTCUSDT-PERP", 1, "1", "100", "100", "100")).positions[0]
    assert whole.formula.startswith("no positive price")
