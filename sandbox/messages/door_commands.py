"""Commands about the side doors; part of `commands`, which says what all of them have in common."""

from msgspec import Struct


class SetAutoTransfer(Struct, frozen=True, kw_only=True):
    """Let the contract wallet take an asset out of another wallet before cross positions are liquidated, or not.

    `limit_atoms` is the most it may take from now on; None: all there is.
    """

    wallet: str
    asset: str
    on: bool
    limit_atoms: int | None = None


class PledgeSavings(Struct, frozen=True, kw_only=True):
    """Let an asset in the savings wallet stand behind cross positions where it lies, or not.

    `limit_atoms` is how much of it at most, what is taken counted; None: all there is.
    """

    asset: str
    on: bool
    limit_atoms: int | None = None
