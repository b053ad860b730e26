"""The worst path of an account as a scenario to be played: titled, and told in captions what it takes. Qt-free."""

from __future__ import annotations

from msgspec.structs import replace

from sandbox.messages.commands import ShowCaption
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.studies.witness import Witness, find_witness
from sandbox.values.problems import Problem
from ui.viewmodels import reach_texts as texts
from ui.viewmodels.number_text import amount_text

ID = "worst-path"
TOLD_BEFORE_END_NS = 5_000_000_000


def worst_path(opening: Opening) -> Opening:
    """Return the path that takes most from the account at the opening's start; Problem where nothing can be taken."""
    witness = find_witness(opening)
    if witness is None:
        raise Problem(texts.NOTHING_TO_PLAY)
    return _told(witness, texts.WORST_TITLE.format(title=opening.title))


def _told(witness: Witness, title: str) -> Opening:
    opening, words = witness.opening, _words(witness)
    said = [(opening.starts_ns, texts.WORST_BEGINS.format(reach=_sums(witness.reach)))]
    said.append((opening.ends_ns - TOLD_BEFORE_END_NS, words))
    captions = [
        PlannedCommand(at_ns=at_ns, command=ShowCaption(kind="say", text=text), action="say") for at_ns, text in said
    ]
    commands = sorted([*opening.commands, *captions], key=lambda one: one.at_ns)
    return replace(opening, id=ID, title=title, commands=tuple(commands), notes=(words,))


def _words(witness: Witness) -> str:
    if witness.is_exact:
        return texts.WORST_EXACT.format(lost=_sums(witness.lost))
    return texts.WORST_NEAR.format(lost=_sums(witness.lost), reach=_sums(witness.reach))


def _sums(atoms: dict[tuple[str, str], int]) -> str:
    by_asset: dict[str, int] = {}
    for (_, asset), amount in atoms.items():
        by_asset[asset] = by_asset.get(asset, 0) + amount
    return " + ".join(f"{amount_text(amount, asset)} {asset}" for asset, amount in sorted(by_asset.items()))
