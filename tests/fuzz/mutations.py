"""Files broken at random: pieces cut, doubled, moved, swapped for awkward words, nested deep, flipped bit by bit."""

from collections.abc import Callable
from random import Random

TOKENS = [
    "", " ", "\n", "\r\n", "\t", "\0", "\ufeff", "\u2028", "é", "\U0001f40b", '"', "'", '"""', "#", "=", ".", ",", ":",
    ";", "[", "]", "[[", "]]", "{", "}", "{}", "[]", "-", "+", "0", "1", "9" * 25, "9" * 31, "-1", "1e9", "1e400",
    "0.5", "nan", "inf", "NaN", "-Infinity", "true", "null", '"0"', '"-1"', '"1e3"', '"0.0000000001"', '"NaN"',
    "\\u0000", "\\", "1970-01-01T00:00:00Z", "2200-12-31T23:59:59.999999999Z", "9999-12-31T00:00:00Z", '"\\ud800"',
    "[[step]]", 'title = ""', "seed = 3", "BTCUSDT-PERP", "USDT", "cross", "open", "close", '"20"', "20", "200", "0x10",
    '"1e-9"', "1" * 5_000, "../../etc/passwd", '"../x"', "-0", "1_000", "0o7", "+1", "1.", ".5", "٣", "１", "\x1b[2J",
]  # fmt: skip
EDITS_MAX = 4
CUT_MAX = 12
DEEP = 50_000
MANY = 2_000
LONGEST = 3_000_000  # characters of a mutated text
PAGE = 4_096  # of SQLite

Mutation = Callable[[Random, str, str], str]


def _token(rng: Random, text: str, _: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(TOKENS) + text[at + rng.randrange(CUT_MAX) :]


def _number(rng: Random, text: str, _: str) -> str:
    """Put another number where one stands."""
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    if not places:
        return text
    start = end = rng.choice(places)
    while end < len(text) and (text[end].isdigit() or text[end] == "."):
        end += 1
    other = rng.choice(["0", "-1", "1e308", "0.00000000001", "9" * rng.randrange(1, 400), str(rng.random()), "7" * 19])
    return text[:start] + other + text[end:]


def _double(rng: Random, text: str, _: str) -> str:
    lines = text.splitlines(keepends=True) or [text]
    at, count = rng.randrange(len(lines)), rng.choice((1,) * 20 + (30, 30, MANY))
    width = rng.randrange(1, 6)
    piece = "".join(lines[at : at + width])
    times = 1 + min(count, LONGEST // max(1, len(piece)))
    return "".join([*lines[:at], piece * times, *lines[at + width :]])


def _swap(rng: Random, text: str, _: str) -> str:
    lines = text.splitlines(keepends=True) or [text]
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _cut(rng: Random, text: str, _: str) -> str:
    start, end = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
    return text[:start] + text[end:]


def _borrow(rng: Random, text: str, other: str) -> str:
    """Put a piece of another file in."""
    start = rng.randrange(len(other) + 1)
    at = rng.randrange(len(text) + 1)
    return text[:at] + other[start : start + rng.randrange(1, 200)] + text[at:]


def _deep(rng: Random, text: str, _: str) -> str:
    at, deep = rng.randrange(len(text) + 1), rng.choice((5,) * 6 + (120,) * 6 + (DEEP,))
    opening, closing = rng.choice((("[", "]"), ('{"a":', "}"), ("{ a = ", " }"), ("(", ")"), ("a.", "")))
    return text[:at] + opening * deep + closing * rng.choice((0, deep)) + text[at:]


def _flip(rng: Random, text: str, _: str) -> str:
    body = bytearray(text.encode("utf-8", "surrogatepass"))
    for _times in range(rng.randrange(1, 5)):
        if body:
            body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
    return bytes(body).decode("utf-8", "surrogateescape")


# Small edits are the likelier: most of a file must still be read for its depths to be reached.
MUTATIONS: list[Mutation] = [_token] * 6 + [_number] * 6 + [_double, _double, _swap, _swap, _cut, _borrow, _deep, _flip]


def mutated(rng: Random, text: str, others: list[str]) -> bytes:
    """Return the text after one to four mutations."""
    for _ in range(rng.randrange(1, EDITS_MAX + 1)):
        text = rng.choice(MUTATIONS)(rng, text, rng.choice(others) if others else text)[:LONGEST]
    return text.encode("utf-8", "surrogateescape" if _plain(text) else "surrogatepass")


def _plain(text: str) -> bool:
    """Return whether every surrogate in the text stands for a byte."""
    return all(not "\ud800" <= sign <= "\udfff" or "\udc80" <= sign <= "\udcff" for sign in text)


def mutated_bytes(rng: Random, body: bytes) -> bytes:
    """Return a binary file with bytes changed, pages swapped, or its end missing."""
    changed = bytearray(body)
    for _ in range(rng.choice((1, 1, 2, 8, 60))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    if rng.random() < 0.1:
        del changed[rng.randrange(len(changed)) :]
    elif rng.random() < 0.1:
        page = 4096
        one, other = (rng.randrange(max(1, len(changed) // page)) * page for _ in range(2))
        changed[one : one + page], changed[other : other + page] = (
            changed[other : other + page],
            changed[one : one + page],
        )
    return bytes(changed)
