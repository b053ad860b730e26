"""Where the compartments and doors of the map of reach stand: outer wallets left, contract right, cold outside."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSize

MARGIN_PX, TOP_PX, GAP_PX = 10.0, 28.0, 14.0
COLD_PX, COLD_GAP_PX = 76.0, 30.0
OUTER_SHARE, INNER_SHARE, TRUNK_SHARE = 0.34, 0.36, 0.86
PARTS_MAX_PX, WALL_PX, INLET_PX = 112.0, 34.0, 60.0
OUTER = ("spot", "funding", "savings")


class MapLayout(Struct):
    """The hull, each compartment's box, and of each door: its pipe, its middle, the room for its words."""

    hull: QRectF
    boxes: dict[str, QRectF]
    pipes: dict[str, list[QPointF]]
    doors: dict[str, QPointF]
    words: dict[str, QRectF]


def layout_of(nodes: Sequence[str], doors: Sequence[tuple[str, str]], size: QSize) -> MapLayout:
    """Return the layout of these nodes and doors (key, source) in a widget of a size."""
    width, height = float(size.width()), float(size.height())
    hull = QRectF(MARGIN_PX, MARGIN_PX, width - 2 * MARGIN_PX, height - 2 * MARGIN_PX - COLD_PX - COLD_GAP_PX)
    inside = hull.adjusted(12, TOP_PX, -12, -12)
    outer = [one for one in nodes if one in OUTER]
    parts = [one for one in nodes if one.startswith("part:")]
    boxes: dict[str, QRectF] = {}
    each = (inside.height() - GAP_PX * (len(outer) - 1)) / max(1, len(outer))
    for place, key in enumerate(outer):
        top = inside.top() + place * (each + GAP_PX)
        boxes[key] = QRectF(inside.left(), top, inside.width() * OUTER_SHARE, each)
    left = inside.right() - inside.width() * INNER_SHARE
    part_px = min(PARTS_MAX_PX, inside.height() * 0.62 / max(1, len(parts)) - WALL_PX)
    pool_px = inside.height() - len(parts) * (part_px + WALL_PX)
    boxes["pool"] = QRectF(left, inside.top(), inside.right() - left, pool_px)
    for place, key in enumerate(parts):
        top = inside.top() + pool_px + WALL_PX + place * (part_px + WALL_PX)
        boxes[key] = QRectF(left, top, inside.right() - left, part_px)
    cold_top = hull.bottom() + COLD_GAP_PX
    boxes["cold"] = QRectF(inside.left(), cold_top, inside.width() * OUTER_SHARE, COLD_PX)
    layout = MapLayout(hull, {key: box for key, box in boxes.items() if key in nodes}, {}, {}, {})
    for key, source in doors:
        _place_door(layout, key, source, hull)
    return layout


def _place_door(layout: MapLayout, key: str, source: str, hull: QRectF) -> None:
    """Lay a door's pipe: from an outer wallet by a trunk to the pool, down to a part, down through the hull to cold."""
    boxes = layout.boxes
    if source in OUTER:
        box, pool = boxes[source], boxes["pool"]
        y, inlet = box.center().y(), pool.top() + min(pool.height() / 2, INLET_PX)
        trunk = box.right() + (pool.left() - box.right()) * TRUNK_SHARE
        layout.pipes[key] = [
            QPointF(box.right(), y),
            QPointF(trunk, y),
            QPointF(trunk, inlet),
            QPointF(pool.left(), inlet),
        ]
        layout.doors[key] = QPointF((box.right() + trunk) / 2, y)
        layout.words[key] = QRectF(box.right() + 6, y - 38, trunk - box.right() - 16, 24)
        return
    if source == "cold":
        x, top, bottom, room = boxes["cold"].left() + 26, hull.bottom(), boxes["cold"].top(), 240.0
    else:
        part = boxes[key.removeprefix("door:")]
        x, top, bottom, room = part.left() + 26, part.top() - WALL_PX, part.top(), part.width() - 54
    layout.pipes[key] = [QPointF(x, top), QPointF(x, bottom)]
    layout.doors[key] = QPointF(x, (top + bottom) / 2)
    layout.words[key] = QRectF(x + 18, top, room, bottom - top)
