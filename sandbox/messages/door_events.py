"""What has happened to the side doors, through which a wallet pays that the regime leaves outside; part of `events`."""

from msgspec import Struct


class AutoTransferSet(Struct, frozen=True, kw_only=True):
    """Automatic transfer out of a wallet was switched; `limit_atoms` is what it may take, None: all there is."""

    owner: str
    wallet: str
    asset: str
    on: bool
    limit_atoms: int | None
    cause: str


class AutoTransferred(Struct, frozen=True, kw_only=True):
    """A cross unit was given `atoms` from `wallet` instead of being liquidated; the door may give `left_atoms` more."""

    unit: str
    owner: str
    wallet: str
    asset: str
    atoms: int
    left_atoms: int | None
    cause: str


class SavingsPledged(Struct, frozen=True, kw_only=True):
    """Savings of an asset were pledged as margin, or the pledge was lifted; `limit_atoms` None: all of them."""

    owner: str
    asset: str
    on: bool
    limit_atoms: int | None
    cause: str


class PledgeTaken(Struct, frozen=True, kw_only=True):
    """Pledged savings paid `atoms` that nothing before them could; `left_atoms` stay pledged at most."""

    owner: str
    asset: str
    atoms: int
    left_atoms: int | None
    cause: str


class ClaimSetOff(Struct, frozen=True, kw_only=True):
    """The exchange took `atoms` out of a wallet for what it claims from its owner: the book's set-off clause."""

    owner: str
    wallet: str
    asset: str
    atoms: int
    cause: str
