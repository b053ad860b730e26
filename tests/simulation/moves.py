"""Random inputs: prices that drift, gap and hunt limits, funding, and commands of every kind, good and bad."""

from fractions import Fraction
from random import Random

from msgspec.structs import replace

from sandbox.messages import commands as cmd
from sandbox.messages.inputs import FundingUpdate, NumberedCommand, PriceUpdate, StepInput
from sandbox.messages.triggers import TRIGGER_KINDS, TRIGGER_PRICES, Trigger
from sandbox.values.limits import PRICE_TICKS_MAX
from tests.simulation.auditor import Auditor
from tests.simulation.hedge_worlds import sided
from tests.simulation.onlooker import Onlooker
from tests.simulation.worlds import POOLING_MODES, START_TICKS
from tests.support.builders import SECOND

WALLETS = ("spot", "funding", "savings", "contract", "cold")
ORDER_LIKE = (cmd.PlaceOrder, cmd.ClosePosition, cmd.TradeSpot)
LEVERAGES = (
    Fraction(2),
    Fraction(5),
    Fraction(10),
    Fraction(20),
    Fraction(20),
    Fraction(50),
    Fraction(125),
    Fraction(300),
)


class Moves:
    """Draws one step's input after another; looks only at the auditor's books."""

    def __init__(
        self,
        rng: Random,
        auditor: Auditor | Onlooker,
        *,
        top_ups: bool = False,
        triggers: bool = False,
        regimes: bool = False,
        doors: bool = False,
        outages: Random | None = None,
        sides: Random | None = None,
        gaps: bool = True,
        refusals: bool = True,
    ) -> None:
        self.rng, self.auditor = rng, auditor
        self.outages, self.gaps, self.refusals = outages, gaps, refusals
        self.may_fail = outages is not None and outages.random() < 0.2
        self.top_ups, self.triggers, self.regimes = top_ups, triggers, regimes
        self.doors, self.sides = doors, sides
        self.contracts = tuple(auditor.figures.contracts)
        self.ticks = {name: START_TICKS[name] for name in self.contracts}
        self.number = 0
        self.mood = "calm"
        self.more = False  # another command of the same instant follows
        self.starts_late = {name for name in self.contracts[1:] if rng.random() < 0.3}
        self.steps = 0

    def next(self) -> StepInput:
        """Draw the next step; one without any input stands only where something is due, as in a session."""
        self.steps += 1
        while True:
            given = self._draw()
            due = self._next_due_ns()
            is_due = due is not None and due <= given.now_ns
            if given.prices or given.commands or given.funding or is_due:
                return given

    def _next_due_ns(self) -> int | None:
        return None if self.auditor.exchange.has_failed else self.auditor.liquidations.next_due_ns()

    def _draw(self) -> StepInput:
        rng, now = self.rng, self.auditor.now_ns
        if self.more:
            self.more = False
            command = self._command()
            self.number += 1
            return StepInput(now_ns=now, commands=(NumberedCommand(number=self.number, command=command),))
        if rng.random() < 0.05:
            self.mood = rng.choice(["calm", "calm", "wild", "crash", "rally"])
        instant = now + rng.choice([1, 137_000_000, SECOND, SECOND, 3 * SECOND, 60 * SECOND])
        due = self._next_due_ns()
        if due is not None and due <= instant:
            instant = max(due, now)
            if rng.random() < 0.5:
                return StepInput(now_ns=instant)
        prices = self._prices()
        funding: tuple[FundingUpdate, ...] = ()
        if rng.random() < 0.02:
            name = rng.choice(self.contracts)
            funding = (FundingUpdate(contract=name, rate=Fraction(rng.randint(-400, 400), 10_000)),)
        commands = self._by_exchange()
        is_locked = self.auditor.liquidations.runs_for("you")
        while rng.random() < (0.6 if is_locked else 0.35):
            self.number += 1
            command = self._command()
            commands += (NumberedCommand(number=self.number, command=command),)
            if isinstance(command, ORDER_LIKE):
                self.more = rng.random() < 0.2
                break
        return StepInput(now_ns=instant, commands=commands, prices=prices, funding=funding)

    def _by_exchange(self) -> tuple[NumberedCommand, ...]:
        """Let the exchange fall out, answer again or fail, now and then, before anything is asked of it."""
        rng = self.outages
        if rng is None or rng.random() > (0.08 if self.auditor.exchange.has_outage else 0.015):
            return ()
        self.number += 1
        failing = self.may_fail and self.steps > 60 and rng.random() < 0.1
        is_on = self.auditor.exchange.has_outage != (rng.random() < 0.9)
        command = cmd.FailExchange() if failing else cmd.SetOutage(on=is_on)
        return (NumberedCommand(number=self.number, command=command),)

    # -- prices

    def _prices(self) -> tuple[PriceUpdate, ...]:
        rng, updates = self.rng, []
        for name in self.contracts:
            if rng.random() < 0.35 or (name in self.starts_late and self.steps < 40):
                continue
            spread, drift = {
                "calm": (0.0006, 0.0),
                "wild": (0.012, 0.0),
                "crash": (0.004, -0.006),
                "rally": (0.004, 0.006),
            }[self.mood]
            factor = 1 + rng.gauss(drift, spread)
            if rng.random() < 0.01:
                gap = rng.choice([0.55, 0.8, 0.9, 1.1, 1.3, 1.9])
                factor = gap if self.gaps else factor
            ticks = int(self.ticks[name] * max(0.2, factor))
            low, high = START_TICKS[name] // 12, START_TICKS[name] * 12
            self.ticks[name] = min(high, max(low, ticks))
            if rng.random() < 0.03:
                self.ticks[name] = START_TICKS[name]
            updates.append(PriceUpdate(contract=name, price_ticks=self.ticks[name]))
            if self.triggers and rng.random() < 0.2:
                near = int(self.ticks[name] * (1 + rng.gauss(0, 0.02)))
                apart = rng.choice([0, near, near, near])
                updates.append(PriceUpdate(contract=f"{name}@last", price_ticks=apart))
            if rng.random() < 0.03:
                self.ticks[name] += rng.randint(-3, 3)
                updates.append(PriceUpdate(contract=name, price_ticks=self.ticks[name]))
        return tuple(updates)

    # -- commands

    def _command(self) -> cmd.Command:
        rng = self.rng
        if self.auditor.liquidations.runs_for("you") and rng.random() < 0.3:
            return self._transfer()
        if self.regimes and rng.random() < 0.06:
            has_grid = self.auditor.figures.book.portfolio is not None
            modes = (*POOLING_MODES, "portfolio") if has_grid else POOLING_MODES
            return cmd.SetAccountMode(account_mode=rng.choice(modes))
        if self.doors and rng.random() < 0.12:
            return self._door()
        draw = rng.choices(
            [
                self._order,
                self._close,
                self._cancel,
                self._transfer,
                self._spot,
                self._margin,
                self._setting,
                self._say,
            ],
            [10, 2, 2, 5, 2, 3, 2, 0.3],
        )[0]
        return draw() if self.sides is None else sided(self.sides, draw())

    def _contract(self) -> str:
        held = [name for (owner, name) in self.auditor.positions if owner == "you"]
        if held and self.rng.random() < 0.3:
            return self.rng.choice(sorted(held))
        return self.rng.choice(self.contracts)

    def _lots(self, contract: str) -> int:
        rng, figures = self.rng, self.auditor.figures
        held = self.auditor.positions.get(("you", contract))
        pick = rng.random()
        if held is not None and pick < 0.4:
            return max(1, int(abs(held.lots) * rng.choice([0.25, 0.5, 1, 1, 1.7, 2])))
        if pick > 0.98 and self.refusals:
            return rng.choice([0, -5, 10**15 + 1, 10**15])
        lot = abs(figures.exact_value(contract, 1, self.ticks[contract]))
        settle = figures.contracts[contract].settle
        cash = max(self.auditor.of("contract", settle), 10**8 if settle == "USDT" else 10**6)
        lot = figures.exact_value(contract, 1, self.ticks[contract])
        cash = max(self.auditor.of("contract", "USDT"), 10**8)
        if self.regimes:  # what counts backs larger positions
            cash = max(cash, self.auditor.oracle.spare("USDT"))
        return max(1, int(cash * rng.choice([0.3, 1, 3, 9, 19, 60]) / lot))

    def _order(self) -> cmd.Command:
        rng, contract = self.rng, self._contract()
        price = None
        if rng.random() < 0.4:
            price = int(self.ticks[contract] * (1 + rng.gauss(0, 0.01)))
            if rng.random() < 0.02:
                bad = rng.choice([0, -1, PRICE_TICKS_MAX + 1])
                price = bad if self.refusals else price
        settings = rng.random() < 0.5
        if self.triggers and rng.random() < 0.6:
            return self._waiting(contract, price)
        return cmd.PlaceOrder(
            contract=contract,
            side=rng.choice(["long", "short"]),
            lots=self._lots(contract),
            price_ticks=price,
            reduce_only=rng.random() < 0.15,
            post_only=rng.random() < 0.1,
            margin_mode=rng.choice(["isolated", "cross", "isolated"]) if settings else None,
            leverage=rng.choice(LEVERAGES) if settings or rng.random() < 0.1 else None,
            name=rng.choice([None, "a", "b"]),
        )

    def _waiting(self, contract: str, price: int | None) -> cmd.Command:
        """Draw an order that waits: near the price, often reducing what is held or tied to it."""
        rng, held = self.rng, self.auditor.positions.get(("you", contract))
        kind, ticks = rng.choice(TRIGGER_KINDS), int(self.ticks[contract] * (1 + rng.gauss(0, 0.02)))
        if rng.random() < 0.02:
            bad = rng.choice([0, -1, PRICE_TICKS_MAX + 1])
            ticks = bad if self.refusals else ticks
        trigger = Trigger(kind=kind, by=rng.choice(TRIGGER_PRICES), ticks=ticks)
        if kind == "trailing_stop":
            price = None
            rate = rng.choice([Fraction(1, 1000), Fraction(1, 100), Fraction(1, 7), Fraction(1), Fraction(0)])
            distance = rng.choice([1, max(1, self.ticks[contract] // 200), self.ticks[contract] * 2, 0])
            by_rate = rng.random() < 0.5
            trigger = replace(
                trigger, ticks=0, trail_rate=rate if by_rate else None, trail_ticks=None if by_rate else distance
            )
        side = rng.choice(["long", "short"])
        if held is not None and rng.random() < 0.7:
            side = "short" if held.lots > 0 else "long"
        return cmd.PlaceOrder(
            contract=contract,
            side=side,
            lots=self._lots(contract),
            price_ticks=price,
            reduce_only=rng.random() < 0.5,
            post_only=price is not None and rng.random() < 0.2,
            name=rng.choice([None, "a", "b"]),
            trigger=trigger,
            closes_position=rng.random() < 0.4,
        )

    def _close(self) -> cmd.Command:
        contract = self._contract()
        return cmd.ClosePosition(contract=contract, lots=self._lots(contract) if self.rng.random() < 0.5 else None)

    def _cancel(self) -> cmd.Command:
        order = self.rng.choice(["a", "b", None, *self.auditor.orders])
        return cmd.CancelOrder(order=order, contract=self._contract() if self.rng.random() < 0.3 else None)

    def _transfer(self) -> cmd.Command:
        rng = self.rng
        source, target = rng.choice(WALLETS), rng.choice(WALLETS)
        if rng.random() < 0.5:
            source = "contract"
        asset = rng.choice(["USDT", "USDT", "USDT", "BTC", "ETH"])
        held = self.auditor.of(source, asset)
        atoms = max(1, int(held * rng.choice([0.1, 0.5, 0.9, 1, 1.01])) + rng.choice([0, 0, 1, -1]))
        if not self.refusals:
            atoms, target = max(1, min(atoms, held)), "funding" if source == target else target
        return cmd.TransferMoney(source=source, target=target, asset=asset, atoms=atoms)

    def _spot(self) -> cmd.Command:
        rng = self.rng
        asset = rng.choice(["BTC", "ETH", "SOL"])
        side = rng.choice(["buy", "sell"])
        atoms = max(1, int(self.auditor.of("spot", asset) * rng.choice([0.3, 1, 1.1])) + rng.randint(0, 5_000_000))
        return cmd.TradeSpot(side=side, asset=asset, atoms=atoms)

    def _margin(self) -> cmd.Command:
        rng = self.rng
        share, more, contract = rng.choice([0.01, 0.2, 1, 1.1]), rng.randint(0, 3), self._contract()
        atoms = int(self.auditor.of("contract", self.auditor.figures.contracts[contract].settle) * share) + more
        return cmd.AdjustMargin(contract=contract, atoms=rng.choice([1, 1, -1]) * atoms)

    def _setting(self) -> cmd.Command:
        rng, contract = self.rng, self._contract()
        if self.top_ups and rng.random() < 0.7:
            limit = rng.choice([None, None, 1, 10**8, rng.randint(1, 10**11)])
            return cmd.SetAutoTopUp(contract=contract, on=rng.random() < 0.8, limit_atoms=limit)
        if rng.random() < 0.5:
            return cmd.SetLeverage(contract=contract, leverage=rng.choice(LEVERAGES))
        return cmd.SetMarginMode(contract=contract, margin_mode=rng.choice(["isolated", "cross"]))

    def _door(self) -> cmd.Command:
        """Draw a switch of a door, or money for the wallet behind it."""
        rng, wallet = self.rng, self.rng.choice(["spot", "spot", "funding"])
        if rng.random() < 0.3:
            atoms = max(1, self.auditor.of("contract", "USDT") // rng.choice([3, 10, 40]))
            return cmd.TransferMoney(source="contract", target=wallet, asset="USDT", atoms=atoms)
        asset = rng.choice(["USDT", "USDT", "USDT", "USDT", "BTC", "ETH"])
        limit = rng.choice([None, 1, 10**8, rng.randint(1, 10**11)])
        return cmd.SetAutoTransfer(wallet=wallet, asset=asset, on=rng.random() < 0.85, limit_atoms=limit)

    def _say(self) -> cmd.Command:
        return cmd.ShowCaption(kind="say", text="A quiet stretch")
