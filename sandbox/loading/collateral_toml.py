"""The [collateral] section of a rulebook: account modes on offer, what counts beside the quote, what is sold when."""

from collections.abc import Sequence
from fractions import Fraction

from sandbox.loading.toml_lines import Table, near, shown
from sandbox.rulebook.collateral import (
    ACCOUNT_MODES,
    POOLED_MODES,
    SEGREGATED,
    CollateralAsset,
    CollateralRules,
    HaircutTier,
)
from sandbox.rulebook.ladders import haircut_fault
from sandbox.rulebook.records import Contract, Fees, Rulebook


def read_collateral(table: Table, contracts: Sequence[Contract], fees: Fees) -> CollateralRules:
    """Read the section; without it the book is segregated. Assets are kept in the order in which they are sold.

    The smallest haircut is sold first, equal ones as they stand in the file. Fails where a sale would make an account
    poorer (a rate above 1 - spot fee), and where the contracts do not settle in one quote.
    """
    regimes = _regimes(table)
    rules = CollateralRules(
        regimes=regimes,
        assets=tuple(sorted(_assets(table, contracts, fees), key=lambda one: -one.tiers[0].rate)),
        exchange_above=Fraction(table.not_negative("exchange_above")) if table.has("exchange_above") else Fraction(0),
        borrow_limit=Fraction(table.not_negative("borrow_limit")) if table.has("borrow_limit") else Fraction(0),
        interest=table.rate("interest", "0", high="10"),
    )
    table.finish()
    if any(one in POOLED_MODES for one in regimes) and len({one.settle for one in contracts}) > 1:
        table.fail("regimes", "contracts settle in several assets; such a book is segregated only")
    if any(one in POOLED_MODES and contract.is_inverse for one in regimes for contract in contracts):
        table.fail("regimes", "inverse contracts settle in coin; such a book is segregated only")
    return rules


def _regimes(table: Table) -> tuple[str, ...]:
    values = table.list("regimes")
    if not values:
        return (SEGREGATED,)
    for value in values:
        if value not in ACCOUNT_MODES:
            table.fail("regimes", f"unknown regime {shown(str(value))}{near(str(value), ACCOUNT_MODES)}")
    if SEGREGATED not in values:
        table.fail("regimes", f'every book is "{SEGREGATED}" too; add it')
    return tuple(one for one in ACCOUNT_MODES if one in values)


def _assets(table: Table, contracts: Sequence[Contract], fees: Fees) -> list[CollateralAsset]:
    found: list[CollateralAsset] = []
    bases = {one.base for one in contracts}
    for row in table.tables("assets"):
        name = row.text("asset")
        if name not in bases:
            row.fail(
                "asset", f"{shown(name)} is the base of no contract, so it has no index{near(name, sorted(bases))}"
            )
        if any(one.asset == name for one in found):
            row.fail("asset", f"{name} stands twice; remove one")
        found.append(CollateralAsset(asset=name, tiers=_tiers(row, 1 - fees.spot_taker)))
        row.finish()
    return found


def _tiers(row: Table, highest: Fraction) -> tuple[HaircutTier, ...]:
    """Return the tiers of an asset: `rate` for any amount, or `tiers` by amount with falling rates."""
    if row.has("rate"):
        single = HaircutTier(up_to=None, rate=row.rate("rate", None))
        if fault := haircut_fault(single, None, highest):
            row.fail(*fault)
        return (single,)
    tiers: list[HaircutTier] = []
    for one in row.tables("tiers"):
        up_to = Fraction(one.positive("up_to")) if one.has("up_to") else None
        tier = HaircutTier(up_to=up_to, rate=one.rate("rate", None))
        if fault := haircut_fault(tier, tiers[-1] if tiers else None, highest):
            one.fail(*fault)
        tiers.append(tier)
        one.finish()
    if not tiers:
        row.fail(None, 'an asset needs rate = "0.95", or tiers = [{ up_to = "20", rate = "0.98" }]')
    return tuple(tiers)


def offered_mode(table: Table, key: str, book: Rulebook) -> str:
    """Return the account mode a file asks for; fails at its key where the book does not offer it."""
    mode = table.word(key, ACCOUNT_MODES, SEGREGATED)
    if mode not in book.collateral.regimes:
        table.fail(key, f"{book.id} does not offer {mode!r}; it has {', '.join(book.collateral.regimes)}")
    return mode
