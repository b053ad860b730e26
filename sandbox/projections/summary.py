"""The summary of a run, as `run --json` prints it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sandbox.engine.state import Position, State
from sandbox.ledger.accounts import INSURANCE_FUND, WALLETS, YOU, wallet_account, wallet_of
from sandbox.messages import events as ev
from sandbox.messages.opening import Opening
from sandbox.values.assets import ATOMS_PER_UNIT, atoms_text, decimal_text
from sandbox.values.instants import instant_text


@dataclass(slots=True)
class LiquidationRow:
    """One liquidated position, summed over its stages."""

    leg: ev.LiquidationLeg
    triggered_ns: int
    closed_lots: int = 0
    closed_value_atoms: int = 0
    fee_atoms: int = 0
    to_fund_atoms: int = 0
    to_trader_atoms: int = 0
    from_fund_atoms: int = 0
    deleveraged_lots: int = 0
    socialised_atoms: int = 0
    lost_atoms: int = 0
    released_ns: int | None = None


@dataclass(slots=True)
class RunRecord:
    """What a summary needs of the events; fed batch by batch."""

    liquidations: dict[tuple[str, str], LiquidationRow] = field(default_factory=dict)
    refused: list[tuple[int, ev.CommandRefused]] = field(default_factory=list)

    def take(self, now_ns: int, events: Iterable[ev.Event]) -> None:
        """Add a step's events."""
        for event in events:
            if isinstance(event, ev.CommandRefused):
                self.refused.append((now_ns, event))
            elif isinstance(event, ev.LiquidationLeg):
                self.liquidations[event.liquidation, event.contract] = LiquidationRow(event, now_ns)
            elif isinstance(event, ev.LiquidationReleased):
                for (liquidation, _), row in self.liquidations.items():
                    if liquidation == event.liquidation:
                        row.released_ns = now_ns
            elif isinstance(event, _OF_A_LEG):
                row_ = self.liquidations.get((event.liquidation, event.contract))
                if row_ is not None:
                    _add(row_, event)


_OF_A_LEG = (ev.LiquidationReduced, ev.PositionTakenOver, ev.DeskClosed, ev.TraderDeleveraged)


def _add(row: LiquidationRow, event: ev.Event) -> None:
    match event:
        case ev.LiquidationReduced():
            row.closed_lots += event.lots
            row.closed_value_atoms += event.value_atoms
            row.fee_atoms += event.fee_atoms
            row.lost_atoms += event.lost_atoms
        case ev.PositionTakenOver():
            row.lost_atoms += event.lost_atoms
        case ev.DeskClosed():
            row.closed_lots += event.lots
            row.closed_value_atoms += event.value_atoms
            row.fee_atoms += event.fee_atoms
            row.to_fund_atoms += event.to_fund_atoms
            row.to_trader_atoms += event.to_trader_atoms
            row.lost_atoms -= event.to_trader_atoms
            row.from_fund_atoms += event.from_fund_atoms
            row.socialised_atoms += event.socialised_atoms
        case ev.TraderDeleveraged():
            row.deleveraged_lots += event.lots
            row.closed_lots += event.lots
            row.closed_value_atoms += event.value_atoms


def summary(opening: Opening, state: State, record: RunRecord, digest: str) -> dict[str, Any]:
    """Return the summary as plain data, every amount decimal text."""
    assets = sorted({asset for _, asset, _ in state.balances.items()})
    return {
        "scenario": opening.id,
        "rulebook": opening.rulebook.id,
        "account_mode": opening.account_mode,
        "ended_at": instant_text(state.now_ns),
        "wallets": {wallet: _wallet(state, wallet) for wallet in WALLETS},
        "positions": [_position(state, p) for p in state.positions_of(YOU)],
        "insurance_fund": _balances(state, INSURANCE_FUND),
        "liquidations": [_liquidation(state, row) for row in record.liquidations.values()],
        "refused": [
            {"at": instant_text(at), "command": event.action, "reason": event.reason, "needed": event.needed_text,
             "available": event.available_text, "explanation": event.explanation}
            for at, event in record.refused
        ],
        "traders": {
            name: {
                "contract": _owner_wallet(state, name),
                "positions": [_position(state, p) for p in state.positions_of(name)],
            }
            for name in state.trader_names
        },
        "conservation": {asset: atoms_text(state.balances.sum_of(asset)) for asset in assets},
        "digest": digest,
    }


def wallet_atoms(state: State, wallet: str) -> dict[str, int]:
    """Return your wallet's atoms by asset; the contract wallet includes compartments and what orders hold."""
    found: dict[str, int] = {}
    for account, asset, atoms in state.balances.items():
        if wallet_of(account) == wallet:
            found[asset] = found.get(asset, 0) + atoms
    return found


def _wallet(state: State, wallet: str) -> dict[str, str]:
    return {asset: atoms_text(atoms) for asset, atoms in sorted(wallet_atoms(state, wallet).items())}


def _balances(state: State, account: str) -> dict[str, str]:
    return {asset: atoms_text(atoms) for held, asset, atoms in state.balances.items() if held == account}


def _owner_wallet(state: State, owner: str) -> dict[str, str]:
    prefix, found = wallet_account(owner, "contract"), dict[str, int]()
    for account, asset, atoms in state.balances.items():
        if account == prefix or account.startswith(f"{prefix}/"):
            found[asset] = found.get(asset, 0) + atoms
    return {asset: atoms_text(atoms) for asset, atoms in sorted(found.items())}


def _position(state: State, position: Position) -> dict[str, Any]:
    scale = state.scales[position.contract]
    size = abs(position.lots) * scale.lot
    row: dict[str, Any] = {
        "contract": position.contract,
        "side": position.side,
        "qty": decimal_text(size),
        "entry": decimal_text(Fraction(abs(position.open_value_atoms), ATOMS_PER_UNIT) / size),
        "margin_mode": position.margin_mode,
        "leverage": decimal_text(position.leverage),
    }
    if position.margin_mode == "isolated":
        row["isolated_margin"] = atoms_text(state.compartment_atoms(position))
    if position.contract in state.marks:
        row["mark"] = decimal_text(state.marks[position.contract] * scale.tick)
        row["unrealised_pnl"] = atoms_text(state.unrealised_atoms(position))
    return row


def _liquidation(state: State, row: LiquidationRow) -> dict[str, Any]:
    leg, scale = row.leg, state.scales[row.leg.contract]
    close = None
    if row.closed_lots:
        close = decimal_text(Fraction(row.closed_value_atoms, ATOMS_PER_UNIT) / (row.closed_lots * scale.lot))
    return {
        "owner": leg.owner,
        "contract": leg.contract,
        "side": "long" if leg.lots > 0 else "short",
        "qty": decimal_text(abs(leg.lots) * scale.lot),
        "triggered_at": instant_text(row.triggered_ns),
        "released_at": None if row.released_ns is None else instant_text(row.released_ns),
        "mark": price_text(leg.mark_ticks * scale.tick, scale.tick),
        "liquidation_price": leg.liquidation_price_text,
        "bankruptcy_price": leg.bankruptcy_price_text,
        "close_price": price_text(Fraction(close), scale.tick) if close is not None else None,
        "fee": atoms_text(row.fee_atoms),
        "to_fund": atoms_text(row.to_fund_atoms),
        "to_trader": atoms_text(row.to_trader_atoms),
        "from_fund": atoms_text(row.from_fund_atoms),
        "deleveraged_qty": decimal_text(row.deleveraged_lots * scale.lot),
        "socialised": atoms_text(row.socialised_atoms),
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
    whole, part = divmod(units.numerator, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)
