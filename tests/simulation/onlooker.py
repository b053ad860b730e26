"""Who watches worlds of hedge mode: no second opinion on every atom, but on what must always hold.

It reads the engine's own state, so it finds what breaks the books, leaves a sick unit to itself, or depends on how a
run was played: the digests of jumping, folding and branching are compared as in every world.
"""

from sandbox.engine.due import next_due_ns
from sandbox.engine.state import Order, Position, State
from sandbox.engine.views import all_units, available_for_order
from sandbox.messages.events import CaptionShown, CommandRefused, Event, ExchangeFailed, TransferPosted
from sandbox.messages.inputs import StepInput
from sandbox.messages.opening import Opening
from tests.simulation.arithmetic import Figures
from tests.simulation.books import need


class Onlooker:
    """Follows one session by its state; looks like the auditor to whoever draws moves."""

    def __init__(self, opening: Opening, state: State) -> None:
        self.opening, self.state = opening, state
        self.figures = Figures(opening.rulebook, "segregated")
        self.liquidations = self.oracle = self.exchange = self
        self._books = {(account, asset): atoms for account, asset, atoms in state.balances.items()}

    # -- what moves are drawn by

    @property
    def now_ns(self) -> int:
        """The instant of the newest step."""
        return self.state.now_ns

    @property
    def positions(self) -> dict[tuple[str, str], Position]:
        """Positions by owner and contract; of a long and a short of one contract, one."""
        return {(one.owner, one.contract): one for one in self.state.positions.values()}

    @property
    def orders(self) -> dict[str, Order]:
        """Orders by name."""
        return self.state.orders

    @property
    def has_outage(self) -> bool:
        """Whether the exchange takes no commands."""
        return self.state.has_outage

    @property
    def has_failed(self) -> bool:
        """Whether it failed."""
        return self.state.has_failed

    def of(self, account: str, asset: str) -> int:
        """Return what an account holds."""
        return self.state.balances.of(account, asset)

    def spare(self, asset: str) -> int:
        """Return what new cross orders may use."""
        return available_for_order(self.state, "you", asset)

    def runs_for(self, owner: str) -> bool:
        """Tell whether a unit of an owner is being liquidated."""
        return any(one.owner == owner for one in self.state.liquidations.values())

    def next_due_ns(self) -> int | None:
        """Return when the next stage is due."""
        return next_due_ns(self.state)

    # -- what must hold

    def check_step(self, given: StepInput, events: tuple[Event, ...]) -> None:
        """Follow one step; raises AuditFailed."""
        for event in events:
            if isinstance(event, TransferPosted):
                self._move(event)
        held = {(account, asset): atoms for account, asset, atoms in self.state.balances.items()}
        need(held == {key: atoms for key, atoms in self._books.items() if atoms}, "money moved without a transfer")
        commands = {one.number for one in given.commands}
        refused = [one.command for one in events if isinstance(one, CommandRefused) and one.command in commands]
        need(len(refused) == len(set(refused)), f"a command refused twice: {refused}")
        failed = self.state.has_failed and not any(isinstance(one, ExchangeFailed) for one in events)
        if failed:
            told = all(isinstance(one, CommandRefused | CaptionShown) for one in events)
            need(told, f"a failed exchange moves: {events}")
        if self.state.has_failed:
            return
        rules = self.state.rulebook.liquidation
        for unit in all_units(self.state):
            if unit.unit not in self.state.liquidations:
                need(not unit.is_liquidatable(rules), f"{unit.unit} is left to itself though liquidatable")

    def _move(self, event: TransferPosted) -> None:
        for account, sign in ((event.debit, -1), (event.credit, 1)):
            key = account, event.asset
            self._books[key] = self._books.get(key, 0) + sign * event.atoms
            free = account == "world" or account.startswith(("clearing/", "debt/"))
            need(free or self._books[key] >= 0, f"{account} below zero: {event}")

    def compare(self, rows: list[tuple[str, str, int]], positions: dict[tuple[str, ...], tuple[int, int]]) -> None:
        """Nothing more to compare: the state is its own."""
