"""A busy world for session tests: everything a run can hold, in ten simulated minutes."""

from fractions import Fraction

from msgspec.structs import replace

from sandbox.messages.commands import AdjustMargin, ClosePosition, PlaceOrder, ShowCaption, TradeSpot, TransferMoney
from sandbox.messages.inputs import FundingUpdate
from sandbox.messages.opening import Opening, PlannedCommand, PlannedFunding
from tests.support.builders import BTC, ETH, SECOND, START, a_trader, an_opening, atoms, held, price_columns


def at(seconds: float) -> int:
    return START + int(seconds * SECOND)


def planned(seconds: float, command: object, action: str = "open", expect: str | None = None) -> PlannedCommand:
    return PlannedCommand(at_ns=at(seconds), command=command, action=action, expect=expect)  # type: ignore[arg-type]


def a_walk(seed: int, contract: str, start: int, count: int, width: int) -> list[tuple[int, str, int]]:
    """A deterministic walk, one update a second, with a slump in the middle that liquidates."""
    rows, price = [], start
    for second in range(count):
        seed = (seed * 1103515245 + 12345) % 2**31
        price += seed // 65536 % (2 * width + 1) - width - (start // 400 if count // 3 < second < count // 2 else 0)
        rows.append((at(second), contract, max(1, price)))
    return rows


def busy_opening(count: int = 600, **changes: object) -> Opening:
    """Two contracts, isolated and cross positions, orders, transfers, funding, another trader, several liquidations."""
    rows = sorted(a_walk(7, BTC, 79_340, count, 60) + a_walk(11, ETH, 20_000, count, 30), key=lambda row: row[0])
    twenty = Fraction(20)
    commands = (
        planned(1, ShowCaption(kind="say", text="two longs"), "say"),
        planned(1, PlaceOrder(contract=BTC, side="long", lots=1_000, margin_mode="isolated", leverage=twenty)),
        planned(1, PlaceOrder(contract=ETH, side="long", lots=5_000, margin_mode="cross", leverage=twenty)),
        planned(1, TransferMoney(source="contract", target="spot", asset="USDT", atoms=atoms("10")), "transfer"),
        planned(20, PlaceOrder(contract=BTC, side="long", lots=50, price_ticks=79_000), "order"),
        planned(30.5, AdjustMargin(contract=BTC, atoms=atoms("15")), "margin"),
        planned(40, TradeSpot(side="sell", asset="BTC", atoms=atoms("0.25")), "spot"),
        planned(count - 50, PlaceOrder(contract=BTC, side="short", lots=300, margin_mode="isolated", leverage=twenty)),
        planned(count - 10, ClosePosition(contract=BTC), "close"),
    )
    funding = (PlannedFunding(at_ns=at(60), update=FundingUpdate(contract=BTC, rate=Fraction(1, 10_000))),)
    opening = an_opening(
        contract="1240", traders=(a_trader("short-1", "5000", held(BTC, "short", "2", "7934.0")),), fees=True
    )
    values: dict[str, object] = {
        "prices": price_columns(rows),
        "commands": commands,
        "funding": funding,
        "ends_ns": at(count),
    }
    return replace(opening, **(values | changes))  # type: ignore[arg-type]
