"""What the shell says about sessions."""

from sandbox.session.verify import Verdict
from ui.viewmodels.shell_view import session_line, size_text, verdict_line


def test_sizes_are_rounded_up_to_a_kib_and_shown_in_mib_from_one_on() -> None:
    assert size_text(1) == "1 KiB"
    assert size_text(1024 * 1024 * 5 // 2) == "2.5 MiB"


def test_a_title_that_cannot_be_read_is_the_name() -> None:
    assert session_line("", "2026-01-01 10:00", 2048, "a.bulkhead").startswith("a.bulkhead\n")


def test_a_verdict_is_one_sentence_whatever_came() -> None:
    good = Verdict("a", steps=3, events=9, updates=1234, digest="sha256:ab")
    assert verdict_line("a", good) == "a: verified. 3 steps, 9 events, 1,234 price updates. sha256:ab"
    assert verdict_line("a", Verdict("a", failure="chain: step 2")) == "a: does not verify. chain: step 2"
    assert verdict_line("a", ValueError("no")) == "a: does not verify. no"
