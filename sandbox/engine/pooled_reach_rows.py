"""Loss reach of an account that pools its assets: which wallets and coins a loss can pull, how much, and by which rule.

What can be taken of a coin is counted in coins: those that are sold are gone, whatever quote came for them.
"""

from fractions import Fraction

from msgspec import Struct

from sandbox.engine.door_reach import door_row, pledged_row_of
from sandbox.engine.pool import (
    collateral_atoms,
    counted_atoms,
    counting_wallets,
    debt_atoms,
    payable_atoms,
    pool_asset,
    price_scale,
    stress_grid,
)
from sandbox.engine.predict import leg_of
from sandbox.engine.reach_orders import may_open
from sandbox.engine.reach_terms import (
    ReachRow,
    ReachTerm,
    fee_rate,
    fills_anywhere,
    is_topped_up,
    isolated_term,
    order_term,
    order_value,
    top_up_term,
)
from sandbox.engine.state import Order, State
from sandbox.ledger.accounts import SAVINGS, WALLETS, YOU, held_account, wallet_account
from sandbox.margin.requirement import Leg
from sandbox.matching.orders import signed_lots
from sandbox.risk.pooled_reach import PooledReach, pooled_reach
from sandbox.risk.portfolio_reach import GridReach, portfolio_reach
from sandbox.values.assets import ATOMS_PER_UNIT, atoms_text, decimal_text
from sandbox.values.rounding import round_up


class _Draws(Struct, frozen=True):
    """What isolated positions, orders and top-ups take of the contract wallet: from compartments, and from its cash."""

    walled: tuple[ReachTerm, ...]
    shared: tuple[ReachTerm, ...]
    pool: int  # the contract wallet's cash, with what orders hold
    drained: int = 0  # what top-up can take of it, lost or not

    @property
    def from_cash(self) -> int:
        """Return what they can take of the cash together."""
        return min(self.pool, sum(term.atoms for term in self.shared) + self.drained)


def pooled_rows(state: State) -> tuple[ReachRow, ...]:
    """Return the reach of every wallet and asset that holds money, and of the contract wallet always."""
    quote = pool_asset(state)
    draws, contracts = _draws(state, quote), _cross_contracts(state)
    drawn = _drawn(state, quote, draws)
    places = {(account, asset) for account, asset, _ in state.balances.items() if account in WALLETS}
    places.add(("contract", quote))
    rows = []
    for wallet, asset in sorted(places, key=lambda place: (WALLETS.index(place[0]), place[1])):
        if (wallet, asset) == ("contract", quote):
            rows.append(_contract_row(state, quote, draws, drawn, contracts))
        elif wallet not in counting_wallets(state) or not _counts(state, asset, quote):
            balance = state.balances.of(wallet, asset)
            outside = ReachRow(wallet, asset, balance, 0, False, (), _outside_rule(state, wallet, asset))
            door = door_row(state, wallet, asset, is_drawn=drawn.whole)
            rows.append(door or _pledged(state, wallet, asset, draws, drawn) or outside)
        else:
            rows.append(_pulled_row(state, wallet, asset, draws, drawn, contracts))
    return tuple(rows)


def _pledged(state: State, wallet: str, asset: str, draws: _Draws, drawn: PooledReach) -> ReachRow | None:
    """Return the row of pledged savings, which pay after all cash that counts; None where it is none."""
    if wallet != SAVINGS or asset != pool_asset(state):
        return None
    cash = sum(state.balances.of(wallet_account(YOU, one), asset) for one in counting_wallets(state))
    before = max(0, cash - draws.from_cash)
    return pledged_row_of(state, asset, None if drawn.whole else max(0, round_up(drawn.quote) - before))


def _counts(state: State, asset: str, quote: str) -> bool:
    return asset == quote or state.rulebook.collateral.asset(asset) is not None


def _draws(state: State, quote: str) -> _Draws:
    orders = _orders(state)
    positions = [one for one in state.positions_of(YOU) if one.margin_mode == "isolated"]
    pool = state.balances.of(wallet_account(YOU, "contract"), quote)
    pool += sum(state.balances.of(held_account(order.order), quote) for order in orders)
    opening = [order for order in orders if may_open(state, order, orders)]
    walled = [isolated_term(state, one, opening) for one in positions]
    shared = [order_term(state, order, pool, orders) for order in opening if order.margin_mode == "isolated"]
    topped_up = [one for one in positions if is_topped_up(state, one)]
    shared += [top_up_term(state, one, pool) for one in topped_up]
    limits = [state.auto_top_ups[one.place] for one in topped_up]
    return _Draws(tuple(walled), tuple(shared), pool, sum(pool if limit is None else limit for limit in limits))


def _orders(state: State) -> list[Order]:
    return [order for order in state.orders.values() if order.owner == YOU]


def _cross_contracts(state: State) -> tuple[str, ...]:
    held = {one.contract for one in state.positions_of(YOU) if one.margin_mode == "cross"}
    held |= {one.contract for one in _orders(state) if one.margin_mode == "cross" and not one.reduce_only}
    return tuple(sorted(held))


def _drawn(state: State, quote: str, draws: _Draws) -> PooledReach:
    """Return what the cross positions, and cross orders as if filled, can take; other draws on the cash come first."""
    legs: list[tuple[str, Leg]] = []
    fills: list[tuple[str, Leg]] = []
    lots: dict[tuple[str, str], int] = {}
    for one in state.positions_of(YOU):
        if one.margin_mode == "cross":
            lots[one.contract, one.slot] = one.lots
            legs.append((one.contract, leg_of(state.scales[one.contract], one.lots, one.open_value_atoms, 1)))
    others = _orders(state)
    orders = [one for one in others if one.margin_mode == "cross" and may_open(state, one, others)]
    for order in orders:
        sign, have = signed_lots(order.side, 1), lots.get((order.contract, order.slot), 0)
        mine = order.contract, order.slot, order.side
        same_side = sum(o.lots for o in others if (o.contract, o.slot, o.side) == mine)
        if have * sign >= 0 or same_side > abs(have):
            if fills_anywhere(state, order):
                every = max(Fraction(0), Fraction(payable_atoms(state, YOU, quote) - debt_atoms(state, quote)))
                return PooledReach(True, every, True, "a waiting order fills where the market is then")
            leg = leg_of(
                state.scales[order.contract], signed_lots(order.side, order.lots), order_value(state, order), 1
            )
            fills.append((order.contract, leg))
    coins = {}
    for rule in state.rulebook.collateral.assets:
        scale, atoms = price_scale(state, rule.asset), collateral_atoms(state, rule.asset)
        if scale is not None and atoms:
            coins[scale.symbol] = (counted_atoms(state, rule.asset, atoms), scale.tick)
    if any(order.side == "short" for order in orders):
        coins = {}  # a short that an order opens or enlarges is not taken as hedged
    held = sum(state.balances.of(held_account(order.order), quote) for order in _orders(state))
    cash = payable_atoms(state, YOU, quote) + held - debt_atoms(state, quote) - draws.from_cash
    fee = max((fee_rate(state, contract) for contract, _ in [*legs, *fills]), default=Fraction(0))
    grid = stress_grid(state)
    if grid is not None:
        known = GridReach(grid, {name: scale.base for name, scale in state.scales.items()}, ATOMS_PER_UNIT)
        found = portfolio_reach(Fraction(cash), coins, legs, fills, known, fee)
    else:
        found = pooled_reach(Fraction(cash), coins, [*legs, *fills], state.rulebook.liquidation, fee)
    sells = found.coins or found.quote > cash - held  # what orders hold does not pay
    return PooledReach(found.whole, found.quote, sells, found.reason)


def _contract_row(state: State, quote: str, draws: _Draws, drawn: PooledReach, contracts: tuple[str, ...]) -> ReachRow:
    terms = [*draws.walled, *draws.shared]
    cross = 0
    if contracts:
        cross = draws.pool if drawn.whole else min(draws.pool, round_up(drawn.quote))
        terms.append(ReachTerm("cross", "+".join(contracts), cross, drawn.reason))
    walls = sum(term.atoms for term in draws.walled)
    total = walls + min(draws.pool, sum(term.atoms for term in draws.shared) + cross)
    inside = [one for one in state.positions_of(YOU) if one.margin_mode == "isolated"]
    balance = draws.pool + sum(state.compartment_atoms(one) for one in inside)
    words = "cross positions draw on all that counts" if contracts else "no cross position is open"
    if draws.walled:
        words += ", isolated ones lose their own margin" + (" and what top-up takes" if draws.shared else "")
    return ReachRow("contract", quote, balance, total, total > 0, tuple(terms), _dated(state, words), draws.pool)


def _pulled_row(
    state: State, wallet: str, asset: str, draws: _Draws, drawn: PooledReach, contracts: tuple[str, ...]
) -> ReachRow:
    """Return the row of a coin that counts, or of the quote in another wallet than the contract wallet."""
    balance, quote = state.balances.of(wallet_account(YOU, wallet), asset), pool_asset(state)
    if asset != quote:
        worst = balance if contracts and drawn.coins else 0
    elif drawn.whole:
        worst = balance
    else:
        before = max(0, state.balances.of(wallet_account(YOU, "contract"), quote) - draws.from_cash)
        worst = min(balance, max(0, round_up(drawn.quote) - before))
    terms = (ReachTerm("collateral", "+".join(contracts), worst, drawn.reason),) if contracts else ()
    words = _pulled_rule(state, wallet, asset, worst, contracts)
    return ReachRow(wallet, asset, balance, worst, worst > 0, terms, words)


def _pulled_rule(state: State, wallet: str, asset: str, worst: int, contracts: tuple[str, ...]) -> str:
    rule = state.rulebook.collateral.asset(asset)
    if rule is None:
        counts = f"{asset} in the {wallet} wallet counts in full and pays after the contract wallet"
    else:
        share = decimal_text(rule.tiers[0].rate * 100)
        more = " and less above a first amount" if len(rule.tiers) > 1 or rule.tiers[0].up_to is not None else ""
        counts = f"{share} % of {asset} in the {wallet} wallet counts at the index{more}"
    if not contracts:
        return _dated(state, f"{counts}, but no cross position is open")
    if not worst:
        return _dated(state, f"{counts}, but the losses end before it is needed")
    place = [one.asset for one in state.rulebook.collateral.assets]
    order = f"; sold in the order {', '.join(place)}" if rule is not None and len(place) > 1 else ""
    what = "can be sold" if rule is not None else "can be taken"
    return _dated(state, f"{counts}, so {atoms_text(worst)} {what}{order}")


def _outside_rule(state: State, wallet: str, asset: str) -> str:
    if wallet == "cold":
        return "outside the exchange: only your signature moves it"
    if wallet in counting_wallets(state):
        return _dated(state, f"{asset} is no collateral in this book")
    counting = counting_wallets(state)
    verb = "wallets count" if len(counting) > 1 else "wallet counts"
    return _dated(state, f"only the {' and '.join(counting)} {verb}")


def _dated(state: State, words: str) -> str:
    book = state.rulebook
    return f"{state.account_mode}: {words} ({book.name}, {book.as_of})"
