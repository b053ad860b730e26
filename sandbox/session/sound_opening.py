"""Whether the opening in a session file is one that its readers would have made.

A chain proves that nobody changed a row, not that what was sealed makes sense: whoever writes a file can seal anything.
What a file of a person's is held to, a stored opening is held to as well, before anything is folded or decided.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from operator import le

from sandbox.ledger.accounts import EXCHANGE_WALLETS, SET_OFF_WALLETS, WALLETS, fund_account
from sandbox.ledger.owner_names import name_fault
from sandbox.messages.codec import Undecodable
from sandbox.messages.inputs import LAST_SUFFIX, PriceColumns, contract_of
from sandbox.messages.opening import Opening, SubAccountOpening, TraderOpening, TraderPosition, WalletAmount
from sandbox.rulebook.records import HEDGE, Rulebook
from sandbox.rulebook.sound_book import book_faults
from sandbox.session.sound_commands import assets_of, command_faults, is_leverage
from sandbox.values.limits import (
    ATOMS_MAX,
    INT64_MAX,
    LOTS_MAX,
    PRICE_TICKS_MAX,
    SUB_ACCOUNTS_MAX,
    TRADERS_MAX,
    UPDATES_MAX,
)

INSTANT_MAX = INT64_MAX - 365 * 86_400 * 10**9  # what is due later than the end must be an instant too


def sound(opening: Opening) -> Opening:
    """Return an opening; raises Undecodable, in one line, where it could not have been loaded."""
    for fault in _faults(opening):
        raise Undecodable(f"opening: {fault}")
    return opening


def _faults(opening: Opening) -> Iterator[str]:
    book = opening.rulebook
    yield from (f"rulebook: {fault}" for fault in book_faults(book))
    set_off = book.liquidation.set_off
    if not set(set_off) <= set(SET_OFF_WALLETS) or (set_off and book.liquidation.beyond_fund != "claim"):
        yield "rulebook: set_off names wallets it may not take out of"
    if not 0 <= opening.starts_ns <= opening.ends_ns <= INSTANT_MAX:
        yield "it ends before it starts, or at no instant"
    if not 0 <= opening.seed <= INT64_MAX or opening.account_mode not in book.collateral.regimes:
        yield "its seed or its account mode is none"
    symbols = {one.symbol for one in book.contracts}
    if not set(opening.no_fee_contracts) <= symbols:
        yield "a contract without fees is not in its rulebook"
    yield from _price_faults(opening.prices, symbols, opening.starts_ns)
    yield from _money_faults(opening)
    yield from _owner_faults(opening)
    yield from command_faults(opening)
    before_ns = 0
    for one in opening.funding:
        if one.update.contract not in symbols or abs(one.update.rate) >= 1:
            yield "a funding rate has no contract, or lies beyond 1"
        if not before_ns <= one.at_ns <= INT64_MAX:
            yield "a funding rate stands before the one before it"
        before_ns = one.at_ns


def _price_faults(prices: PriceColumns, symbols: set[str], starts_ns: int) -> Iterator[str]:
    names, ticks, at_ns = prices.contracts, prices.price_ticks, prices.at_ns
    if not all(isinstance(one, str) and contract_of(one) in symbols for one in names) or len(set(names)) < len(names):
        yield "the market has prices of a contract that is not in the rulebook, or of one twice"
    if len(prices) > UPDATES_MAX:
        yield f"the market has more than {UPDATES_MAX} updates"
    if not len(prices):
        return
    if at_ns[0] < starts_ns or at_ns[-1] > INSTANT_MAX or not all(map(le, at_ns, islice(at_ns, 1, None))):
        yield "the prices do not lie one after the other"
    lowest = min(ticks)
    apart = {index for index, name in enumerate(names) if name.endswith(LAST_SUFFIX)}  # 0 joins last and mark again
    zeros = lowest == 0 and any(not t and at not in apart for t, at in zip(ticks, prices.contract_index, strict=True))
    if lowest < 0 or zeros or max(ticks) > PRICE_TICKS_MAX:
        yield "a price is not above 0, or too high"
    if len(prices.volume_atoms) and min(prices.volume_atoms) < 0:
        yield "a volume is below 0"


def _money_faults(opening: Opening) -> Iterator[str]:
    book = opening.rulebook
    funds = (fund_account(None), *(fund_account(one.symbol) for one in book.contracts))
    yield from _amount_faults(opening.wallets, WALLETS, book)
    yield from _amount_faults(opening.insurance_fund, funds, book)
    debts = (WalletAmount(wallet="debt", asset=one.asset, atoms=one.atoms) for one in opening.debts)
    yield from _amount_faults(debts, ("debt",), book)
    for one in opening.expectations:
        if not 0 <= one.atoms <= ATOMS_MAX:
            yield "an expectation is of no amount"


def _amount_faults(amounts: Iterable[WalletAmount], wallets: tuple[str, ...], book: Rulebook) -> Iterator[str]:
    assets = assets_of(book)
    for one in amounts:
        if one.wallet not in wallets:
            yield f"{one.wallet[:40]!r} is no wallet that money starts in"
        if one.asset not in assets:
            yield f"money of an unknown asset {one.asset[:40]!r}"
        if not 0 <= one.atoms <= ATOMS_MAX:
            yield "an amount is below 0 or more than any account may hold"


def _owner_faults(opening: Opening) -> Iterator[str]:
    """Yield what is wrong with who starts: names, money and positions, your own among them."""
    book, named = opening.rulebook, set[str]()
    if len(opening.traders) > TRADERS_MAX or len(opening.sub_accounts) > SUB_ACCOUNTS_MAX:
        yield f"more than {TRADERS_MAX} traders or {SUB_ACCOUNTS_MAX} sub-accounts"
    yield from _held_faults(opening.positions, opening.position_mode, book)
    owners: tuple[TraderOpening | SubAccountOpening, ...] = (*opening.traders, *opening.sub_accounts)
    for owner in owners:
        if fault := name_fault(owner.name, named):
            yield fault
        named.add(owner.name)
        if isinstance(owner, TraderOpening):
            yield from _amount_faults(owner.wallet, ("contract",), book)
        else:
            yield from _amount_faults(owner.wallets, EXCHANGE_WALLETS, book)
        yield from _held_faults(owner.positions, owner.position_mode, book)


def _held_faults(positions: tuple[TraderPosition, ...], position_mode: str, book: Rulebook) -> Iterator[str]:
    if position_mode not in book.positions.modes:
        yield f"the rulebook offers no position mode {position_mode[:40]!r}"
    symbols, places = {one.symbol for one in book.contracts}, set[tuple[str, str]]()
    for one in positions:
        place = one.contract, one.side if position_mode == HEDGE else ""
        if one.contract not in symbols or one.side not in ("long", "short") or place in places:
            yield "a position is in no contract of the rulebook, on no side, or stands twice"
        places.add(place)
        if one.margin_mode not in ("isolated", "cross") or not is_leverage(one.leverage):
            yield "a position's margin mode or leverage is none"
        if not 1 <= one.lots <= LOTS_MAX or not 0 <= one.value_atoms <= ATOMS_MAX:
            yield "a position's size or value is none, or beyond what any may be"
        if not 0 <= (one.isolated_margin_atoms or 0) <= ATOMS_MAX:
            yield "an isolated margin is no amount"
