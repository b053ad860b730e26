"""The digest of a run: events with their instants, then the final state. Never steps, jumps, wall time or paths."""

import hashlib
import json

from sandbox.engine.state import Order, Place, Position, State
from sandbox.messages.codec import encode_event
from sandbox.messages.events import Event


def start_digest() -> bytes:
    """Return the chain before the first event."""
    return hashlib.sha256(b"bulkhead digest 1").digest()


def extend_digest(chain: bytes, at_ns: int, event: Event) -> bytes:
    """Return the chain with one more event."""
    return hashlib.sha256(chain + at_ns.to_bytes(12, "big", signed=True) + encode_event(event)).digest()


def finish_digest(chain: bytes, state: State) -> str:
    """Return the digest of a run that ends in `state`, as "sha256:<hex>"."""
    return f"sha256:{hashlib.sha256(chain + canonical_state(state)).hexdigest()}"


def canonical_state(state: State) -> bytes:
    """Write what a state says, sorted, without instants or how it was reached."""
    body = {
        "balances": state.balances.items(),
        "marks": sorted(state.marks.items()),
        **({"lasts": sorted(state.lasts.items())} if state.lasts else {}),
        "positions": _positions(state.positions),
        "desk": _positions(state.desk),
        "orders": [_order(one) for one in state.orders.values()],
        "liquidations": sorted(
            [one.liquidation, one.unit, one.stage, one.due_ns, [[g.contract, g.sold_lots] for g in one.legs]]
            for one in state.liquidations.values()
        ),
        "warned": sorted(state.warned),
        "leverages": [[*key, str(value)] for key, value in sorted(state.leverages.items())],
        "margin_modes": [[*key, value] for key, value in sorted(state.margin_modes.items())],
        "auto_top_ups": [[*key, value] for key, value in sorted(state.auto_top_ups.items())],
    }
    if state.auto_transfers:
        body["auto_transfers"] = [[*key, value] for key, value in sorted(state.auto_transfers.items())]
    if state.pledges:
        body["pledges"] = sorted(state.pledges.items())
    if state.hedgers:
        body["hedgers"] = sorted(state.hedgers)
    if state.cooldowns:
        body["cooldowns"] = sorted(state.cooldowns.items())
    if state.has_outage or state.has_failed:
        body["exchange"] = [state.has_outage, state.has_failed]
    return json.dumps(body, separators=(",", ":"), ensure_ascii=True).encode()


def _order(one: Order) -> list[object]:
    told: list[object] = [one.order, one.owner, one.contract, one.side, one.lots, one.price_ticks]
    if one.trigger is not None:
        told += [one.trigger.kind, one.trigger.by, one.trigger.ticks, one.trigger.best_ticks, one.tied_to]
    return [*told, one.slot] if one.slot else told


def _positions(book: dict[Place, Position]) -> list[list[object]]:
    return [
        [*key, p.position, p.owner, p.lots, p.open_value_atoms, p.margin_mode, str(p.leverage)]
        for key, p in sorted(book.items())
    ]
