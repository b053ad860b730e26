"""What the chart marks is asked for by its value: a buy and a sell alike."""

from ui.drawing.chart_figure import MarkerKind


def test_every_fill_has_a_marker() -> None:
    assert [MarkerKind(kind).value for kind in ("buy", "sell")] == ["buy", "sell"]
