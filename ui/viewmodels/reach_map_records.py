"""View records of the map of reach."""

from __future__ import annotations

from msgspec import Struct


class MapDetailView(Struct, frozen=True):
    """What stands behind a compartment or a door: its rule, its arithmetic, where both come from."""

    title: str
    state: str
    state_text: str
    lines: tuple[tuple[str, str], ...] = ()
    rule: str = ""
    formula: str = ""
    sources: tuple[str, ...] = ()


class MapAmountView(Struct, frozen=True):
    """An asset of a compartment: its words, and the share of it that can go."""

    asset: str
    text: str
    share: float


class MapNodeView(Struct, frozen=True):
    """A wallet, the free part of the contract wallet ("pool"), or an isolated position's margin ("part:<position>").

    `state`: pays, pulled, locked or sealed.
    """

    key: str
    title: str
    icon: str
    state: str
    amounts: tuple[MapAmountView, ...]
    detail: MapDetailView
    is_locked: bool = False


class MapDoorView(Struct, frozen=True):
    """What is between two nodes; `state` as that of a node."""

    key: str
    source: str
    target: str
    state: str
    text: str
    detail: MapDetailView


class ReachMapView(Struct, frozen=True):
    """The whole map."""

    nodes: tuple[MapNodeView, ...]
    doors: tuple[MapDoorView, ...]
    sum_text: str
    is_failure: bool = False

    def detail(self, key: str) -> MapDetailView:
        """Return what stands behind a node or a door; the first node where there is none of that name."""
        details = {**{one.key: one.detail for one in self.nodes}, **{one.key: one.detail for one in self.doors}}
        return details.get(key, self.nodes[0].detail)
