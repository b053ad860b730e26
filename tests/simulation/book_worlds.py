"""Random worlds under a bundled rulebook as it stands: its contracts and brackets, its stages, its collateral."""

from random import Random

from msgspec.structs import replace

from sandbox.loading.rulebook_toml import list_rulebooks
from sandbox.messages.opening import Opening
from sandbox.rulebook.records import Rulebook
from tests.simulation.worlds import START_TICKS, with_coin
from tests.support.builders import amounts


def bundled_book(rng: Random) -> Rulebook:
    """Draw a bundled book with one to three of its contracts that random prices are made for."""
    book = rng.choice(list_rulebooks())
    known = [one for one in book.contracts if one.symbol in START_TICKS]
    drawn = sorted(rng.sample(known, rng.randint(1, len(known))), key=lambda one: one.symbol)
    bases = {one.base for one in drawn}
    assets = tuple(one for one in book.collateral.assets if one.asset in bases)
    counted = replace(book.collateral, assets=assets)
    return replace(book, contracts=tuple(drawn), collateral=counted)


def under_bundled(rng: Random, opening: Opening) -> Opening:
    """Give a world of a bundled book what its contracts need: one of its regimes, coins where it settles in them."""
    book = opening.rulebook
    opening = replace(opening, account_mode=rng.choice(book.collateral.regimes))
    coins = {one: rng.choice(["0", "0.3", "2.5"]) for one in sorted({one.base for one in book.contracts})}
    opening = replace(opening, wallets=(*opening.wallets, *(one for one in amounts("contract", **coins) if one.atoms)))
    inverse = next((one for one in book.contracts if one.is_inverse), None)
    if inverse is None:
        return opening
    fund = amounts("insurance_fund", BTC=rng.choice(["0.0000003", "0.2", "9"]))
    return replace(
        opening,
        insurance_fund=(*opening.insurance_fund, *fund),
        wallets=(*opening.wallets, *amounts("spot", BTC=rng.choice(["0.05", "0.4", "3.00000007"]))),
        traders=tuple(with_coin(rng, one, inverse) for one in opening.traders),
    )
