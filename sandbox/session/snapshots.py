"""The state after a step as bytes and back: a cache, so that the past is near.

What another program wrote is ignored. Every field of `State` is kept, whatever it is called, but the rulebook and what
follows from it.
"""

import hashlib
import typing
from functools import cache
from typing import Any

import msgspec

from sandbox.engine import state as state_module
from sandbox.engine.opening import empty_state
from sandbox.engine.state import State
from sandbox.engine.version import ENGINE_VERSION
from sandbox.ledger.balances import Balances
from sandbox.messages.codec import read_rational
from sandbox.messages.opening import Opening

SNAPSHOT_STEPS = 256  # a snapshot after so many steps: folding as many takes some milliseconds
OF_THE_OPENING = ("rulebook", "scales", "no_fee_contracts", "trader_names", "sub_accounts")


def encode_snapshot(state: State) -> bytes:
    """Write everything a state holds."""
    body: dict[str, Any] = {"shape": _shape()}
    for name in _kept_fields():
        value = getattr(state, name)
        if isinstance(value, Balances):
            value = value.items()
        elif isinstance(value, dict):
            value = list(value.items())
        elif isinstance(value, set | frozenset):
            value = sorted(value)
        body[name] = value
    return msgspec.json.encode(body, enc_hook=_encode_fraction)  # msgpack has no integers beyond 64 bits


def decode_snapshot(body: bytes, opening: Opening) -> State | None:
    """Read a state; None where the snapshot is of another program or no snapshot."""
    try:
        fields = msgspec.json.decode(body)
        if fields.pop("shape") != _shape():
            return None
        state, hints = empty_state(opening), _hints()
        for name in _kept_fields():
            setattr(state, name, _decode_field(hints[name], fields[name]))
        return state
    except (msgspec.MsgspecError, KeyError, AttributeError, TypeError, ValueError, RecursionError):
        return None


def _decode_field(hint: Any, value: Any) -> Any:
    if hint is Balances:
        balances = Balances()
        balances.load(msgspec.convert(value, list[tuple[str, str, int]]))
        return balances
    if typing.get_origin(hint) is dict:
        key, held = typing.get_args(hint)
        pairs: Any = list[tuple[key, held]]  # type: ignore[valid-type]
        return dict(msgspec.convert(value, pairs, dec_hook=_decode_fraction))
    return msgspec.convert(value, hint, dec_hook=_decode_fraction)


def _encode_fraction(value: Any) -> str:
    return f"{value.numerator}/{value.denominator}"


def _decode_fraction(wanted: type, value: Any) -> Any:
    return read_rational(value)


@cache
def _kept_fields() -> tuple[str, ...]:
    return tuple(name for name in State.__struct_fields__ if name not in OF_THE_OPENING)


@cache
def _hints() -> dict[str, Any]:
    return typing.get_type_hints(State)


@cache
def _shape() -> str:
    """Return what tells this program's states from another's: engine version and every field of every record."""
    told = [ENGINE_VERSION]
    for name, held in sorted(vars(state_module).items()):
        if isinstance(held, type) and issubclass(held, msgspec.Struct):
            told += [f"{name}.{field}: {held.__annotations__[field]}" for field in held.__struct_fields__]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
