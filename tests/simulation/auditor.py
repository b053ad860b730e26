"""A second, naive and independent auditor: reads inputs and events alone, predicts money and positions, and complains.

Shares nothing with the engine but the records. `AuditFailed` says what is wrong.
"""

from fractions import Fraction

from sandbox.messages import events as ev
from sandbox.messages.commands import TradeSpot, TransferMoney
from sandbox.messages.events import Event
from sandbox.messages.inputs import StepInput
from sandbox.messages.opening import Opening
from tests.simulation.arithmetic import Figures, Held, contract_wallet, half_even, most_transferable, units_of
from tests.simulation.liquidation_audit import AuditFailed, LiquidationAudit, need

OUTER_WALLETS = ("spot", "funding", "savings", "cold")


class Auditor:
    """Follows one session from its opening."""

    def __init__(self, opening: Opening, opened: tuple[Event, ...]) -> None:
        self.opening = opening
        self.figures = Figures(opening.rulebook)
        self.balances: dict[tuple[str, str], int] = {}
        self.positions: dict[tuple[str, str], Held] = {}  # liquidity too
        self.desk: dict[tuple[str, str], Held] = {}
        self.orders: dict[str, ev.OrderPlaced] = {}
        self.marks: dict[str, int] = {}
        self.warned: set[str] = set()
        self.now_ns = opening.starts_ns
        self.liquidations = LiquidationAudit(self)
        self.trades: dict[tuple[str, str], tuple[int, int]] = {}  # (owner, contract) -> signed lots, signed value
        self.realised: dict[tuple[str, str], int] = {}
        for trader in opening.traders:
            for held in trader.positions:
                sign = 1 if held.side == "long" else -1
                self.trade(trader.name, held.contract, sign * held.lots, sign * held.value_atoms)
                self.trade("liquidity", held.contract, -sign * held.lots, -sign * held.value_atoms)
        self.given = StepInput(now_ns=self.now_ns)
        self.command_numbers: dict[str, object] = {}
        self._read(opened, opening=True)

    # -- one step -----------------------------------------------------------------------------------------------

    def check_step(self, given: StepInput, events: tuple[Event, ...]) -> None:
        """Follow one step; raises AuditFailed."""
        self.given = given
        need(given.now_ns >= self.now_ns, "time runs backwards")
        self.now_ns = given.now_ns
        self.command_numbers = {f"c{one.number}": one.command for one in given.commands}
        for update in given.prices:
            self.marks[update.contract] = update.price_ticks
        if not given.commands and not given.funding and self._is_quiet():
            need(not events, f"a quiet step has events: {events}")
        self._read(events)

    def follow_quiet(self, now_ns: int, marks: dict[str, int]) -> None:
        """Take prices the engine jumped over."""
        self.now_ns = now_ns
        self.marks.update(marks)

    def _is_quiet(self) -> bool:
        if self.liquidations.is_due(self.now_ns):
            return False
        for order in self.orders.values():
            mark, price = self.marks.get(order.contract), order.price_ticks
            if mark is not None and price is not None and (mark <= price if order.side == "long" else mark >= price):
                return False
        units = units_of(self.figures, self.positions, self.balances, self.marks)
        for unit in units.values():
            if self.liquidations.runs(unit.name):
                continue
            warned = unit.name in self.warned
            if unit.is_sick(self.figures.rules.trigger) or unit.is_warned(warned) != warned:
                return False
        return not self.warned - units.keys()

    def _read(self, events: tuple[Event, ...], opening: bool = False) -> None:
        opens = {key: held.open_value for key, held in (*self.positions.items(), *self.desk.items())}
        lots = {key: held.lots for key, held in (*self.positions.items(), *self.desk.items())}
        if not opening:
            self.trades.clear()
        self.realised.clear()
        refused = {f"c{one.command}" for one in events if isinstance(one, ev.CommandRefused)}
        for event in events:
            if isinstance(event, ev.TransferPosted):
                self._transfer(event, refused, opening)
            else:
                self._other(event)
        self._compare_trades(lots, opens)
        self._check_books()
        if not opening:
            self._check_units()
            self.liquidations.end_step()

    def _other(self, event: Event) -> None:
        match event:
            case ev.PositionChanged():
                self._position(event)
            case ev.OrderPlaced():
                self.orders[event.order] = event
            case ev.OrderCancelled():
                self.orders.pop(event.order, None)
            case ev.OrderFilled():
                self._fill(event)
            case ev.MarginWarned():
                need(event.unit not in self.warned, f"warned twice: {event}")
                self.warned.add(event.unit)
            case ev.MarginWarningCleared():
                self.warned.remove(event.unit)
            case ev.CommandRefused():
                self._refused(event)
            case _:
                self.liquidations.read(event)

    # -- money --------------------------------------------------------------------------------------------------

    def of(self, account: str, asset: str) -> int:
        """Return what the auditor expects in an account."""
        return self.balances.get((account, asset), 0)

    def _transfer(self, event: ev.TransferPosted, refused: set[str], opening: bool) -> None:
        need(event.atoms > 0 and event.debit != event.credit, f"not a transfer: {event}")
        left = self.of(event.debit, event.asset) - event.atoms
        free = event.debit == "world" or event.debit.startswith(("clearing/", "debt/"))
        need(left >= 0 or free, f"forbidden negative, {left} atoms left: {event}")
        for account in (event.debit, event.credit):
            if account in OUTER_WALLETS:
                command = self.command_numbers.get(event.cause)
                asked = isinstance(command, (TransferMoney, TradeSpot))
                need(opening or asked, f"{account} moves without a transfer or a spot trade: {event}")
        if event.cause in self.command_numbers:
            need(event.cause not in refused, f"a refused command moves money: {event}")
        if event.debit == "contract" and event.credit in OUTER_WALLETS:
            need(not self.liquidations.runs_for("you"), f"money leaves a locked wallet: {event}")
            held = self.of("contract", event.asset)
            most = most_transferable(self.figures, self.positions, held, self.marks, "you", event.asset)
            need(event.atoms <= most, f"more than the transferable {most} leaves: {event}")
        self.balances[event.debit, event.asset] = left
        self.balances[event.credit, event.asset] = self.of(event.credit, event.asset) + event.atoms
        if event.cause.startswith("funding-"):
            return
        for account, other, sign in ((event.debit, event.credit, 1), (event.credit, event.debit, -1)):
            if account.startswith("clearing/"):
                key = (self._owner(other, event.cause), account.removeprefix("clearing/"))
                self.realised[key] = self.realised.get(key, 0) + sign * event.atoms
        self.liquidations.money(event)

    def _owner(self, account: str, cause: str) -> str:
        if account == "liquidation_desk":
            return cause
        if account == "liquidity":
            return account
        owner, slash, rest = account.partition("/")
        if owner == "contract":
            return "you"
        need(slash != "" and rest.startswith("contract"), f"clearing pays {account}")
        return owner

    # -- positions ----------------------------------------------------------------------------------------------

    def trade(self, owner: str, contract: str, lots: int, value: int) -> None:
        """Note that `owner` received signed lots for a signed value."""
        before = self.trades.get((owner, contract), (0, 0))
        self.trades[owner, contract] = (before[0] + lots, before[1] + value)

    def _fill(self, event: ev.OrderFilled) -> None:
        mark = self.marks[event.contract]
        need(event.price_ticks == mark, f"filled away from the mark {mark}: {event}")
        value = self.figures.value(event.contract, event.lots, mark)
        need(event.value_atoms == value, f"the value should be {value}: {event}")
        sign = 1 if event.side == "long" else -1
        self.trade(event.owner, event.contract, sign * event.lots, sign * value)
        self.trade("liquidity", event.contract, -sign * event.lots, -sign * value)
        order = self.orders[event.order]
        if event.lots == order.lots or order.reduce_only:
            self.orders.pop(event.order)
        if event.contract in self.opening.no_fee_contracts:
            need(event.fee_atoms == 0, f"a fee without fees: {event}")

    def _position(self, event: ev.PositionChanged) -> None:
        on_desk = event.owner == "liquidation_desk"
        book = self.desk if on_desk else self.positions
        key = (event.position if on_desk else event.owner, event.contract)
        before = book.get(key, Held(event.position))
        need(event.lots != 0 or event.open_value_atoms == 0, f"a closed position keeps value: {event}")
        need(event.lots * event.open_value_atoms >= 0, f"open value of the wrong sign: {event}")
        if event.lots == before.lots:
            value = self.figures.value(event.contract, event.lots, self.marks[event.contract])
            need(event.open_value_atoms == value, f"settled at another value than {value}: {event}")
            self.liquidations.settled(event, event.open_value_atoms - before.open_value)
        elif before.lots * event.lots > 0 and abs(event.lots) < abs(before.lots):
            closed = abs(before.lots) - abs(event.lots)
            released = half_even(Fraction(before.open_value * closed, abs(before.lots)))
            if not on_desk:
                need(event.open_value_atoms == before.open_value - released, f"released other than {released}: {event}")
        if event.lots:
            book[key] = Held(event.position, event.lots, event.open_value_atoms, event.margin_mode, event.leverage)
        else:
            book.pop(key, None)

    def _compare_trades(self, lots: dict[tuple[str, str], int], opens: dict[tuple[str, str], int]) -> None:
        """Check, owner by owner: what changed in lots and open value is what was traded and realised."""
        now = {**self.positions, **self.desk}
        for key in {*lots, *now, *self.trades, *self.realised}:
            held = now.get(key, Held(""))
            traded, value = self.trades.get(key, (0, 0))
            need(
                held.lots - lots.get(key, 0) == traded,
                f"{key}: lots {lots.get(key, 0)} -> {held.lots}, traded {traded}",
            )
            change, realised = held.open_value - opens.get(key, 0), self.realised.get(key, 0)
            need(change == value + realised, f"{key}: open value changed {change}, traded {value}, realised {realised}")

    # -- the books ----------------------------------------------------------------------------------------------

    def _check_books(self) -> None:
        sums: dict[str, int] = {}
        for (_, asset), atoms in self.balances.items():
            sums[asset] = sums.get(asset, 0) + atoms
        need(not any(sums.values()), f"an asset does not sum to zero: {sums}")
        for contract, record in self.figures.contracts.items():
            mine = [h for (_, name), h in (*self.positions.items(), *self.desk.items()) if name == contract]
            need(sum(h.lots for h in mine) == 0, f"positions of {contract} do not sum to zero")
            clearing = self.of(f"clearing/{contract}", record.settle)
            need(clearing + sum(h.open_value for h in mine) == 0, f"clearing of {contract} and open values differ")
            need(self.of("liquidation_desk", record.settle) == 0 or bool(self.desk), "the desk holds money of nothing")

    def _check_units(self) -> None:
        rules = self.figures.rules
        units = units_of(self.figures, self.positions, self.balances, self.marks)
        for unit in units.values():
            if self.liquidations.runs(unit.name):
                continue
            need(not unit.is_sick(rules.trigger), f"{unit} is left to itself though liquidatable")
            warned = unit.name in self.warned
            need(unit.is_warned(warned) == warned, f"{unit} stands warned={warned}")
        for name in self.warned:
            need(name in units or self.liquidations.runs(name), f"{name} stands warned and does not exist")

    def _refused(self, event: ev.CommandRefused) -> None:
        if event.reason == "TRANSFERS_LOCKED":
            need(self.liquidations.runs_for("you"), f"locked without a liquidation: {event}")

    def compare(self, rows: list[tuple[str, str, int]], positions: dict[tuple[str, str], tuple[int, int]]) -> None:
        """Compare what was predicted with what the engine says it holds."""
        mine = {key: atoms for key, atoms in self.balances.items() if atoms}
        theirs = {(account, asset): atoms for account, asset, atoms in rows}
        need(mine == theirs, f"balances differ: {set(mine.items()) ^ set(theirs.items())}")
        held = {key: (one.lots, one.open_value) for key, one in self.positions.items()}
        need(held == positions, f"positions differ: {set(held.items()) ^ set(positions.items())}")


__all__ = ["AuditFailed", "Auditor", "contract_wallet"]
