"""What your wallets were worth while a run was played: one line of amounts for each wallet and asset."""

from collections.abc import Iterable

from msgspec import Struct, field

from sandbox.engine.state import State
from sandbox.ledger.accounts import WALLETS, YOU
from sandbox.projections.wallets import owner_contract_atoms, wallet_rows

Place = tuple[str, str]  # (wallet, asset)


def held(state: State) -> dict[Place, int]:
    """Return the money in each wallet by asset, in atoms; compartments and holds are the contract wallet's."""
    found = {(row.wallet, row.asset): row.total_atoms for row in wallet_rows(state) if row.wallet != "contract"}
    return found | {("contract", asset): atoms for asset, atoms in owner_contract_atoms(state, YOU).items()}


def equities(state: State) -> dict[Place, int]:
    """Return what each wallet is worth by asset, in atoms: the contract wallet with its unrealised profit."""
    found = held(state)
    for position in state.positions_of(YOU):
        if position.contract in state.marks:
            place = ("contract", state.scales[position.contract].settle)
            found[place] = found.get(place, 0) + state.unrealised_atoms(position)
    return found


class EquityLines(Struct):
    """Instants in nanoseconds and, for each wallet and asset, as many amounts in atoms."""

    at_ns: list[int] = field(default_factory=list)
    atoms: dict[Place, list[int]] = field(default_factory=dict)

    def sample(self, state: State) -> None:
        """Add what stands now; an instant that was sampled before is written over."""
        if self.at_ns and self.at_ns[-1] == state.now_ns:
            for line in self.atoms.values():
                line.pop()
        else:
            self.at_ns.append(state.now_ns)
        now = equities(state)
        length = len(self.at_ns)
        for place in {*self.atoms, *now}:
            line = self.atoms.setdefault(place, [0] * (length - 1))
            line.append(now.get(place, 0))

    def places(self) -> Iterable[Place]:
        """Return the wallets and assets as they stand on screen: by wallet, then by asset."""
        return sorted(self.atoms, key=lambda place: (WALLETS.index(place[0]), place[1]))
