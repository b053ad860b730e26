"""An opening from one market file: its candles as the only prices, and the balances a person chose.

What the rows that were refused, and the gaps, leave open is said in the notes: the price holds there.
"""

from pathlib import Path

from msgspec import Struct

from sandbox.ledger.accounts import INSURANCE_FUND
from sandbox.loading.candle_feed import candle_feed, candle_in_ticks, fits_base, volume_atoms
from sandbox.loading.market_records import MarketFile
from sandbox.market.candle_path import UPDATES_PER_CANDLE
from sandbox.market.merge import merge, with_volumes
from sandbox.messages.opening import Opening, WalletAmount
from sandbox.rulebook.records import Contract, Rulebook
from sandbox.values.instants import instant_text
from sandbox.values.limits import UPDATES_MAX
from sandbox.values.problems import Problem


class StartBalances(Struct, frozen=True, kw_only=True):
    """What a person starts with, in atoms of the contract's settlement asset."""

    contract_atoms: int
    spot_atoms: int = 0
    fund_atoms: int = 0


def fitting_contracts(found: MarketFile, book: Rulebook) -> tuple[Contract, ...]:
    """Return a book's contracts that the file may be of: those it names, else those of its coin, else all."""
    named = tuple(one for one in book.contracts if found.contract and _plain(found.contract) == _plain(one.symbol))
    return named or tuple(one for one in book.contracts if fits_base(found, one))


def _plain(symbol: str) -> str:
    return symbol.replace("XBT", "BTC").removesuffix("-PERP")


def opening_on_market(found: MarketFile, book: Rulebook, contract: Contract, balances: StartBalances) -> Opening:
    """Return an opening that plays a file's candles; raises Problem for what cannot be played."""
    if not found.candles:
        raise Problem(f"{found.path}: holds funding rates, not candles; play a file of candles")
    if found.interval_ns <= 0:
        raise Problem(f"{found.path}: holds a single candle, so its interval is unknown; use a longer file")
    if len(found.candles) * UPDATES_PER_CANDLE > UPDATES_MAX:
        raise Problem(f"{found.path}: has more than {UPDATES_MAX // UPDATES_PER_CANDLE} candles; split it")
    candles, traded = {}, {}
    for row in found.candles:
        candle, atoms = candle_in_ticks(row, contract), volume_atoms(row)
        if candle is None:
            raise Problem(f"{found.path}: {row.low} to {row.high} does not fit the tick of {contract.symbol}")
        candles[row.at_ns] = candle
        if atoms is not None:
            traded[row.at_ns] = atoms
    feed = candle_feed(candles, traded, found.interval_ns, contract)
    starts_ns, ends_ns = feed.updates[0][0], feed.updates[-1][0]
    prices = merge({contract.symbol: feed.updates}, starts_ns, ends_ns)
    asset = contract.settle
    amounts = (("contract", balances.contract_atoms), ("spot", balances.spot_atoms))
    fund = WalletAmount(wallet=INSURANCE_FUND, asset=asset, atoms=balances.fund_atoms)
    return Opening(
        id=Path(found.path).name.partition(".")[0],
        title=f"{contract.symbol} {instant_text(starts_ns)[:10]}",
        rulebook=book,
        account_mode="segregated",
        seed=0,
        starts_ns=starts_ns,
        ends_ns=ends_ns,
        open_ended=True,
        wallets=tuple(WalletAmount(wallet=wallet, asset=asset, atoms=atoms) for wallet, atoms in amounts if atoms),
        insurance_fund=(fund,) if fund.atoms else (),
        traders=(),
        no_fee_contracts=(),
        commands=(),
        funding=(),
        expectations=(),
        prices=with_volumes(prices, {contract.symbol: feed.volumes} if feed.volumes else {}),
        notes=(f"{contract.symbol}: {feed.note}", *_notes(found)),
    )


def _notes(found: MarketFile) -> list[str]:
    notes = list(found.notes)
    if found.gaps:
        notes.append(f"gaps in the file: {found.gaps}; the price holds there")
    if found.refused:
        notes.append(f"rows of the file left out: {len(found.refused)}")
    return notes
