"""A second, naive and independent auditor: reads inputs and events alone, predicts money and positions, and complains.

Shares nothing with the engine but the records. `AuditFailed` says what is wrong.
"""

from dataclasses import replace
from fractions import Fraction

from sandbox.messages import commands as cmd
from sandbox.messages import events as ev
from sandbox.messages.events import Event
from sandbox.messages.inputs import StepInput
from sandbox.messages.opening import Opening
from tests.simulation.arithmetic import Figures, Held, compartment, contract_wallet, half_even, units_of
from tests.simulation.books import AuditFailed, Key, Snapshot, is_fund, need
from tests.simulation.door_audit import CAUSE as DOOR_CAUSE
from tests.simulation.door_audit import DoorAudit
from tests.simulation.exchange_audit import ExchangeAudit
from tests.simulation.fill_audit import FillAudit
from tests.simulation.funding_audit import FundingAudit
from tests.simulation.liquidation_audit import LiquidationAudit
from tests.simulation.oracle import Oracle
from tests.simulation.pool_audit import PoolAudit
from tests.simulation.top_up_audit import TopUpAudit
from tests.simulation.trigger_audit import TriggerAudit

OUTER_WALLETS = ("spot", "funding", "savings", "cold")
ORDER_LIKE = (cmd.PlaceOrder, cmd.ClosePosition, cmd.TradeSpot)


class Auditor:
    """Follows one session from its opening."""

    def __init__(self, opening: Opening, opened: tuple[Event, ...]) -> None:
        self.opening = opening
        self.figures = Figures(opening.rulebook, opening.account_mode)
        self.balances: dict[Key, int] = {}
        self.positions: dict[Key, Held] = {}  # liquidity too
        self.desk: dict[Key, Held] = {}
        self.orders: dict[str, ev.OrderPlaced | ev.TriggerOrderPlaced] = {}
        self.modes: dict[str, str] = {}  # yours, by contract
        self.leverages: dict[str, Fraction] = {}
        self.marks: dict[str, int] = {}
        self.lasts: dict[str, int] = {}  # where last stands apart
        self.previous: dict[str, int] = {}
        self.warned: set[str] = set()
        self.now_ns = opening.starts_ns
        self.oracle = Oracle(self)
        self.liquidations = LiquidationAudit(self)
        self.fills = FillAudit(self)
        self.funding = FundingAudit(self)
        self.top_ups = TopUpAudit(self)
        self.doors = DoorAudit(self)
        self.triggers = TriggerAudit(self)
        self.pool = PoolAudit(self, self.figures.pool)
        self.exchange = ExchangeAudit(self)
        self.trades: dict[Key, tuple[int, int]] = {}  # (owner, contract) -> signed lots, signed value
        self.realised: dict[Key, int] = {}
        self.flows: dict[str, dict[Key, int]] = {}  # cause -> (account, asset) -> atoms, of this step
        self.settled: dict[tuple[str, str], int] = {}  # (cause, owner) -> profit realised at the mark, of this step
        for owner, positions in (("you", opening.positions), *((one.name, one.positions) for one in opening.traders)):
            for held in positions:
                sign = 1 if held.side == "long" else -1
                self.trade(owner, held.contract, sign * held.lots, sign * held.value_atoms)
                self.trade("liquidity", held.contract, -sign * held.lots, -sign * held.value_atoms)
        self.is_opening = True
        before = self._open_values()
        for event in opened:
            self._read(event)
        self._compare_trades(*before)
        self._check_books()
        self.is_opening = False

    # -- one step -----------------------------------------------------------------------------------------------

    def check_step(self, given: StepInput, events: tuple[Event, ...]) -> None:
        """Follow one step; raises AuditFailed."""
        need(given.now_ns >= self.now_ns, "time runs backwards")
        self.now_ns = given.now_ns
        for book in (self.trades, self.realised, self.flows, self.settled):
            book.clear()
        before = self._open_values()
        self.fills.start_step()
        self.triggers.start_step()
        self.pool.start_step()
        at, stood_still = 0, self.exchange.has_failed
        for one in given.commands:
            if isinstance(one.command, ORDER_LIKE) and self.exchange.reason(one.command) is None:
                self.fills.late[one.number] = one.command
            else:
                at = self._decided(one.number, one.command, events, at)
        for update in () if stood_still else given.prices:
            if update.contract.endswith("@last"):
                name = update.contract.removesuffix("@last")
                self.lasts.pop(name, None)
                if update.price_ticks:
                    self.lasts[name] = update.price_ticks
                continue
            self.previous[update.contract] = self.marks.get(update.contract, update.price_ticks)
            self.marks[update.contract] = update.price_ticks
        if self.exchange.has_failed:
            self.exchange.stands_still(events[at:], list(self.fills.late))
            self._check_books()
            return
        self.triggers.prices_taken()
        if not given.commands and not given.funding and self._is_quiet():
            need(not events, f"a quiet step has events: {events}")
        self.funding.start_step(given.funding)
        for event in events[at:]:
            self._read(event)
        self.fills.end_step()
        self.triggers.end_step()
        self.funding.end_step()
        self._compare_trades(*before)
        self._check_books()
        self._check_units()
        self.top_ups.end_step()
        self.doors.end_step()
        self.pool.end_step()
        self.liquidations.end_step()

    def snapshot(self) -> Snapshot:
        """Return the books as they stand."""
        return Snapshot(dict(self.positions), dict(self.balances), dict(self.desk))

    def _open_values(self) -> tuple[dict[Key, int], dict[Key, int]]:
        both = {**self.positions, **self.desk}
        return {key: one.lots for key, one in both.items()}, {key: one.open_value for key, one in both.items()}

    def _is_quiet(self) -> bool:
        if self.liquidations.is_due(self.now_ns) or self.fills.marketable() or self.triggers.expected():
            return False
        if self.pool.wants_sale():
            return False
        units = units_of(self.figures, self.positions, self.balances, self.marks)
        for unit in units.values():
            if self.liquidations.runs(unit.name):
                continue
            warned = unit.name in self.warned
            if unit.is_sick(self.figures.rules.trigger) or unit.is_warned(warned) != warned:
                return False
        return not self.warned - units.keys()

    # -- commands decided before prices -------------------------------------------------------------------------

    def _decided(self, number: int, command: cmd.Command, events: tuple[Event, ...], at: int) -> int:
        """Compare the outcome of a command that is no order with what must come of it; return the next event."""
        expected, cause = self.exchange.reason(command) or self.oracle.reason(command), f"c{number}"
        wanted = self.oracle.wanted(command) if isinstance(command, cmd.CancelOrder) else []
        coins = {f"held/{one}": self.figures.contracts[self.orders[one].contract].settle for one in wanted}
        holds = {(account, asset): self.of(account, asset) for account, asset in coins.items()}
        held = self.positions.get(("you", getattr(command, "contract", None) or ""))
        refused: str | None = None
        while at < len(events):
            event = events[at]
            if isinstance(event, ev.CommandRefused) and event.command == number:
                refused = event.reason
            elif getattr(event, "cause", None) == cause:
                self._read(event)
            else:
                break
            at += 1
        need(refused == expected, f"{command}: should be {expected or 'accepted'}, was {refused or 'accepted'}")
        self.exchange.wants(command, refused)
        flows = {key: atoms for key, atoms in self.flows.get(cause, {}).items() if atoms}
        wanted_flows: dict[Key, int] = {}
        if refused is None and isinstance(command, cmd.TransferMoney):
            wanted_flows = {
                (command.source, command.asset): -command.atoms,
                (command.target, command.asset): command.atoms,
            }
        elif refused is None and isinstance(command, cmd.AdjustMargin) and held is not None and command.atoms:
            asset = self.figures.contracts[command.contract].settle
            wanted_flows = {
                ("contract", asset): -command.atoms,
                (compartment("you", held.position), asset): command.atoms,
            }
        elif refused is None and isinstance(command, cmd.CancelOrder):
            need(not any(one in self.orders for one in wanted), f"{command} leaves orders")
            wanted_flows = {key: -atoms for key, atoms in holds.items() if atoms}
            for (_, asset), atoms in holds.items():
                if atoms:
                    wanted_flows["contract", asset] = wanted_flows.get(("contract", asset), 0) + atoms
        elif refused is None and isinstance(command, cmd.SetLeverage):
            need(self.leverages[command.contract] == command.leverage, f"{command} sets another leverage")
        elif refused is None and isinstance(command, cmd.SetAccountMode):
            need(self.figures.pool.mode == command.account_mode, f"{command} sets another regime")
        elif refused is None and isinstance(command, cmd.SetMarginMode):
            need(self.modes[command.contract] == command.margin_mode, f"{command} sets another mode")
        need(flows == wanted_flows, f"{command} moves {flows}, not {wanted_flows}")
        return at

    # -- events -------------------------------------------------------------------------------------------------

    def _read(self, event: Event) -> None:
        others = (self.top_ups, self.doors, self.pool, self.exchange)
        if any(one.read(event) for one in others):
            return
        if isinstance(event, ev.LiquidationStarted):
            self.top_ups.started(event)
            self.doors.started(event)
        self.fills.before(event)
        self.liquidations.before(event)
        match event:
            case ev.TransferPosted():
                self._transfer(event)
            case ev.PositionChanged():
                self._position(event)
            case ev.LeverageSet() if event.owner == "you":
                self.leverages[event.contract] = event.leverage
                held = self.positions.get(("you", event.contract))
                if held is not None:
                    self.positions["you", event.contract] = replace(held, leverage=event.leverage)
            case ev.MarginModeSet() if event.owner == "you":
                self.modes[event.contract] = event.margin_mode
            case ev.MarginWarned():
                need(event.unit not in self.warned, f"warned twice: {event}")
                self.warned.add(event.unit)
            case ev.MarginWarningCleared():
                self.warned.remove(event.unit)
            case ev.FundingSettled():
                self.funding.settled(event)
            case _ if self.triggers.read(event):
                pass
            case _:
                self.fills.read(event)
                self.liquidations.read(event)

    # -- money --------------------------------------------------------------------------------------------------

    def of(self, account: str, asset: str) -> int:
        """Return what the auditor expects in an account."""
        return self.balances.get((account, asset), 0)

    def seen(self, contract: str, by: str) -> int | None:
        """Return the price a trigger watches, by "mark" or "last"."""
        mark = self.marks.get(contract)
        return self.lasts.get(contract, mark) if mark is not None and by == "last" else mark

    def holds_money(self, account: str) -> bool:
        """Tell whether an account holds any asset."""
        return any(atoms for (name, _), atoms in self.balances.items() if name == account)

    def flow(self, cause: str, account: str, asset: str) -> int:
        """Return what a cause moved into an account in this step."""
        return self.flows.get(cause, {}).get((account, asset), 0)

    def _transfer(self, event: ev.TransferPosted) -> None:
        need(event.atoms > 0 and event.debit != event.credit, f"not a transfer: {event}")
        left = self.of(event.debit, event.asset) - event.atoms
        free = event.debit == "world" or event.debit.startswith(("clearing/", "debt/"))
        need(left >= 0 or free, f"forbidden negative, {left} atoms left: {event}")
        self._check_route(event)
        if event.cause == "interest":
            self.pool.interest(event)
        if event.debit == "lending_pool" and event.cause == f"funding-{min(self.figures.contracts)}":
            self.pool.owed = event.atoms  # borrowed for the funding itself: interest follows at once
        self.balances[event.debit, event.asset] = left
        self.balances[event.credit, event.asset] = self.of(event.credit, event.asset) + event.atoms
        for account in (event.debit, event.credit):
            if is_fund(account):
                self.liquidations.waterfall.fund_is(account, event.asset, self.of(account, event.asset))
        flows = self.flows.setdefault(event.cause, {})
        for account, sign in ((event.debit, -1), (event.credit, 1)):
            flows[account, event.asset] = flows.get((account, event.asset), 0) + sign * event.atoms
        if event.cause.startswith("funding-"):
            return
        for account, other, sign in ((event.debit, event.credit, 1), (event.credit, event.debit, -1)):
            if account.startswith("clearing/"):
                key = (self._owner(other, event.cause), account.removeprefix("clearing/"))
                self.realised[key] = self.realised.get(key, 0) + sign * event.atoms
        self.liquidations.money(event)

    def _check_route(self, event: ev.TransferPosted) -> None:
        """Check that the accounts may have to do with each other."""
        if self.is_opening:
            return
        accounts = {event.debit, event.credit}
        need(event.debit != "fees", f"the exchange's fees are paid out: {event}")
        sells = self.pool.is_cause(event.cause) and self.figures.pool.is_on
        need("fees" not in accounts or event.cause.startswith("c") or sells, f"a fee of no command: {event}")
        by_fund = event.cause.startswith("liq-") or (sells and event.credit == "lending_pool")
        need(not any(is_fund(one) for one in accounts) or by_fund, f"the fund moves: {event}")
        need("liquidation_desk" not in accounts or event.cause.startswith("liq-"), f"the desk moves: {event}")
        inward = event.credit in ("liquidity", "lending_pool")
        need("world" not in accounts or inward, f"money comes from outside: {event}")
        claims = self.figures.rules.beyond_fund == "claim" and event.cause.startswith("liq-")
        advanced = claims and (event.debit, event.credit) == ("lending_pool", "liquidation_desk")
        lends = self.figures.pool.is_on or inward or advanced
        need(not accounts & {"lending_pool", "loans_out"} or lends, f"a loan: {event}")
        claimed = claims and event.credit == "claims" and event.debit.startswith("debt/claim/")
        need(claimed or not any(one.startswith(("claims", "debt/claim/")) for one in accounts), f"a claim: {event}")
        if accounts & (set(OUTER_WALLETS) - set(self.figures.pool.wallets)):
            need(event.cause.startswith(("c", DOOR_CAUSE)), f"an outer wallet moves without a command: {event}")
        if event.debit == "contract" and event.credit in OUTER_WALLETS:
            need(not self.liquidations.runs_for("you"), f"money leaves a locked wallet: {event}")

    def _owner(self, account: str, cause: str) -> str:
        if account == "liquidation_desk":
            return cause
        if account == "liquidity":
            return account
        owner, slash, rest = account.partition("/")
        if owner == "contract" or account in self.figures.pool.wallets:
            return "you"
        need(slash != "" and rest.startswith("contract"), f"clearing pays {account}")
        return owner

    # -- positions ----------------------------------------------------------------------------------------------

    def trade(self, owner: str, contract: str, lots: int, value: int) -> None:
        """Note that `owner` received signed lots for a value of the same sign."""
        value *= self.figures.direction(contract)
        before = self.trades.get((owner, contract), (0, 0))
        self.trades[owner, contract] = (before[0] + lots, before[1] + value)

    def _position(self, event: ev.PositionChanged) -> None:
        on_desk = event.owner == "liquidation_desk"
        book = self.desk if on_desk else self.positions
        key = (event.position if on_desk else event.owner, event.contract)
        before = book.get(key, Held(event.position))
        need(event.lots != 0 or event.open_value_atoms == 0, f"a closed position keeps value: {event}")
        # A unit that recovered before its takeover may be worth more than a leg: then the desk pays below zero for it.
        signed = event.lots * event.open_value_atoms * self.figures.direction(event.contract)
        need(on_desk or signed >= 0, f"open value of the wrong sign: {event}")
        if event.lots == before.lots:
            value = self.figures.value(event.contract, event.lots, self.marks[event.contract])
            need(event.open_value_atoms == value, f"settled at another value than {value}: {event}")
            profit = value - before.open_value
            need(profit > 0, f"settles no profit: {event}")
            self.settled[event.cause, event.owner] = self.settled.get((event.cause, event.owner), 0) + profit
            if event.cause.startswith("funding-"):  # funding's other transfers realise nothing
                key = (event.owner, event.contract)
                self.realised[key] = self.realised.get(key, 0) + profit
            self.liquidations.settled(event, profit)
        elif before.lots * event.lots > 0 and abs(event.lots) < abs(before.lots) and not on_desk:
            released = half_even(Fraction(before.open_value * (before.lots - event.lots), before.lots))
            need(event.open_value_atoms == before.open_value - released, f"released other than {released}: {event}")
        if before.lots:
            same = (event.position, event.margin_mode, event.leverage) == (
                before.position,
                before.mode,
                before.leverage,
            )
            need(same or before.lots * event.lots < 0, f"a position became another: {before} {event}")
        if event.lots:
            book[key] = Held(event.position, event.lots, event.open_value_atoms, event.margin_mode, event.leverage)
        else:
            book.pop(key, None)

    def _compare_trades(self, lots: dict[Key, int], opens: dict[Key, int]) -> None:
        """Check, owner by owner: what changed in lots and open value is what was traded and realised."""
        now = {**self.positions, **self.desk}
        for key in {*lots, *now, *self.trades, *self.realised}:
            held = now.get(key, Held(""))
            traded, value = self.trades.get(key, (0, 0))
            was = lots.get(key, 0)
            need(held.lots - was == traded, f"{key}: lots {was} -> {held.lots}, traded {traded}")
            change, realised = held.open_value - opens.get(key, 0), self.realised.get(key, 0)
            need(change == value + realised, f"{key}: open value changed {change}, traded {value}, realised {realised}")

    # -- the books ----------------------------------------------------------------------------------------------

    def _check_books(self) -> None:
        sums: dict[str, int] = {}
        accounts = {compartment(owner, one.position) for (owner, _), one in self.positions.items()}
        for (account, asset), atoms in self.balances.items():
            sums[asset] = sums.get(asset, 0) + atoms
            if atoms and "/isolated/" in account:
                open_still = account in accounts or self.liquidations.holds(account)
                need(open_still, f"{account} keeps {atoms} without a position")
            if atoms and account.startswith("held/"):
                need(account.removeprefix("held/") in self.orders, f"{account} keeps {atoms} without an order")
        need(not any(sums.values()), f"an asset does not sum to zero: {sums}")
        for contract, record in self.figures.contracts.items():
            mine = [h for (_, name), h in (*self.positions.items(), *self.desk.items()) if name == contract]
            need(sum(h.lots for h in mine) == 0, f"positions of {contract} do not sum to zero")
            clearing = self.of(f"clearing/{contract}", record.settle)
            need(clearing + sum(h.open_value for h in mine) == 0, f"clearing of {contract} and open values differ")
        need(bool(self.desk) or not self.holds_money("liquidation_desk"), "the desk holds money of nothing")

    def _check_units(self) -> None:
        rules = self.figures.rules
        units = units_of(self.figures, self.positions, self.balances, self.marks)
        for unit in units.values():
            if self.liquidations.runs(unit.name):
                continue
            need(not unit.is_sick(rules.trigger), f"{unit} is left to itself though liquidatable")
            warned = unit.name in self.warned
            need(unit.is_warned(warned) == warned, f"{unit} stands warned={warned}")

    def compare(self, rows: list[tuple[str, str, int]], positions: dict[Key, tuple[int, int]]) -> None:
        """Compare what was predicted with what the engine says it holds."""
        mine = {key: atoms for key, atoms in self.balances.items() if atoms}
        theirs = {(account, asset): atoms for account, asset, atoms in rows}
        need(mine == theirs, f"balances differ: {set(mine.items()) ^ set(theirs.items())}")
        held = {key: (one.lots, one.open_value) for key, one in self.positions.items()}
        need(held == positions, f"positions differ: {set(held.items()) ^ set(positions.items())}")


__all__ = ["AuditFailed", "Auditor", "contract_wallet"]
