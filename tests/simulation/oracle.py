"""What a command must meet: the reason for refusing it, worked out from the auditor's own books, or what a fill does.

The reasons stand in the order of precedence of the interfaces; nothing of the engine is asked.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sandbox.messages import commands as cmd
from sandbox.messages.triggers import Trigger
from tests.simulation.arithmetic import (
    Held,
    Unit,
    ceil,
    compartment,
    contract_wallet,
    half_even,
    most_out_of_pool,
    most_transferable,
    room_after,
    unit_name,
    units_of,
)
from tests.simulation.pooling import QUOTE

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor


@dataclass(frozen=True)
class Asked:
    """An order with its mode and leverage resolved."""

    owner: str
    contract: str
    side: str
    lots: int
    price_ticks: int | None
    reduce_only: bool
    post_only: bool
    mode: str
    leverage: Fraction
    trigger: Trigger | None = None
    tied_to: str | None = None


@dataclass(frozen=True)
class Forecast:
    """What a fill does: sizes unsigned, money in atoms; `before` is the position it meets."""

    before: Held | None
    lots: int
    value: int
    realised: int
    close_fee: int
    open_fee: int
    margin: int
    released: int
    from_compartment: int  # what the compartment it meets loses, realised result included
    after_lots: int


class Oracle:
    """Predicts outcomes from an auditor's books."""

    def __init__(self, auditor: "Auditor") -> None:
        self.a = auditor

    # -- look-ups

    def highest(self, contract: str) -> Fraction:
        """Return the highest leverage of a contract."""
        return max(one.max_leverage for one in self.a.figures.contracts[contract].brackets)

    def settings(self, contract: str) -> tuple[str, Fraction]:
        """Return the mode and leverage a contract is set to."""
        mode = self.a.modes.get(contract, "cross")
        return mode, self.a.leverages.get(contract, min(Fraction(20), self.highest(contract)))

    def has_order(self, contract: str) -> bool:
        """Tell whether an order of yours rests."""
        return any(one.contract == contract for one in self.a.orders.values())

    def locked(self, contract: str, mode: str) -> bool:
        """Tell whether your unit of a contract and mode is being liquidated."""
        running = [one for one in self.a.liquidations.running.values() if one.owner == "you"]
        return (mode == "cross" and self.pool_locked(contract)) or any(contract in one.legs for one in running)

    def pool_locked(self, contract: str) -> bool:
        """Tell whether your cross pool of the asset that a contract settles in is being liquidated."""
        asset = self.a.figures.contracts[contract].settle
        return any(one.unit == f"you/cross/{asset}" for one in self.a.liquidations.running.values())

    def pool_runs(self) -> bool:
        """Tell whether the unit that pools your assets is being liquidated."""
        return any(one.unit == f"you/cross/{QUOTE}" for one in self.a.liquidations.running.values())

    def cross_unit(self, asset: str, owner: str = "you") -> Unit | None:
        """Return the cross unit, None where no position is open."""
        return self.units().get(f"{owner}/cross/{asset}")

    def units(self) -> dict[str, Unit]:
        """Return all units at the marks."""
        return units_of(self.a.figures, self.a.positions, self.a.balances, self.a.marks)

    def free_cash(self, asset: str) -> int:
        """Return what may go into a compartment or be held."""
        return min(self.a.of("contract", asset), max(0, self.spare(asset)))

    def spare(self, asset: str, owner: str = "you") -> int:
        """Return what cross positions may still use: equity less initial margin, negative where it lacks."""
        unit = self.cross_unit(asset, owner)
        if unit is not None:
            return unit.booked - unit.initial
        if owner == "you" and self.a.figures.pool.is_on and asset == QUOTE:
            worth = self.a.figures.pool.worth(self.a.balances, self.a.marks)
            return worth.cash + worth.booked
        return self.a.of(contract_wallet(owner), asset)

    # -- commands decided before prices

    def reason(self, command: object) -> str | None:
        """Return why a command that is no order is refused, None where it is not."""
        match command:
            case cmd.SetOutage() | cmd.FailExchange():
                return None
            case cmd.CancelOrder():
                return None if self.wanted(command) else "NO_SUCH_ORDER"
            case cmd.TransferMoney():
                return self._transfer(command)
            case cmd.AdjustMargin():
                return self._margin(command)
            case cmd.SetAutoTopUp():
                return "UNIT_LIQUIDATING" if self.locked(command.contract, "isolated") else None
            case cmd.SetAutoTransfer():
                return self.a.doors.reason(command)
            case cmd.SetLeverage():
                return self._leverage(command)
            case cmd.SetMarginMode():
                is_open = ("you", command.contract) in self.a.positions or self.has_order(command.contract)
                return "POSITION_OPEN" if is_open else None
            case cmd.SetAccountMode():
                return self._account_mode(command.account_mode)
        return None

    def _leverage(self, command: cmd.SetLeverage) -> str | None:
        """Return why a leverage is refused: an open position may be geared up, and in cross down with the money."""
        name, a = command.contract, self.a
        held = a.positions.get(("you", name))
        if held is None:
            if self.has_order(name):
                return "POSITION_OPEN"
            return None if 0 < command.leverage <= self.highest(name) else "LEVERAGE_ABOVE_BRACKET"
        if self.locked(name, held.mode):
            return "UNIT_LIQUIDATING"
        if name not in a.marks:
            return "NO_PRICE"
        opens = any(one.contract == name and not one.reduce_only for one in a.orders.values())
        if opens or (held.mode == "isolated" and command.leverage < held.leverage):
            return "POSITION_OPEN"
        value = abs(a.figures.value(name, held.lots, a.marks[name]))
        asked = Asked("you", name, "long", 0, None, False, False, held.mode, command.leverage)
        if command.leverage <= 0 or self._above_bracket(asked, abs(held.lots), a.marks[name]):
            return "LEVERAGE_ABOVE_BRACKET"
        if held.mode == "isolated" or a.figures.pool.mode == "portfolio":
            return None
        asset = a.figures.contracts[name].settle
        spare = max(0, self.spare(asset))
        more = ceil(Fraction(value) / command.leverage) - ceil(Fraction(value) / held.leverage)
        return "INSUFFICIENT_BALANCE" if more > spare else None

    def _account_mode(self, mode: str) -> str | None:
        a, pool = self.a, self.a.figures.pool
        if a.liquidations.runs_for("you"):
            return "UNIT_LIQUIDATING"
        if mode not in pool.book.collateral.regimes or mode == pool.mode:
            return "NOT_IN_THIS_REGIME"
        if a.orders:
            return "POSITION_OPEN"
        if a.of(f"debt/{QUOTE}", QUOTE):
            return "INSUFFICIENT_BALANCE"
        own, pool.mode = pool.mode, mode
        units = [one for name, one in self.units().items() if name.startswith("you/cross/")]
        pool.mode = own
        return "MARGIN_BELOW_INITIAL" if any(one.booked < one.initial for one in units) else None

    def wanted(self, command: cmd.CancelOrder) -> list[str]:
        """Return the orders a cancel means."""
        return [
            one.order
            for one in self.a.orders.values()
            if command.order in (None, one.order, one.name) and command.contract in (None, one.contract)
        ]

    def _transfer(self, command: cmd.TransferMoney) -> str | None:
        pool = self.a.figures.pool
        if command.source == "contract" and self.a.liquidations.runs_for("you"):
            return "TRANSFERS_LOCKED"
        if pool.counts_spot and command.source == "spot" and self.pool_runs():
            return "TRANSFERS_LOCKED"
        if command.source == command.target:
            return "NOT_IN_THIS_REGIME"
        cash = self.a.of(command.source, command.asset)
        if command.atoms > cash:
            return "INSUFFICIENT_BALANCE"
        if pool.is_on:
            if command.source not in pool.wallets or command.target in pool.wallets:
                return None
            books = (self.a.positions, self.a.balances, self.a.marks)
            most = most_out_of_pool(self.a.figures, *books, command.source, command.asset)
            return "MARGIN_IN_USE" if command.atoms > most else None
        if command.source != "contract":
            return None
        most = most_transferable(self.a.figures, self.a.positions, cash, self.a.marks, "you", command.asset)
        return "MARGIN_IN_USE" if command.atoms > most else None

    def _margin(self, command: cmd.AdjustMargin) -> str | None:
        if self.locked(command.contract, "isolated") or (command.atoms > 0 and self.pool_locked(command.contract)):
            return "UNIT_LIQUIDATING"
        held = self.a.positions.get(("you", command.contract))
        if held is None:
            return "NO_POSITION"
        if held.mode != "isolated":
            return "NOT_IN_THIS_REGIME"
        asset = self.a.figures.contracts[command.contract].settle
        if command.atoms >= 0:
            return "INSUFFICIENT_BALANCE" if command.atoms > self.free_cash(asset) else None
        unit = self.units().get(unit_name("you", held, asset))  # none before its first price
        most = max(0, min(unit.cash - ceil(unit.maintenance), unit.booked - unit.initial)) if unit else 0
        return "MARGIN_BELOW_INITIAL" if -command.atoms > most else None

    def spot(self, command: cmd.TradeSpot) -> str | None:
        """Return why a spot trade is refused at the marks."""
        pool = self.a.figures.pool
        if pool.counts_spot and self.pool_runs():
            return "UNIT_LIQUIDATING"
        priced = self.priced(command.asset)
        if priced is None:
            return "NO_PRICE"
        quote = self.quote_atoms(priced, command.atoms)
        money = self.a.figures.contracts[priced].quote
        asset, paid = (money, quote) if command.side == "buy" else (command.asset, command.atoms)
        if paid > self.a.of("spot", asset):
            return "INSUFFICIENT_BALANCE"
        if not pool.counts_spot:
            return None
        return "MARGIN_IN_USE" if self._trade_lacks(command, priced, quote) else None

    def _trade_lacks(self, command: cmd.TradeSpot, priced: str, quote: int) -> bool:
        """Tell whether margin would not be covered by what counts after a spot trade that lowers it."""
        a, pool = self.a, self.a.figures.pool
        rate = 0 if priced in a.opening.no_fee_contracts else a.figures.book.fees.spot_taker
        sign = 1 if command.side == "buy" else -1
        fee = half_even((command.atoms if sign > 0 else quote) * rate) if rate else 0
        after = dict(a.balances)
        after["spot", command.asset] = a.of("spot", command.asset) + sign * command.atoms - (fee if sign > 0 else 0)
        after["spot", QUOTE] = a.of("spot", QUOTE) - sign * quote - (fee if sign < 0 else 0)
        if pool.mode == "portfolio":
            if self.cross_unit(QUOTE) is None and not a.of(f"debt/{QUOTE}", QUOTE):
                return False
            left = room_after(a.figures, a.positions, after, a.marks)
            return left < min(0, room_after(a.figures, a.positions, a.balances, a.marks))
        old, new = pool.worth(a.balances, a.marks), pool.worth(after, a.marks)
        change = new.cash + new.coins - old.cash - old.coins
        unit = self.cross_unit(QUOTE)
        if change >= 0 or (unit is None and not a.of(f"debt/{QUOTE}", QUOTE)):
            return False
        own = old.cash + old.coins
        room = own if unit is None else own - unit.maintenance
        return min(room, Fraction(self.spare(QUOTE))) + change < 0

    def priced(self, asset: str) -> str | None:
        """Return the contract that prices an asset."""
        for name, one in self.a.figures.contracts.items():
            if one.base == asset and name in self.a.marks:
                return name
        return None

    def quote_atoms(self, contract: str, atoms: int) -> int:
        """Return what so much of the base costs at the index."""
        return half_even(atoms * self.a.marks[contract] * self.a.figures.contracts[contract].tick)

    # -- orders, decided in matching

    def order(self, command: cmd.PlaceOrder | cmd.ClosePosition) -> tuple[str | None, Asked | None]:
        """Return why an order is refused, or the order as it stands."""
        contract = command.contract
        held = self.a.positions.get(("you", contract))
        trigger = tied_to = None
        if isinstance(command, cmd.PlaceOrder):
            trigger = command.trigger
        if isinstance(command, cmd.ClosePosition) or command.closes_position:
            if held is None:
                if self.locked(contract, "isolated"):
                    return "UNIT_LIQUIDATING", None
                return ("NO_POSITION" if contract in self.a.marks else "NO_PRICE"), None
            side, lots = "short" if held.lots > 0 else "long", abs(held.lots)
            if isinstance(command, cmd.ClosePosition):
                lots = lots if command.lots is None else command.lots
                command = cmd.PlaceOrder(contract=contract, side=side, lots=lots, reduce_only=True)
            else:
                command = replace(command, side=side, lots=lots, reduce_only=True)
                tied_to = held.position if trigger is not None else None
        mode, leverage = (held.mode, held.leverage) if held else self.settings(contract)
        asked = Asked(
            "you",
            contract,
            command.side,
            command.lots,
            command.price_ticks,
            command.reduce_only,
            command.post_only,
            command.margin_mode or mode,
            command.leverage or leverage,
            trigger,
            tied_to,
        )
        return self._order_reason(asked, held, (mode, leverage)), asked

    def _order_reason(self, asked: Asked, held: Held | None, set_to: tuple[str, Fraction]) -> str | None:
        a, contract = self.a, asked.contract
        reduces = held is not None and asked.reduce_only
        if self.locked(contract, asked.mode) or (not reduces and self.pool_locked(contract)):
            return "UNIT_LIQUIDATING"
        mark = a.seen(contract, "last")
        if mark is None:
            return "NO_PRICE"
        if self.is_sick(asked):
            return "UNIT_LIQUIDATING"
        if (held is not None or self.has_order(contract)) and (asked.mode, asked.leverage) != set_to:
            return "POSITION_OPEN"
        sign = 1 if asked.side == "long" else -1
        if asked.reduce_only and (held is None or held.lots * sign >= 0):
            return "REDUCE_ONLY"
        price = asked.price_ticks
        takes = asked.trigger is None and (price is None or (mark <= price if sign > 0 else mark >= price))
        if price is not None and takes and asked.post_only:
            return "WOULD_TAKE"
        if asked.trigger is not None and (refused := self._trigger_reason(asked, asked.trigger)):
            return refused
        if refused := self._figure_reason(asked):
            return refused
        if asked.trigger is not None:
            return None
        if takes:
            found = self.fill(asked, maker=False)
            return found if isinstance(found, str) else None
        return self._rest(asked, held)

    def _figure_reason(self, asked: Asked) -> str | None:
        if not 0 < asked.lots <= 10**15:
            return "OFF_LOT"
        if asked.price_ticks is not None and not 0 < asked.price_ticks <= 2**62:
            return "OFF_TICK"
        return "LEVERAGE_ABOVE_BRACKET" if asked.leverage > self.highest(asked.contract) else None

    def _trigger_reason(self, asked: Asked, trigger: Trigger) -> str | None:
        """Return why an order may not wait for its trigger."""
        if trigger.kind == "trailing_stop":
            callback = trigger.trail_rate if trigger.trail_rate is not None else Fraction(trigger.trail_ticks or 0)
            fits = callback > 0 and (trigger.trail_rate is None or callback < 1)
            return None if fits else "OFF_TICK"
        price = self.a.seen(asked.contract, trigger.by)
        assert price is not None
        upwards = (asked.side == "long") == (trigger.kind == "stop")
        if price >= trigger.ticks if upwards else price <= trigger.ticks:
            return "WOULD_TRIGGER"
        return None if 0 < trigger.ticks <= 2**62 else "OFF_TICK"

    def rest(self, asked: Asked) -> str | None:
        """Return why a triggered order may not rest at its limit."""
        if self.is_sick(asked):
            return "UNIT_LIQUIDATING"
        return self._rest(asked, self.a.positions.get((asked.owner, asked.contract)))

    def trade_price(self, contract: str) -> int:
        """Return the price at which an order trades now."""
        price = self.a.seen(contract, "last")
        assert price is not None
        return price

    def is_sick(self, asked: Asked, at_fill: bool = False) -> bool:
        """Tell whether a unit the order belongs to is liquidatable at this mark, or at the price of its fill."""
        a, trigger = self.a, self.a.figures.rules.trigger
        held = a.positions.get((asked.owner, asked.contract))
        sign = 1 if asked.side == "long" else -1
        lots = min(asked.lots, abs(held.lots)) if held and asked.reduce_only else asked.lots
        only_closes = held is not None and held.lots * sign < 0 and lots <= abs(held.lots)
        asset = a.figures.contracts[asked.contract].settle
        names = [unit_name(asked.owner, held, asset)] if held else []
        if asked.mode == "cross" or not only_closes:
            names.append(f"{asked.owner}/cross/{asset}")
        units = self.units()
        if at_fill:
            marks = {**a.marks, asked.contract: self.trade_price(asked.contract)}
            moved = units_of(a.figures, a.positions, a.balances, marks)
            if any(name in moved and moved[name].is_sick(trigger) for name in names):
                return True
        sick = any(name in units and units[name].is_sick(trigger) for name in names)
        return sick or any(a.liquidations.runs(name) for name in names)  # one with nothing left but its release too

    def hold(self, asked: Asked) -> int:
        """Return what a resting order holds."""
        held = self.a.positions.get((asked.owner, asked.contract))
        if asked.reduce_only:
            return 0
        opening = self._opening(asked, held)
        assert asked.price_ticks is not None
        value = abs(self.a.figures.value(asked.contract, opening, asked.price_ticks))
        return ceil(Fraction(value) / asked.leverage) + half_even(value * self.rate(asked.contract, maker=False))

    def _opening(self, asked: Asked, held: Held | None) -> int:
        sign = 1 if asked.side == "long" else -1
        if held is not None and held.lots * sign < 0:
            return max(0, asked.lots - abs(held.lots))
        return asked.lots

    def _rest(self, asked: Asked, held: Held | None) -> str | None:
        if asked.reduce_only:
            return None
        assert asked.price_ticks is not None
        opening = self._opening(asked, held)
        same_side = held is not None and (held.lots > 0) == (asked.side == "long")
        resulting = opening + (abs(held.lots) if held is not None and same_side else 0)
        if self._above_bracket(asked, resulting, asked.price_ticks):
            return "LEVERAGE_ABOVE_BRACKET"
        asset = self.a.figures.contracts[asked.contract].settle
        return "INSUFFICIENT_BALANCE" if self.hold(asked) > self.free_cash(asset) else None

    def _above_bracket(self, asked: Asked, lots: int, ticks: int) -> bool:
        figures = self.a.figures
        rows = figures.contracts[asked.contract].brackets
        notional = Fraction(figures.size(asked.contract, lots, ticks))
        return asked.leverage > rows[figures.bracket(asked.contract, lots, notional)].max_leverage

    def rate(self, contract: str, *, maker: bool) -> Fraction:
        """Return the trading fee rate."""
        if contract in self.a.opening.no_fee_contracts:
            return Fraction(0)
        fees = self.a.figures.book.fees
        return fees.maker if maker else fees.taker

    def fill(self, asked: Asked, *, maker: bool) -> str | Forecast:
        """Return why a fill at the mark is refused, or what it does."""
        a, figures, contract = self.a, self.a.figures, asked.contract
        if self.locked(contract, asked.mode) or self.is_sick(asked, at_fill=True):
            return "UNIT_LIQUIDATING"
        held = a.positions.get((asked.owner, contract))
        have, sign = (held.lots if held else 0), (1 if asked.side == "long" else -1)
        opposes = have * sign < 0
        if asked.reduce_only and not opposes:
            return "REDUCE_ONLY"
        lots = min(asked.lots, abs(have)) if asked.reduce_only else asked.lots
        price = self.trade_price(contract)
        value = abs(figures.value(contract, lots, price))
        closing = min(lots, abs(have)) if opposes else 0
        opening = lots - closing
        closed_value = value if not opening else half_even(Fraction(value * closing, lots))
        opened_value = value - closed_value
        realised = 0
        if held is not None and closing:
            signed = (closed_value if have > 0 else -closed_value) * figures.direction(contract)
            realised = signed - figures.part(held, closing).open_value
        rate = self.rate(contract, maker=maker)
        close_fee, open_fee = half_even(closed_value * rate), half_even(opened_value * rate)
        margin = ceil(Fraction(opened_value) / asked.leverage)
        asset = figures.contracts[contract].settle
        released = from_compartment = 0
        unit = self.cross_unit(asset, asked.owner)
        if closing and asked.mode == "isolated" and held is not None:
            before = a.of(compartment(asked.owner, held.position), asset)
            close_fee = min(close_fee, before + realised)
            released = max(0, before * closing // abs(have) + realised - close_fee)
            from_compartment = close_fee + released - realised
        elif closing and unit is not None:
            close_fee = min(close_fee, max(0, unit.booked))
        if opening:
            after = abs(have + sign * lots)
            if self._above_bracket(asked, after, price):
                return "LEVERAGE_ABOVE_BRACKET"
            if asked.mode == "isolated":
                lacks = margin + open_fee > self.free_cash(asset) + released
            else:
                own = figures.initial_margin(contract, held, a.marks[contract]) if held else 0
                spare = self.spare(asset, asked.owner)
                wanted = ceil(abs(figures.value(contract, after, a.marks[contract])) / asked.leverage) - own
                slipped = (
                    sign * figures.direction(contract) * (value - abs(figures.value(contract, lots, a.marks[contract])))
                )
                if figures.pool.mode == "portfolio" and asked.owner == "you":
                    mode = Held("", have + sign * lots, 0, "cross", asked.leverage)
                    then = {**a.positions, ("you", contract): mode}
                    grid = units_of(figures, then, a.balances, a.marks)[f"you/cross/{QUOTE}"]
                    wanted = grid.initial - (unit.initial if unit else 0)
                    wanted += open_fee + close_fee + max(0, slipped)
                    lacks = wanted > 0 and wanted > spare
                else:
                    lacks = wanted + open_fee + close_fee + max(0, slipped) > spare
            if lacks:
                return "INSUFFICIENT_BALANCE"
        after_lots = have + sign * lots
        return Forecast(
            held, lots, value, realised, close_fee, open_fee, margin, released, from_compartment, after_lots
        )
