"""The ledger as a machine: whatever transfers come, it sums to zero, and nothing but the free accounts falls below."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sandbox.ledger.accounts import may_be_negative
from sandbox.ledger.balances import Balances, LedgerBroken
from sandbox.messages.events import TransferPosted

ACCOUNTS = ("world", "spot", "contract", "contract/isolated/p1", "clearing/BTCUSDT-PERP", "insurance_fund", "fees")
ASSETS = ("USDT", "BTC")


class Ledger(RuleBasedStateMachine):
    """Random transfers against a plain dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.balances = Balances()
        self.model: dict[tuple[str, str], int] = {}

    @rule(
        debit=st.sampled_from(ACCOUNTS),
        credit=st.sampled_from(ACCOUNTS),
        asset=st.sampled_from(ASSETS),
        atoms=st.one_of(st.integers(-3, 12), st.integers(1, 10**27)),
    )
    def transfer(self, debit: str, credit: str, asset: str, atoms: int) -> None:
        """Post a transfer, or see it refused without a trace."""
        event = TransferPosted(debit=debit, credit=credit, asset=asset, atoms=atoms, cause="c1")
        left = self.model.get((debit, asset), 0) - atoms
        free = debit == "world" or debit.startswith("clearing/")
        if atoms <= 0 or debit == credit or (left < 0 and not free):
            with pytest.raises(LedgerBroken):
                self.balances.apply(event)
            return
        self.balances.apply(event)
        self.model[debit, asset] = left
        self.model[credit, asset] = self.model.get((credit, asset), 0) + atoms

    @rule()
    def load_again(self) -> None:
        """A snapshot of the rows gives the same balances."""
        again = Balances()
        again.load(self.balances.items())
        assert again.items() == self.balances.items()
        self.balances = again

    @invariant()
    def sums_to_zero(self) -> None:
        """Every asset sums to zero over all accounts."""
        assert [self.balances.sum_of(asset) for asset in ASSETS] == [0, 0]

    @invariant()
    def is_the_model(self) -> None:
        """Balances are those of the model, empty accounts left out, only the free ones below zero."""
        rows = self.balances.items()
        assert rows == sorted((*key, atoms) for key, atoms in self.model.items() if atoms)
        assert all(atoms > 0 or may_be_negative(account) for account, _, atoms in rows)


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
