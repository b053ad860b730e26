"""One account in the regimes that the map of reach draws apart, with its side doors where a story opens them."""

from tests.support.money_stories import FOUR_SLICES

_MARGIN = '[[step]]\nat = "2020-03-12T09:00:03Z"\ndo = "margin"\ncontract = "BTCUSDT-PERP"\namount = "206.60"\n'


def reach_story(mode: str, *, cross: bool = True, doors: bool = False) -> str:
    """Return the story of the four slices under an account mode; `doors` links spot and pledges savings."""
    story = FOUR_SLICES.replace('account_mode = "segregated"', f'account_mode = "{mode}"')
    if cross:
        story = story.replace(_MARGIN, "").replace('side = "long"\nqty = "2"\nmargin = "isolated"', _CROSS)
    return story + (_DOORS if doors else "")


_CROSS = 'side = "long"\nqty = "2"\nmargin = "cross"'
_DOORS = """
[[step]]
at = "2020-03-12T09:00:04Z"
do = "auto_transfer"
from = "spot"
limit = "500"

[[step]]
at = "2020-03-12T09:00:05Z"
do = "pledge_savings"
"""
