"""The safety net: who pays for a loss, in order, as five basins. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from ui.viewmodels import texts
from ui.viewmodels.facts import AccountFacts
from ui.viewmodels.liquidation_story import LiquidationStory
from ui.viewmodels.number_text import amount_text, exact_amount_text, percent_text, short_amount_text
from ui.viewmodels.records import BasinView, SafetyNetView

START_LEVEL = 0.78


def safety_net_view(
    facts: AccountFacts, story: LiquidationStory | None, fee: Fraction, beyond_fund: str
) -> SafetyNetView:
    """Return the five basins: margin, liquidation fee, fund, ADL, socialised loss."""
    quote, running = facts.quote, story is not None and story.is_running
    margin = sum(one.margin_atoms for one in facts.positions)
    equity = sum(max(0, one.equity_atoms) for one in facts.positions if one.margin_mode == "isolated")
    put_in = max(1, margin, story.margin_atoms if story is not None and running else 0)
    drew = story.money.from_fund_atoms if story is not None else 0
    fee_atoms = story.fee_atoms if story is not None else 0
    adl = sum(one.lots for one in story.deleveraged) if story is not None else 0
    socialised = story.money.socialised_atoms if story is not None else 0
    lights = max((one.lights for one in facts.positions), default=0)
    fund_start = max(1, facts.fund_start_atoms)
    fund_share = Fraction(facts.fund_atoms, fund_start)
    basins = (
        BasinView(
            texts.BASIN_MARGIN,
            amount_text(margin, quote),
            level=min(1.0, START_LEVEL * min(equity or margin, put_in) / put_in) if margin else 0.0,
            start_level=START_LEVEL if running else None,
            tone="loss" if running else "water",
            is_active=running,
            is_spilling=bool(drew),
            is_used=bool(margin) or running,
            tooltip=exact_amount_text(margin, quote),
        ),
        BasinView(
            texts.BASIN_FEE,
            amount_text(fee_atoms, quote) if fee_atoms else percent_text(fee, 2),
            is_spilling=bool(drew),
            is_used=bool(fee_atoms),
        ),
        BasinView(
            texts.BASIN_FUND,
            short_amount_text(facts.fund_atoms, quote),
            level=min(1.0, float(fund_share) * START_LEVEL),
            start_level=START_LEVEL if facts.fund_atoms < facts.fund_start_atoms else None,
            tone="fund",
            is_active=bool(drew),
            is_spilling=bool(adl or socialised),
            tooltip=exact_amount_text(facts.fund_atoms, quote),
        ),
        BasinView(
            texts.BASIN_ADL,
            texts.LIGHTS_OF.format(count=lights) if lights and not adl else "used" if adl else texts.NOT_USED,
            lights=5 if adl else lights,
            is_active=bool(adl),
            is_used=bool(adl),
        ),
        BasinView(
            texts.BASIN_SOCIALISED,
            amount_text(socialised, quote),
            level=0.5 if socialised else 0.0,
            tone="warn",
            is_active=bool(socialised),
            is_used=bool(socialised),
        ),
    )
    hint = texts.SAFETY_NET_HINT
    if facts.fund_atoms != facts.fund_start_atoms and facts.fund_start_atoms:
        hint = texts.SAFETY_NET_FUND.format(share=percent_text(fund_share, 1))
    return SafetyNetView(hint, basins)
