"""The valves between the wallets: open, closed by you or by the cold wallet's nature, or locked; and why. Qt-free.

A valve leads into the wallet below it; Spot stands at the head of the pipe and has none. A transfer passes the valves
of both its wallets. Closing one is a precaution of the person's own: the window holds transfers back, the exchange
knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Collection

from ui.viewmodels import door_texts, fund_texts, regime_texts, texts
from ui.viewmodels import money_texts as words
from ui.viewmodels.doors_view import most_text, pledged_text
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import FAILED, AccountFacts
from ui.viewmodels.records import PipeView

VALVES = ("funding", "savings", "contract", "cold")
OWN_VALVES = VALVES[:3]


def closed_from_text(text: str) -> frozenset[str]:
    """Read the remembered valves: "savings contract"; what is no valve is passed over."""
    return frozenset(text.split()) & frozenset(OWN_VALVES)


def closed_text(closed: Collection[str]) -> str:
    """Write the closed valves to remember them."""
    return " ".join(key for key in OWN_VALVES if key in closed)


def holding_valve(closed: Collection[str], source: str, target: str) -> str | None:
    """Return the closed valve a transfer would meet first, None where it passes."""
    return next((wallet for wallet in (source, target) if wallet in closed), None)


def lock_reason(facts: AccountFacts) -> str:
    """Return why nothing leaves Contract, "" where it is not locked."""
    if facts.exchange == FAILED:
        return fund_texts.FROZEN
    if not facts.is_locked:
        return ""
    symbol = symbol_of(facts.locked_contracts[0]) if facts.locked_contracts else ""
    return texts.PIPE_LOCKED_REASON.format(symbol=symbol)


def pipe_views(facts: AccountFacts, closed: Collection[str]) -> tuple[PipeView, ...]:
    """Return every valve with its state in words; a lock goes before what you closed."""
    return tuple(_pipe(facts, key, closed) for key in VALVES)


def _pipe(facts: AccountFacts, key: str, closed: Collection[str]) -> PipeView:
    name = texts.WALLET_NAMES[key]
    if key == "cold":
        return PipeView(
            key,
            "closed",
            texts.PIPE_CLOSED,
            texts.PIPE_SIGNATURE,
            is_last=True,
            has_hull_line=True,
            tooltip=words.VALVE_TIP_COLD,
        )
    if facts.exchange == FAILED:
        return PipeView(
            key,
            "locked",
            texts.PIPE_LOCKED,
            fund_texts.FROZEN,
            tooltip=fund_texts.FROZEN_TIP.format(wallet=name),
            short_text=fund_texts.FROZEN_SHORT,
        )
    if key == "contract" and facts.is_locked:
        return PipeView(
            key,
            "locked",
            texts.PIPE_LOCKED,
            lock_reason(facts),
            tooltip=words.VALVE_TIP_LOCKED.format(wallet=name),
            short_text=words.LOCKED_SHORT,
        )
    if key in facts.auto_transfers or (key == "contract" and facts.auto_transfers):
        return _linked(facts, key)
    if key == "savings" and facts.quote in facts.pledges:
        tip = door_texts.PLEDGE_TIP.format(most=pledged_text(facts))
        return PipeView(
            key,
            "linked",
            door_texts.PIPE_LINKED,
            door_texts.PIPE_PLEDGED,
            tooltip=tip,
            short_text=door_texts.PIPE_SHORT,
        )
    if key in closed:
        return PipeView(
            key,
            "closed",
            texts.PIPE_CLOSED,
            words.VALVE_BY_YOU,
            tooltip=words.VALVE_TIP_CLOSED.format(wallet=name),
        )
    walled = words.PIPE_TOP_UP_INSIDE if facts.topped_up else texts.PIPE_MANUAL_ONLY
    reason = walled if key == "contract" else texts.PIPE_MANUAL
    if key == "contract" and len(facts.counting) > 1:
        reason = regime_texts.PIPE_SHARED
    return PipeView(key, "open", texts.PIPE_OPEN, reason, tooltip=words.VALVE_TIP_OPEN.format(wallet=name))


def _linked(facts: AccountFacts, key: str) -> PipeView:
    """Return a valve through which money may go to the contract wallet by itself."""
    linked = list(facts.auto_transfers) if key == "contract" else [key]
    names = door_texts.AND.join(texts.WALLET_NAMES[one] for one in linked)
    reason = door_texts.PIPE_BRINGS.format(wallets=names) if key == "contract" else door_texts.PIPE_LEAVES
    tips = (door_texts.VALVE_TIP.format(most=most_text(facts, one), wallet=texts.WALLET_NAMES[one]) for one in linked)
    return PipeView(
        key,
        "linked",
        door_texts.PIPE_LINKED,
        reason,
        tooltip="\n".join(tips),
        short_text=door_texts.PIPE_SHORT,
    )
