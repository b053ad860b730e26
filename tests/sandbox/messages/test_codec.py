"""Records as they are stored and hashed: the name first, then every field in the order of its definition."""

import json
from fractions import Fraction

import pytest
from msgspec import Struct

from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.codec import decode_command, decode_event, encode_command, encode_event, encode_events
from sandbox.messages.events import event_name
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session


def plain(value: object) -> object:
    """Return a field as JSON holds it."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, Struct):
        left_out = dict(zip(reversed(value.__struct_fields__), reversed(value.__struct_defaults__), strict=False))
        if not value.__struct_config__.omit_defaults:
            left_out = {}
        return {
            name: plain(getattr(value, name))
            for name in value.__struct_fields__
            if name not in left_out or getattr(value, name) != left_out[name]
        }
    return value


def expected(tag: str, record: object) -> bytes:
    """Return the canonical bytes, written by the standard library."""
    body = {tag: event_name(type(record)), **plain(record)}  # type: ignore[dict-item]
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize("scenario", ["gap-through-bankruptcy", "black-thursday"])
def test_played_records_are_written_field_by_field_and_read_back(scenario: str) -> None:
    journal = MemoryJournal(load_scenario(scenario))
    Session.create(journal).play_to_end()
    for record in journal.records():
        assert encode_events(record.events) == [encode_event(event).decode() for event in record.events]
        for event in record.events:
            assert encode_event(event) == expected("event", event)
            assert decode_event(encode_event(event)) == event
        for one in record.commands:
            assert encode_command(one.command) == expected("command", one.command)
            assert decode_command(encode_command(one.command)) == one.command
