"""What backs the cross positions of an account that pools its assets, on plain decimals; and what can go of it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from sandbox.margin.requirement import Leg
from sandbox.risk.pooled_reach import PooledReach, pooled_reach
from sandbox.risk.portfolio_reach import GridReach, portfolio_reach
from sandbox.risk.report_doors import door_report, pledge_report
from sandbox.risk.report_records import AccountInput, ReachReport
from sandbox.rulebook.collateral import COUNTING_WALLETS, PORTFOLIO, SEGREGATED
from sandbox.values.assets import decimal_text

ZERO = Fraction(0)
WALLET_ORDER = ("contract", "spot", "funding", "savings", "cold")


class PooledCoin(Struct, frozen=True):
    """A coin that counts: its amount, what counts of it, its price; `kept` of a sale is left after the fee."""

    asset: str
    contract: str
    amount: Fraction
    counted: Fraction
    price: Fraction
    tick: Fraction
    kept: Fraction


class Backing(Struct, frozen=True):
    """What stands behind the cross positions: cash of the wallets that count, and the coins in them."""

    cash: Fraction
    coins: tuple[PooledCoin, ...] = ()

    @property
    def equity(self) -> Fraction:
        """Return what counts of it."""
        return self.cash + sum((one.counted * one.price for one in self.coins), ZERO)

    @property
    def sold(self) -> Fraction:
        """Return what it is once every coin is sold at its index, the fee paid."""
        return self.cash + sum((one.amount * one.price * one.kept for one in self.coins), ZERO)

    def beside(self, contract: str) -> Fraction:
        """Return what counts without the coin that one contract prices."""
        return self.cash + sum((one.counted * one.price for one in self.coins if one.contract != contract), ZERO)

    def counted_of(self, contract: str) -> Fraction:
        """Return what counts of the coin that a contract prices."""
        return sum((one.counted for one in self.coins if one.contract == contract), ZERO)


def is_pooled(account: AccountInput) -> bool:
    """Tell whether the account's mode counts other assets than the settlement asset."""
    return account.account_mode != SEGREGATED


def counting(account: AccountInput) -> Mapping[str, Mapping[str, Fraction]]:
    """Return the wallets that count, the first payer first."""
    wallets = {"contract": account.contract_wallet, **account.outside_wallets}
    return {name: wallets.get(name, {}) for name in COUNTING_WALLETS[account.account_mode]}


def backing_of(account: AccountInput, asset: str) -> Backing:
    """Return what backs the cross positions settled in an asset."""
    if not is_pooled(account):
        return Backing(account.contract_wallet.get(asset, ZERO) + account.pledged_of(asset))
    book, coins = account.rulebook, []
    wallets = counting(account).values()
    for rule in book.collateral.assets:
        amount = sum((held.get(rule.asset, ZERO) for held in wallets), ZERO)
        contract = next(one for one in book.contracts if one.base == rule.asset)
        if amount:
            price, kept = account.index[rule.asset], 1 - book.fees.spot_taker
            counted = rule.counted(amount)
            coins.append(PooledCoin(rule.asset, contract.symbol, amount, counted, price, contract.tick, kept))
    cash = sum((held.get(asset, ZERO) for held in wallets), account.pledged_of(asset))
    return Backing(cash, tuple(coins))


def pooled_rows(
    account: AccountInput, legs: Sequence[Leg], walled: Fraction, shared: Fraction, drained: Fraction
) -> tuple[ReachReport, ...]:
    """Return the reach of every wallet and asset.

    `walled`: what compartments lose of their own; `shared`: beyond it; `drained`: what top-up can draw, lost or not.
    """
    quote = account.rulebook.contracts[0].settle
    backing = backing_of(account, quote)
    cross = [
        (position.contract.symbol, leg)
        for position, leg in zip(account.positions, legs, strict=True)
        if position.isolated_margin is None
    ]
    pool = account.contract_wallet.get(quote, ZERO)
    from_pool = min(pool, max(shared, drained))
    coins = {one.contract: (one.counted, one.tick) for one in backing.coins}
    rules, fee = account.rulebook.liquidation, account.rulebook.fees.taker
    if account.account_mode == PORTFOLIO and account.rulebook.portfolio is not None:
        known = GridReach(account.rulebook.portfolio, {one.symbol: one.base for one in account.rulebook.contracts})
        drawn = portfolio_reach(backing.cash - from_pool, coins, cross, (), known, fee)
    else:
        drawn = pooled_reach(backing.cash - from_pool, coins, cross, rules, fee)
    wallets = {"contract": {quote: ZERO, **account.contract_wallet}, **account.outside_wallets}
    rows = []
    for wallet in WALLET_ORDER:
        for asset, amount in wallets.get(wallet, {}).items():
            if (wallet, asset) == ("contract", quote):
                taken = (pool if drawn.whole else min(pool, drawn.quote)) if cross else ZERO
                worst = walled + min(pool, shared + taken)
                words = f"cross positions draw on all that counts: {drawn.reason}" if cross else "no cross position"
                words += "; isolated positions lose their own margin" if walled else ""
            else:
                worst, words = _pulled(account, wallet, asset, amount, drawn, max(ZERO, pool - from_pool))
            door = None
            if drawn.whole and wallet not in counting(account):
                door = door_report(account, legs, (wallet, asset), backing.cash, from_pool)
            rule = words if wallet == "cold" else f"{account.account_mode}: {words} {_dated(account)}"
            row = ReachReport(wallet=wallet, asset=asset, worst_loss=worst, reachable=worst > 0, rule=rule)
            if (wallet, asset) == ("savings", quote) and account.pledged != 0:
                before = backing.cash - account.pledged_of(asset) - from_pool
                door = pledge_report(account, asset, None if drawn.whole else drawn.quote - max(ZERO, before))
            rows.append(door or row)
    return tuple(rows)


def _pulled(
    account: AccountInput, wallet: str, asset: str, amount: Fraction, drawn: PooledReach, before: Fraction
) -> tuple[Fraction, str]:
    """Return what can go of an amount, and why; `before` is the cash that pays first."""
    rule, quote = account.rulebook.collateral.asset(asset), account.rulebook.contracts[0].settle
    if wallet == "cold":
        return ZERO, "outside the exchange: only your own signature moves it"
    if wallet not in counting(account):
        names = list(counting(account))
        return ZERO, f"only the {' and '.join(names)} wallet{'s count' if len(names) > 1 else ' counts'}"
    if asset != quote and rule is None:
        return ZERO, f"{asset} is no collateral in this book"
    if rule is not None:
        share = decimal_text(rule.tiers[0].rate * 100)
        counts, worst = f"{share} % of {asset} counts at the index", amount if drawn.coins else ZERO
    else:
        counts = f"{asset} counts in full and pays after the contract wallet"
        worst = amount if drawn.whole else min(amount, max(ZERO, drawn.quote - before))
    return worst, f"{counts}, so it can be {'sold' if rule else 'taken'}" if worst else f"{counts}, but {drawn.reason}"


def _dated(account: AccountInput) -> str:
    book = account.rulebook
    return f"({book.name}, {book.as_of})" if book.as_of else f"({book.name})"
