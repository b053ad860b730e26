"""All state of the engine. Only `evolve` writes it; everyone else reads.

May be imported by engine, projections and session; holds no behaviour beyond look-ups.
"""

from fractions import Fraction

from msgspec import Struct, field

from sandbox.ledger.accounts import YOU, compartment_account, wallet_account
from sandbox.ledger.balances import Balances
from sandbox.margin.scale import ContractScale
from sandbox.messages.triggers import Trigger
from sandbox.rulebook.records import Rulebook

Place = tuple[str, ...]  # owner and contract; in hedge mode the side too, so that long and short stand apart


def place_of(owner: str, contract: str, slot: str = "") -> Place:
    """Return where an owner's position, or setting, of a contract is kept; `slot` is its side in hedge mode."""
    return (owner, contract, slot) if slot else (owner, contract)


class Position(Struct):
    """An open position: lots signed (short < 0), the open value as its value is; `position` is "p1", "p2" per owner.

    `slot` is its side where its owner is in hedge mode, else empty.
    """

    position: str
    owner: str
    contract: str
    lots: int
    open_value_atoms: int
    margin_mode: str
    leverage: Fraction
    slot: str = ""

    @property
    def side(self) -> str:
        """Return "long" or "short"."""
        return "long" if self.lots > 0 else "short"

    @property
    def place(self) -> Place:
        """Return where it is kept."""
        return place_of(self.owner, self.contract, self.slot)


class Order(Struct):
    """A resting limit order, or one that waits for its `trigger`; `tied_to` is the position it closes and goes with."""

    order: str
    owner: str
    contract: str
    side: str
    lots: int
    price_ticks: int | None
    reduce_only: bool
    post_only: bool
    margin_mode: str
    leverage: Fraction
    name: str | None
    cause: str
    trigger: Trigger | None = None
    tied_to: str | None = None
    slot: str = ""  # of the position it is for


class Leg(Struct):
    """One position of a running liquidation as it stood at t0."""

    position: str
    contract: str
    lots: int
    open_value_atoms: int
    sold_lots: int = 0
    slot: str = ""


class Liquidation(Struct):
    """A running liquidation of one unit. `margin_atoms`: the compartment or pool held at t0."""

    liquidation: str
    unit: str
    owner: str
    margin_mode: str
    legs: list[Leg]
    margin_atoms: int = 0
    started_ns: int = 0
    stage: str = "start"
    due_ns: int = 0
    stage_number: int = 0


class State(Struct):
    """Everything that decides what comes next. `now_ns` and `marks` are inputs; the rest follows from events."""

    rulebook: Rulebook
    scales: dict[str, ContractScale]
    account_mode: str
    no_fee_contracts: frozenset[str]
    trader_names: tuple[str, ...]
    now_ns: int
    balances: Balances = field(default_factory=Balances)
    marks: dict[str, int] = field(default_factory=dict)
    lasts: dict[str, int] = field(default_factory=dict)  # only where last stands apart from the mark
    previous_marks: dict[str, int] = field(default_factory=dict)
    positions: dict[Place, Position] = field(default_factory=dict)
    desk: dict[Place, Position] = field(default_factory=dict)  # the owner being the liquidation
    orders: dict[str, Order] = field(default_factory=dict)
    leverages: dict[Place, Fraction] = field(default_factory=dict)
    margin_modes: dict[Place, str] = field(default_factory=dict)
    auto_top_ups: dict[Place, int | None] = field(default_factory=dict)  # on where present: what is left
    liquidations: dict[str, Liquidation] = field(default_factory=dict)  # by unit
    warned: set[str] = field(default_factory=set)
    position_counts: dict[str, int] = field(default_factory=dict)
    order_count: int = 0
    liquidation_count: int = 0
    cooldowns: dict[str, int] = field(default_factory=dict)  # by owner: until when sales of its positions go whole
    auto_transfers: dict[tuple[str, str], int | None] = field(default_factory=dict)  # yours, by (wallet, asset): left
    pledges: dict[str, int | None] = field(default_factory=dict)  # savings pledged, by asset: what still is at most
    fund_history: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # by fund: (since_ns, atoms), recent
    has_outage: bool = False  # commands are refused, everything else goes on
    has_failed: bool = False  # the exchange stands still for ever: nothing but cold is yours to move
    hedgers: set[str] = field(default_factory=set)  # owners in hedge mode
    sub_accounts: tuple[str, ...] = ()

    @property
    def owners(self) -> tuple[str, ...]:
        """Return you, your sub-accounts and the named traders, in the order in which they are served."""
        return (YOU, *self.sub_accounts, *self.trader_names)

    def slot_for(self, owner: str, side: str) -> str:
        """Return under which slot an owner keeps a position of a side: the side in hedge mode, else none."""
        return side if owner in self.hedgers else ""

    def slots_of(self, owner: str) -> tuple[str, ...]:
        """Return the slots in which an owner may hold a position of a contract, the long one first."""
        return ("long", "short") if owner in self.hedgers else ("",)

    def held(self, owner: str, contract: str, slot: str = "") -> Position | None:
        """Return an owner's position of a contract in a slot."""
        return self.positions.get(place_of(owner, contract, slot))

    def held_in(self, owner: str, contract: str) -> list[Position]:
        """Return an owner's positions of a contract, the long one first."""
        found = [self.held(owner, contract, slot) for slot in self.slots_of(owner)]
        return [one for one in found if one is not None]

    def seen_ticks(self, contract: str, by: str) -> int | None:
        """Return the price that a trigger by "mark" or "last" watches, None before a first one."""
        return self.trade_ticks(contract) if by == "last" else self.marks.get(contract)

    def trade_ticks(self, contract: str) -> int | None:
        """Return the last price, at which orders trade: the mark where the feed does not tell it apart."""
        mark = self.marks.get(contract)
        return mark if mark is None else self.lasts.get(contract, mark)

    def cash_atoms(self, owner: str, asset: str) -> int:
        """Return the free cash in an owner's contract wallet, compartments and holds not included."""
        return self.balances.of(wallet_account(owner, "contract"), asset)

    def compartment_atoms(self, position: Position) -> int:
        """Return the margin in an isolated position's compartment."""
        settle = self.scales[position.contract].settle
        return self.balances.of(compartment_account(position.owner, position.position), settle)

    def mark_value_atoms(self, position: Position) -> int:
        """Return the value at the mark in atoms, signed as it is booked."""
        return self.scales[position.contract].signed_value_atoms(position.lots, self.marks[position.contract])

    def unrealised_atoms(self, position: Position) -> int:
        """Return the unrealised profit at the mark."""
        return self.mark_value_atoms(position) - position.open_value_atoms

    def positions_of(self, owner: str) -> list[Position]:
        """Return an owner's positions by symbol, a long before a short of the same one."""
        return [p for _, p in sorted(self.positions.items()) if p.owner == owner]


def isolated_unit(owner: str, position: str) -> str:
    """Name the unit of one isolated position."""
    return f"{owner}/isolated/{position}"


def cross_unit(owner: str, asset: str) -> str:
    """Name the unit of all cross positions of a settlement asset."""
    return f"{owner}/cross/{asset}"
