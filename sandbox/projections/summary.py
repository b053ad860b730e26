"""The summary of a run, as `run --json` prints it: plain data, every amount decimal text."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from msgspec import Struct, field

from sandbox.engine.acting import other_account
from sandbox.engine.fund_history import fund_of
from sandbox.engine.state import State
from sandbox.ledger.accounts import (
    EXCHANGE_WALLETS,
    INSURANCE_FUND,
    WALLETS,
    YOU,
    claim_account,
    fund_account,
    is_fund,
    is_loan,
    wallet_account,
    wallet_of,
)
from sandbox.messages import events as ev
from sandbox.messages.opening import Expectation, Opening
from sandbox.projections.fund import fund_atoms
from sandbox.projections.liquidation_rows import LiquidationFold, LiquidationRow
from sandbox.projections.perspective import seen_from
from sandbox.projections.positions import PositionRow, position_rows
from sandbox.projections.wallets import owner_contract_atoms
from sandbox.rulebook.records import HEDGE
from sandbox.values.assets import atoms_text, decimal_text
from sandbox.values.instants import instant_text


class RunRecord(Struct):
    """What a summary needs of the events; fed step by step, the opening included."""

    liquidations: LiquidationFold = field(default_factory=LiquidationFold)
    refused: list[tuple[int, ev.CommandRefused]] = field(default_factory=list)
    sold: list[tuple[int, ev.CollateralSold]] = field(default_factory=list)
    held: set[tuple[str, str]] = field(default_factory=set)  # (account, asset) that ever held money

    def take(self, now_ns: int, events: Iterable[ev.Event]) -> None:
        """Add a step's events."""
        events = tuple(events)
        self.liquidations.take(now_ns, events)
        for event in events:
            if isinstance(event, ev.CommandRefused):
                self.refused.append((now_ns, event))
            elif isinstance(event, ev.CollateralSold):
                self.sold.append((now_ns, event))
            elif isinstance(event, ev.TransferPosted):
                self.held.add((event.credit, event.asset))


def summary(opening: Opening, state: State, record: RunRecord, digest: str) -> dict[str, Any]:
    """Return the summary. A wallet names every asset it ever held or the scenario gave it, "0" where nothing is left.

    The fund names the assets of every contract that had a price too, so that its answer is always there.
    """
    given = {(one.wallet, one.asset) for one in (*opening.wallets, *opening.insurance_fund)}
    given |= {(fund_of(state, contract), state.scales[contract].settle) for contract in state.marks}
    return {
        "scenario": opening.id,
        "rulebook": opening.rulebook.id,
        "account_mode": opening.account_mode,
        **({"position_mode": HEDGE} if YOU in state.hedgers else {}),
        "ended_at": instant_text(state.now_ns),
        "wallets": {wallet: _wallet(state, record.held, wallet, given) for wallet in WALLETS},
        "positions": [_position(state, row) for row in position_rows(state)],
        "insurance_fund": _fund(state, record, given),
        **_own_funds(state),
        "liquidations": [_liquidation(state, row) for row in record.liquidations.rows.values()],
        "collateral_sold": [_sold(state, at_ns, event) for at_ns, event in record.sold],
        "debt": _debt(state),
        "claims": claims(state),
        **_exchange(state),
        "refused": [_refused(at_ns, event) for at_ns, event in record.refused],
        "traders": {
            name: {
                "contract": _trader_wallet(state, record, name),
                "positions": [_position(state, row) for row in position_rows(state, name)],
            }
            for name in state.trader_names
        },
        **_sub_accounts(opening, state, record),
        "conservation": conservation(state, record),
        "digest": digest,
    }


def _sub_accounts(opening: Opening, state: State, record: RunRecord) -> dict[str, Any]:
    """Return wallets and positions of every sub-account; nothing where there is none."""
    told = {}
    for one in opening.sub_accounts:
        seen = seen_from(state, one.name)
        held = {(other_account(account, one.name), asset) for account, asset in record.held}
        given = {(amount.wallet, amount.asset) for amount in one.wallets}
        told[one.name] = {
            "wallets": {wallet: _wallet(seen, held, wallet, given) for wallet in EXCHANGE_WALLETS},
            "positions": [_position(seen, row) for row in position_rows(seen)],
        }
    return {"sub_accounts": told} if told else {}


def unmet_expectations(opening: Opening, state: State) -> list[str]:
    """Return a line for every [[expect]] that does not hold; each names both sides."""
    lines = []
    for one in opening.expectations:
        found = _expected_atoms(state, one)
        if found != one.atoms:
            lines.append(
                f"expected {one.wallet} to hold {atoms_text(one.atoms)} {one.asset}, it holds {atoms_text(found)}"
            )
    return lines


def _expected_atoms(state: State, expected: Expectation) -> int:
    if expected.wallet == INSURANCE_FUND:
        return fund_atoms(state, expected.asset)
    if is_fund(expected.wallet):
        return state.balances.of(expected.wallet, expected.asset)
    return wallet_atoms(seen_from(state, expected.sub_account), expected.wallet).get(expected.asset, 0)


def wallet_atoms(state: State, wallet: str) -> dict[str, int]:
    """Return your wallet's atoms by asset; the contract wallet includes compartments and what orders hold."""
    found: dict[str, int] = {}
    for account, asset, atoms in state.balances.items():
        if wallet_of(account) == wallet:
            found[asset] = found.get(asset, 0) + atoms
    return found


def conservation(state: State, record: RunRecord) -> dict[str, str]:
    """Return the sum of every asset over all ledger accounts, `world` included: "0", or the ledger is broken."""
    assets = {asset for _, asset in record.held} | {asset for _, asset, _ in state.balances.items()}
    return {asset: atoms_text(state.balances.sum_of(asset)) for asset in sorted(assets)}


def _texts(atoms: dict[str, int], assets: Iterable[str]) -> dict[str, str]:
    return {asset: atoms_text(atoms.get(asset, 0)) for asset in sorted({*atoms, *assets})}


def _wallet(state: State, ever: set[tuple[str, str]], wallet: str, given: set[tuple[str, str]]) -> dict[str, str]:
    held = {asset for account, asset in ever if wallet_of(account) == wallet}
    return _texts(wallet_atoms(state, wallet), held | {asset for name, asset in given if name == wallet})


def _trader_wallet(state: State, record: RunRecord, name: str) -> dict[str, str]:
    pool = wallet_account(name, "contract")
    held = (a for account, a in record.held if account == pool or account.startswith(f"{pool}/isolated/"))
    return _texts(owner_contract_atoms(state, name), held)


def _fund(state: State, record: RunRecord, given: set[tuple[str, str]]) -> dict[str, str]:
    assets = {asset for name, asset in record.held | given if is_fund(name)}
    return _texts({asset: fund_atoms(state, asset) for asset in assets}, ())


def _own_funds(state: State) -> dict[str, Any]:
    """Return what each fund of a contract by itself holds; nothing where all contracts share."""
    own = {
        one.symbol: {one.settle: atoms_text(state.balances.of(fund_account(one.symbol), one.settle))}
        for one in state.rulebook.contracts
        if one.fund == "own"
    }
    return {"insurance_fund_by_contract": own} if own else {}


def claims(state: State) -> dict[str, dict[str, str]]:
    """Return what the exchange claims, by owner and asset; empty where nothing was left to claim."""
    found: dict[str, dict[str, str]] = {}
    for owner in state.owners:
        for asset in sorted({scale.settle for scale in state.scales.values()}):
            if atoms := state.balances.of(claim_account(owner, asset), asset):
                found.setdefault(owner, {})[asset] = atoms_text(-atoms)
    return found


def _exchange(state: State) -> dict[str, str]:
    """Return how the exchange stands where it does not answer."""
    word = exchange_word(state)
    return {"exchange": word} if word else {}


def exchange_word(state: State) -> str:
    """Return "failed" or "outage" where the exchange does not answer, else nothing."""
    return "failed" if state.has_failed else "outage" if state.has_outage else ""


def _sold(state: State, at_ns: int, event: ev.CollateralSold) -> dict[str, Any]:
    scale = next(one for one in state.scales.values() if one.base == event.asset)
    return {
        "at": instant_text(at_ns),
        "wallet": event.wallet,
        "asset": event.asset,
        "amount": atoms_text(event.base_atoms),
        "price": price_text(event.price_ticks * scale.tick, scale.tick),
        "received": atoms_text(event.quote_atoms - event.fee_atoms),
        "fee": atoms_text(event.fee_atoms),
        "quote": event.quote,
        "cause": event.cause,
    }


def _debt(state: State) -> dict[str, str]:
    """Return what you owe by asset, empty where nothing is owed."""
    return {asset: atoms_text(-atoms) for account, asset, atoms in state.balances.items() if is_loan(account)}


def _refused(at_ns: int, event: ev.CommandRefused) -> dict[str, Any]:
    return {
        "at": instant_text(at_ns),
        "command": event.action,
        "reason": event.reason,
        "needed": event.needed_text,
        "available": event.available_text,
        "unit": event.unit,
        "explanation": event.explanation,
    }


def _position(state: State, row: PositionRow) -> dict[str, Any]:
    scale = state.scales[row.contract]
    shown: dict[str, Any] = {
        "contract": row.contract,
        "side": row.side,
        "qty": decimal_text(row.lots * scale.lot),
        "entry": price_text(row.entry_price, scale.tick),
        "margin_mode": row.margin_mode,
        "leverage": decimal_text(row.leverage),
    }
    if row.margin_mode == "isolated":
        shown["isolated_margin"] = atoms_text(row.margin_atoms)
    if row.mark_ticks is not None:
        shown |= {
            "mark": price_text(row.mark_ticks * scale.tick, scale.tick),
            "unrealised_pnl": atoms_text(row.unrealised_atoms),
            "initial_margin": atoms_text(row.initial_margin_atoms),
            "maintenance_margin": atoms_text(row.maintenance_atoms),
            "margin_ratio": None if row.margin_ratio is None else decimal_text(row.margin_ratio),
            "liquidation_price": None if row.liquidation_price is None else decimal_text(row.liquidation_price),
            "liquidation_tick": _tick_text(row.liquidation_tick, scale.tick),
            "bankruptcy_price": None if row.bankruptcy_price is None else decimal_text(row.bankruptcy_price),
        }
    shown["liquidating"] = row.liquidating
    return shown


def _tick_text(ticks: int | None, tick: Fraction) -> str | None:
    return None if ticks is None else price_text(ticks * tick, tick)


def _liquidation(state: State, row: LiquidationRow) -> dict[str, Any]:
    scale = state.scales[row.contract]
    closed = row.close_price(scale)
    return {
        "owner": row.owner,
        "contract": row.contract,
        "side": row.side,
        "qty": decimal_text(row.lots * scale.lot),
        "liquidated_qty": decimal_text(row.liquidated_lots * scale.lot),
        "triggered_at": instant_text(row.triggered_ns),
        "released_at": None if row.released_ns is None else instant_text(row.released_ns),
        "mark": price_text(row.mark_ticks * scale.tick, scale.tick),
        "liquidation_price": row.liquidation_price_text,
        "bankruptcy_price": row.bankruptcy_price_text,
        "close_price": None if closed is None else price_text(closed, scale.tick),
        "fee": atoms_text(row.fee_atoms),
        "to_fund": atoms_text(row.to_fund_atoms),
        "to_trader": atoms_text(row.to_trader_atoms),
        "from_fund": atoms_text(row.from_fund_atoms),
        "deleveraged_qty": decimal_text(row.deleveraged_lots * scale.lot),
        "socialised": atoms_text(row.socialised_atoms),
        "claimed": atoms_text(row.claimed_atoms),
        "lost_by_trader": atoms_text(row.lost_atoms),
    }


def price_text(price: Fraction, tick: Fraction) -> str:
    """Write a price with the decimals of its tick where it falls on one: 7000 -> "7000.0" at a tick of 0.1."""
    if (price / tick).denominator != 1:
        return decimal_text(price)
    places, scaled = 0, tick
    while scaled.denominator != 1 and places < 18:
        places, scaled = places + 1, scaled * 10
    units = price * 10**places
    if units.denominator != 1:
        return decimal_text(price)
    whole, part = divmod(units.numerator, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)
