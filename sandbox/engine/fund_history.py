"""What the insurance fund held of late, for books in which it stops paying once it has dropped from its peak.

Source: OKX, ADL where the fund has dropped by 30 % from its peak within 8 hours (reference venues section 5).
"""

from sandbox.engine.state import State
from sandbox.ledger.accounts import INSURANCE_FUND
from sandbox.values.rounding import round_up


def note_balance(state: State, asset: str) -> None:
    """Remember the fund's balance from now on; what ended before the window is forgotten. Nothing in other books."""
    rules = state.rulebook.liquidation
    if not rules.fund_drop:
        return
    atoms, now = state.balances.of(INSURANCE_FUND, asset), state.now_ns
    history = state.fund_history.setdefault(asset, [])
    history.append((now, atoms))
    while len(history) > 1 and history[1][0] < now - rules.fund_drop_ns:
        history.pop(0)


def fund_budget(state: State, asset: str) -> int:
    """Return what the fund may pay now: all it has, or down to the share of its recent peak that the book keeps.

    Worked: 1,000 at its peak with a drop of 30 %: it pays 300 and no more, until the peak is 8 hours old.
    """
    rules, held = state.rulebook.liquidation, state.balances.of(INSURANCE_FUND, asset)
    if not rules.fund_drop:
        return held
    since, peak, until = state.now_ns - rules.fund_drop_ns, held, state.now_ns
    for start, atoms in reversed(state.fund_history.get(asset, [])):
        if until >= since:
            peak = max(peak, atoms)
        until = start
    return max(0, held - round_up((1 - rules.fund_drop) * peak))
