"""A session keeps the rulebook it started with: a later edition, or none, changes nothing in it."""

import shutil
from pathlib import Path

from msgspec.structs import replace

from sandbox.loading.resource_files import RESOURCES
from sandbox.loading.rulebook_toml import list_rulebooks, load_rulebook
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.codec import decode_opening, encode_opening
from sandbox.messages.inputs import PriceColumns
from sandbox.session.file import create_journal, open_journal
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from tests.support.builders import an_opening


def test_a_session_plays_on_by_its_own_book_when_the_file_changes_or_is_gone(tmp_path: Path) -> None:
    """Left before the gap; then the book takes a fee of 5 %, then it is gone: the digest is that of one go."""
    book, scenario, path = tmp_path / "mine.toml", tmp_path / "gap.toml", str(tmp_path / "gap.bulkhead")
    shutil.copy(RESOURCES / "rulebooks" / "binance-usdm.toml", book)
    text = (RESOURCES / "scenarios" / "gap-through-bankruptcy.toml").read_text(encoding="utf-8")
    scenario.write_text(text.replace('rulebook = "binance-usdm"', 'rulebook = "mine.toml"'), encoding="utf-8")
    opening = load_scenario(str(scenario))
    whole = Session.create(create_journal(str(tmp_path / "whole.bulkhead"), opening))
    whole.play_to_end()
    whole.close()
    session = Session.create(create_journal(path, opening))
    session.advance_to(opening.starts_ns + 600 * 10**9, 1_000)
    session.close()
    changed = book.read_text(encoding="utf-8").replace('fee = "0.0"', 'fee = "0.05"')
    book.write_text(changed, encoding="utf-8")
    assert load_rulebook(str(book)) != opening.rulebook
    book.unlink()
    again = Session.resume(open_journal(path))
    assert again.opening.rulebook == opening.rulebook
    again.play_to_end()
    assert again.digest == whole.digest
    again.close()
    assert not verify_file(path).failure


def test_every_bundled_book_is_stored_whole() -> None:
    for book in list_rulebooks():
        opening = replace(an_opening(), rulebook=book, no_fee_contracts=())
        assert decode_opening(encode_opening(opening), PriceColumns()).rulebook == book


def test_a_book_stored_before_a_rule_was_known_has_its_default() -> None:
    """An older session has none of the newer keys: they are what they were before there were any."""
    body = encode_opening(an_opening()).replace(b'"reduces_by":1,', b"").replace(b',"brackets_by":"value"', b"")
    assert b"reduces_by" not in body and b"brackets_by" not in body
    assert decode_opening(body, PriceColumns()).rulebook == an_opening().rulebook
