"""What a liquidation of yours was about: the position, the orders that built it, their margin, and its warning."""

from bisect import bisect_left, bisect_right
from fractions import Fraction

from msgspec import Struct, field

from sandbox.engine.state import Place, State
from sandbox.ledger.accounts import YOU, compartment_account, wallet_account
from sandbox.margin.scale import ContractScale
from sandbox.messages import events as ev
from sandbox.messages.opening import Opening
from sandbox.risk.units import LegView, UnitView
from sandbox.session.batch import Batch
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.values.problems import Problem
from sandbox.values.rounding import round_down


class Entry(Struct):
    """An order that opened or enlarged the position: its command's place in the opening, its fill, its margin.

    `margin_atoms` is what moved into the compartment with it; 0 for cross. `place` None: held from the start.
    """

    place: int | None
    filled_ns: int
    lots: int
    price_ticks: int
    margin_atoms: int = 0


class Case(Struct, frozen=True):
    """One liquidated position of yours. `lots` unsigned, as they stood at the trigger; `cash_atoms` is the unit's.

    `lacking_atoms` is what the unit lacked at the worst price of the contract from its opening to the end; a first
    guess at what would have saved it. `warned_ns` None: the trigger came without a warning.
    """

    opening: Opening
    liquidation: str
    contract: str
    side: str
    lots: int
    margin_mode: str
    leverage: Fraction
    entries: tuple[Entry, ...]
    opened_ns: int
    opened_ticks: int
    started_ns: int
    cash_atoms: int
    lacking_atoms: int
    scale: ContractScale
    warned_ns: int | None
    topped_up: bool


class _Fold(Struct):
    """Folds a run until a liquidation starts: how each open position of yours was built; kept by contract and slot."""

    wanted: str
    entries: dict[Place, list[Entry]] = field(default_factory=dict)
    sizes: dict[Place, int] = field(default_factory=dict)
    settings: dict[Place, tuple[str, Fraction]] = field(default_factory=dict)
    warned_ns: dict[str, int] = field(default_factory=dict)
    topped_up: set[Place] = field(default_factory=set)
    started: ev.LiquidationStarted | None = None
    started_ns: int = 0
    legs: list[ev.LiquidationLeg] = field(default_factory=list)

    def take(self, batch: Batch) -> None:
        """Hear one step; nothing after the one that starts the liquidation."""
        if self.started is not None:
            return
        for event in batch.events:
            self._take_event(batch, event)

    def _take_event(self, batch: Batch, event: ev.Event) -> None:
        match event:
            case ev.PositionChanged(owner=owner) if owner == YOU and self.started is None:
                self._change(batch, event)
            case ev.OrderFilled(owner=owner) if owner == YOU:
                for place, entries in self.entries.items():
                    newest = entries[-1] if entries and place[0] == event.contract else None
                    if newest is not None and newest.filled_ns == batch.now_ns and not newest.price_ticks:
                        newest.price_ticks = event.price_ticks
            case ev.TransferPosted(debit=debit) if debit == wallet_account(YOU, "contract"):
                self._margin(batch, event)
            case ev.MarginWarned(owner=owner) if owner == YOU:
                self.warned_ns[event.unit] = batch.now_ns
            case ev.MarginWarningCleared(owner=owner) if owner == YOU:
                self.warned_ns.pop(event.unit, None)
            case ev.MarginToppedUp(owner=owner) if owner == YOU:
                self.topped_up.add((event.contract, event.slot))
            case ev.LiquidationStarted(liquidation=name) if name == self.wanted:
                self.started, self.started_ns = event, batch.now_ns
            case ev.LiquidationLeg(liquidation=name) if name == self.wanted:
                self.legs.append(event)

    def _change(self, batch: Batch, event: ev.PositionChanged) -> None:
        place = event.contract, event.slot
        before = self.sizes.get(place, 0)
        self.sizes[place] = event.lots
        self.settings[place] = event.margin_mode, event.leverage
        if before * event.lots <= 0:
            self.entries[place] = []
            before = 0
        grown = abs(event.lots) - abs(before)
        if grown > 0:
            command = int(event.cause[1:]) - 1 if event.cause.startswith("c") else None
            self.entries[place].append(Entry(command, batch.now_ns, grown, 0))

    def _margin(self, batch: Batch, event: ev.TransferPosted) -> None:
        """Note what an order moved into its position's compartment."""
        if not event.credit.startswith(compartment_account(YOU, "")):
            return
        for entries in self.entries.values():
            if entries and entries[-1].filled_ns == batch.now_ns and event.cause == f"c{(entries[-1].place or 0) + 1}":
                entries[-1].margin_atoms = event.atoms


def find_case(opening: Opening, liquidation: str, started_ns: int) -> Case:
    """Play a run until a liquidation of yours starts and say what it was about.

    Raises Problem where the replay does not tell the same liquidation at the same instant.
    """
    session, fold = Session.create(MemoryJournal(opening)), _Fold(liquidation)
    for batch in session.batches():
        fold.take(batch)
    session.subscribe(fold.take)
    while fold.started is None and session.step_event() is not None:
        continue
    started = fold.started
    if started is None or started.owner != YOU or fold.started_ns != started_ns or not fold.legs:
        raise Problem("this liquidation does not come out again when its commands are replayed; nothing is compared")
    state, rules = session.state, opening.rulebook.liquidation
    leg = min(fold.legs, key=lambda one: _profit_atoms(state.scales[one.contract], one))
    unit = _unit_at_worst(opening, state, fold.legs, leg, started_ns)
    place = leg.contract, leg.slot
    mode, leverage = fold.settings[place]
    entries = tuple(fold.entries[place])
    return Case(
        opening=opening,
        liquidation=liquidation,
        contract=leg.contract,
        side="long" if leg.lots > 0 else "short",
        lots=abs(leg.lots),
        margin_mode=mode,
        leverage=leverage,
        entries=entries,
        opened_ns=entries[0].filled_ns,
        opened_ticks=entries[0].price_ticks or _first_ticks(opening, leg.contract),
        started_ns=started_ns,
        cash_atoms=leg.margin_atoms,
        lacking_atoms=max(1, round_down(unit.maintenance(rules) - unit.equity()) + 1),
        scale=state.scales[leg.contract],
        warned_ns=fold.warned_ns.get(started.unit),
        topped_up=place in fold.topped_up,
    )


def _first_ticks(opening: Opening, contract: str) -> int:
    """Return a contract's first price of the run."""
    columns = opening.prices
    return columns.price_ticks[columns.contract_index.index(columns.contracts.index(contract))]


def _profit_atoms(scale: ContractScale, leg: ev.LiquidationLeg) -> int:
    return scale.signed_value_atoms(leg.lots, leg.mark_ticks) - leg.open_value_atoms


def _unit_at_worst(
    opening: Opening, state: State, legs: list[ev.LiquidationLeg], worst: ev.LiquidationLeg, since_ns: int
) -> UnitView:
    """Return the liquidated unit at the worst price of one contract to come, its other legs as they were."""
    worst_ticks = _worst_ticks(opening, worst, since_ns)
    views = tuple(
        LegView(
            leg.position,
            leg.contract,
            leg.lots,
            leg.open_value_atoms,
            worst_ticks if leg.contract == worst.contract else leg.mark_ticks,
            Fraction(1),
            state.scales[leg.contract].sized(leg.lots),
        )
        for leg in legs
    )
    return UnitView("", YOU, "", views[0].scale.settle, legs[0].margin_atoms, views)


def _worst_ticks(opening: Opening, leg: ev.LiquidationLeg, since_ns: int) -> int:
    columns = opening.prices
    index = columns.contracts.index(leg.contract)
    first, last = bisect_left(columns.at_ns, since_ns), bisect_right(columns.at_ns, opening.ends_ns)
    rows = zip(columns.contract_index[first:last], columns.price_ticks[first:last], strict=True)
    met = [ticks for contract, ticks in rows if contract == index]
    return (min if leg.lots > 0 else max)(met, default=leg.mark_ticks)
