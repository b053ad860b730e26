"""Money flows: which ledger entries fly over the window, from where to where, and as what. Qt-free.

From x60 on, flows of one pair of places within one frame are one pulse with their sum; above x300 only levels move.
"""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.messages.events import Event, TransferPosted
from ui.viewmodels import texts
from ui.viewmodels.account_names import CLEARING, COMPARTMENT, DESK, FEES, FUND, LIQUIDITY, WORLD, part_of, wallet_of
from ui.viewmodels.number_text import amount_text
from ui.viewmodels.records import FlowView

FLOW_SPEED_MAX = 300
PULSE_SPEED_MIN = 60
SMALLEST_ATOMS = 1_000_000


def place_of(account: str) -> str | None:
    """Return where an account stands on screen: "spot", "contract/p1", "fund", "fees", "market"; None where nowhere."""
    wallet = wallet_of(account)
    if wallet is not None:
        part = part_of(account)
        return f"{wallet}/{part}" if part else wallet
    if account == FUND:
        return "fund"
    if account == FEES:
        return "fees"
    if account.startswith(CLEARING) or account in (DESK, LIQUIDITY):
        return "market"
    return None


def _kind(event: TransferPosted) -> str:
    if event.debit == FUND or event.credit == FUND:
        return "fund" if event.debit == FUND else "fee"
    if event.credit == FEES:
        return "fee"
    if event.credit.startswith(CLEARING):
        return "loss"
    if event.debit.startswith(CLEARING):
        return "gain"
    return "transfer"


def _amount(event: TransferPosted, kind: str, atoms: int) -> str:
    amount = amount_text(atoms, event.asset)
    if kind == "loss":
        return texts.FLOW_LOSS.format(amount=amount)
    if event.debit == FUND:
        return texts.FUND_DREW.format(amount=amount)
    if event.credit == FUND:
        return texts.FLOW_LIQUIDATION_FEE.format(amount=amount)
    if kind == "fee":
        return texts.FLOW_FEE.format(amount=amount)
    return texts.FLOW_AMOUNT.format(amount=amount, asset=event.asset)


def flows_of(events: Sequence[Event], first_event: int, speed: int) -> tuple[FlowView, ...]:
    """Return the flows of a step: yours and the fund's; money between others stays off the screen."""
    if speed > FLOW_SPEED_MAX:
        return ()
    found: dict[object, tuple[int, TransferPosted, int]] = {}
    for number, event in enumerate(events, start=first_event):
        if not isinstance(event, TransferPosted) or WORLD in (event.debit, event.credit):
            continue
        source, target = place_of(event.debit), place_of(event.credit)
        if source is None or target is None or source == target:
            continue
        key: object = (source, target, event.asset) if speed >= PULSE_SPEED_MIN else number
        seq, first, atoms = found.get(key, (number, event, 0))
        found[key] = (seq, first, atoms + event.atoms)
    return tuple(
        FlowView(
            seq,
            place_of(event.debit) or "",
            place_of(event.credit) or "",
            _amount(event, _kind(event), atoms),
            _kind(event),
        )
        for seq, event, atoms in found.values()
        if atoms >= SMALLEST_ATOMS or event.debit.startswith(COMPARTMENT)
    )


def is_drawn(event: TransferPosted) -> bool:
    """Say whether a ledger entry moves money between two places of the window."""
    source, target = place_of(event.debit), place_of(event.credit)
    return source is not None and target is not None and source != target


def flow_of_entry(seq: int, event: TransferPosted) -> FlowView | None:
    """Return one ledger entry as a flow of its own, however small and whatever the speed."""
    if not is_drawn(event):
        return None
    kind = _kind(event)
    source, target = place_of(event.debit) or "", place_of(event.credit) or ""
    return FlowView(seq, source, target, _amount(event, kind, event.atoms), kind)
