"""Follows debt and sales of collateral: borrowed only where cash is out, sold in order, no more than it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.messages import events as ev
from tests.simulation.arithmetic import ceil, half_even, hedgers
from tests.simulation.books import need
from tests.simulation.pooling import QUOTE, Pool

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor

DEBT = f"debt/{QUOTE}"


class PoolAudit:
    """What is owed and sold in one session."""

    def __init__(self, auditor: Auditor, pool: Pool) -> None:
        self.a, self.pool = auditor, pool
        self.fees: dict[str, int] = {}  # of this step, by cause
        self.sales: dict[str, list[tuple[str, str, int]]] = {}  # cause -> (wallet, asset, atoms) of this step
        self.charged, self.owed = False, 0  # interest in this step, and what was owed at its start

    def interest(self, event: ev.TransferPosted) -> None:
        """Follow interest: a year's rate for the hours of one interval on what is owed, rounded up."""
        book = self.pool.book
        share = book.collateral.interest * book.funding.interval_hours / (24 * 365)
        need(event.atoms == ceil(self.debt * share), f"interest on {self.debt}: {event}")
        self.charged = True

    def start_step(self) -> None:
        """Begin a step."""
        self.charged, self.owed = False, self.debt
        self.fees.clear()
        self.sales.clear()

    @property
    def debt(self) -> int:
        """Return what is owed."""
        return -self.a.of(DEBT, QUOTE)

    def is_cause(self, cause: str) -> bool:
        """Tell whether collateral may be sold for a cause."""
        return cause == "exchange" or cause.startswith("liq-")

    def read(self, event: ev.Event) -> bool:
        """Follow one event; False where it is none of pooling."""
        if isinstance(event, ev.AccountModeSet):
            self.pool.mode = event.account_mode
        elif isinstance(event, ev.CollateralSold):
            self.sold(event)
        else:
            return False
        return True

    def sold(self, event: ev.CollateralSold) -> None:
        """Follow a sale: at the index, in order, the least that repays, or all."""
        a, pool = self.a, self.pool
        price = pool.price(event.asset, a.marks)
        need(price is not None and event.wallet in pool.wallets, f"sold what does not count: {event}")
        assert price is not None
        brought = half_even(event.base_atoms * price)
        rate = 0 if pool.first[event.asset] in a.opening.no_fee_contracts else a.figures.book.fees.spot_taker
        fee = half_even(brought * rate) if rate else 0
        need((event.quote_atoms, event.fee_atoms) == (brought, fee), f"brings {brought} less {fee}: {event}")
        need(event.price_ticks == a.marks[pool.first[event.asset]], f"not at the index: {event}")
        self.fees[event.cause] = self.fees.get(event.cause, 0) + fee
        self.sales.setdefault(event.cause, []).append((event.wallet, event.asset, event.base_atoms))
        left = a.of(event.wallet, event.asset)
        places = [(one, wallet) for one in pool.order for wallet in pool.wallets]
        at = places.index((event.asset, event.wallet))
        kept = hedgers(a.figures, a.positions, a.marks) if event.cause != "exchange" else set()
        early = event.asset in kept and not a.liquidations.is_taking(event.cause)
        need(not early, f"a coin that hedges is sold before the takeover: {event}")
        for asset, wallet in places[:at]:
            skipped = a.of(wallet, asset) and pool.price(asset, a.marks) is not None and asset not in kept
            need(not skipped, f"{wallet} {asset} is sold before it: {event}")
        if event.cause != "exchange":
            need(left == 0, f"an asset is sold whole in a liquidation: {event}")
            a.liquidations.running[event.cause].books = None  # what comes next stands on what the sale brought
            return
        need(self.debt > (pool.limit if self.has_cross() else 0), f"sold though {self.debt} may stand: {event}")
        need(left == 0 or brought - fee >= self.debt, f"sells less than repays: {event}")
        less = half_even((event.base_atoms - 1) * price)
        less -= half_even(less * rate) if rate else 0
        need(event.base_atoms == 1 or less < self.debt, f"sells more than repays: {event}")

    def has_cross(self) -> bool:
        """Tell whether a cross position of yours is open."""
        return any(owner == "you" and held.mode == "cross" for (owner, _), held in self.a.positions.items())

    def wants_sale(self) -> bool:
        """Tell whether a debt is to be repaid by a sale now."""
        if not self.pool.is_on or not self.debt:
            return False
        above = self.debt > (self.pool.limit if self.has_cross() else 0)
        return above and self.pool.has_coins(self.a.balances, self.a.marks)

    def end_step(self) -> None:
        """Check at the end: debt and cash never stand together, what is above the limit has nothing left to sell."""
        a, debt = self.a, self.debt
        settled = {one.contract for one, _, _ in a.funding.seen}
        due = self.pool.book.collateral.interest and min(a.figures.contracts) in settled
        need(not (due and self.owed) or self.charged, f"no interest on {self.owed}")
        need(debt == a.of("loans_out", QUOTE), f"{debt} is owed, {a.of('loans_out', QUOTE)} is lent")
        need(debt >= 0, f"a debt below zero: {debt}")
        need(not debt or self.pool.is_on, f"a segregated account owes {debt}")
        need(not debt or not self.pool.held(QUOTE, a.balances), f"{debt} is owed though there is cash")
        need(not self.wants_sale(), f"{debt} is owed though there is collateral to sell")
        for cause, flows in a.flows.items():
            if self.is_cause(cause):
                paid = flows.get(("fees", QUOTE), 0)
                need(paid == self.fees.get(cause, 0), f"{cause} pays fees of {paid}, not {self.fees.get(cause, 0)}")
            fund = -flows.get(("insurance_fund", QUOTE), 0)
            need(cause != "exchange" or 0 <= fund < 100, f"the fund repays {fund} of a debt")
