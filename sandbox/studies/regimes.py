"""The regimes a comparison knows, and a scenario rewritten for one: same money, prices and orders, other walls."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from sandbox.messages import commands as cmd
from sandbox.messages.opening import Opening, PlannedCommand, TraderPosition
from sandbox.rulebook.collateral import MULTI_ASSET, PORTFOLIO, UNIFIED
from sandbox.rulebook.records import Rulebook


class Regime(Struct, frozen=True, kw_only=True):
    """An account mode with the margin mode of every position in it; `wall` says in words what stands where."""

    id: str
    name: str
    account_mode: str
    margin_mode: str
    tops_up: bool
    wall: str


REGIMES = (
    Regime(
        id="isolated",
        name="Isolated",
        account_mode="segregated",
        margin_mode="isolated",
        tops_up=False,
        wall="a wall around each position",
    ),
    Regime(
        id="cross",
        name="Cross",
        account_mode="segregated",
        margin_mode="cross",
        tops_up=False,
        wall="the contract wallet is one tank",
    ),
    Regime(
        id="isolated+topup",
        name="Isolated + auto top-up",
        account_mode="segregated",
        margin_mode="isolated",
        tops_up=True,
        wall="a wall with a pipe from the contract wallet",
    ),
    Regime(
        id="multi-asset",
        name="Multi-asset",
        account_mode=MULTI_ASSET,
        margin_mode="cross",
        tops_up=False,
        wall="every coin in the contract wallet counts",
    ),
    Regime(
        id="unified",
        name="Unified",
        account_mode=UNIFIED,
        margin_mode="cross",
        tops_up=False,
        wall="the wall between contract and spot is open",
    ),
    Regime(
        id="portfolio",
        name="Portfolio margin (model)",
        account_mode=PORTFOLIO,
        margin_mode="cross",
        tops_up=False,
        wall="the wall is open, and spot hedges",
    ),
)
BY_ID = {one.id: one for one in REGIMES}


def offered(book: Rulebook) -> tuple[Regime, ...]:
    """Return the regimes that a book offers."""
    return tuple(one for one in REGIMES if one.account_mode in book.collateral.regimes)


def under_regime(opening: Opening, regime: Regime) -> Opening:
    """Return the opening as it is under a regime; what its script says of margin modes and top-ups is the regime's.

    Adding or taking out margin is left out where positions have no margin of their own. A script's expectations are
    those of its own regime, so none is kept: what is refused is part of the answer.
    """
    rewritten = [_rewritten(one, regime) for one in opening.commands]
    switches = _switches(opening) if regime.tops_up else []
    return replace(
        opening,
        account_mode=regime.account_mode,
        positions=tuple(_held(one, regime) for one in opening.positions),
        commands=(*switches, *(one for one in rewritten if one is not None)),
        expectations=(),
    )


def _held(position: TraderPosition, regime: Regime) -> TraderPosition:
    """Return one of your own positions with the margin of the regime; one that had none gets its initial margin."""
    margin = position.isolated_margin_atoms if regime.margin_mode == "isolated" else None
    return replace(position, margin_mode=regime.margin_mode, isolated_margin_atoms=margin)


def _rewritten(planned: PlannedCommand, regime: Regime) -> PlannedCommand | None:
    command = planned.command
    if isinstance(command, cmd.SetMarginMode | cmd.SetAutoTopUp | cmd.SetAccountMode):
        return None
    if isinstance(command, cmd.AdjustMargin) and regime.margin_mode != "isolated":
        return None
    if isinstance(command, cmd.PlaceOrder):
        command = replace(command, margin_mode=regime.margin_mode)
    return replace(planned, command=command, expect=None)


def _switches(opening: Opening) -> Iterable[PlannedCommand]:
    """Return a switch of automatic top-up for each contract you hold or trade, with the script's own limit."""
    limits: dict[str, int | None] = {one.contract: None for one in opening.positions}
    for planned in opening.commands:
        command = planned.command
        if isinstance(command, cmd.PlaceOrder):
            limits.setdefault(command.contract, None)
        elif isinstance(command, cmd.SetAutoTopUp) and command.on:
            limits[command.contract] = command.limit_atoms
    for contract, limit in sorted(limits.items()):
        switch = cmd.SetAutoTopUp(contract=contract, on=True, limit_atoms=limit)
        yield PlannedCommand(at_ns=opening.starts_ns, command=switch, action="auto_top_up")
