"""Which insurance fund answers for a contract, and what it may pay: all it has, or what the book lets it.

Source of the drop: OKX, ADL where the fund has dropped by 30 % from its peak within 8 hours (reference venues
section 5); of the fund of a contract by itself: Binance, for BTCUSDT and ETHUSDT (section 2).
"""

from sandbox.engine.state import State
from sandbox.ledger.accounts import INSURANCE_FUND, fund_account
from sandbox.values.rounding import round_up


def fund_of(state: State, contract: str) -> str:
    """Return the ledger account of the fund that pays for a contract's shortfalls and receives its surpluses."""
    own = state.rulebook.contract(contract).fund == "own"
    return fund_account(contract if own else None)


def note_balance(state: State, account: str, asset: str) -> None:
    """Remember a fund's balance from now on; what ended before the window is forgotten. Nothing in other books."""
    rules = state.rulebook.liquidation
    if not rules.fund_drop:
        return
    atoms, now = state.balances.of(account, asset), state.now_ns
    history = state.fund_history.setdefault(_key(account, asset), [])
    history.append((now, atoms))
    while len(history) > 1 and history[1][0] < now - rules.fund_drop_ns:
        history.pop(0)


def fund_budget(state: State, account: str, asset: str) -> int:
    """Return what a fund may pay now: all it has, or down to the share of its recent peak that the book keeps.

    Worked: 1,000 at its peak with a drop of 30 %: it pays 300 and no more, until the peak is 8 hours old.
    """
    rules, held = state.rulebook.liquidation, state.balances.of(account, asset)
    if not rules.fund_drop:
        return held
    since, peak, until = state.now_ns - rules.fund_drop_ns, held, state.now_ns
    for start, atoms in reversed(state.fund_history.get(_key(account, asset), [])):
        if until >= since:
            peak = max(peak, atoms)
        until = start
    return max(0, held - round_up((1 - rules.fund_drop) * peak))


def _key(account: str, asset: str) -> str:
    """Name a fund's history: the shared one by its asset, a contract's own by its account (it holds one asset)."""
    return asset if account == INSURANCE_FUND else account
