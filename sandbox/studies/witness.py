"""A witness of the loss reach: a price path on which an account loses exactly what the reach says, found by playing.

The reach is derived from the rules; this is the other half of its proof. Candidates are the extremes that the rules
name: a contract gaps down to its lowest tick or far up, or goes there step by step so that top-ups are drawn, straight
away or after it has filled your resting orders; what is still open at the end is closed. Each is played, one contract
after the other, and what takes most is kept.
"""

from array import array
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.engine.pool import collateral_views, is_pooled
from sandbox.engine.reach import ReachRow, reach_rows
from sandbox.engine.state import Order, State
from sandbox.ledger.accounts import YOU, held_account
from sandbox.messages.commands import CancelOrder, ClosePosition, Command, SetPositionMode
from sandbox.messages.inputs import PriceColumns
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.rulebook.records import HEDGE
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.studies.equity_lines import Place, equities, held
from sandbox.values.limits import NS_PER_SECOND, PRICE_TICKS_MAX

CALM_NS = 15 * NS_PER_SECOND  # so that a person sees the account before it happens
LEG_NS = 5 * NS_PER_SECOND
AFTER_NS = 60 * NS_PER_SECOND
RISES = (4, 64, 4_096)  # multiples of the mark: a short with much behind it needs the higher ones
SLOPE = 64  # a slope moves by this part of the price a second
SLOPE_UP_MAX = 16  # multiple of the mark at which a rising slope gives way to a jump
ORDERS_MAX = 3  # resting orders of a contract that a path visits one by one
ROUNDS = 2  # over all contracts: what one contract takes can depend on what another one left

Way = tuple[int, ...]  # the ticks a contract's price jumps to, one after the other


class Witness(Struct, frozen=True, kw_only=True):
    """A path and what it took: `lost` and `reach` in atoms by wallet and asset, both of places that can be reached."""

    opening: Opening
    lost: dict[Place, int]
    reach: dict[Place, int]

    @property
    def is_exact(self) -> bool:
        """Tell whether it took exactly what the reach says, everywhere."""
        return self.lost == self.reach


def find_witness(opening: Opening) -> Witness | None:
    """Return the path that takes most from the account as it stands at the opening's start; None where none can.

    Only prices up to `starts_ns` and commands at it are kept of the opening; no funding is settled on the way.
    """
    still = _still(opening)
    state = _start(still)
    rows = [row for row in reach_rows(state) if row.worst_loss_atoms]
    if not rows:
        return None
    choices = _choices(state)
    chosen = {contract: ways[0] for contract, ways in choices.items()}
    best = _played(still, rows, chosen, closes=False)  # closing what is gone already would only be refused
    for _ in range(ROUNDS):
        for contract, ways in choices.items():
            for way in ways:
                for closes in (False, True):
                    if best.is_exact:
                        return best
                    found = _played(still, rows, {**chosen, contract: way}, closes)
                    if sum(found.lost.values()) > sum(best.lost.values()):
                        best, chosen = found, {**chosen, contract: way}
    return best


def _still(opening: Opening) -> Opening:
    """Return the opening with nothing ahead: its first instant alone."""
    rows = sum(1 for at_ns in opening.prices.at_ns if at_ns <= opening.starts_ns)
    prices = opening.prices
    return replace(
        opening,
        commands=tuple(one for one in opening.commands if one.at_ns <= opening.starts_ns),
        funding=(),
        expectations=(),
        prices=replace(
            prices,
            at_ns=prices.at_ns[:rows],
            contract_index=prices.contract_index[:rows],
            price_ticks=prices.price_ticks[:rows],
            volume_atoms=array("q"),
        ),
        ends_ns=opening.starts_ns,
        open_ended=True,
    )


def _start(still: Opening) -> State:
    session = Session.create(MemoryJournal(still))
    session.advance_to(still.starts_ns)
    return session.state


def _choices(state: State) -> dict[str, list[Way]]:
    """Return what every contract that is held or ordered may do, the plainest first; and what prices collateral."""
    orders = [one for one in state.orders.values() if one.owner == YOU]
    contracts = sorted({*(one.contract for one in state.positions_of(YOU)), *(one.contract for one in orders)})
    coins = {one.contract for one in collateral_views(state)} if is_pooled(state, YOU) and contracts else set()
    contracts = [*contracts, *sorted(coins - set(contracts))]
    return {name: _ways(state, name, [one for one in orders if one.contract == name]) for name in contracts}


def _ways(state: State, contract: str, orders: Sequence[Order]) -> list[Way]:
    """Return the ways of one contract: to an end straight away or by a slope, perhaps over its orders' prices first."""
    mark = state.marks[contract]
    mine = state.held_in(YOU, contract)
    net = sum(one.lots for one in mine)
    ups: list[Way] = [(min(PRICE_TICKS_MAX, mark * multiple),) for multiple in RISES]
    falls: list[Way] = [(1,)]
    ups.append((*_slope(mark, mark * SLOPE_UP_MAX), min(PRICE_TICKS_MAX, mark * RISES[-1])))
    falls.append((*_slope(mark, 1), 1))
    if is_pooled(state, YOU):  # the first jump sells coins that save the unit, the next one finds it without them
        ups.append((mark * RISES[1], mark * RISES[2], min(PRICE_TICKS_MAX, mark * RISES[1] * RISES[2])))
        falls.append((mark * RISES[0], 1))  # an isolated short is gone before its coins are worth nothing
    ends = [*falls, *ups] if net >= 0 else [*ups, *falls]
    if len(mine) > 1:  # a long and a short, perhaps walled apart: one goes first, then the other
        top = min(PRICE_TICKS_MAX, mark * RISES[-1])
        ends += [(1, top), (top, 1)]
    stops = _order_stops(state, orders)
    before: list[Way] = [(), *((stop,) for stop in stops)]
    if len(stops) > 1:
        before += [tuple(stops), tuple(reversed(stops))]
    return [(*visited, *end) for visited in before for end in ends]


def _slope(start: int, end: int) -> Way:
    """Return the ticks of a slope, both ends left out."""
    ticks = start
    way: list[int] = []
    while True:
        ticks += max(1, ticks // SLOPE) if end > start else -max(1, ticks // SLOPE)
        if (ticks >= end) if end > start else (ticks <= end):
            return tuple(way)
        way.append(ticks)


def _order_stops(state: State, orders: Sequence[Order]) -> list[int]:
    """Return the prices at which orders are filled: their own, and the dearest fill that all your free money allows."""
    stops = set()
    for one in orders[:ORDERS_MAX]:
        if one.trigger is not None and one.trigger.ticks > 0:
            stops.add(one.trigger.ticks)
        if one.price_ticks is None:
            continue
        stops.add(one.price_ticks)
        stops.add(_dearest_fill(state, one, one.price_ticks))
    return sorted(stops)


def _dearest_fill(state: State, order: Order, limit_ticks: int) -> int:
    """Return the price beyond an order's limit, on the side that fills it, at which its margin and fee take most."""
    scale = state.scales[order.contract]
    money = state.cash_atoms(YOU, scale.settle) + state.balances.of(held_account(order.order), scale.settle)
    fee = Fraction(0) if order.contract in state.no_fee_contracts else state.rulebook.fees.maker
    inside, outside = limit_ticks, 1 if order.side == "long" else PRICE_TICKS_MAX
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        value = scale.value_atoms(order.lots, middle)
        if value / order.leverage + value * fee <= money:
            inside = middle
        else:
            outside = middle
    return inside


def _played(still: Opening, rows: Sequence[ReachRow], ways: dict[str, Way], closes: bool) -> Witness:
    """Play one candidate to its end and return what it took."""
    opening = _on_path(still, ways, closes)
    session = Session.create(MemoryJournal(opening))
    session.advance_to(opening.starts_ns)
    before = held(session.state)
    session.play_to_end()
    after = equities(session.state)
    places = [(row.wallet, row.asset) for row in rows]
    return Witness(
        opening=opening,
        lost={place: before.get(place, 0) - max(0, after.get(place, 0)) for place in places},
        reach={(row.wallet, row.asset): row.worst_loss_atoms for row in rows},
    )


def _on_path(still: Opening, ways: dict[str, Way], closes: bool) -> Opening:
    """Return the opening with a path: jumps every few seconds, slopes every second; then all prices stay."""
    last_ns = still.starts_ns + CALM_NS + max(_gap_ns(way) * (len(way) - 1) for way in ways.values())
    jumps = sorted(jump for contract, way in ways.items() for jump in _jumps(last_ns, contract, way))
    ends_ns = last_ns + AFTER_NS
    contracts = tuple(dict.fromkeys([*still.prices.contracts, *ways]))
    prices = PriceColumns(
        contracts,
        still.prices.at_ns + array("q", [at_ns for at_ns, _, _ in jumps]),
        still.prices.contract_index + array("q", [contracts.index(name) for _, name, _ in jumps]),
        still.prices.price_ticks + array("q", [ticks for _, _, ticks in jumps]),
    )
    sides = ("long", "short") if still.position_mode == HEDGE or _switches(still) else (None,)
    closing: list[Command] = [CancelOrder(contract=name) for name in ways]
    closing += [ClosePosition(contract=name, side=side) for name in ways for side in sides]
    planned = [_planned(ends_ns, command) for command in closing] if closes else []
    return replace(still, prices=prices, commands=(*still.commands, *planned), ends_ns=ends_ns)


def _switches(still: Opening) -> bool:
    return any(isinstance(one.command, SetPositionMode) for one in still.commands)


def _gap_ns(way: Way) -> int:
    """Return the time between two jumps: those of a slope follow each other every second."""
    return LEG_NS if len(way) <= 2 * ORDERS_MAX + 1 else NS_PER_SECOND


def _jumps(last_ns: int, contract: str, way: Way) -> list[tuple[int, str, int]]:
    """Return (instant, contract, ticks) of a way; all ways end at once, so that no early end spoils another."""
    gap_ns = _gap_ns(way)
    return [(last_ns - (len(way) - 1 - place) * gap_ns, contract, ticks) for place, ticks in enumerate(way)]


def _planned(at_ns: int, command: Command) -> PlannedCommand:
    action = "cancel" if isinstance(command, CancelOrder) else "close"
    return PlannedCommand(at_ns=at_ns, command=command, action=action)
