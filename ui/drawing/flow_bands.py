"""`FlowBands`: who paid and who received in a liquidation: payers left, receivers right, bands between them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath

from ui.drawing.painted_view import PaintedView
from ui.drawing.painting import CENTRE, color, draw_text, text_width
from ui.theme.fonts import BODY_PX, SEMIBOLD
from ui.theme.tokens import Tokens
from ui.viewmodels import autopsy_texts as texts
from ui.viewmodels.autopsy_records import BandView, FlowsView, NodeView

PAD_PX, POST_PX, GAP_PX = 14.0, 6.0, 30.0
WORDS_PX, WORDS_GAP_PX, ROW_PX = 190.0, 12.0, 16.0
LEAST_PX, LABEL_GAP_PX = 8.0, 6.0
POSTS = {"loss": "surf", "gain": "gain", "fund": "fund", "warn": "warn", "plain": "tx2"}
BANDS = {"loss": ("loss", 0.42), "warn": ("warn_fill", 0.45), "fund": ("fund", 0.42), "plain": ("tx3", 0.4)}
INKS = {"loss": "loss", "gain": "gain", "fund": "fund", "warn": "warn", "plain": "tx1"}
Posts = list[QRectF]


class FlowBands(PaintedView[FlowsView]):
    """The bands of one liquidation."""

    def __init__(self) -> None:
        super().__init__(texts.PAID, QSize(320, 150), QSize(560, 210))

    def paint_view(self, painter: QPainter, tokens: Tokens, view: FlowsView) -> None:
        """Draw posts, bands and words."""
        words = min(WORDS_PX, (self.width() - 2 * PAD_PX) * 0.32)
        left = PAD_PX + words + WORDS_GAP_PX
        right = self.width() - left
        room = QRectF(left, PAD_PX, right - left, self.height() - 2 * PAD_PX)
        payers, receivers = _posts(room, view.payers, room.left()), _posts(room, view.receivers, room.right() - POST_PX)
        self._paint_bands(painter, tokens, view.bands, payers, receivers)
        for posts, nodes, at in ((payers, view.payers, PAD_PX), (receivers, view.receivers, right + WORDS_GAP_PX)):
            for post, node in zip(posts, nodes, strict=True):
                painter.fillRect(post, color(tokens.color_of(POSTS[node.tone])))
                _paint_node(painter, tokens, (at, post.center().y()), node)

    def _paint_bands(
        self, painter: QPainter, tokens: Tokens, bands: tuple[BandView, ...], payers: Posts, receivers: Posts
    ) -> None:
        """Draw bands, then their sums where they are thick enough or alone."""
        out = [post.top() for post in payers]
        into = [post.top() for post in receivers]
        labels: list[tuple[QPointF, str]] = []
        for band in bands:
            start, end = payers[band.source], receivers[band.target]
            first, last = start.height() * band.source_share, end.height() * band.target_share
            token, opacity = BANDS.get(band.tone, BANDS["plain"])
            path = _band(
                QRectF(start.right(), out[band.source], end.left() - start.right(), first), into[band.target], last
            )
            painter.fillPath(path, color(tokens.color_of(token), opacity))
            near = 0.5 if band.source == band.target or len(bands) == 1 else 0.14 if band.source else 0.86
            at = _middle(start, end, out[band.source] + first / 2, into[band.target] + last / 2, near)
            half = text_width(band.amount_text, BODY_PX, SEMIBOLD) / 2 + LABEL_GAP_PX
            at.setX(min(max(at.x(), start.right() + half), end.left() - half))
            labels.append((at, band.amount_text))
            out[band.source] += first
            into[band.target] += last
        for at, text in labels:
            draw_text(painter, (at.x(), at.y() + 4), text, tokens.tx1, size_px=BODY_PX, weight=SEMIBOLD, align=CENTRE)


def _posts(room: QRectF, nodes: tuple[NodeView, ...], left: float) -> Posts:
    """Return the posts of one side: heights by their shares, none thinner than can be seen, in the middle."""
    free = room.height() - GAP_PX * (len(nodes) - 1)
    heights = [max(LEAST_PX, node.share * free * 0.86) for node in nodes]
    top = room.top() + (room.height() - sum(heights) - GAP_PX * (len(nodes) - 1)) / 2
    posts = []
    for height in heights:
        posts.append(QRectF(left, top, POST_PX, height))
        top += height + GAP_PX
    return posts


def _band(start: QRectF, end_top: float, end_height: float) -> QPainterPath:
    """Return a band from a left edge (x, y, height) to the right end of its width."""
    x1, x2, half = start.left(), start.right(), start.center().x()
    path = QPainterPath(QPointF(x1, start.top()))
    path.cubicTo(half, start.top(), half, end_top, x2, end_top)
    path.lineTo(x2, end_top + end_height)
    path.cubicTo(half, end_top + end_height, half, start.bottom(), x1, start.bottom())
    path.closeSubpath()
    return path


def _middle(start: QRectF, end: QRectF, first: float, last: float, share: float) -> QPointF:
    """Return a point on a band's middle line."""
    eased = share * share * (3 - 2 * share)
    return QPointF(start.right() + (end.left() - start.right()) * share, first + (last - first) * eased)


def _paint_node(painter: QPainter, tokens: Tokens, at: tuple[float, float], node: NodeView) -> None:
    x, y = at
    words = f"{node.words} "
    draw_text(painter, (x, y - 3), node.title, tokens.tx1, size_px=BODY_PX, weight=SEMIBOLD)
    draw_text(painter, (x, y - 3 + ROW_PX), words, tokens.tx2, size_px=BODY_PX)
    ink = tokens.color_of(INKS[node.tone])
    amount = (x + text_width(words, BODY_PX), y - 3 + ROW_PX)
    draw_text(painter, amount, node.amount_text, ink, size_px=BODY_PX, weight=SEMIBOLD)
