"""Money flows: which ledger entries fly over the window, from where to where, and as what. Qt-free.

Every transfer between two places that are drawn is a flow with its sum; nothing else flies. From x60 on, flows of one
pair of places within 250 ms of presentation time are one pulse with their sum; above x300 only levels move.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from sandbox.messages.events import Event, TransferPosted
from ui.viewmodels import money_texts as words
from ui.viewmodels import texts
from ui.viewmodels.account_names import CLEARING, DESK, FEES, LIQUIDITY, is_fund, part_of, wallet_of
from ui.viewmodels.number_text import amount_text, exact_amount_text
from ui.viewmodels.records import FlowView

FLOW_SPEED_MAX = 300
PULSE_SPEED_MIN = 60
PULSE_NS = 250_000_000
# More flows of one step than this are told by pair of places, so that their sums can still be read.
SINGLE_FLOWS_MAX = 8


def place_of(account: str) -> str | None:
    """Return where an account stands on screen: "spot", "contract/p1", "fund", "fees", "market"; None where nowhere."""
    wallet = wallet_of(account)
    if wallet is not None:
        part = part_of(account)
        return f"{wallet}/{part}" if part else wallet
    if is_fund(account):
        return "fund"
    if account == FEES:
        return "fees"
    if account.startswith(CLEARING) or account in (DESK, LIQUIDITY):
        return "market"
    return None


def _kind(event: TransferPosted) -> str:
    if is_fund(event.debit) or is_fund(event.credit):
        return "fund" if is_fund(event.debit) else "fee"
    if event.credit == FEES:
        return "fee"
    if event.credit.startswith(CLEARING):
        return "loss"
    if event.debit.startswith(CLEARING):
        return "gain"
    return "transfer"


def _amount(flow: FlowView) -> str:
    """Return the sum of a flow in words; a sum too small for the screen's decimals is written in full."""
    amount = amount_text(flow.atoms, flow.asset)
    if not amount.strip("0.,"):
        return exact_amount_text(flow.atoms, flow.asset)
    if flow.kind == "loss":
        return texts.FLOW_LOSS.format(amount=amount)
    if flow.source == "fund":
        return texts.FUND_DREW.format(amount=amount)
    if flow.target == "fund":
        template = texts.FLOW_LIQUIDATION_FEE if flow.source.startswith("contract") else words.FLOW_TO_FUND
        return template.format(amount=amount)
    if flow.kind == "fee":
        return texts.FLOW_FEE.format(amount=amount)
    return texts.FLOW_AMOUNT.format(amount=amount, asset=flow.asset)


def flows_of(events: Sequence[Event], first_event: int) -> tuple[FlowView, ...]:
    """Return the flows of a step: every transfer between two different places that are drawn."""
    entries = ((number, one) for number, one in enumerate(events, start=first_event) if isinstance(one, TransferPosted))
    found = [flow for flow in (flow_of_entry(number, one) for number, one in entries) if flow is not None]
    return tuple(found) if len(found) <= SINGLE_FLOWS_MAX else summed(found)


def is_drawn(event: TransferPosted) -> bool:
    """Say whether a ledger entry moves money between two places of the window."""
    source, target = place_of(event.debit), place_of(event.credit)
    return source is not None and target is not None and source != target


def flow_of_entry(seq: int, event: TransferPosted) -> FlowView | None:
    """Return one ledger entry as a flow of its own; None where it does not move between two places of the window."""
    source, target = place_of(event.debit), place_of(event.credit)
    if source is None or target is None or source == target:
        return None
    flow = FlowView(seq, source, target, event.asset, event.atoms, "", _kind(event))
    return replace(flow, amount_text=_amount(flow))


def summed(flows: Iterable[FlowView]) -> tuple[FlowView, ...]:
    """Return one flow for each pair of places, asset and kind, with the sum and the number of the first."""
    found: dict[tuple[str, str, str, str], FlowView] = {}
    for flow in flows:
        key = (flow.source, flow.target, flow.asset, flow.kind)
        first = found.get(key)
        together = flow if first is None else replace(first, atoms=first.atoms + flow.atoms)
        found[key] = replace(together, amount_text=_amount(together))
    return tuple(found.values())


class FlowPulses(Struct):
    """Holds back flows at speed so that those of one pair of places within 250 ms fly as one, with their sum."""

    _held: list[FlowView] = field(default_factory=list)
    _since_ns: int = 0

    def take(self, flows: tuple[FlowView, ...], speed: int, presentation_ns: int) -> tuple[FlowView, ...]:
        """Return what flies at once: all below x60; from there on flows are held; above x300 nothing flies."""
        if speed > FLOW_SPEED_MAX:
            return ()
        if speed < PULSE_SPEED_MIN:
            return flows
        if flows and not self._held:
            self._since_ns = presentation_ns
        self._held += flows
        return ()

    def due(self, presentation_ns: int) -> tuple[FlowView, ...]:
        """Return the pulses whose 250 ms are over, and hold them no longer."""
        if not self._held or presentation_ns - self._since_ns < PULSE_NS:
            return ()
        ready, self._held = summed(self._held), []
        return ready

    @property
    def is_holding(self) -> bool:
        """Whether anything still waits to fly."""
        return bool(self._held)

    def clear(self) -> None:
        """Forget what was held."""
        self._held = []
