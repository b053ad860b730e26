"""What the wallets hold: cash, what orders and compartments hold; the contract wallet's sums; values at the marks."""

from msgspec import Struct

from sandbox.engine.state import State
from sandbox.engine.views import available_for_order, cross_unit_view, is_locked
from sandbox.ledger.accounts import WALLETS, YOU, compartment_account, wallet_account, wallet_of
from sandbox.values.rounding import round_half_even


class WalletRow(Struct, frozen=True):
    """One asset of one of your wallets: free cash, what orders hold, what compartments hold."""

    wallet: str
    asset: str
    atoms: int
    held_atoms: int
    compartment_atoms: int

    @property
    def total_atoms(self) -> int:
        """Return everything in the wallet."""
        return self.atoms + self.held_atoms + self.compartment_atoms


class ContractSummary(Struct, frozen=True):
    """An owner's contract wallet in one settlement asset.

    `wallet_atoms` is all money in it (compartments and holds included); `margin_balance_atoms` adds the unrealised
    profit of all positions; the cross figures are those of the pool's unit.
    """

    owner: str
    asset: str
    cash_atoms: int
    wallet_atoms: int
    margin_balance_atoms: int
    unrealised_atoms: int
    available_atoms: int
    cross_initial_atoms: int
    cross_equity_atoms: int
    locked: bool


def wallet_rows(state: State) -> tuple[WalletRow, ...]:
    """Return what your wallets hold, by wallet as they stand on screen, then by asset; empty ones are left out."""
    sums: dict[tuple[str, str], list[int]] = {}
    for account, asset, atoms in state.balances.items():
        wallet = wallet_of(account)
        if wallet is None:
            continue
        parts = sums.setdefault((wallet, asset), [0, 0, 0])
        parts[0 if account == wallet else 1 if account.startswith("held/") else 2] += atoms
    ordered = sorted(sums.items(), key=lambda one: (WALLETS.index(one[0][0]), one[0][1]))
    return tuple(WalletRow(wallet, asset, *parts) for (wallet, asset), parts in ordered)


def owner_contract_atoms(state: State, owner: str) -> dict[str, int]:
    """Return all money in an owner's contract wallet by asset, compartments and holds included."""
    pool = wallet_account(owner, "contract")
    sums: dict[str, int] = {}
    for account, asset, atoms in state.balances.items():
        mine = account == pool or account.startswith(f"{pool}/isolated/")
        if mine or (owner == YOU and account.startswith("held/")):
            sums[asset] = sums.get(asset, 0) + atoms
    return sums


def settle_assets(state: State) -> tuple[str, ...]:
    """Return the settlement assets of the rulebook's contracts, in its order."""
    return tuple(dict.fromkeys(scale.settle for scale in state.scales.values()))


def contract_summary(state: State, owner: str = YOU, asset: str | None = None) -> ContractSummary:
    """Return an owner's contract wallet in an asset (the first settlement asset where None)."""
    settle = asset or settle_assets(state)[0]
    unit = cross_unit_view(state, owner, settle)
    wallet = owner_contract_atoms(state, owner).get(settle, 0)
    positions = [
        one
        for one in state.positions_of(owner)
        if one.contract in state.marks and state.scales[one.contract].settle == settle
    ]
    unrealised = sum(state.unrealised_atoms(one) for one in positions)
    return ContractSummary(
        owner=owner,
        asset=settle,
        cash_atoms=unit.cash_atoms,
        wallet_atoms=wallet,
        margin_balance_atoms=wallet + unrealised,
        unrealised_atoms=unrealised,
        available_atoms=available_for_order(state, owner, settle),
        cross_initial_atoms=unit.initial_margin_atoms(),
        cross_equity_atoms=unit.equity_atoms(),
        locked=is_locked(state, owner),
    )


def compartments(state: State, owner: str = YOU) -> tuple[tuple[str, str, str, int], ...]:
    """Return (position, contract, asset, atoms) of an owner's isolated positions, by symbol."""
    rows = []
    for position in state.positions_of(owner):
        if position.margin_mode == "isolated":
            settle = state.scales[position.contract].settle
            atoms = state.balances.of(compartment_account(owner, position.position), settle)
            rows.append((position.position, position.contract, settle, atoms))
    return tuple(rows)


def value_atoms(state: State, asset: str, atoms: int, quote: str = "USDT") -> int | None:
    """Return an amount's value in the quote at the marks, None where the asset has no price yet."""
    if asset == quote:
        return atoms
    for symbol, scale in state.scales.items():
        if scale.base == asset and scale.quote == quote and symbol in state.marks:
            return round_half_even(atoms * state.marks[symbol] * scale.tick)
    return None


def total_value_atoms(state: State, quote: str = "USDT") -> int:
    """Return the value of all your wallets at the marks plus unrealised profit; unpriced assets count nothing."""
    total = sum(value_atoms(state, row.asset, row.total_atoms, quote) or 0 for row in wallet_rows(state))
    for position in state.positions_of(YOU):
        if position.contract in state.marks:
            settle = state.scales[position.contract].settle
            total += value_atoms(state, settle, state.unrealised_atoms(position), quote) or 0
    return total
