"""A market file before it is played: what was recognised, what is still to be said, what stands in the way. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from sandbox.loading.market_opening import StartBalances, fitting_contracts
from sandbox.loading.market_records import MarketFile, interval_text
from sandbox.rulebook.records import Contract, Rulebook
from sandbox.values.limits import ATOMS_MAX
from ui.viewmodels import market_texts as words
from ui.viewmodels import texts
from ui.viewmodels.number_text import MISSING, clock_text
from ui.viewmodels.typed_text import read_number, typed_atoms


class MarketChoice(Struct, frozen=True):
    """What the dialog holds, as chosen and typed."""

    book: str = ""
    contract: str = ""
    wallet_text: str = ""
    spot_text: str = ""
    fund_text: str = ""


class MarketView(Struct, frozen=True):
    """What the choice means. `contracts` has more than one entry only where the content leaves it open; `contract` is
    empty until one of them is chosen.

    `wrong_field` is the field `error_text` is about: "wallet", "spot", "fund", or "" for the file itself.
    """

    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    books: tuple[tuple[str, str], ...]
    book: str
    contracts: tuple[str, ...]
    contract: str
    asset: str
    error_text: str
    wrong_field: str
    balances: StartBalances | None


def market_view(found: MarketFile, books: Sequence[Rulebook], choice: MarketChoice) -> MarketView:
    """Return what playing a file would mean."""
    fitting = {book.id: fitting_contracts(found, book) for book in books}
    named = [book for book in books if fitting[book.id]]
    exact = [book for book in named if found.contract and _names(found, fitting[book.id])] or named
    book = next((one for one in named if one.id == choice.book), exact[0] if exact else None)
    contracts = fitting[book.id] if book is not None else ()
    only = contracts[0] if len(contracts) == 1 else None
    contract = next((one for one in contracts if one.symbol == choice.contract), only)
    settles = {one.settle for one in contracts if contract in (one, None)}
    error = _file_error(found, contracts)
    balances, wrong = None, ""
    if not error:
        balances, error, wrong = _balances(choice)
    return MarketView(
        facts=_facts(found),
        notes=_notes(found),
        books=tuple((one.id, one.name) for one in named),
        book=book.id if book is not None else "",
        contracts=tuple(one.symbol for one in contracts),
        contract=contract.symbol if contract is not None else "",
        asset=settles.pop() if len(settles) == 1 else "",
        error_text=error,
        wrong_field=wrong,
        balances=balances if contract is not None else None,
    )


def start_texts(asset: str) -> tuple[str, str, str]:
    """Return what contract wallet, spot wallet and fund are offered to start with."""
    return words.BALANCES.get(asset, words.BALANCES_OTHER)


def _names(found: MarketFile, contracts: tuple[Contract, ...]) -> bool:
    plain = (found.contract or "").removesuffix("-PERP").replace("XBT", "BTC")
    return any(one.symbol.removesuffix("-PERP") == plain for one in contracts)


def _file_error(found: MarketFile, contracts: tuple[Contract, ...]) -> str:
    name = Path(found.path).name
    if not found.candles:
        return words.RATES_ONLY.format(name=name)
    if found.interval_ns <= 0:
        return words.SINGLE.format(name=name)
    return "" if contracts else words.NO_RULES.format(contract=found.contract)


def _balances(choice: MarketChoice) -> tuple[StartBalances | None, str, str]:
    """Return the balances typed, or the first error and its field."""
    atoms = {}
    for field, text in (("wallet", choice.wallet_text), ("spot", choice.spot_text), ("fund", choice.fund_text)):
        typed, number = typed_atoms(text), read_number(text)
        if typed.error and number != 0:
            return None, words.NOT_BELOW_ZERO if number is not None and number < 0 else typed.error, field
        atoms[field] = typed.units or 0
    if atoms["wallet"] + atoms["spot"] > ATOMS_MAX:
        return None, texts.TOO_LARGE, "wallet"
    balances = StartBalances(contract_atoms=atoms["wallet"], spot_atoms=atoms["spot"], fund_atoms=atoms["fund"])
    return balances, "", ""


def _facts(found: MarketFile) -> tuple[tuple[str, str], ...]:
    instants = found.instants()
    contract = words.CONTRACT_UNKNOWN
    if found.contract is not None:
        contract = f"{found.contract} ({words.CONTRACT_FROM[found.contract_from]})"
    first, last = (clock_text(at).removesuffix(" UTC") for at in (instants[0], instants[-1]))
    facts = [
        (words.FORMAT, words.FORMATS.get(found.format, found.format)),
        (words.CONTRACT, contract),
        (words.INTERVAL, interval_text(found.interval_ns) or MISSING),
        (words.CANDLES, f"{len(instants):,}"),
        (words.SPAN, words.SPAN_VALUE.format(first=first, last=last)),
        (words.GAPS, words.GAPS_SOME.format(count=f"{found.gaps:,}") if found.gaps else words.GAPS_NONE),
    ]
    if found.refused:
        one = found.refused[0]
        count = f"{len(found.refused):,}"
        facts.append((words.LEFT_OUT, words.LEFT_OUT_SOME.format(count=count, line=one.line, why=one.why)))
    return tuple(facts)


def _notes(found: MarketFile) -> tuple[str, ...]:
    doubles = (words.DOUBLES.format(count=f"{found.duplicates:,}"),) if found.duplicates else ()
    return (*(f"{note[:1].upper()}{note[1:]}." for note in found.notes), *doubles)
