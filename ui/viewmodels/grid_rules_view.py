"""The stress grid of a rulebook as a person reads it: its figures, date, sources, and what is assumed. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from sandbox.rulebook.portfolio import PortfolioRules, StressGroup
from sandbox.rulebook.records import Rulebook
from sandbox.values.assets import decimal_text as exact_text
from ui.viewmodels import grid_rules_texts as texts
from ui.viewmodels import rulebook_texts
from ui.viewmodels.number_text import decimal_text


def portfolio_parts(book: Rulebook) -> list[str]:
    """Return the paragraphs about portfolio margin; nothing where the book has no grid."""
    rules = book.portfolio
    if rules is None:
        return []
    fee = texts.WITH_FEE.format(rate=_percent(rules.closing_fee)) if rules.closing_fee else ""
    share, multiple = _percent(rules.extreme_share), exact_text(rules.initial_multiple)
    return [
        f"## {texts.TITLE}",
        rulebook_texts.AS_OF.format(date=rules.as_of),
        texts.RULE.format(share=share, multiple=multiple, fee=fee),
        _groups(rules),
        texts.BASIS_DAYS.format(days=exact_text(rules.basis_days)),
        texts.MINIMUM.format(rate=_percent(rules.minimum_rate)),
        _tiers(book, rules),
        f"### {rulebook_texts.SOURCES}",
        "\n".join(f"- {one}" for one in rules.sources),
        f"### {rulebook_texts.ASSUMPTIONS}",
        "\n".join(f"- {one}" for one in rules.assumptions),
    ]


def _percent(share: Fraction) -> str:
    return texts.PERCENT.format(value=exact_text(share * 100))


def _groups(rules: PortfolioRules) -> str:
    lines = [texts.GROUP_HEAD, "|---|---|---|---|"]
    return "\n".join([*lines, *(_group(one) for one in rules.groups)])


def _group(one: StressGroup) -> str:
    moves = ", ".join(_percent(move) for move in one.shocks)
    assets = ", ".join(one.assets) or texts.OTHERS
    return f"| {assets} | {texts.EITHER_WAY.format(moves=moves)} | {_percent(one.extreme)} | {_percent(one.basis)} |"


def _tiers(book: Rulebook, rules: PortfolioRules) -> str:
    quote = book.contracts[0].quote
    lines, below = [texts.TIER_HEAD.format(quote=quote), "|---|---|"], Fraction(0)
    for tier in rules.minimum_tiers:
        start, times = decimal_text(below, 0), exact_text(tier.multiplier)
        if tier.up_to is None:
            lines.append(f"| {texts.ABOVE.format(start=start)} | {times} |")
            break
        lines.append(f"| {texts.BETWEEN.format(start=start, end=decimal_text(tier.up_to, 0))} | {times} |")
        below = tier.up_to
    return "\n".join(lines)
