"""One step while it runs: emits events (each is evolved before the next is decided) and posts money.

`settle` and `trade` are the two moves every phase is made of.
"""

from fractions import Fraction

from msgspec import Struct, field

from sandbox.engine.acting import told
from sandbox.engine.borrowing import borrow_lacking
from sandbox.engine.evolve import evolve
from sandbox.engine.pledged import pledged_atoms
from sandbox.engine.pool import counting_wallets, is_pooled, payable_atoms
from sandbox.engine.state import Liquidation, Place, Position, State, place_of
from sandbox.engine.views import cross_unit_view
from sandbox.ledger.accounts import (
    LENDING_POOL,
    LIQUIDITY,
    SAVINGS,
    WORLD,
    YOU,
    clearing_account,
    compartment_account,
    wallet_account,
)
from sandbox.matching.netting import net
from sandbox.messages.commands import ClosePosition, PlaceOrder
from sandbox.messages.events import Event, PledgeTaken, PositionChanged, TransferPosted


class PendingOrder:
    """An order of this step that waits for matching: all about it is decided at this instant's price."""

    __slots__ = ("number", "action", "command", "sub_account")

    def __init__(self, number: int, action: str, command: PlaceOrder | ClosePosition, sub_account: str = "") -> None:
        self.number, self.action, self.command, self.sub_account = number, action, command, sub_account


class UnitSurplus(Struct):
    """What the winning positions of a closing unit left on the desk; its own shortfalls use it before the fund."""

    atoms: int = 0


class DeskLeg(Struct):
    """Lots on the desk that the market has not taken yet because their sale would leave a shortfall.

    The legs of one unit share its `surplus`: what one of them cannot turn into whole lots is there for the next.
    """

    liquidation: str
    owner: str
    contract: str
    surplus: UnitSurplus = field(default_factory=UnitSurplus)
    slot: str = ""

    @property
    def place(self) -> Place:
        """Return where the desk keeps it."""
        return place_of(self.liquidation, self.contract, self.slot)


class Turn:
    """State, the events of this step so far, the orders waiting for matching, and what the waterfall has to settle."""

    __slots__ = ("state", "events", "pending", "shortfalls", "settling", "acting")

    def __init__(self, state: State) -> None:
        self.state = state
        self.events: list[Event] = []
        self.acting = ""  # the sub-account whose command is being decided
        self.pending: list[PendingOrder] = []
        self.shortfalls: list[DeskLeg] = []
        self.settling: list[Liquidation] = []  # closing or selling a slice now; what follows is planned afterwards

    def emit(self, event: Event) -> None:
        """Evolve an event and keep it."""
        evolve(self.state, event)
        self.events.append(told(event, self.acting) if self.acting else event)

    def transfer(self, debit: str, credit: str, asset: str, atoms: int, cause: str) -> None:
        """Post a transfer; nothing happens for 0 atoms.

        `liquidity` and the lending pool are topped up from outside where they run dry; what your contract wallet lacks
        is paid by the other wallets that count in your account mode.
        """
        if atoms <= 0:
            return
        lacking = atoms - self.state.balances.of(debit, asset)
        if lacking > 0 and debit in (LIQUIDITY, LENDING_POOL):
            self.emit(TransferPosted(debit=WORLD, credit=debit, asset=asset, atoms=lacking, cause=cause))
        if lacking > 0 and debit == "contract":
            self._pay_from_pool(credit, asset, atoms, cause)
            return
        self.emit(TransferPosted(debit=debit, credit=credit, asset=asset, atoms=atoms, cause=cause))

    def _pay_from_pool(self, credit: str, asset: str, atoms: int, cause: str) -> None:
        """Post a payment that the contract wallet alone cannot make: its cash, what counts next, pledged savings."""
        wallets = counting_wallets(self.state)
        pledged = pledged_atoms(self.state, YOU, asset)
        for wallet in wallets:
            held = self.state.balances.of(wallet, asset)
            part = atoms if wallet == wallets[-1] and not pledged else min(atoms, held)
            if part:
                self.emit(TransferPosted(debit=wallet, credit=credit, asset=asset, atoms=part, cause=cause))
                atoms -= part
        if pledged and atoms:
            self.take_pledged(credit, asset, atoms, cause)

    def take_pledged(self, credit: str, asset: str, atoms: int, cause: str) -> None:
        """Take a payment out of pledged savings; nothing happens for 0 atoms."""
        if atoms <= 0:
            return
        limit = self.state.pledges[asset]
        left = None if limit is None else limit - atoms
        self.emit(PledgeTaken(owner=YOU, asset=asset, atoms=atoms, left_atoms=left, cause=cause))
        self.emit(TransferPosted(debit=SAVINGS, credit=credit, asset=asset, atoms=atoms, cause=cause))

    def margin_account(self, position: Position) -> str:
        """Name the ledger account that holds a position's margin."""
        if position.owner == LIQUIDITY:
            return LIQUIDITY
        if position.margin_mode == "isolated":
            return compartment_account(position.owner, position.position)
        return wallet_account(position.owner, "contract")

    def settle(self, contract: str, account: str, result_atoms: int, cause: str) -> None:
        """Book a realised result between clearing and an account: profit in, loss out."""
        settle = self.state.scales[contract].settle
        clearing = clearing_account(contract)
        if result_atoms > 0:
            self.transfer(clearing, account, settle, result_atoms, cause)
        else:
            self.transfer(account, clearing, settle, -result_atoms, cause)

    def write_position(self, position: Position, lots: int, open_value_atoms: int, cause: str) -> None:
        """Record a position's new size and open value."""
        self.emit(
            PositionChanged(
                position=position.position,
                owner=position.owner,
                contract=position.contract,
                lots=lots,
                open_value_atoms=open_value_atoms,
                margin_mode=position.margin_mode,
                leverage=position.leverage,
                cause=cause,
                slot=position.slot,
            )
        )

    def trade_liquidity(self, contract: str, trade_lots: int, value_atoms: int, cause: str) -> None:
        """Let the market's liquidity take `trade_lots` (signed) at `value_atoms`, and settle what it realises."""
        held = self.state.held(LIQUIDITY, contract)
        if held is None:
            held = Position(self.next_position(LIQUIDITY), LIQUIDITY, contract, 0, 0, "cross", Fraction(1))
        direction = self.state.scales[contract].direction
        netted = net(held.lots, held.open_value_atoms, trade_lots, value_atoms, direction)
        self.write_position(held, netted.lots, netted.open_value_atoms, cause)
        self.settle(contract, LIQUIDITY, netted.realised_atoms, cause)

    def next_position(self, owner: str) -> str:
        """Return the id of an owner's next position."""
        return f"p{self.state.position_counts.get(owner, 0) + 1}"

    def settle_winners(self, owner: str, asset: str, cause: str) -> None:
        """Realise an owner's winning cross legs at the mark, by symbol: open value becomes lots x mark."""
        for leg in cross_unit_view(self.state, owner, asset).legs:
            if leg.unrealised_atoms > 0:
                self.realise_at_mark(self.state.positions[place_of(owner, leg.contract, leg.slot)], cause)

    def realise_at_mark(self, position: Position, cause: str) -> None:
        """Realise a position's unrealised profit at the mark; its open value becomes lots x mark."""
        profit, value = self.state.unrealised_atoms(position), self.state.mark_value_atoms(position)
        self.settle(position.contract, self.margin_account(position), profit, cause)
        self.write_position(position, position.lots, value, cause)

    def ensure_cash(self, owner: str, asset: str, atoms: int, cause: str) -> None:
        """Settle winning legs where cash alone does not cover `atoms`; an account that pools borrows the rest."""
        if payable_atoms(self.state, owner, asset) < atoms:
            self.settle_winners(owner, asset, cause)
            if is_pooled(self.state, owner, asset):
                borrow_lacking(self, asset, atoms, cause)
