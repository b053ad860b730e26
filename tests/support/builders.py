"""Build worlds for tests: rulebooks, openings and sessions in a few words, everything as decimal text."""

from array import array
from decimal import Decimal
from fractions import Fraction

from sandbox.engine.opening import open_state
from sandbox.engine.state import State
from sandbox.engine.step import step
from sandbox.messages.commands import Command
from sandbox.messages.events import Event
from sandbox.messages.inputs import FundingUpdate, NumberedCommand, PriceColumns, PriceUpdate, StepInput
from sandbox.messages.opening import Opening, TraderOpening, TraderPosition, WalletAmount
from sandbox.rulebook.records import Bracket, Contract, Fees, LiquidationRules, Rulebook
from sandbox.values.assets import ATOMS_PER_UNIT, atoms_of

SECOND = 1_000_000_000
START = 1_584_007_200 * SECOND  # 2020-03-12T10:00:00Z
BTC, ETH, SOL = "BTCUSDT-PERP", "ETHUSDT-PERP", "SOLUSDT-PERP"


def atoms(text: str) -> int:
    """Return atoms of a decimal text."""
    return atoms_of(Decimal(text))


def brackets(*rows: tuple[str, str, str], continuous: bool = True) -> tuple[Bracket, ...]:
    """Build brackets from (up_to, max_leverage, maintenance); deductions make maintenance continuous unless told."""
    built: list[Bracket] = []
    for up_to, leverage, rate in rows:
        deduction = Fraction(0)
        if built and continuous:
            before = built[-1]
            deduction = before.deduction + before.up_to * (Fraction(rate) - before.maintenance)
        built.append(
            Bracket(
                up_to=Fraction(up_to), max_leverage=Fraction(leverage), maintenance=Fraction(rate), deduction=deduction
            )
        )
    return tuple(built)


BTC_BRACKETS = brackets(
    ("50000", "125", "0.004"),
    ("600000", "100", "0.005"),
    ("3000000", "75", "0.0065"),
    ("12000000", "50", "0.01"),
    ("70000000", "25", "0.02"),
)
SOL_BRACKETS = brackets(("20000", "100", "0.005"), ("100000", "75", "0.0065"), ("800000", "50", "0.01"))


def a_contract(symbol: str, tick: str, lot: str, rows: tuple[Bracket, ...]) -> Contract:
    """Build a linear contract settled in USDT."""
    return Contract(
        symbol=symbol,
        kind="linear",
        base=symbol[:3],
        quote="USDT",
        settle="USDT",
        tick=Fraction(tick),
        lot=Fraction(lot),
        brackets=rows,
    )


CONTRACTS = (
    a_contract(BTC, "0.1", "0.001", BTC_BRACKETS),
    a_contract(ETH, "0.01", "0.001", BTC_BRACKETS),
    a_contract(SOL, "0.001", "0.01", SOL_BRACKETS),
)


def a_rulebook(fees: Fees | None = None, contracts: tuple[Contract, ...] = CONTRACTS, **rules: object) -> Rulebook:
    """Build a Binance-like rulebook; keywords are those of LiquidationRules."""
    return Rulebook(
        id="test",
        name="Test book",
        liquidation=LiquidationRules(**rules),
        fees=fees or Fees(),  # type: ignore[arg-type]
        contracts=contracts,
    )


def amounts(wallet: str, **texts: str) -> tuple[WalletAmount, ...]:
    """Build wallet amounts: amounts("spot", BTC="1.25")."""
    return tuple(WalletAmount(wallet=wallet, asset=asset, atoms=atoms(text)) for asset, text in texts.items())


def a_trader(name: str, usdt: str, *positions: TraderPosition) -> TraderOpening:
    """Build another trader."""
    return TraderOpening(name=name, wallet=amounts("contract", USDT=usdt), positions=positions)


def held(contract: str, side: str, qty: str, entry: str, mode: str = "cross", leverage: str = "10") -> TraderPosition:
    """Build a trader's position."""
    scale = next(one for one in CONTRACTS if one.symbol == contract)
    value = Fraction(qty) * Fraction(entry) * ATOMS_PER_UNIT
    return TraderPosition(
        contract=contract,
        side=side,
        lots=int(Fraction(qty) / scale.lot),
        value_atoms=int(value),
        margin_mode=mode,
        leverage=Fraction(leverage),
    )


def an_opening(
    rulebook: Rulebook | None = None,
    *,
    contract: str = "1240",
    spot: str = "3000",
    fund: str = "50000",
    traders: tuple[TraderOpening, ...] = (),
    fees: bool = False,
    **wallets: str,
) -> Opening:
    """Build an opening: USDT in spot and contract, 1.25 BTC in spot, a fund, no prices yet."""
    book = rulebook or a_rulebook()
    money = [*amounts("spot", BTC="1.25", USDT=spot), *amounts("contract", USDT=contract), *amounts("cold", BTC="0.8")]
    for wallet, text in wallets.items():
        money += amounts(wallet, USDT=text)
    return Opening(
        id="test",
        title="Test",
        rulebook=book,
        account_mode="segregated",
        seed=1,
        starts_ns=START,
        ends_ns=START + 3600 * SECOND,
        open_ended=False,
        wallets=tuple(m for m in money if m.atoms),
        insurance_fund=tuple(m for m in amounts("insurance_fund", USDT=fund) if m.atoms),
        traders=traders,
        no_fee_contracts=() if fees else tuple(c.symbol for c in book.contracts),
        commands=(),
        funding=(),
        expectations=(),
        prices=PriceColumns(),
    )


def price_columns(rows: list[tuple[int, str, int]]) -> PriceColumns:
    """Build columns from (at_ns, contract, ticks)."""
    names = tuple(sorted({name for _, name, _ in rows}))
    return PriceColumns(
        names,
        array("q", [at for at, _, _ in rows]),
        array("q", [names.index(name) for _, name, _ in rows]),
        array("q", [ticks for _, _, ticks in rows]),
    )


class World:
    """A state that is stepped by hand: prices as text, seconds from the start."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.state: State
        self.state, opened = open_state(opening)
        self.events: list[Event] = list(opened)
        self.number = 0

    def do(
        self, seconds: float, *commands: Command, funding: tuple[FundingUpdate, ...] = (), **prices: str
    ) -> tuple[Event, ...]:
        """Run one step at START + seconds; prices by base asset: do(5, BTC="7934.0")."""
        updates = tuple(
            PriceUpdate(
                contract=f"{base}USDT-PERP",
                price_ticks=int(Fraction(text) / self.state.scales[f"{base}USDT-PERP"].tick),
            )
            for base, text in prices.items()
        )
        numbered = []
        for command in commands:
            self.number += 1
            numbered.append(NumberedCommand(number=self.number, command=command))
        events = step(
            self.state,
            StepInput(now_ns=START + int(seconds * SECOND), commands=tuple(numbered), prices=updates, funding=funding),
        )
        self.events += events
        return events

    def balance(self, account: str, asset: str = "USDT") -> Decimal:
        """Return a ledger account as a decimal."""
        return Decimal(self.state.balances.of(account, asset)) / ATOMS_PER_UNIT


def usdt_of(world: World, wallet: str) -> int:
    """Return all USDT of a wallet; compartments and what orders hold are the contract wallet's."""
    parts = ("contract/", "held/") if wallet == "contract" else (f"{wallet}/",)
    rows = [(account, held) for account, asset, held in world.state.balances.items() if asset == "USDT"]
    return sum(held for account, held in rows if account == wallet or account.startswith(parts))
