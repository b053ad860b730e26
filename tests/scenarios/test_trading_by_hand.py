"""Random trading of an isolated and a cross contract, order by order against a calculation by hand."""

import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.scenarios.hand_trading import ATOM, BTC, ETH, LOT, Desk
from tests.scenarios.test_gap_by_hand import START, at, played, text
from tests.support.command_line import gap_scenario

SECONDS = 60


class Script:
    """The scenario as it is written, beside the hand calculation that follows it."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.leverage = rng.choice((3, 5, 7, 10, 20))
        self.desk = Desk(Fraction(rng.randint(60_000, 90_000)), Fraction(3_000), self.leverage)
        self.start = self.desk.pool
        self.points: dict[str, list[str]] = {BTC: [], ETH: []}
        self.funding: dict[str, list[str]] = {BTC: [], ETH: []}
        self.steps: list[str] = []

    def step(self, second: float, do: str, **keys: object) -> None:
        """Write a step."""
        when = at(int(second)).replace("Z", f".{round(second % 1 * 10)}Z")
        rows = [
            f"{key.rstrip('_')} = {value if isinstance(value, int) else chr(34) + str(value) + chr(34)}"
            for key, value in keys.items()
        ]
        self.steps.append("\n".join(["[[step]]", f'at = "{when}"', f'do = "{do}"', *rows]))

    def play(self) -> None:
        """Make up a minute of trading: a price a second, then perhaps something half a second later."""
        prices = {BTC: Fraction(8_000), ETH: Fraction(200)}
        for second in range(SECONDS):
            for contract, tick in ((BTC, Fraction(1, 10)), (ETH, Fraction(1, 100))):
                drift = Fraction(self.rng.randint(-30, 30), 10_000)
                prices[contract] = prices[contract] * (1 + drift) // tick * tick
                self.points[contract].append(f'["{at(second)}", "{text(prices[contract])}"]')
            self.desk.marks = dict(prices)
            if second % 20 == 10:
                contract, rate = self.rng.choice((BTC, ETH)), Fraction(self.rng.randint(-900, 900), 100_000)
                self.funding[contract].append(f'["{at(second)}", "{text(rate)}"]')
                self.desk.fund(contract, rate)
            self.desk.match()  # funding comes before matching
            self.rng.choice((self.trade, self.trade, self.close, self.transfer, self.margin, self.order))(second + 0.5)

    def trade(self, when: float) -> None:
        """Open, add, or reverse."""
        contract = self.rng.choice((BTC, ETH))
        one, price = self.desk.holding(contract), self.desk.marks[contract]
        lots = self.rng.randint(1, int(8_000 / (price * LOT)))
        side = self.rng.choice((1, -1))
        if abs(one.lots + side * lots) * LOT * price > 20_000:
            side = -1 if one.lots > 0 else 1
        if contract == BTC and self.desk.resting is not None:
            return
        self.desk.fill(contract, side * lots)
        self.step(
            when,
            "open",
            contract=contract,
            side="long" if side > 0 else "short",
            qty=text(lots * LOT),
            margin="isolated" if contract == BTC else "cross",
            leverage=self.leverage,
        )

    def close(self, when: float) -> None:
        """Close all or a part."""
        contract = self.rng.choice((BTC, ETH))
        one = self.desk.holding(contract)
        if not one.lots:
            reason = "NO_POSITION"
            self.step(when, "close", contract=contract, expect=reason)
            return
        lots = self.rng.choice((abs(one.lots), self.rng.randint(1, abs(one.lots)), abs(one.lots) + 5))
        self.desk.fill(contract, (-1 if one.lots > 0 else 1) * min(lots, abs(one.lots)))
        self.step(when, "close", contract=contract, qty=text(lots * LOT))

    def transfer(self, when: float) -> None:
        """Ask for an atom too much, then for all there is; half of it comes back."""
        most = self.desk.most_out()
        reason = "MARGIN_IN_USE" if most + ATOM <= self.desk.pool else "INSUFFICIENT_BALANCE"
        move = {"from": "contract", "to": "spot", "asset": "USDT"}
        self.step(when, "transfer", **move, amount=text(most + ATOM), expect=reason)
        if most:
            back = most - most / 60 // ATOM * ATOM
            self.step(when + 0.1, "transfer", **move, amount=text(most))
            self.step(when + 0.2, "transfer", **{"from": "spot", "to": "contract"}, asset="USDT", amount=text(back))
            self.desk.pool, self.desk.spot = self.desk.pool - most + back, self.desk.spot + most - back

    def margin(self, when: float) -> None:
        """Add to the compartment, or ask for an atom too much and then take out all there is."""
        if not self.desk.btc.lots:
            self.step(when, "margin", contract=BTC, amount="1", expect="NO_POSITION")
            return
        assert self.desk.btc.compartment is not None
        if self.rng.random() < 0.5:
            most = self.desk.available()
            self.step(when, "margin", contract=BTC, amount=text(most + ATOM), expect="INSUFFICIENT_BALANCE")
            if added := most / self.rng.choice((30, 50, 110)) // ATOM * ATOM:
                self.step(when + 0.1, "margin", contract=BTC, amount=text(added))
                self.desk.pool, self.desk.btc.compartment = self.desk.pool - added, self.desk.btc.compartment + added
            return
        most = self.desk.most_margin_out()
        self.step(when, "margin", contract=BTC, amount=text(-most - ATOM), expect="MARGIN_BELOW_INITIAL")
        if most:
            self.step(when + 0.1, "margin", contract=BTC, amount=text(-most))
            self.desk.pool, self.desk.btc.compartment = self.desk.pool + most, self.desk.btc.compartment - most

    def order(self, when: float) -> None:
        """Let a limit order rest, or cancel the one that rests."""
        if self.desk.resting is not None:
            self.step(when, "cancel", name="mine")
            self.desk.cancel()
            return
        side = self.rng.choice((1, -1))
        if self.desk.btc.lots * side > 10_000 // self.desk.marks[BTC] / LOT:
            side = -side
        away = Fraction(self.rng.randint(1, 80), 10_000)
        price = (self.desk.marks[BTC] * (1 - side * away)) // Fraction(1, 10) * Fraction(1, 10)
        if (price - self.desk.marks[BTC]) * side >= 0:
            return
        lots = self.rng.randint(1, 900)
        self.desk.rest(side, lots, price)
        self.step(
            when,
            "order",
            contract=BTC,
            side="long" if side > 0 else "short",
            price=text(price),
            qty=text(lots * LOT),
            margin="isolated",
            leverage=self.leverage,
            name="mine",
        )

    def write(self, folder: Path) -> Path:
        """Write the scenario."""
        lines = [
            f'title = "Trading"\nrulebook = "binance-usdm"\nstarts = "{START}"\nends = "{at(SECONDS)}"',
            f'[wallets]\nspot = {{ USDT = "3000" }}\ncontract = {{ USDT = "{text(self.start)}" }}',
        ]
        for contract, points in self.points.items():
            lines.append(f'[market."{contract}"]\npoints = [{", ".join(points)}]')
            if self.funding[contract]:
                lines.append(f"funding = [{', '.join(self.funding[contract])}]")
        path = folder / "trading.toml"
        self.rng.shuffle(self.steps)  # steps may stand in any order
        path.write_text("\n".join([*lines, *self.steps]) + "\n")
        return path


@pytest.mark.parametrize("seed", range(24))
def test_a_minute_of_trading_ends_as_worked_out_by_hand(seed: int, tmp_path: Path) -> None:
    script = Script(random.Random(seed))
    script.play()
    found, desk = played(script.write(tmp_path)), script.desk
    assert found["liquidations"] == [] and set(found["conservation"].values()) == {"0"}
    assert Fraction(found["wallets"]["spot"]["USDT"]) == desk.spot
    assert Fraction(found["wallets"]["contract"]["USDT"]) == desk.pool + desk.held + (desk.btc.compartment or 0)
    held = {row["contract"]: row for row in found["positions"]}
    for contract in (BTC, ETH):
        one, row = desk.holding(contract), held.get(contract)
        assert (row is None) == (one.lots == 0)
        if row is not None:
            assert Fraction(row["qty"]) * (1 if row["side"] == "long" else -1) == one.lots * LOT
            assert abs(Fraction(row["entry"]) - one.value / (one.lots * LOT)) < Fraction(1, 10**9)
            assert Fraction(row["unrealised_pnl"]) == one.lots * LOT * desk.marks[contract] - one.value
            if contract == BTC:
                assert Fraction(row["isolated_margin"]) == one.compartment


@pytest.mark.parametrize(("rate", "paid"), [("0.0075", "119.01"), ("0.5", "119.01"), ("0.001", "15.868")])
def test_funding_is_capped_and_comes_from_the_pool_first_then_from_the_compartment(
    rate: str, paid: str, tmp_path: Path
) -> None:
    """2 BTC at 7,934 pay at most 0.75 % of 15,868 = 119.01; of that the pool has 1 and the compartment the rest."""
    path = gap_scenario(tmp_path, tail="")
    body = path.read_text().replace('contract = { USDT = "1240" }', 'contract = { USDT = "794.4" }')
    body = body.replace('fees = "none"', f'fees = "none"\nfunding = [["2020-03-12T10:10:00Z", "{rate}"]]')
    path.write_text(body.replace("10:30:00Z", "10:59:00Z").split('[[step]]\nat = "2020-03-12T10:30:01Z"')[0])
    text_of_end = 'ends = "2020-03-12T10:20:00Z"'
    path.write_text(path.read_text().replace('ends = "2020-03-12T11:00:00Z"', text_of_end))
    found = played(path)
    (position,) = found["positions"]
    assert found["wallets"]["contract"] == {"USDT": format(Decimal("794.4") - Decimal(paid), "f")}
    assert position["isolated_margin"] == format(Decimal("794.4") - Decimal(paid), "f")
    assert found["traders"]["short-1"]["contract"] == {"USDT": format(Decimal("5000") + Decimal(paid), "f")}
