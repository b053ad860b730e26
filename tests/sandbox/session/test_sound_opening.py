"""A session that somebody sealed round an absurd opening is refused in one line; every honest one is sound."""

from array import array
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sandbox.loading.rulebook_toml import list_rulebooks
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.codec import Undecodable
from sandbox.messages.commands import AdjustMargin, InSubAccount, PlaceOrder, SetLeverage, TransferMoney
from sandbox.messages.opening import Opening, SubAccountOpening, WalletAmount
from sandbox.rulebook.collateral import CollateralAsset, CollateralRules, HaircutTier
from sandbox.rulebook.sound_book import book_faults
from sandbox.session.file import create_journal
from sandbox.session.recovery import recover_file
from sandbox.session.resuming import open_file
from sandbox.session.sound_opening import sound
from sandbox.session.verify import verify_file
from sandbox.values.problems import Problem
from tests.support.builders import BTC, CONTRACTS, ETH, a_rulebook, a_trader, held
from tests.support.busy import busy_opening, planned

HONEST = busy_opening(60)
Forge = Callable[[Opening], Opening]


def contract(**changes: Any) -> Forge:
    """The first contract of the book is another."""
    return lambda one: replace(
        one, rulebook=replace(one.rulebook, contracts=(replace(CONTRACTS[0], **changes), *CONTRACTS[1:]))
    )


def bracket(at: int, **changes: Any) -> Forge:
    """One bracket of the first contract is another."""
    rows = list(CONTRACTS[0].brackets)
    rows[at] = replace(rows[at], **changes)
    return contract(brackets=tuple(rows))


def book(**changes: Any) -> Forge:
    return lambda one: replace(one, rulebook=replace(one.rulebook, **changes))


def liquidation(**changes: Any) -> Forge:
    return lambda one: replace(one, rulebook=a_rulebook(**changes))


def prices(**changes: Any) -> Forge:
    return lambda one: replace(one, prices=replace(one.prices, **changes))


def opening(**changes: Any) -> Forge:
    return lambda one: replace(one, **changes)


def position(**changes: Any) -> Forge:
    return opening(positions=(replace(held(BTC, "short", "2", "7934.0"), **changes),))


def money(wallet: str = "spot", asset: str = "USDT", atoms: int = 1) -> tuple[WalletAmount, ...]:
    return (WalletAmount(wallet=wallet, asset=asset, atoms=atoms),)


def command(one: Any) -> Forge:
    return opening(commands=(planned(1, one),))


BACKWARDS = array("q", reversed(HONEST.prices.at_ns))
FREE = array("q", [0] * len(HONEST.prices))
ORDER = PlaceOrder(contract=BTC, side="long", lots=1)
BTC_TWICE = (HaircutTier(up_to=Fraction(2), rate=Fraction(1, 2)), HaircutTier(up_to=Fraction(1), rate=Fraction(1, 3)))
RISING = CollateralRules(assets=(CollateralAsset(asset="BTC", tiers=BTC_TWICE),))
FORGED: dict[str, tuple[Forge, str]] = {
    "no contracts": (book(contracts=()), "the book has no contract"),
    "a contract twice": (book(contracts=CONTRACTS[:1] * 2), "or one twice"),
    "tick 0": (contract(tick=Fraction(0)), "tick, lot or face"),
    "lot 0": (contract(lot=Fraction(0)), "tick, lot or face"),
    "a negative lot": (contract(lot=Fraction(-1)), "tick, lot or face"),
    "a tick beyond all": (contract(tick=Fraction(10**900)), "tick, lot or face"),
    "inverse without a face": (contract(kind="inverse", settle="BTC"), "tick, lot or face"),
    "another kind": (contract(kind="option"), "its kind"),
    "another settlement": (contract(settle="ETH"), "its assets"),
    "a climbing name": (contract(symbol="../x"), "its name"),
    "no brackets": (contract(brackets=()), "0 brackets"),
    "falling up_to": (bracket(1, up_to=Fraction(5)), "brackets overlap"),
    "up_to 0": (bracket(0, up_to=Fraction(0)), "no amount above 0"),
    "negative leverage of a bracket": (bracket(0, max_leverage=Fraction(-5)), "below 0 or too high"),
    "falling maintenance": (bracket(1, maintenance=Fraction(0)), "maintenance falls"),
    "maintenance of all": (bracket(4, maintenance=Fraction(1)), "must stay below 1"),
    "slice 0": (liquidation(slice=Fraction(0)), "slice is 0"),
    "an unknown way": (liquidation(steps="never"), "'never' is none of"),
    "negative stages": (liquidation(stage_ns=-1), "stage is not between"),
    "a claim on the cold wallet": (liquidation(beyond_fund="claim", set_off=("cold",)), "set_off"),
    "tiers that fall": (book(collateral=RISING), "tiers must rise"),
    "an unknown account mode": (book(collateral=CollateralRules(regimes=("segregated", "x"))), "account modes"),
    "portfolio without a grid": (book(collateral=CollateralRules(regimes=("segregated", "portfolio"))), "stress grid"),
    "a mode not offered": (opening(account_mode="unified"), "account mode"),
    "an end before all": (opening(ends_ns=0), "ends before it starts"),
    "an end beyond all": (opening(ends_ns=10**30), "ends before it starts, or at no instant"),
    "an unknown contract in the market": (prices(contracts=("XRPUSDT-PERP", ETH)), "not in the rulebook"),
    "points not increasing": (prices(at_ns=BACKWARDS), "one after the other"),
    "prices of 0": (prices(price_ticks=FREE), "not above 0"),
    "a wallet of an unknown asset": (opening(wallets=money(asset="DOGE")), "unknown asset 'DOGE'"),
    "an unknown wallet": (opening(wallets=money(wallet="liquidity")), "no wallet"),
    "negative money": (opening(wallets=money(atoms=-1)), "below 0"),
    "money beyond all": (opening(insurance_fund=money("insurance_fund", atoms=10**40)), "more than any account"),
    "a position of nothing": (position(lots=0), "size or value"),
    "a position beyond all": (position(lots=10**30), "size or value"),
    "negative leverage": (position(leverage=Fraction(-1)), "leverage is none"),
    "a position in nothing": (position(contract="XRPUSDT-PERP"), "no contract of the rulebook"),
    "a position twice": (opening(positions=(held(BTC, "short", "2", "7934.0"),) * 2), "stands twice"),
    "a trader who is you": (opening(traders=(a_trader("you", "5"),)), "taken"),
    "an account of another's": (opening(sub_accounts=(SubAccountOpening(name="a/spot", wallets=()),)), "no name"),
    "an order of nothing known": (command(replace(ORDER, contract="X")), "PlaceOrder: its contract"),
    "an order beyond all": (command(replace(ORDER, lots=10**20)), "PlaceOrder: its lots"),
    "leverage 0": (command(SetLeverage(contract=BTC, leverage=Fraction(0))), "its leverage"),
    "margin beyond all": (command(AdjustMargin(contract=BTC, atoms=-(10**30))), "its atoms"),
    "a wallet of nobody": (
        command(TransferMoney(source="world", target="spot", asset="USDT", atoms=1)),
        "TransferMoney: its source",
    ),
    "a sub-account not there": (command(InSubAccount(sub_account="x", command=ORDER)), "not there"),
    "an unknown refusal": (opening(commands=(planned(1, ORDER, expect="NEVER"),)), "expected refusal"),
}


@pytest.mark.parametrize("name", FORGED)
def test_an_absurd_opening_is_not_sound(name: str) -> None:
    forge, told = FORGED[name]
    with pytest.raises(Undecodable) as refused:
        sound(forge(HONEST))
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("name", ["no brackets", "negative leverage", "points not increasing", "an order beyond all"])
def test_a_session_sealed_round_an_absurd_opening_is_refused(name: str, tmp_path: Path) -> None:
    forge, told = FORGED[name]
    path = str(tmp_path / "forged.bulkhead")
    create_journal(path, forge(HONEST)).close()
    for act in (open_file, lambda one: recover_file(one, f"{one}.out")):
        with pytest.raises(Problem) as refused:
            act(path)
        assert refused.value.exit_code == 1
        assert "\n" not in str(refused.value)
    assert told in verify_file(path).failure


def test_what_is_honest_is_sound() -> None:
    for one in (HONEST, load_scenario("wick-in-last"), load_scenario("unified-spot-pays"), load_scenario("hedge-mode")):
        assert sound(one) is one
    for one_book in list_rulebooks():
        assert not list(book_faults(one_book))
