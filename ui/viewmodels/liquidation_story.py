"""One liquidation from trigger to release, folded from its events: its stages, its sales and its money. Qt-free."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from sandbox.messages.events import (
    DeskClosed,
    Event,
    LiquidationLeg,
    LiquidationReduced,
    LiquidationReleased,
    LiquidationStaged,
    LiquidationStarted,
    LossSocialised,
    PositionTakenOver,
    TraderDeleveraged,
)
from sandbox.projections.liquidation_money import LiquidationMoney
from ui.viewmodels import texts
from ui.viewmodels.account_names import LIQUIDITY

SLICE, REDUCE, TAKE_OVER, DESK_SALE, ADL = "slice", "reduce", "take_over", "desk", "adl"


class Sale(Struct, frozen=True):
    """One line of the event: what was sold or handed on, and what it did to you, the fee and the fund.

    `step` is the number of the slice or reduction; `price_ticks` None means: not sold in the market. `you_atoms`,
    `fund_atoms`: > 0 received, < 0 paid, fee apart; `owner` is who was deleveraged.
    """

    kind: str
    step: int
    contract: str
    lots: int
    price_ticks: int | None
    you_atoms: int
    fee_atoms: int = 0
    fund_atoms: int = 0
    value_atoms: int = 0
    owner: str = ""
    closed_lots: int = 0
    slot: str = ""  # the side, where the unit held both sides of the contract


class LiquidationStory(Struct):
    """One liquidation. `slices_planned` is 0 where the book knows no slices."""

    liquidation: str
    unit: str
    owner: str
    contracts: tuple[str, ...]
    margin_mode: str
    started_ns: int
    money: LiquidationMoney
    slices_planned: int = 0
    is_topped_up: bool = False
    legs: list[LiquidationLeg] = field(default_factory=list)
    stage: str = "start"
    stage_number: int = 0
    sales: list[Sale] = field(default_factory=list)
    deleveraged: list[TraderDeleveraged] = field(default_factory=list)
    socialised: list[LossSocialised] = field(default_factory=list)
    released_ns: int | None = None
    healthy: bool = False

    def take(self, now_ns: int, event: Event) -> None:
        """Fold one event that carries this liquidation's name."""
        self.money.take(event)
        fold = _FOLDS.get(type(event))
        if fold is not None:
            fold(self, event)
        if isinstance(event, LiquidationReleased):
            self.released_ns = now_ns

    # -- what it was

    @property
    def is_running(self) -> bool:
        """Whether the unit is still locked."""
        return self.released_ns is None

    @property
    def margin_atoms(self) -> int:
        """Return the unit's cash at the trigger: the compartment, or the whole cross pool (each leg repeats it)."""
        return self.legs[0].margin_atoms if self.legs else 0

    @property
    def lost_atoms(self) -> int:
        """Return what the liquidation has taken so far: price loss, fee and what the fund kept."""
        return self.money.taken_atoms

    @property
    def fee_atoms(self) -> int:
        """Return the liquidation fees so far."""
        return self.money.fee_atoms

    @property
    def slices_done(self) -> int:
        """Return how many slices were sold, in one contract or in several at once."""
        return len({one.step for one in self.sales if one.kind == SLICE})

    def slice_taken_atoms(self, step: int) -> int:
        """Return what a slice took from the margin, fee included."""
        return sum(one.fee_atoms - one.you_atoms for one in self.sales if one.kind == SLICE and one.step == step)

    @property
    def step_text(self) -> str:
        """Return where the liquidation stands: "Step 3 of 4" with slices, else the stage in texts."""
        if self.slices_planned and self.is_running:
            step = min(self.slices_planned, max(1, self.slices_done))
            return texts.STEP_OF.format(step=step, count=self.slices_planned)
        return texts.STAGE_NAMES.get(self.stage, texts.LIQUIDATING)

    # -- its positions as they stood at the trigger

    def leg(self, place: str) -> LiquidationLeg | None:
        """Return the position of a contract, or of one side of it, as it stood at the trigger."""
        contract, _, slot = place.partition("/")
        return next((leg for leg in self.legs if leg.contract == contract and slot in ("", leg.slot)), None)

    def sales_of(self, leg: LiquidationLeg) -> list[Sale]:
        """Return what was done to one of its positions."""
        return [one for one in self.sales if (one.contract, one.slot) == (leg.contract, leg.slot)]

    def liquidation_ticks(self, contract: str, tick: Fraction) -> int | None:
        """Return the first tick that liquidates, as predicted at the trigger."""
        leg = self.leg(contract)
        if leg is None or leg.liquidation_price_text is None:
            return None
        exact = Fraction(leg.liquidation_price_text) / tick
        return exact.numerator // exact.denominator if leg.lots > 0 else -(-exact.numerator // exact.denominator)

    def bankruptcy_ticks(self, contract: str, tick: Fraction) -> Fraction | None:
        """Return the bankruptcy price in ticks, as predicted at the trigger."""
        leg = self.leg(contract)
        if leg is None or leg.bankruptcy_price_text is None:
            return None
        return Fraction(leg.bankruptcy_price_text) / tick

    def lots_of(self, contract: str) -> int:
        """Return the signed size of a contract at the trigger."""
        leg = self.leg(contract)
        return leg.lots if leg is not None else 0


def started(event: LiquidationStarted, now_ns: int, slices: int) -> LiquidationStory:
    """Begin the story of a liquidation."""
    money = LiquidationMoney(event.owner)
    return LiquidationStory(
        event.liquidation, event.unit, event.owner, event.contracts, event.margin_mode, now_ns, money, slices
    )


def _fold_stage(story: LiquidationStory, event: LiquidationStaged) -> None:
    story.stage, story.stage_number = event.stage, event.stage_number


def _fold_reduced(story: LiquidationStory, event: LiquidationReduced) -> None:
    kind = SLICE if story.slices_planned else REDUCE
    step = story.stage_number if kind == SLICE else 1 + sum(one.kind == REDUCE for one in story.sales)
    story.sales.append(
        Sale(
            kind,
            step,
            event.contract,
            event.lots,
            event.price_ticks,
            event.realised_atoms,
            event.fee_atoms,
            event.fee_atoms,
            event.value_atoms,
            closed_lots=event.lots,
            slot=event.slot,
        )
    )


def _fold_taken_over(story: LiquidationStory, event: PositionTakenOver) -> None:
    kind = SLICE if story.slices_planned else TAKE_OVER
    value = abs(event.open_value_atoms)
    sale = Sale(kind, story.stage_number, event.contract, event.lots, None, -event.lost_atoms, value_atoms=value)
    story.sales.append(replace(sale, slot=event.slot))


def _fold_closed(story: LiquidationStory, event: DeskClosed) -> None:
    """Add a sale of the desk; what a slice handed over in this same stage is told in the slice's own line."""
    if not event.lots:
        return
    fund = event.to_fund_atoms + event.fee_atoms - event.from_fund_atoms
    own = event.result_atoms + event.from_fund_atoms + event.socialised_atoms
    place = _open_slice(story, event.contract, event.slot)
    if place is not None:
        one = story.sales[place]
        story.sales[place] = replace(
            one,
            price_ticks=event.price_ticks,
            you_atoms=one.you_atoms + own,
            fee_atoms=event.fee_atoms,
            fund_atoms=fund,
            closed_lots=event.lots,
        )
        return
    story.sales.append(
        Sale(
            DESK_SALE,
            story.stage_number,
            event.contract,
            event.lots,
            event.price_ticks,
            own,
            event.fee_atoms,
            fund,
            event.value_atoms,
            closed_lots=event.lots,
            slot=event.slot,
        )
    )


def _open_slice(story: LiquidationStory, contract: str, slot: str) -> int | None:
    """Return the place of a slice that was handed over and not yet sold."""
    for place in range(len(story.sales) - 1, -1, -1):
        one = story.sales[place]
        if one.kind == SLICE and (one.contract, one.slot) == (contract, slot):
            return place if one.price_ticks is None else None
    return None


def _fold_deleveraged(story: LiquidationStory, event: TraderDeleveraged) -> None:
    story.deleveraged.append(event)
    owner = "" if event.owner == LIQUIDITY else event.owner
    story.sales.append(
        Sale(
            ADL,
            story.stage_number,
            event.contract,
            event.lots,
            None,
            0,
            value_atoms=event.value_atoms,
            owner=owner,
            closed_lots=event.lots,
            slot=event.slot,
        )
    )


def _fold_released(story: LiquidationStory, event: LiquidationReleased) -> None:
    story.healthy = event.healthy


_FOLDS: dict[type, Callable[[LiquidationStory, Any], None]] = {
    LiquidationLeg: lambda story, event: story.legs.append(event),
    LiquidationStaged: _fold_stage,
    LiquidationReduced: _fold_reduced,
    PositionTakenOver: _fold_taken_over,
    DeskClosed: _fold_closed,
    TraderDeleveraged: _fold_deleveraged,
    LossSocialised: lambda story, event: story.socialised.append(event),
    LiquidationReleased: _fold_released,
}
