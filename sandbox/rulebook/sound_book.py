"""Whether a stored rulebook is one that its readers would have made: held to every rule that a file is held to."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import partial

from sandbox.rulebook import words
from sandbox.rulebook.collateral import ACCOUNT_MODES, POOLED_MODES, PORTFOLIO, SEGREGATED, HaircutTier
from sandbox.rulebook.ladders import BRACKETS_MAX, Fault, bracket_fault, charge_fault, first_fault, haircut_fault
from sandbox.rulebook.records import ONE_WAY, POSITION_MODES, Bracket, Contract, Rulebook
from sandbox.values.limits import AMOUNT_DIGITS_MAX, LEVERAGE_MAX, NS_PER_SECOND

AMOUNT_MAX = 10**AMOUNT_DIGITS_MAX
DAY_NS = 86_400 * NS_PER_SECOND
Bound = tuple[str, Fraction | int, int, int]  # a name, a figure, the least and the most it may be


def book_faults(book: Rulebook) -> Iterator[str]:
    """Yield what is wrong with a book; what comes later relies on what came before."""
    symbols = [one.symbol for one in book.contracts]
    if not symbols or len(set(symbols)) < len(symbols):
        yield "the book has no contract, or one twice"
    yield from out_of_bounds(_bounds(book))
    if not book.liquidation.slice:
        yield "slice is 0"
    extra = book.fees.taker if book.liquidation.fee_in_maintenance else Fraction(0)
    for contract in book.contracts:
        for fault in _contract_faults(contract, extra):
            yield f"{contract.symbol[:40]}: {fault}"
    yield from _word_faults(book)
    yield from _collateral_faults(book)
    yield from _portfolio_faults(book)


def out_of_bounds(bounds: Iterable[Bound]) -> Iterator[str]:
    """Yield a line for every figure that is outside its bounds."""
    for name, value, least, most in bounds:
        if not least <= value <= most:
            yield f"{name} is not between {least} and {most if most < AMOUNT_MAX else 'what can be written'}"


def is_amount(value: Fraction | None) -> bool:
    """Tell whether a figure could be written: above 0, with at most 30 digits before and behind the point."""
    return value is not None and 0 < value <= AMOUNT_MAX and value.denominator <= AMOUNT_MAX


def _bounds(book: Rulebook) -> Iterator[Bound]:
    rules, fees, rates = book.liquidation, book.fees, book.collateral
    for name in ("maker", "taker", "spot_maker", "spot_taker"):
        yield f"fee {name}", getattr(fees, name), 0, 1
    for name in ("slice", "fee", "takeover_share", "fund_drop"):
        yield name, getattr(rules, name), 0, 1
    yield "stage", rules.stage_ns, 0, DAY_NS
    yield "cooldown", rules.cooldown_ns, 0, DAY_NS
    yield "fund_drop hours", rules.fund_drop_ns, 1, 365 * DAY_NS
    yield "reduces_by", rules.reduces_by, 1, BRACKETS_MAX
    yield "slice_above", rules.slice_above, 0, AMOUNT_MAX
    yield "position_cap", rules.position_cap, 0, AMOUNT_MAX
    yield "funding interval", book.funding.interval_hours, 1, 24
    yield "funding cap", book.funding.cap, 0, 1
    yield "exchange_above", rates.exchange_above, 0, AMOUNT_MAX
    yield "borrow_limit", rates.borrow_limit, 0, AMOUNT_MAX
    yield "interest", rates.interest, 0, 10


def _contract_faults(one: Contract, extra: Fraction) -> Iterator[str]:
    names = words.SYMBOL.fullmatch(one.symbol), words.ASSET.fullmatch(one.base), words.ASSET.fullmatch(one.quote)
    if None in names or one.base == one.quote or one.settle != (one.base if one.is_inverse else one.quote):
        yield "its name or its assets are none"
    if one.kind not in words.KINDS or one.brackets_by not in words.BRACKETS_BY or one.fund not in words.FUNDS:
        yield "its kind, what its brackets count or its fund is unknown"
    if not (is_amount(one.tick) and is_amount(one.lot)) or (one.is_inverse != is_amount(one.face)):
        yield "tick, lot or face is no amount above 0"
    if one.face is not None and not one.is_inverse:
        yield "only an inverse contract has a face"
    if not 1 <= len(one.brackets) <= BRACKETS_MAX:
        yield f"it has {len(one.brackets)} brackets"
    if not all(is_amount(row.up_to) for row in one.brackets):
        yield "a bracket's limit is no amount above 0"
    if not all(0 < row.max_leverage <= LEVERAGE_MAX and row.maintenance >= 0 <= row.deduction for row in one.brackets):
        yield "a bracket's leverage, maintenance or deduction is below 0 or too high"
    if fault := first_fault(one.brackets, partial(_bracket_fault, extra)):
        yield fault[1]


def _bracket_fault(extra: Fraction, row: Bracket, before: Bracket | None) -> Fault | None:
    return bracket_fault(row, before, extra)


def _word_faults(book: Rulebook) -> Iterator[str]:
    rules = book.liquidation
    told = (
        (rules.trigger, words.TRIGGERS),
        (rules.maintenance_basis, words.MAINTENANCE_BASES),
        (rules.steps, words.LIQUIDATION_STEPS),
        (rules.surplus_to, words.SURPLUS_TO),
        (rules.beyond_fund, words.BEYOND_FUND),
        (rules.adl_price, words.ADL_PRICES),
        (rules.adl_rank, words.ADL_RANKS),
        (rules.top_up, words.TOP_UP_MODELS),
        (rules.takeover_at, words.TAKEOVER_AT),
        (book.positions.settings_per, words.SETTINGS_PER),
    )
    for word, known in told:
        if word not in known:
            yield f"{word[:40]!r} is none of {', '.join(known)}"
    modes = book.positions.modes
    if not modes or modes[0] != ONE_WAY or not set(modes) <= set(POSITION_MODES):
        yield "its position modes are unknown"


def _collateral_faults(book: Rulebook) -> Iterator[str]:
    rules, contracts = book.collateral, book.contracts
    pooled = set(rules.regimes) & set(POOLED_MODES)
    if SEGREGATED not in rules.regimes or not set(rules.regimes) <= set(ACCOUNT_MODES):
        yield "its account modes are unknown"
    if pooled and (len({one.settle for one in contracts}) > 1 or any(one.is_inverse for one in contracts)):
        yield "its contracts settle in several assets or in coin; such a book is segregated only"
    names = [one.asset for one in rules.assets]
    if len(set(names)) < len(names) or not set(names) <= {one.base for one in contracts}:
        yield "an asset of its collateral is the base of no contract, or stands twice"
    for asset in rules.assets:
        if not asset.tiers or not all(one.rate >= 0 and _reaches(one.up_to) for one in asset.tiers):
            yield f"{asset.asset}: a haircut's rate or limit is below 0"
        if fault := first_fault(asset.tiers, partial(_haircut_fault, 1 - book.fees.spot_taker)):
            yield f"{asset.asset}: {fault[1]}"


def _haircut_fault(highest: Fraction, row: HaircutTier, before: HaircutTier | None) -> Fault | None:
    return haircut_fault(row, before, highest)


def _reaches(up_to: Fraction | None) -> bool:
    return up_to is None or is_amount(up_to)


def _portfolio_faults(book: Rulebook) -> Iterator[str]:
    grid = book.portfolio
    if (grid is not None) != (PORTFOLIO in book.collateral.regimes):
        yield "a stress grid and the portfolio regime belong together"
    if grid is None:
        return
    if not grid.groups or grid.groups[-1].assets or not all(one.assets for one in grid.groups[:-1]):
        yield "of the groups of its stress grid the last one alone speaks for all others"
    for group in grid.groups:
        yield from out_of_bounds((("extreme", group.extreme, 0, 1), ("basis", group.basis, 0, 1)))
        if not group.shocks or list(group.shocks) != sorted(set(group.shocks)):
            yield "the moves of its stress grid must rise"
        yield from out_of_bounds(("a move of its stress grid", one, 0, 1) for one in group.shocks)
    yield from out_of_bounds(
        (
            ("extreme_share", grid.extreme_share, 0, 1),
            ("basis_days", grid.basis_days, 0, 365),
            ("minimum_rate", grid.minimum_rate, 0, 1),
            ("initial_multiple", grid.initial_multiple, 1, 10),
            ("closing_fee", grid.closing_fee, 0, 1),
        )
    )
    tiers = grid.minimum_tiers
    if not tiers or tiers[-1].up_to is not None or not all(one.multiplier > 0 and _reaches(one.up_to) for one in tiers):
        yield "the tiers of its minimum charge are none"
    if fault := first_fault(tiers, charge_fault):
        yield fault[1]
