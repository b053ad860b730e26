"""Digests of a set of sessions, to be equal on every machine.

`python -m tests.portability.digests` prints them all; with `golden` those of `golden.json`, which is made anew with
`python -m tests.portability.digests golden > tests/portability/golden.json` when ENGINE_VERSION or the set grew.

The set: every bundled scenario; under every bundled book, in its own contract, an isolated and a cross position
that fall apart along a seeded random path; and random worlds of the simulation.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.engine.version import ENGINE_VERSION
from sandbox.loading.resource_files import bundled
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.opening import Opening
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.simulation.simulation import simulate

WORLDS = range(8)
WORLD_STEPS = 40
FALL = """title = "A fall"
rulebook = "BOOK"
seed = 11
starts = "2020-03-12T10:00:00Z"

[wallets]
contract = { COIN = "FUNDS" }

[insurance_fund]
COIN = "FUND"

[market."SYMBOL"]
source = "path"
points = [
  ["2020-03-12T10:00:00Z", "8000"], ["2020-03-12T10:20:00Z", "7900"], ["2020-03-12T10:40:00Z", "6600"],
  ["2020-03-12T11:00:00Z", "4000"],
]
between = "bridge"

[[trader]]
name = "short-1"
wallet = { COIN = "FUNDS" }
positions = [{ contract = "SYMBOL", side = "short", qty = "SIZE", entry = "8000", leverage = 5 }]

[[step]]
at = "2020-03-12T10:00:01Z"
do = "open"
contract = "SYMBOL"
side = "long"
qty = "SIZE"
margin = "MODE"
leverage = 10
"""


def fall_under(book: str, mode: str, folder: Path) -> Opening:
    """Return the fall in the first contract of a book."""
    contract = load_rulebook(book).contracts[0]
    linear = contract.kind == "linear"
    words = {
        "BOOK": book,
        "COIN": contract.settle,
        "SYMBOL": contract.symbol,
        "MODE": mode,
        "SIZE": "2" if linear else "200",
        "FUNDS": "4000" if linear else "4",
        "FUND": "300" if linear else "0.1",
    }
    text = FALL
    for word, value in words.items():
        text = text.replace(word, value)
    path = folder / "fall.toml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(str(path))


def digest_of(opening: Opening) -> str:
    """Play an opening to its end and return its digest."""
    session = Session.create(MemoryJournal(opening))
    session.play_to_end()
    return session.digest


def scenario_digests() -> dict[str, str]:
    """Return the digests of all scenarios and falls by name."""
    found = {one: digest_of(load_scenario(one)) for one in sorted(bundled("scenarios"))}
    with TemporaryDirectory() as folder:
        for book in sorted(bundled("rulebooks")):
            for mode in ("isolated", "cross"):
                found[f"fall/{book}/{mode}"] = digest_of(fall_under(book, mode, Path(folder)))
    return found


def world_digests() -> dict[str, str]:
    """Return the digests of some random worlds; a world that breaks gives what broke."""
    outcomes = {one: simulate(one, WORLD_STEPS, replays=False) for one in WORLDS}
    return {f"world/{seed}": outcome.violation or outcome.digest for seed, outcome in outcomes.items()}


def main(wanted: list[str]) -> None:
    """Print the digests as JSON."""
    found: dict[str, object] = {"engine_version": ENGINE_VERSION, "sessions": scenario_digests()}
    if wanted != ["golden"]:
        found["worlds"] = world_digests()
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
