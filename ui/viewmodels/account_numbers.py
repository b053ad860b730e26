"""Figures of My account: money and prices given as exact rationals in whole units. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from sandbox.rulebook.records import Contract
from ui.viewmodels.number_text import asset_decimals, decimal_text, step_decimals


def money_text(amount: Fraction, asset: str, *, signed: bool = False) -> str:
    """Write an amount as wallets show it; one too small to show keeps the digits it needs: "0.00001"."""
    decimals = asset_decimals(asset)
    while amount and decimals < 8 and abs(amount) * 10**decimals < 1:
        decimals += 1
    return decimal_text(amount, decimals, signed=signed)


def contract_price_text(price: Fraction, contract: Contract) -> str:
    """Write a price with the decimals of the contract's tick."""
    return decimal_text(price, step_decimals(contract.tick))


def contract_size_text(size: Fraction, contract: Contract) -> str:
    """Write a size with the decimals of the contract's lot, more where it lies between two lots."""
    decimals = step_decimals(contract.lot)
    while decimals < 8 and (size * 10**decimals).denominator != 1:
        decimals += 1
    return decimal_text(size, decimals)
