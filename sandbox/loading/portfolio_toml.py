"""The [portfolio] section of a rulebook: the stress grid, its date and sources, and what is assumed in it."""

from collections.abc import Sequence
from fractions import Fraction

from sandbox.loading.toml_lines import Table, near, parse_decimal, shown
from sandbox.rulebook.collateral import PORTFOLIO, CollateralRules
from sandbox.rulebook.ladders import charge_fault
from sandbox.rulebook.portfolio import ChargeTier, PortfolioRules, StressGroup
from sandbox.rulebook.records import Contract
from sandbox.values.assets import decimal_text

DAYS_MAX = 365
MULTIPLE_MAX = 10


def read_portfolio(
    root: Table, collateral: CollateralRules, contracts: Sequence[Contract], closing_fee: Fraction
) -> PortfolioRules | None:
    """Read the section; None where there is none. Fails where the regime is offered without it, or the other way."""
    offered = PORTFOLIO in collateral.regimes
    if not root.has("portfolio"):
        if offered:
            root.table("collateral").fail("regimes", 'the regime "portfolio" needs a [portfolio] table; add one')
        return None
    table = root.table("portfolio")
    rules = PortfolioRules(
        as_of=table.text("as_of"),
        sources=_texts(table, "sources"),
        assumptions=_texts(table, "assumptions"),
        groups=_groups(table, {one.base for one in contracts}),
        extreme_share=table.rate("extreme_share", "0.5"),
        basis_days=_between(table, "basis_days", "30", DAYS_MAX),
        minimum_rate=table.rate("minimum_rate", "0"),
        minimum_tiers=_tiers(table),
        initial_multiple=_between(table, "initial_multiple", None, MULTIPLE_MAX),
        closing_fee=closing_fee,
    )
    if rules.initial_multiple < 1:
        table.fail("initial_multiple", "it is below 1; the initial margin is no less than maintenance")
    table.finish()
    if not offered:
        table.fail(None, 'the book has a stress grid, but no regime "portfolio" in [collateral]; add it there')
    return rules


def _groups(table: Table, bases: set[str]) -> tuple[StressGroup, ...]:
    groups: list[StressGroup] = []
    named: set[str] = set()
    rows = table.tables("groups")
    if not rows:
        table.fail(None, 'the grid needs groups = [{ shocks = ["0.08"], extreme = "0.5", basis = "0.3" }]')
    for at, row in enumerate(rows):
        assets = _texts(row, "assets")
        for asset in assets:
            if asset not in bases:
                hint = near(asset, sorted(bases))
                row.fail("assets", f"{shown(asset)} is the base of no contract of this book{hint}")
            if asset in named:
                row.fail("assets", f"{asset} stands in two groups; remove one")
        named.update(assets)
        if bool(assets) == (at == len(rows) - 1):
            text = "only the last group speaks for all others" if not assets else "the last group speaks for all others"
            row.fail("assets", f"{text}; give every group but the last its assets")
        groups.append(
            StressGroup(
                assets=assets,
                shocks=_shocks(row),
                extreme=row.rate("extreme", None),
                basis=row.rate("basis", None),
            )
        )
        row.finish()
    return tuple(groups)


def _shocks(row: Table) -> tuple[Fraction, ...]:
    """Return the moves of MR1, the smallest first; each is used either way."""
    shocks = [_shock(row, value) for value in row.list("shocks")]
    if not shocks:
        row.fail("shocks", 'it needs moves as shares of the price, as in ["0.04", "0.08", "0.12"]')
    if sorted(set(shocks)) != shocks:
        row.fail("shocks", "the moves must rise; each is used either way")
    return tuple(shocks)


def _shock(row: Table, value: object) -> Fraction:
    number = parse_decimal(value) if isinstance(value, str) else None
    if number is None or not 0 < number <= 1:
        row.fail(
            "shocks", f'{shown(str(value))} is no move; write shares of the price in quotes, as in ["0.04", "0.08"]'
        )
    return Fraction(number)


def _tiers(table: Table) -> tuple[ChargeTier, ...]:
    tiers: list[ChargeTier] = []
    rows = table.tables("minimum_tiers")
    for row in rows:
        up_to = Fraction(row.positive("up_to")) if row.has("up_to") else None
        tier = ChargeTier(up_to=up_to, multiplier=Fraction(row.positive("multiplier")))
        if fault := charge_fault(tier, tiers[-1] if tiers else None):
            row.fail(*fault)
        tiers.append(tier)
        row.finish()
    if tiers and tiers[-1].up_to is not None:
        rows[-1].fail("up_to", "the last tier goes on without end; remove its up_to")
    return tuple(tiers) or (ChargeTier(up_to=None, multiplier=Fraction(1)),)


def _between(table: Table, key: str, default: str | None, most: int) -> Fraction:
    """Return a number above 0 and at most `most`."""
    if default is not None and not table.has(key):
        return Fraction(default)
    value = Fraction(table.positive(key))
    if value > most:
        table.fail(key, f"it is {decimal_text(value)}; it must lie between 0 and {most}")
    return value


def _texts(table: Table, key: str) -> tuple[str, ...]:
    values = table.list(key)
    if not all(isinstance(value, str) for value in values):
        table.fail(key, f"{key} must be a list of texts")
    return tuple(values)
