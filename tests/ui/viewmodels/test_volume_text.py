"""Volumes as the chart writes them: their unit, and digits that tell something at every size."""

import pytest

from ui.viewmodels.number_text import volume_text


@pytest.mark.parametrize(
    ("units", "text"),
    [
        (0.0, "0 BTC"),
        (1e-8, "0.00000001 BTC"),
        (0.04, "0.04 BTC"),
        (0.0412349, "0.0412 BTC"),
        (0.9996, "1 BTC"),
        (1.25, "1.250 BTC"),
        (123.456, "123.5 BTC"),
        (65_432.19, "65,432.2 BTC"),
        (12_480_000.0, "12.48\N{NO-BREAK SPACE}M BTC"),
    ],
)
def test_a_volume_is_written_with_digits_that_tell_something(units: float, text: str) -> None:
    assert volume_text(units, "BTC") == text


def test_a_volume_without_a_unit_stands_alone() -> None:
    assert volume_text(2.5, "") == "2.500"
