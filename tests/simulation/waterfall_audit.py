"""The auditor's view of closing: fees and surplus, the fund's whole lots, the ADL queue, and what winners share."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from sandbox.messages import events as ev
from tests.simulation.arithmetic import ATOMS, Held, Unit, ceil, half_even, unit_name, units_of
from tests.simulation.books import need

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor
    from tests.simulation.liquidation_audit import Running

Ranked = tuple[str, Held]  # owner, position


@dataclass
class Queue:
    """The ADL of one desk position: who stands in line, and how many of them were called."""

    ranked: list[Ranked] = field(default_factory=list)
    desk_lots: int = 0
    desk_open: int = 0  # signed as it is booked
    called: int = 0
    is_running: bool = False


class WaterfallAudit:
    """Follows what the desk does with what it took over."""

    def __init__(self, auditor: "Auditor") -> None:
        self.a = auditor
        self.queues: dict[tuple[str, str], Queue] = {}  # by (liquidation, contract)
        self.closes: dict[str, list[ev.DeskClosed]] = {}
        self.profits: dict[tuple[str, str], list[tuple[str, int]]] = {}  # realised by winners, in their order
        self.paid: dict[tuple[str, str], dict[str, int]] = {}
        self.adl_results: dict[str, int] = {}  # what the desk gained or lost in ADL, by liquidation
        self.funds: dict[tuple[str, str], list[tuple[int, int]]] = {}  # by account and asset: since when, how much
        self.rooms: dict[str, int] = {}  # by fund: what it may still take over in this draw, where the book has a cap
        self.drawn: set[tuple[str, str]] = set()  # of this closing: what the fund paid for some lots of
        self.claims: dict[str, int] = {}  # left by liquidations whose stage has not ended
        self.rests: dict[str, int] = {}  # of a unit's own surplus, sent on without an event of its own

    def before(self, event: ev.PositionChanged) -> None:
        """Note the queue as it stands before the desk gives lots away."""
        if event.owner != "liquidation_desk":
            return
        key = (event.position, event.contract)
        held = self.a.desk.get(key)
        if held is None or self.queues.setdefault(key, Queue()).is_running:
            return
        ranked = self.ranking(event.contract, -1 if held.lots > 0 else 1)
        self.queues[key] = Queue(ranked, abs(held.lots), held.open_value)

    def ranking(self, contract: str, sign: int, *, winners: bool = False) -> list[Ranked]:
        """Rank the named positions on one side (sign 0: both), or the winners of both, as the book ranks."""
        figures, marks, found = self.a.figures, self.a.marks, []
        units = units_of(figures, self.a.positions, self.a.balances, marks)
        for owner in ("you", *(one.name for one in self.a.opening.traders)):
            held = self.a.positions.get((owner, contract))
            if held is None or held.lots * sign < 0:
                continue
            name = unit_name(owner, held, figures.contracts[contract].settle)
            profit = figures.unrealised(contract, held, marks[contract])
            if self.a.liquidations.runs(name) or (winners and profit <= 0):
                continue
            unit = units[name]
            found.append((-self._score(unit, contract, held, profit), len(found), owner, held))
        return [(owner, held) for _, _, owner, held in sorted(found, key=lambda one: one[:2])]

    def _score(self, unit: Unit, contract: str, held: Held, profit: int) -> Fraction:
        """Return the figure a book ranks by; larger is called first."""
        figures, equity = self.a.figures, unit.equity
        size = figures.size(contract, held.lots, self.a.marks[contract])
        ratio = unit.maintenance / equity if equity > 0 else Fraction(0)
        if figures.rules.adl_rank == "binance":
            return Fraction(max(0, profit), max(unit.cash, ATOMS)) * ratio
        if figures.rules.adl_rank == "okx":
            share = profit * held.leverage / abs(held.open_value) if held.open_value else Fraction(0)
            return share * ratio if profit >= 0 else share / ratio if ratio else share
        leverage = size / equity if equity > 0 else Fraction(0)
        entry = abs(held.open_value)
        if not entry:
            return Fraction(0)
        if figures.rules.adl_rank == "bitmex":
            share = Fraction(profit, entry)
            return share * leverage if profit >= 0 else share / leverage if leverage else share
        if not size or (size <= entry if held.open_value > 0 else size >= entry):
            return Fraction(0)  # hyperliquid ranks winners alone: mark over entry, in the direction that gains
        return (Fraction(size, entry) if held.open_value > 0 else Fraction(entry, size)) * leverage

    # -- the desk in the market

    def closed(self, event: ev.DeskClosed, sign: int) -> None:
        """Follow a sale of the desk."""
        figures, rules, mark = self.a.figures, self.a.figures.rules, self.a.marks[event.contract]
        need(event.price_ticks == mark, f"not at the mark {mark}: {event}")
        self.closes.setdefault(event.liquidation, []).append(event)
        if not event.lots:
            return
        need(event.value_atoms == figures.size(event.contract, event.lots, mark), f"another value: {event}")
        to_trader = rules.surplus_to == "trader"
        need(event.to_trader_atoms == 0 or to_trader, f"a surplus for the trader: {event}")
        need(event.to_fund_atoms == 0 or not to_trader, f"a surplus for the fund: {event}")
        queue = self.queues[event.liquidation, event.contract]
        sold = Held("", sign * queue.desk_lots, queue.desk_open)
        result = figures.unrealised(event.contract, figures.part(sold, event.lots), mark)
        need(event.result_atoms == result, f"a result of {result}: {event}")
        if event.from_fund_atoms:
            self.drawn.add((event.liquidation, event.contract))
            self._check_floor(event, sold, mark)

    def fund_of(self, contract: str) -> str:
        """Return the fund that answers for a contract."""
        is_own = self.a.figures.contracts[contract].fund == "own"
        return f"insurance_fund/{contract}" if is_own else "insurance_fund"

    def _check_floor(self, event: ev.DeskClosed, desk: Held, mark: int) -> None:
        """Check that the fund pays for as many lots as it can and may hold, no fewer and no more."""
        own, figures, lots = -event.result_atoms - event.from_fund_atoms, self.a.figures, abs(desk.lots)
        fund, asset = self.fund_of(event.contract), figures.contracts[event.contract].settle
        held = self.a.of(fund, asset) + event.from_fund_atoms
        wanted = self._payable(event.contract, desk, own, held)
        need(event.lots == wanted, f"the fund of {held} pays for {wanted} of {lots} lots: {event}")
        if figures.rules.position_cap:
            taken = event.lots - self._lots_for(event.contract, desk, own)
            if taken > 0:
                self.rooms[fund] -= figures.size(event.contract, taken, mark)

    def _payable(self, contract: str, desk: Held, own: int, held: int) -> int:
        """Return the lots of a desk's position that a unit's `own` surplus and a fund of `held` pay for."""
        figures, rules = self.a.figures, self.a.figures.rules
        fund, asset, mark = self.fund_of(contract), figures.contracts[contract].settle, self.a.marks[contract]
        wanted = self._lots_for(contract, desk, own + self._may_pay(fund, held, asset))
        if rules.position_cap:
            room = self.rooms.setdefault(fund, int(rules.position_cap * held))
            value, lots = figures.size(contract, abs(desk.lots), mark), abs(desk.lots)
            may_hold = lots if room >= value else max(0, room) * lots // value
            wanted = min(wanted, self._lots_for(contract, desk, own) + may_hold)
        return wanted

    def _lots_for(self, contract: str, desk: Held, budget: int) -> int:
        """Return floor(budget x lots / shortfall), fewer only where the booked loss of those is an atom more."""
        figures, mark, lots = self.a.figures, self.a.marks[contract], abs(desk.lots)
        shortfall = -figures.unrealised(contract, desk, mark)
        if budget >= shortfall:
            return lots
        found = budget * lots // shortfall
        while found and -figures.unrealised(contract, figures.part(desk, found), mark) > budget:
            found -= 1
        return found

    def _check_unpaid(self, name: str, contract: str, queue: Queue) -> None:
        """Check that a fund which paid for no lot of a position could not have."""
        if (name, contract) in self.drawn:
            return
        self.drawn.add((name, contract))
        fund, asset = self.fund_of(contract), self.a.figures.contracts[contract].settle
        sign = 1 if self.a.liquidations.running[name].legs[contract] > 0 else -1
        desk = Held("", sign * queue.desk_lots, queue.desk_open)
        if self.a.figures.unrealised(contract, desk, self.a.marks[contract]) < 0:
            wanted = self._payable(contract, desk, 0, self.a.of(fund, asset))
            need(wanted == 0, f"{name}: the fund could have paid for {wanted} lots of {contract}")

    def _may_pay(self, fund: str, held: int, asset: str) -> int:
        """Return what a fund of `held` may pay: it stops where it has dropped by the book's share from its peak."""
        rules = self.a.figures.rules
        if not rules.fund_drop:
            return held
        since, until, peak = self.a.now_ns - rules.fund_drop_ns, self.a.now_ns, held
        for at, atoms in reversed(self.funds.get((fund, asset), [])):
            if until >= since:
                peak = max(peak, atoms)
            until = at
        return max(0, held - ceil((1 - rules.fund_drop) * peak))

    def fund_is(self, account: str, asset: str, atoms: int) -> None:
        """Note what a fund holds from now on."""
        self.funds.setdefault((account, asset), []).append((self.a.now_ns, atoms))

    def start_draw(self) -> None:
        """Begin another closing: a cap counts what a fund takes over in one."""
        self.rooms.clear()
        self.drawn.clear()

    # -- claims

    def claimed(self, event: ev.ClaimLeft, owner: str) -> None:
        """Check that a claim is what the sale at the mark lacked beyond the unit's own surplus, on its owner."""
        need(self.a.figures.rules.beyond_fund == "claim", f"a claim in another book: {event}")
        need(event.owner == owner, f"a claim on {owner}: {event}")
        *before, last = self.closes[event.liquidation]
        need(last.contract == event.contract, f"a claim of another sale: {event}")
        purse = sum(one.result_atoms + one.from_fund_atoms for one in before) + self.claims.get(event.liquidation, 0)
        need(event.atoms == -last.result_atoms - purse, f"{-last.result_atoms - purse} are lacking: {event}")
        asset = self.a.figures.contracts[event.contract].settle
        account = f"debt/claim/{asset}" + ("" if owner == "you" else f"/{owner}")
        need(self.a.flow(event.liquidation, account, asset) <= -event.atoms, f"not booked on {account}: {event}")
        self.claims[event.liquidation] = self.claims.get(event.liquidation, 0) + event.atoms

    # -- ADL

    def deleveraged(self, event: ev.TraderDeleveraged, leg_lots: int) -> None:
        """Follow one ADL: the right one of the queue, as much as it can, at the right price, never at a loss."""
        key = (event.liquidation, event.contract)
        queue, figures = self.queues[key], self.a.figures
        if not queue.is_running:
            self._check_unpaid(event.liquidation, event.contract, queue)
        queue.is_running = True
        need(figures.rules.beyond_fund == "adl", f"deleveraged in another book: {event}")
        value = self._adl_value(event, queue)
        need(event.value_atoms == value, f"deleveraged at {value}: {event}")
        owner, held, rank = self._next(queue, event)
        need((event.owner, event.rank) == (owner, rank), f"{owner} of rank {rank} stands first: {event}")
        wanted = queue.desk_lots if held is None else min(queue.desk_lots, abs(held.lots))
        need(event.lots == wanted, f"{wanted} lots of {owner}: {event}")
        sign = 1 if leg_lots > 0 else -1
        realised = 0
        if held is not None:
            part = figures.part(held, event.lots)
            realised = -sign * figures.direction(event.contract) * value - part.open_value
            need(realised >= -1, f"loses more than the rounding of a part: {event}")
        need(event.realised_atoms == realised, f"realises {realised}: {event}")
        self.a.trade(event.liquidation, event.contract, -sign * event.lots, -sign * event.value_atoms)
        self.a.trade(event.owner, event.contract, sign * event.lots, sign * event.value_atoms)
        left = queue.desk_lots - event.lots
        released = half_even(Fraction(queue.desk_open * event.lots, queue.desk_lots)) if left else queue.desk_open
        queue.desk_lots, queue.desk_open = left, queue.desk_open - released
        before = self.adl_results.get(event.liquidation, 0)
        self.adl_results[event.liquidation] = before + sign * figures.direction(event.contract) * value - released

    def _adl_value(self, event: ev.TraderDeleveraged, queue: Queue) -> int:
        rules, mark = self.a.figures.rules, self.a.marks[event.contract]
        need(event.lots <= queue.desk_lots, f"more than the desk holds: {event}")
        if rules.adl_price == "bankruptcy":
            if event.lots == queue.desk_lots:
                return abs(queue.desk_open)
            return half_even(Fraction(abs(queue.desk_open) * event.lots, queue.desk_lots))
        ticks = self.a.previous.get(event.contract, mark) if rules.adl_price == "previous_mark" else mark
        return self.a.figures.size(event.contract, event.lots, ticks)

    def _next(self, queue: Queue, event: ev.TraderDeleveraged) -> tuple[str, Held | None, int]:
        """Return who is to be called next: the first in the queue that does not lose at the price, else `liquidity`."""
        while queue.called < len(queue.ranked):
            owner, held = queue.ranked[queue.called]
            queue.called += 1
            side = (1 if held.lots > 0 else -1) * self.a.figures.direction(event.contract)
            if side * self._whole_value(queue, event, abs(held.lots)) >= held.open_value:
                return owner, held, queue.called
        return "liquidity", None, len(queue.ranked) + 1

    def _whole_value(self, queue: Queue, event: ev.TraderDeleveraged, lots: int) -> int:
        """Return what lots would be closed for, be they more than the desk holds."""
        rules, mark = self.a.figures.rules, self.a.marks[event.contract]
        if rules.adl_price == "bankruptcy":
            return half_even(Fraction(abs(queue.desk_open) * lots, queue.desk_lots))
        ticks = self.a.previous.get(event.contract, mark) if rules.adl_price == "previous_mark" else mark
        return self.a.figures.size(event.contract, lots, ticks)

    # -- socialised loss

    def realised(self, event: ev.PositionChanged, atoms: int) -> None:
        """Note a winner whose profit was realised."""
        self.profits.setdefault((event.cause, event.contract), []).append((event.owner, atoms))

    def socialised(self, event: ev.LossSocialised) -> None:
        """Note what a winner paid."""
        need(event.atoms > 0, f"nothing socialised: {event}")
        need(self.a.figures.rules.beyond_fund != "claim", f"socialised in a book with claims: {event}")
        paid = self.paid.setdefault((event.liquidation, event.contract), {})
        paid[event.owner] = paid.get(event.owner, 0) + event.atoms

    def end_stage(self, one: "Running") -> None:
        """Check what a closing came to as a whole."""
        name = one.name
        closes = self.closes.pop(name, [])
        self._check_fees(name, closes)
        for key, paid in [(key, paid) for key, paid in self.paid.items() if key[0] == name]:
            self._check_shares(key, paid)
        for book in (self.queues, self.profits, self.paid):
            for key in [key for key in book if key[0] == name]:
                del book[key]

    def _check_fees(self, name: str, closes: list[ev.DeskClosed]) -> None:
        rules, to_trader = self.a.figures.rules, self.a.figures.rules.surplus_to == "trader"
        claimed = self.claims.pop(name, 0)
        short = claimed > 0 or any(one.from_fund_atoms or one.socialised_atoms for one in closes)
        short = short or any(queue.called or queue.is_running for key, queue in self.queues.items() if key[0] == name)
        left = sum(one.result_atoms for one in closes)
        if short or left < 0:
            for one in closes:
                paid = one.fee_atoms or one.to_fund_atoms or one.to_trader_atoms
                need(not paid, f"a fee or a surplus where there is a shortfall: {one}")
            rest = sum(one.result_atoms + one.from_fund_atoms + one.socialised_atoms for one in closes)
            rest += self.adl_results.pop(name, 0) + claimed
            need(rest >= 0, f"{name} ends {rest} atoms short")
            self.rests[name] = self.rests.get(name, 0) + rest
            return
        rest = left
        for one in closes:
            fee = min(half_even(one.value_atoms * rules.fee), rest)
            rest -= fee
            need(one.fee_atoms == fee, f"a liquidation fee of {fee}: {one}")
        sent = sum(one.to_trader_atoms if to_trader else one.to_fund_atoms for one in closes)
        need(sent == rest, f"{name}: a surplus of {rest} goes on, {sent} did")

    def _check_shares(self, key: tuple[str, str], paid: dict[str, int]) -> None:
        profits, loss = self.profits.get(key, []), sum(paid.values())
        whole = sum(atoms for _, atoms in profits)
        if whole <= loss:
            need(all(paid.get(owner, 0) >= atoms for owner, atoms in profits), f"{key}: a winner keeps profit")
            return
        shares = [loss * atoms // whole for _, atoms in profits]
        left = loss - sum(shares)
        for at, (_, atoms) in enumerate(profits):
            if left and shares[at] < atoms:
                shares[at] += 1
                left -= 1
        for (owner, _), share in zip(profits, shares, strict=True):
            need(paid.get(owner, 0) == share, f"{key}: {owner} pays a share of {share}, not {paid.get(owner, 0)}")
