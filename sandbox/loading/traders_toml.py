"""The [[position]] and [[trader]] tables of a scenario and its tables of money: who starts with what."""

from collections.abc import Collection, Sequence
from fractions import Fraction

from sandbox.ledger.accounts import WALLETS, fund_account
from sandbox.ledger.owner_names import name_fault
from sandbox.loading.contract_fields import (
    checked_leverage,
    known_assets,
    only,
    table_atoms,
    table_contract,
    table_lots,
    table_ticks,
)
from sandbox.loading.position_rules_toml import offered_position_mode
from sandbox.loading.toml_lines import Table, near
from sandbox.matching.orders import opposite
from sandbox.messages.opening import TraderOpening, TraderPosition, WalletAmount
from sandbox.rulebook.records import HEDGE, ONE_WAY, Contract, Rulebook
from sandbox.values.assets import ATOMS_PER_UNIT, atoms_text
from sandbox.values.limits import ATOMS_MAX, TRADERS_MAX
from sandbox.values.rounding import round_half_even, round_up

DEFAULT_LEVERAGE = 20  # as for your own positions; the contract's highest where that is less


def load_amounts(table: Table, wallet: str, book: Rulebook) -> tuple[WalletAmount, ...]:
    """Return what a wallet starts with by asset; zero is fine."""
    assets, named = known_assets(book), list(table.values)
    for asset in named:
        if asset not in assets:
            hint = near(asset, assets) or f"; the contracts of {book.id} name {', '.join(assets)}"
            table.fail(asset, f"unknown asset {asset[:40]!r}{hint}")
    amounts = ((asset, table_atoms(table, asset, table.not_negative(asset))) for asset in named)
    return tuple(WalletAmount(wallet=wallet, asset=asset, atoms=atoms) for asset, atoms in amounts)


def load_funds(table: Table, book: Rulebook) -> tuple[WalletAmount, ...]:
    """Return what the insurance funds start with: by asset the shared one, by contract one of its own."""
    own = {one.symbol: one for one in book.contracts if one.fund == "own"}
    shared = sorted({one.settle for one in book.contracts if one.fund == "shared"})
    found = []
    for key in list(table.values):
        contract = own.get(key)
        if contract is None and any(one.symbol == key for one in book.contracts):
            table.fail(key, f'{key} shares a fund under {book.id}; name the asset, or give it one: fund = "own"')
        if contract is None and key in known_assets(book) and key not in shared:
            table.fail(key, f"no contract shares a fund of {key} under {book.id}; name the contract: {', '.join(own)}")
        if contract is None and key not in known_assets(book):
            named = [*known_assets(book), *own]
            hint = near(key, named) or f"; the funds of {book.id} are {', '.join([*shared, *own])}"
            table.fail(key, f"unknown asset {key[:40]!r}{hint}")
        atoms = table_atoms(table, key, table.not_negative(key))
        asset = key if contract is None else contract.settle
        found.append(WalletAmount(wallet=fund_account(contract.symbol if contract else None), asset=asset, atoms=atoms))
    return tuple(found)


def load_wallets(table: Table, book: Rulebook) -> tuple[WalletAmount, ...]:
    """Return what your wallets start with."""
    only(table, *WALLETS)
    return tuple(
        amount for wallet in WALLETS if table.has(wallet) for amount in load_amounts(table.table(wallet), wallet, book)
    )


def load_traders(root: Table, book: Rulebook) -> tuple[TraderOpening, ...]:
    """Return the other traders by name."""
    tables = root.tables("trader")
    if len(tables) > TRADERS_MAX:
        root.fail("trader", f"more than {TRADERS_MAX} traders; use fewer")
    traders: dict[str, TraderOpening] = {}
    for table in tables:
        only(table, "name", "wallet", "positions", "position_mode")
        name = trader_name(table, traders)
        wallet = load_amounts(table.table("wallet"), "contract", book)
        mode = offered_position_mode(table, book)
        positions = load_positions(table.tables("positions"), wallet, book, mode)
        traders[name] = TraderOpening(name=name, wallet=wallet, positions=positions, position_mode=mode)
    return tuple(traders.values())


def trader_name(table: Table, taken: Collection[str]) -> str:
    """Return the name of another trader or of a sub-account: no ledger account's, and nobody else's."""
    name = table.text("name")
    if fault := name_fault(name, taken):
        table.fail("name", fault)
    return name


def load_positions(
    rows: Sequence[Table], wallet: tuple[WalletAmount, ...], book: Rulebook, position_mode: str = ONE_WAY
) -> tuple[TraderPosition, ...]:
    """Return the positions somebody starts with, one a contract, in hedge mode one a side.

    Isolated margins must be in the contract wallet; settings that the sides of a contract share must agree.
    """
    positions: dict[tuple[str, str], TraderPosition] = {}
    needed: dict[str, int] = {}
    held = {amount.asset: amount.atoms for amount in wallet}
    for row in rows:
        only(row, "contract", "side", "qty", "entry", "margin", "leverage", "isolated_margin")
        contract = table_contract(row, book)
        position = _position(row, contract)
        place = contract.symbol, position.side if position_mode == HEDGE else ""
        if place in positions:
            most = "one position a side" if position_mode == HEDGE else "one position a contract"
            row.fail("contract", f"{' '.join(place).strip()} stands twice; {most} can be held")
        twin = positions.get((contract.symbol, opposite(position.side)))
        if twin is not None and book.positions.settings_per == "contract" and _settings(twin) != _settings(position):
            row.fail("leverage", f"in {book.id} both sides of {contract.symbol} share margin mode and leverage")
        positions[place] = position
        needed[contract.settle] = needed.get(contract.settle, 0) + (position.isolated_margin_atoms or 0)
        if needed[contract.settle] > held.get(contract.settle, 0):
            row.fail(
                None,
                f"isolated margin of {atoms_text(needed[contract.settle])} {contract.settle} is more than the wallet's "
                f"{atoms_text(held.get(contract.settle, 0))}; put more into the wallet",
            )
    return tuple(positions.values())


def _settings(position: TraderPosition) -> tuple[str, Fraction]:
    return position.margin_mode, position.leverage


def _position(row: Table, contract: Contract) -> TraderPosition:
    side = row.word("side", ("long", "short"))
    lots, ticks = table_lots(row, "qty", contract), table_ticks(row, "entry", contract)
    value = round_half_even(contract.value(lots * contract.lot, ticks * contract.tick) * ATOMS_PER_UNIT)
    if value > ATOMS_MAX:
        row.fail("qty", "the position is worth more than any account may hold; make it smaller")
    mode = row.word("margin", ("isolated", "cross"), "cross")
    highest = max(bracket.max_leverage for bracket in contract.brackets)
    leverage = checked_leverage(row, contract) or min(Fraction(DEFAULT_LEVERAGE), highest)
    margin = None
    if row.has("isolated_margin") and mode == "cross":
        row.fail("isolated_margin", 'a cross position has no margin of its own; remove it or use "isolated"')
    if mode == "isolated":
        margin = round_up(value / leverage)
        if row.has("isolated_margin"):
            margin = table_atoms(row, "isolated_margin", row.positive("isolated_margin"))
    return TraderPosition(
        contract=contract.symbol,
        side=side,
        lots=lots,
        value_atoms=value,
        margin_mode=mode,
        leverage=leverage,
        isolated_margin_atoms=margin,
    )
