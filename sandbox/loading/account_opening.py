"""An opening from a person's own account and a crash: the same wallets and positions, prices that start at their marks.

Your positions are filled at their entries; nobody else but the market's liquidity holds the other side, and no funding
is settled. Raises Problem for what a ledger cannot hold: sizes off the lot, balances finer than an atom.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from msgspec import Struct

from sandbox.ledger.accounts import INSURANCE_FUND
from sandbox.market.merge import merge
from sandbox.market.paths import Update, hold, line
from sandbox.messages.commands import PledgeSavings, SetAutoTopUp, SetAutoTransfer
from sandbox.messages.opening import Opening, PlannedCommand, TraderPosition, WalletAmount
from sandbox.risk.report_records import AccountInput, PositionInput
from sandbox.rulebook.records import HEDGE, ONE_WAY, Contract
from sandbox.values.assets import ATOMS_PER_UNIT, decimal_text
from sandbox.values.limits import ATOMS_MAX, LOTS_MAX, NS_PER_SECOND, PATH_UPDATES_MAX, PRICE_TICKS_MAX
from sandbox.values.problems import Problem
from sandbox.values.rounding import div_half_even, round_half_even, round_up

PLAY_ID = "my-account"
FALL_STARTS_NS = 1_584_007_200 * NS_PER_SECOND  # 2020-03-12T10:00:00Z
CALM_NS, AFTER_NS = 30 * NS_PER_SECOND, 600 * NS_PER_SECOND
FALL_FUND = 1_000_000  # whole units of each settlement asset: large, so that a shortfall is paid
DEFAULT_LEVERAGE = Fraction(20)


class PriceMove(Struct, frozen=True, kw_only=True):
    """A straight move of every contract: `change` as a share of the mark (-1/4 falls by a quarter), in `minutes`."""

    change: Fraction
    minutes: int


def opening_on_move(account: AccountInput, title: str, move: PriceMove) -> Opening:
    """Return an opening in which every contract stands at its mark, moves straight, and stays there ten minutes."""
    if move.change <= -1:
        raise Problem("a price cannot fall by 100 % or more; lower the percentage")
    if not 0 < move.minutes * 60 < PATH_UPDATES_MAX:
        raise Problem(f"a move lasts from 1 to {PATH_UPDATES_MAX // 60} minutes; change the minutes")
    starts_ns = FALL_STARTS_NS
    falls_ns = starts_ns + CALM_NS
    low_ns = falls_ns + move.minutes * 60 * NS_PER_SECOND
    paths: dict[str, list[Update]] = {}
    for symbol, ticks in _start_ticks(account).items():
        last = min(PRICE_TICKS_MAX, max(1, round_half_even(ticks * (1 + move.change))))
        points = [(falls_ns, ticks), (low_ns, last)]
        paths[symbol] = [(starts_ns, ticks), *line(points), *hold([(low_ns + AFTER_NS, last)])]
    fund = [
        WalletAmount(wallet=INSURANCE_FUND, asset=asset, atoms=FALL_FUND * ATOMS_PER_UNIT)
        for asset in dict.fromkeys(position.contract.settle for position in account.positions)
    ]
    return _opening(account, title, paths, (starts_ns, low_ns + AFTER_NS), fund, ())


def opening_on_scenario(account: AccountInput, title: str, crash: Opening) -> Opening:
    """Return an opening on a scenario's prices, scaled so that every contract of yours starts at its mark.

    A contract the scenario has no prices of follows the scenario's first one; `notes` say what is assumed.
    """
    if not crash.prices.contracts:
        raise Problem(f"{crash.title} has no prices; choose another crash")
    paths: dict[str, list[Update]] = {}
    notes = list(crash.notes)
    for symbol, ticks in _start_ticks(account).items():
        source = symbol if symbol in crash.prices.contracts else crash.prices.contracts[0]
        if source != symbol:
            notes.append(f"{symbol} follows {source}")
        paths[symbol] = _scaled(_updates_of(crash, source), ticks)
    for symbol in crash.prices.contracts:
        if symbol not in paths and _same_contract(account, crash, symbol):
            paths[symbol] = _updates_of(crash, symbol)
    notes.append("scaled to your marks")
    return _opening(account, title, paths, (crash.starts_ns, crash.ends_ns), crash.insurance_fund, notes)


def _opening(
    account: AccountInput,
    title: str,
    paths: dict[str, list[Update]],
    span: tuple[int, int],
    fund: Iterable[WalletAmount],
    notes: Iterable[str],
) -> Opening:
    return Opening(
        id=PLAY_ID,
        title=title,
        rulebook=account.rulebook,
        account_mode=account.account_mode,
        seed=0,
        starts_ns=span[0],
        ends_ns=span[1],
        open_ended=True,
        wallets=_wallets(account),
        insurance_fund=tuple(fund),
        traders=(),
        no_fee_contracts=(),
        commands=(*_top_ups(account, span[0]), *_doors(account, span[0]), *_pledges(account, span[0])),
        funding=(),
        expectations=(),
        prices=merge(paths, *span),
        notes=tuple(notes),
        positions=tuple(_position(one) for one in account.positions),
        position_mode=HEDGE if _is_hedged(account) else ONE_WAY,
    )


def _is_hedged(account: AccountInput) -> bool:
    """Tell whether it holds a long and a short of one contract."""
    return len({one.contract.symbol for one in account.positions}) < len(account.positions)


def _top_ups(account: AccountInput, starts_ns: int) -> Iterator[PlannedCommand]:
    """Switch on automatic top-up where the account has it, before any price moves."""
    for one in account.positions:
        if one.isolated_margin is not None and one.top_up != 0:
            limit = None if one.top_up is None else _atoms(one.top_up, f"auto top-up of {one.contract.symbol}")
            side = ("long" if one.side > 0 else "short") if _is_hedged(account) else None
            command = SetAutoTopUp(contract=one.contract.symbol, on=True, limit_atoms=limit, side=side)
            yield PlannedCommand(at_ns=starts_ns, command=command, action="auto_top_up")


def _doors(account: AccountInput, starts_ns: int) -> Iterator[PlannedCommand]:
    """Open the account's side doors before any price moves."""
    for wallet, most in account.auto_transfer.items():
        limit = None if most is None else _atoms(most, f"automatic transfer out of {wallet}")
        if limit == 0:
            continue
        for asset in dict.fromkeys(position.contract.settle for position in account.positions):
            command = SetAutoTransfer(wallet=wallet, asset=asset, on=True, limit_atoms=limit)
            yield PlannedCommand(at_ns=starts_ns, command=command, action="auto_transfer")


def _pledges(account: AccountInput, starts_ns: int) -> Iterator[PlannedCommand]:
    limit = None if account.pledged is None else _atoms(account.pledged, "pledged savings")
    for asset in dict.fromkeys(position.contract.settle for position in account.positions) if limit != 0 else ():
        pledge = PledgeSavings(asset=asset, on=True, limit_atoms=limit)
        yield PlannedCommand(at_ns=starts_ns, command=pledge, action="pledge_savings")


def _start_ticks(account: AccountInput) -> dict[str, int]:
    """Return the mark of every contract held, in ticks (rounded half even where it lies between two)."""
    if not account.positions:
        raise Problem("there is no position to play; add one")
    ticks: dict[str, int] = {}
    sides = [(one.contract.symbol, one.side) for one in account.positions]
    for one in account.positions:
        twice = sides.count((one.contract.symbol, one.side)) > 1
        if one.contract.symbol in ticks and (twice or HEDGE not in account.rulebook.positions.modes):
            raise Problem(f"{one.contract.symbol} stands twice; a play holds one position a side, so net them")
        start = max(1, round_half_even(one.mark / one.contract.tick))
        if start > PRICE_TICKS_MAX:
            raise Problem(f"the mark of {one.contract.symbol} is above the highest price; lower it")
        ticks[one.contract.symbol] = start
    for asset, price in account.index.items():  # coins that count have a price too
        contract = next(one for one in account.rulebook.contracts if one.base == asset)
        ticks.setdefault(contract.symbol, max(1, round_half_even(price / contract.tick)))
    return ticks


def _updates_of(crash: Opening, symbol: str) -> list[Update]:
    columns, index = crash.prices, crash.prices.contracts.index(symbol)
    return [
        (columns.at_ns[row], columns.price_ticks[row])
        for row in range(len(columns))
        if columns.contract_index[row] == index
    ]


def _scaled(updates: list[Update], start_ticks: int) -> list[Update]:
    first = updates[0][1]
    return [(at, min(PRICE_TICKS_MAX, max(1, div_half_even(ticks * start_ticks, first)))) for at, ticks in updates]


def _same_contract(account: AccountInput, crash: Opening, symbol: str) -> bool:
    """Tell whether both books price a contract alike, so that the scenario's own prices can be shown beside yours."""
    mine = next((one for one in account.rulebook.contracts if one.symbol == symbol), None)
    return mine is not None and mine.tick == crash.rulebook.contract(symbol).tick


def _wallets(account: AccountInput) -> tuple[WalletAmount, ...]:
    """Return what the wallets start with; the contract wallet holds the pool and the isolated margins to be moved."""
    contract = dict(account.contract_wallet)
    atoms: dict[tuple[str, str], int] = {}
    for asset, amount in contract.items():
        atoms["contract", asset] = _atoms(amount, f"contract wallet, {asset}")
    for one in account.positions:
        if one.isolated_margin is not None:
            key = ("contract", one.contract.settle)
            atoms[key] = atoms.get(key, 0) + _margin_atoms(one.isolated_margin)
    for wallet, held in account.outside_wallets.items():
        for asset, amount in held.items():
            atoms[wallet, asset] = _atoms(amount, f"{wallet} wallet, {asset}")
    return tuple(
        WalletAmount(wallet=wallet, asset=asset, atoms=amount) for (wallet, asset), amount in atoms.items() if amount
    )


def _position(one: PositionInput) -> TraderPosition:
    contract = one.contract
    lots: Fraction = one.quantity / contract.lot
    if lots.denominator != 1 or lots > LOTS_MAX:
        raise Problem(
            f"the size {decimal_text(one.quantity)} of {contract.symbol} cannot be played; "
            f"write a multiple of {decimal_text(contract.lot)}"
        )
    value = round_half_even(one.open_value * ATOMS_PER_UNIT)
    if not 0 < value <= ATOMS_MAX:
        raise Problem(f"the value of {contract.symbol} is more than an account may hold; make it smaller")
    return TraderPosition(
        contract=contract.symbol,
        side="long" if one.side > 0 else "short",
        lots=lots.numerator,
        value_atoms=value,
        margin_mode="cross" if one.isolated_margin is None else "isolated",
        leverage=_leverage(one, contract),
        isolated_margin_atoms=None if one.isolated_margin is None else _margin_atoms(one.isolated_margin),
    )


def _leverage(one: PositionInput, contract: Contract) -> Fraction:
    highest = max(bracket.max_leverage for bracket in contract.brackets)
    if one.leverage is not None and one.leverage > highest:
        raise Problem(f"{contract.symbol} allows at most {decimal_text(highest)}x; lower the leverage to play it")
    return one.leverage if one.leverage is not None else min(DEFAULT_LEVERAGE, highest)


def _margin_atoms(amount: Fraction) -> int:
    return round_up(amount * ATOMS_PER_UNIT)


def _atoms(amount: Fraction, where: str) -> int:
    atoms: Fraction = amount * ATOMS_PER_UNIT
    if atoms.denominator != 1 or atoms > ATOMS_MAX:
        raise Problem(f"{where}: {decimal_text(amount)} cannot be booked; write at most 8 decimals and less than 10^19")
    return atoms.numerator
