"""Liquidations as one row per liquidated position, yours and named traders', summed over all stages."""

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct, field

from sandbox.engine.state import Place, place_of
from sandbox.ledger.accounts import DESK, WALLETS, YOU, is_fund, wallet_account
from sandbox.margin.scale import ContractScale
from sandbox.messages import events as ev
from sandbox.projections.leg_slots import transfer_slots

CLEARING = "clearing/"


class LiquidationRow(Struct):
    """One liquidated position. Lots unsigned, atoms >= 0; `lots` and the prices as they stood at the trigger.

    `closed_*`: sold in the market or deleveraged; `to_fund_atoms`: surplus the fund received, without the fee;
    `lost_atoms`: what left the owner's wallets (compartment included) because of it, less what came back.
    """

    liquidation: str
    owner: str
    position: str
    contract: str
    side: str
    lots: int
    triggered_ns: int
    mark_ticks: int
    liquidation_price_text: str | None
    bankruptcy_price_text: str | None
    sold_lots: int = 0
    taken_over_lots: int = 0
    closed_lots: int = 0
    closed_lot_ticks: int = 0
    deleveraged_value_atoms: int = 0
    fee_atoms: int = 0
    to_fund_atoms: int = 0
    to_trader_atoms: int = 0
    from_fund_atoms: int = 0
    deleveraged_lots: int = 0
    socialised_atoms: int = 0
    lost_atoms: int = 0
    released_ns: int | None = None
    healthy: bool = False
    claimed_atoms: int = 0

    @property
    def liquidated_lots(self) -> int:
        """Return how much of it was sold, taken over or deleveraged so far."""
        return self.sold_lots + self.taken_over_lots

    def close_price(self, scale: ContractScale) -> Fraction | None:
        """Return the volume-weighted price of all closes in quote, None where nothing was closed."""
        if not self.closed_lots:
            return None
        total = self.closed_lot_ticks * scale.tick
        if self.deleveraged_value_atoms:
            total += self.deleveraged_lots * scale.price_at(self.deleveraged_value_atoms, self.deleveraged_lots)
        return total / self.closed_lots


class LiquidationFold(Struct):
    """Folds committed steps into rows, in the order in which the liquidations started, then by symbol and side."""

    rows: dict[Place, LiquidationRow] = field(default_factory=dict)
    _owners: dict[str, str] = field(default_factory=dict)
    _returned: dict[str, int] = field(default_factory=dict)
    _to_fund: dict[str, int] = field(default_factory=dict)  # surplus beyond that of single positions

    def take(self, at_ns: int, events: Iterable[ev.Event]) -> None:
        """Fold one step's events."""
        events = tuple(events)
        self._owners |= {one.liquidation: one.owner for one in events if isinstance(one, ev.LiquidationStarted)}
        slots = transfer_slots(events, self._owners) if self._owners else {}
        for at, event in enumerate(events):
            match event:
                case ev.TransferPosted():
                    if at in slots:
                        self._move(event, slots[at])
                case ev.LiquidationLeg():
                    self._leg(at_ns, event)
                case ev.LiquidationReleased():
                    self._release(at_ns, event)
                case (
                    ev.LiquidationReduced()
                    | ev.PositionTakenOver()
                    | ev.DeskClosed()
                    | ev.TraderDeleveraged()
                    | ev.ClaimLeft()
                ):
                    row = self.rows.get(place_of(event.liquidation, event.contract, event.slot))
                    if row is not None:
                        _add(row, event)
                    if isinstance(event, ev.DeskClosed):
                        self._count_fund(event.liquidation, -event.fee_atoms - event.to_fund_atoms)

    def of(self, liquidation: str) -> list[LiquidationRow]:
        """Return the rows of one liquidation, by symbol."""
        return [row for row in self.rows.values() if row.liquidation == liquidation]

    def _leg(self, at_ns: int, leg: ev.LiquidationLeg) -> None:
        self.rows[place_of(leg.liquidation, leg.contract, leg.slot)] = LiquidationRow(
            leg.liquidation,
            leg.owner,
            leg.position,
            leg.contract,
            "long" if leg.lots > 0 else "short",
            abs(leg.lots),
            at_ns,
            leg.mark_ticks,
            leg.liquidation_price_text,
            leg.bankruptcy_price_text,
        )

    def _count_fund(self, liquidation: str, atoms: int) -> None:
        self._to_fund[liquidation] = self._to_fund.get(liquidation, 0) + atoms

    def _move(self, event: ev.TransferPosted, slot: str) -> None:
        """Count what a liquidation took out of (or left in) its owner's contract wallet, and what the desk sent on."""
        if event.debit == DESK and is_fund(event.credit):
            self._count_fund(event.cause, event.atoms)
        owner = self._owners[event.cause]
        pool, wallets = wallet_account(owner, "contract"), WALLETS if owner == YOU else ()
        for account, other, sign in ((event.debit, event.credit, 1), (event.credit, event.debit, -1)):
            if account != pool and account not in wallets and not account.startswith(f"{pool}/isolated/"):
                continue
            if other.startswith(CLEARING):
                row = self.rows.get(place_of(event.cause, other.removeprefix(CLEARING), slot))
                if row is not None:
                    row.lost_atoms += sign * event.atoms
            elif other == DESK:
                self._returned[event.cause] = self._returned.get(event.cause, 0) - sign * event.atoms

    def _release(self, at_ns: int, event: ev.LiquidationReleased) -> None:
        mine = self.of(event.liquidation)
        for row in mine:
            row.released_ns, row.healthy = at_ns, event.healthy
        if mine:  # what the desk sent back beyond the surplus of single positions
            rest = self._returned.pop(event.liquidation, 0) - sum(row.to_trader_atoms for row in mine)
            mine[-1].to_trader_atoms += rest
            mine[-1].lost_atoms -= rest
            mine[-1].to_fund_atoms += self._to_fund.pop(event.liquidation, 0)


def _add(row: LiquidationRow, event: ev.Event) -> None:
    match event:
        case ev.LiquidationReduced():
            row.sold_lots += event.lots
            row.closed_lots += event.lots
            row.closed_lot_ticks += event.lots * event.price_ticks
            row.fee_atoms += event.fee_atoms
            row.lost_atoms += event.fee_atoms
        case ev.PositionTakenOver():
            row.taken_over_lots += event.lots
        case ev.DeskClosed():
            row.closed_lots += event.lots
            row.closed_lot_ticks += event.lots * event.price_ticks
            row.fee_atoms += event.fee_atoms
            row.to_fund_atoms += event.to_fund_atoms
            row.to_trader_atoms += event.to_trader_atoms
            row.lost_atoms -= event.to_trader_atoms
            row.from_fund_atoms += event.from_fund_atoms
            row.socialised_atoms += event.socialised_atoms
        case ev.ClaimLeft():
            row.claimed_atoms += event.atoms
        case ev.TraderDeleveraged():
            row.deleveraged_lots += event.lots
            row.closed_lots += event.lots
            row.deleveraged_value_atoms += event.value_atoms
