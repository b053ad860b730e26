"""The published and observed figures of venues that the program is held to: `published.json`, one row an example.

Each is reproduced by a test within the tolerance of its source, or stands in the help with the reason why not.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Published:
    """One example: its figures by name, and how near ours has to come."""

    id: str
    source: str
    within: str
    expected: dict[str, Any]

    def check(self, **ours: Decimal | Fraction | int | str) -> None:
        """Fail unless every named figure is the published one, within its tolerance."""
        for key, figure in ours.items():
            off = abs(Fraction(figure) - Fraction(str(self.expected[key])))
            assert off <= Fraction(self.within), (self.id, key, figure, self.expected[key])


PUBLISHED = {
    row["id"]: Published(**row) for row in json.loads((Path(__file__).with_suffix(".json")).read_text(encoding="utf-8"))
}
