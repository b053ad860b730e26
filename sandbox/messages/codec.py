"""Records to canonical JSON and back; the form in which events, commands and openings are stored and hashed.

Fields stand in definition order, rationals as "num/den" text, integers as integers. Decoding tolerates unknown
fields and fills missing ones that have a default, so that old files open for ever.
"""

import re
import typing
from collections.abc import Hashable, Iterable
from fractions import Fraction
from functools import cache
from typing import Any, cast

import msgspec

from sandbox.messages import commands
from sandbox.messages.commands import Command, InSubAccount
from sandbox.messages.events import EVENTS_BY_NAME, Event, event_name
from sandbox.messages.inputs import PriceColumns
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.values.limits import RATIONAL_DIGITS_MAX

COMMANDS_BY_NAME: dict[str, type] = {event_name(c): c for c in commands.Command.__args__}

# What bytes that are no record raise; RecursionError where they are nested deeper than any.
UNREADABLE = (
    msgspec.MsgspecError,
    KeyError,
    AttributeError,
    TypeError,
    ValueError,
    ZeroDivisionError,
    RecursionError,
)


SUB_ACCOUNT = event_name(InSubAccount)
_SUB_ACCOUNT_HEAD = f'{{"command":"{SUB_ACCOUNT}"'.encode()


class Undecodable(ValueError):
    """Bytes that are no record of ours."""


def _encode_other(value: object) -> object:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    raise TypeError(type(value))


_encoder = msgspec.json.Encoder(enc_hook=_encode_other)


def _encode(tag: str, record: Any) -> bytes:
    """Write a record's fields after its name; msgspec writes those of a record in definition order."""
    return _head(tag, cast(Hashable, type(record))) + _encoder.encode(record)[1:]


@cache
def _head(tag: str, record_class: Hashable) -> bytes:
    """Return what stands before a record's fields."""
    name = _encoder.encode({tag: event_name(cast(type, record_class))})
    return name[:-1] + (b"," if _field_names(record_class) else b"")


@cache
def _field_names(record_class: Hashable) -> tuple[str, ...]:
    return cast(type[msgspec.Struct], record_class).__struct_fields__


def encode_event(event: Event) -> bytes:
    """Write an event as {"event": name, ...}."""
    return _encode("event", event)


def encode_events(events: Iterable[Event]) -> list[str]:
    """Write events as `encode_event` does, all at once: a line break inside a text is escaped in JSON."""
    lines = _encoder.encode_lines(events).decode().split("\n")
    heads = map(_text_heads.__getitem__, map(type, events))
    return [head + line[1:] for head, line in zip(heads, lines, strict=False)]


class _TextHeads(dict[type, str]):
    """What stands before the fields of an event, by its class; a look-up costs less than a call for each event."""

    def __missing__(self, event_class: type) -> str:
        self[event_class] = head = _head("event", cast(Hashable, event_class)).decode()
        return head


_text_heads = _TextHeads()


def encode_command(command: Command) -> bytes:
    """Write a command as {"command": name, ...}; that of a sub-account carries what is done in it whole."""
    if isinstance(command, InSubAccount):
        done = msgspec.Raw(encode_command(command.command))
        return _encoder.encode({"command": SUB_ACCOUNT, "sub_account": command.sub_account, "done": done})
    return _encode("command", command)


def encode_opening(opening: Opening) -> bytes:
    """Write an opening without its price columns (they are stored as blocks)."""
    body = {name: getattr(opening, name) for name in _field_names(Opening) if name not in ("prices", "commands")}
    body["commands"] = [
        {
            "at_ns": c.at_ns,
            "action": c.action,
            "expect": c.expect,
            "say": c.say,
            "command": msgspec.Raw(encode_command(c.command)),
        }
        for c in opening.commands
    ]
    return _encoder.encode(body)


_rational = re.compile(rf"-?[0-9]{{1,{RATIONAL_DIGITS_MAX}}}(/[0-9]{{1,{RATIONAL_DIGITS_MAX}}})?").fullmatch


def read_rational(text: str) -> Fraction:
    """Read "num/den" or "num"; raises ValueError for anything else, such as an exponent that would fill the memory."""
    if _rational(text) is None:
        raise ValueError(f"no rational: {text[:40]!r}")
    return Fraction(text)


def _decode_other(wanted: type, value: object) -> object:
    if wanted is Fraction and isinstance(value, str):
        return read_rational(value)
    raise TypeError(wanted)


def _decode_named(tag: str, classes: dict[str, type], body: bytes) -> Any:
    try:
        fields = msgspec.json.decode(body)
        name = fields.pop(tag)
        return msgspec.convert(fields, classes[name], dec_hook=_decode_other, strict=True)
    except UNREADABLE as error:
        raise Undecodable(f"no {tag}: {error}") from error


def decode_event(body: bytes) -> Event:
    """Read an event; raises Undecodable."""
    return cast(Event, _decode_named("event", EVENTS_BY_NAME, body))


def decode_command(body: bytes) -> Command:
    """Read a command; raises Undecodable."""
    if body.startswith(_SUB_ACCOUNT_HEAD):
        return _decode_in_sub_account(body)
    return cast(Command, _decode_named("command", COMMANDS_BY_NAME, body))


def _decode_in_sub_account(body: bytes) -> Command:
    try:
        fields = msgspec.json.decode(body)
        return InSubAccount(
            sub_account=str(fields["sub_account"]), command=decode_command(msgspec.json.encode(fields["done"]))
        )
    except (msgspec.MsgspecError, KeyError, TypeError, RecursionError) as error:
        raise Undecodable(f"no command: {error}") from error


def decode_opening(body: bytes, prices: PriceColumns) -> Opening:
    """Read an opening and give it its price columns; raises Undecodable."""
    try:
        fields = msgspec.json.decode(body)
        planned = [
            PlannedCommand(
                at_ns=one["at_ns"],
                action=one["action"],
                expect=one.get("expect"),
                say=one.get("say"),
                command=decode_command(msgspec.json.encode(one["command"])),
            )
            for one in fields.pop("commands")
        ]
        values = {}
        hints = typing.get_type_hints(Opening)
        for name, value in fields.items():
            if name in hints:
                values[name] = msgspec.convert(value, hints[name], dec_hook=_decode_other, strict=True)
        return Opening(**values, commands=tuple(planned), prices=prices)
    except UNREADABLE as error:
        raise Undecodable(f"no opening: {error}") from error
