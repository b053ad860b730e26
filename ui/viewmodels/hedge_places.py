"""Which position a row, a key or a command means: its contract, and in hedge mode its side too. Qt-free."""

from __future__ import annotations

from collections.abc import Iterable

from ui.viewmodels.liquidation_story import LiquidationStory


def place_key(contract: str, slot: str) -> str:
    """Name a position of yours: "BTCUSDT-PERP", or "BTCUSDT-PERP/long" in hedge mode."""
    return f"{contract}/{slot}" if slot else contract


def contract_and_side(key: str) -> tuple[str, str | None]:
    """Return the contract and the side that a key names; no side in one-way mode."""
    contract, _, side = key.partition("/")
    return contract, side or None


def running_places(stories: Iterable[LiquidationStory]) -> dict[str, LiquidationStory]:
    """Return the running liquidations by the positions they took hold of."""
    return {place_key(leg.contract, leg.slot): one for one in stories if one.is_running for leg in one.legs}
