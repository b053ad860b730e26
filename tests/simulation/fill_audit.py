"""The auditor's view of orders: refused for the right reason, filled at the mark, fees and margin to the atom."""

from typing import TYPE_CHECKING

from sandbox.messages import commands as cmd
from sandbox.messages import events as ev
from sandbox.messages.events import Event
from tests.simulation.arithmetic import compartment, contract_wallet, half_even
from tests.simulation.books import Key, need
from tests.simulation.oracle import Asked, Forecast
from tests.simulation.pooling import QUOTE

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor

BY_OTHERS = ("asked", "liquidation")


def asked_of(order: ev.OrderPlaced) -> Asked:
    """Return a resting order as it would be asked now."""
    return Asked(
        order.owner,
        order.contract,
        order.side,
        order.lots,
        order.price_ticks,
        order.reduce_only,
        order.post_only,
        order.margin_mode,
        order.leverage,
    )


class FillAudit:
    """Follows the orders and spot trades of one session."""

    def __init__(self, auditor: "Auditor") -> None:
        self.a = auditor
        self.late: dict[int, cmd.Command] = {}  # orders and spot trades of this step, not yet decided
        self.resting: dict[str, ev.OrderPlaced] = {}  # by cause, as they rested before this step
        self.forecasts: dict[str, str | Forecast] = {}
        self.holds: dict[str, int] = {}
        self.numbers = 0

    def start_step(self) -> None:
        """Begin a step."""
        self.late.clear()
        self.forecasts.clear()
        self.holds.clear()
        self.resting = {one.cause: one for one in self.a.orders.values() if isinstance(one, ev.OrderPlaced)}

    def marketable(self) -> list[str]:
        """Return the resting orders that the mark has reached."""
        found = []
        for order in self.a.orders.values():
            mark, price = self.a.seen(order.contract, "last"), order.price_ticks
            if order.order in self.a.triggers.waiting:
                continue
            if mark is not None and price is not None and (mark <= price if order.side == "long" else mark >= price):
                found.append(order.order)
        return found

    def before(self, event: Event) -> None:
        """Forecast what an order does before its first event changes anything."""
        cause = f"c{event.command}" if isinstance(event, ev.CommandRefused) else getattr(event, "cause", "")
        if not cause.startswith("c"):
            return
        number = int(cause[1:])
        if number in self.late:
            self._decide(cause, self.late.pop(number), event)
        elif cause in self.resting and cause not in self.forecasts:
            order = self.resting[cause]
            held = f"held/{order.order}"
            asset = self.a.figures.contracts[order.contract].settle
            hold, wallet = self.a.of(held, asset), (contract_wallet(order.owner), asset)
            if isinstance(event, ev.TransferPosted) and event.debit == held:  # what it held comes back first
                self.a.balances[wallet] = self.a.of(*wallet) + hold
                self.forecasts[cause] = self.a.oracle.fill(asked_of(order), maker=True)
                self.a.balances[wallet] -= hold
            else:
                self.forecasts[cause] = self.a.oracle.fill(asked_of(order), maker=True)

    def _decide(self, cause: str, command: cmd.Command, event: Event) -> None:
        actual = event.reason if isinstance(event, ev.CommandRefused) else None
        oracle = self.a.oracle
        if isinstance(command, cmd.TradeSpot):
            expected = oracle.spot(command)
            need(actual == expected, f"{command}: should be {expected or 'accepted'}, was {actual or 'accepted'}")
            return
        assert isinstance(command, cmd.PlaceOrder | cmd.ClosePosition)
        expected, asked = oracle.order(command)
        need(actual == expected, f"{command}: should be {expected or 'accepted'}, was {actual or 'accepted'}")
        if expected is None and asked is not None and asked.trigger is not None:
            self.a.triggers.asked[cause] = asked
        elif expected is None and asked is not None:
            mark, price = self.a.oracle.trade_price(asked.contract), asked.price_ticks
            if price is None or (mark <= price if asked.side == "long" else mark >= price):
                self.forecasts[cause] = oracle.fill(asked, maker=False)
            else:
                self.holds[cause] = oracle.hold(asked)

    def let_loose(self, order: ev.OrderPlaced) -> None:
        """Forecast what a triggered order does at this price: fill as a taker, rest at its limit, or go."""
        asked, price = asked_of(order), order.price_ticks
        mark = self.a.oracle.trade_price(order.contract)
        if price is None or (mark <= price if order.side == "long" else mark >= price):
            takes = self.a.oracle.fill(asked, maker=False)
            self.forecasts[order.cause] = "WOULD_TAKE" if order.post_only else takes
            return
        refused = self.a.oracle.rest(asked)
        if refused is None:
            self.holds[order.cause] = self.a.oracle.hold(asked)
        else:
            self.forecasts[order.cause] = refused

    def read(self, event: Event) -> None:
        """Follow an event about orders or spot; others pass."""
        match event:
            case ev.OrderPlaced():
                self.numbers += 1
                need(event.order == f"o{self.numbers}", f"orders are not numbered in turn: {event}")
                self.a.orders[event.order] = event
            case ev.OrderCancelled():
                self._cancelled(event)
            case ev.OrderFilled():
                self._filled(event)
            case ev.SpotTraded():
                self._spot(event)
            case ev.CommandRefused():
                forecast = self.forecasts.get(f"c{event.command}")
                need(forecast in (None, event.reason), f"{event}: should be {forecast}")

    def _cancelled(self, event: ev.OrderCancelled) -> None:
        order = self.a.orders.pop(event.order, None)
        need(not self.a.holds_money(f"held/{event.order}"), f"{event} keeps what it held")
        if self.a.triggers.cancelled(event):
            return
        if event.why in BY_OTHERS:
            need(order is not None, f"cancelled twice: {event}")
            return
        forecast = self.forecasts.get(event.cause)
        is_rest = isinstance(forecast, Forecast) and event.why == "REDUCE_ONLY"
        need(is_rest or forecast == event.why, f"{event}: should be {forecast}")

    def _filled(self, event: ev.OrderFilled) -> None:
        forecast, order = self.forecasts.get(event.cause), self.a.orders[event.order]
        if not isinstance(forecast, Forecast):
            need(False, f"{event}: should be {forecast}")
            return
        maker = event.cause in self.resting and event.cause not in self.a.triggers.loose
        fee = forecast.close_fee + forecast.open_fee
        price = self.a.oracle.trade_price(event.contract)
        expected = (forecast.lots, price, forecast.value, fee, forecast.realised, maker)
        actual = (
            event.lots,
            event.price_ticks,
            event.value_atoms,
            event.fee_atoms,
            event.realised_atoms,
            event.maker,
        )
        need(actual == expected, f"a fill of (lots, ticks, value, fee, realised, maker) {expected}: {event}")
        sign = 1 if event.side == "long" else -1
        self.a.trade(event.owner, event.contract, sign * event.lots, sign * event.value_atoms)
        self.a.trade("liquidity", event.contract, -sign * event.lots, -sign * event.value_atoms)
        self._check_flows(event, order, forecast)
        if event.lots == order.lots:
            self.a.orders.pop(event.order)

    def _check_flows(self, event: ev.OrderFilled, order: ev.OrderPlaced | ev.TriggerOrderPlaced, one: Forecast) -> None:
        asset = self.a.figures.contracts[event.contract].settle
        wallet, held = contract_wallet(event.owner), self.a.positions.get((event.owner, event.contract))
        need((held.lots if held else 0) == one.after_lots, f"leaves {held}: {event}")
        expected: dict[Key, int] = {}

        def add(account: str, atoms: int) -> None:
            expected[account, asset] = expected.get((account, asset), 0) + atoms

        hold = self.a.flow(event.cause, f"held/{event.order}", asset)
        add(f"held/{event.order}", hold)
        add(wallet, -hold)
        add("fees", one.close_fee + one.open_fee)
        if order.margin_mode == "cross":
            settled = self.a.settled.get((event.cause, event.owner), 0)
            add(wallet, one.realised + settled - one.close_fee - one.open_fee)
        else:
            add(wallet, one.released - one.margin - one.open_fee)
            if one.before is not None:
                add(compartment(event.owner, one.before.position), -one.from_compartment)
            if one.margin and held is not None:
                add(compartment(event.owner, held.position), one.margin)
        self._compare(event, expected)

    def _compare(self, event: ev.OrderFilled | ev.SpotTraded, expected: dict[Key, int]) -> None:
        flows = dict(self.a.flows.get(event.cause, {}))
        if self.a.figures.pool.is_on and isinstance(event, ev.OrderFilled) and event.owner == "you":
            for place in (("spot", QUOTE), (f"debt/{QUOTE}", QUOTE)):  # whoever of the pool pays, the sum is the fill's
                flows["contract", QUOTE] = flows.get(("contract", QUOTE), 0) + flows.pop(place, 0)
        others = ("clearing/", "liquidity", "world", "lending_pool", "loans_out")
        actual = {key: atoms for key, atoms in flows.items() if atoms and not key[0].startswith(others)}
        wanted = {key: atoms for key, atoms in expected.items() if atoms}
        need(actual == wanted, f"moves {actual}, not {wanted}: {event}")

    def _spot(self, event: ev.SpotTraded) -> None:
        contract = self.a.oracle.priced(event.asset)
        assert contract is not None
        quote = self.a.oracle.quote_atoms(contract, event.base_atoms)
        need(event.quote_atoms == quote, f"costs {quote}: {event}")
        rate = self.a.figures.book.fees.spot_taker if contract not in self.a.opening.no_fee_contracts else 0
        buys = event.side == "buy"
        got = event.base_atoms if buys else quote
        fee = half_even(got * rate) if rate else 0
        money = self.a.figures.contracts[contract].quote
        asset = event.asset if buys else money
        need((event.fee_asset, event.fee_atoms) == (asset, fee), f"a fee of {fee} {asset}: {event}")
        sign = 1 if buys else -1
        expected = {("spot", event.asset): sign * event.base_atoms, ("spot", money): -sign * quote}
        expected["spot", asset] -= fee
        expected["fees", asset] = fee
        self._compare(event, expected)

    def end_step(self) -> None:
        """Check at the end: every command was decided, nothing marketable rests, holds are as they should be."""
        need(not self.late, f"never decided: {self.late}")
        need(not self.marketable(), f"rests though the mark has reached it: {self.marketable()}")
        for cause, atoms in self.holds.items():
            order = next((one for one in self.a.orders.values() if one.cause == cause), None)
            if order is not None:
                asset = self.a.figures.contracts[order.contract].settle
                need(self.a.of(f"held/{order.order}", asset) == atoms, f"holds other than {atoms}: {order}")
