"""Scenarios from TOML: wallets, fund, market, other traders, scripted steps and expectations become one Opening."""

from fractions import Fraction
from pathlib import Path

from sandbox.ledger.accounts import WALLETS
from sandbox.loading.contract_fields import checked_leverage, known_assets, table_atoms, table_lots
from sandbox.loading.market_toml import load_market
from sandbox.loading.resource_files import bundled, find
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.loading.steps_toml import load_steps
from sandbox.loading.toml_lines import Document, Table, parse_decimal
from sandbox.market.merge import merge
from sandbox.messages.opening import Expectation, Opening, TraderOpening, TraderPosition, WalletAmount
from sandbox.rulebook.records import Rulebook
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.limits import TRADERS_MAX, UPDATES_MAX
from sandbox.values.rounding import round_half_even, round_up

LATER_MODES = ("multi-asset", "unified", "portfolio")


def load_scenario(id_or_path: str) -> Opening:
    """Load a bundled scenario by id, or a file; raises Problem with file and line."""
    path = find("scenarios", id_or_path)
    root = Document(path).root()
    title = root.text("title")
    book = load_rulebook(root.text("rulebook", "binance-usdm"), relative_to=path)
    mode = root.word("account_mode", ("segregated", *LATER_MODES), "segregated")
    if mode != "segregated":
        root.fail("account_mode", f"account mode {mode!r} is not supported yet by this version; use segregated")
    seed = root.integer("seed", 0, 0, 2**63 - 1)
    starts, ends = root.instant("starts"), root.instant("ends")
    plan = load_market(root.table("market"), book, seed, path)
    steps, prices = load_steps(root, book)
    for symbol, updates in prices.items():
        plan.paths.setdefault(symbol, [])
        plan.paths[symbol] = sorted([*plan.paths[symbol], *updates], key=lambda update: update[0])
    instants = [at for path_ in plan.paths.values() for at, _ in path_] + [step.at_ns for step in steps]
    starts_ns = starts if starts is not None else min(instants, default=None)
    if starts_ns is None:
        root.fail(None, "nothing says when it starts; add starts = \"2020-03-12T10:00:00Z\"")
    ends_ns = ends if ends is not None else max([*instants, starts_ns])
    if ends_ns < starts_ns:
        root.fail("ends", "ends lies before starts; swap them")
    early = [step for step in steps if step.at_ns < starts_ns]
    if early:
        root.fail("step", "a step stands before the scenario starts; move it or starts")
    columns = merge(plan.paths, starts_ns, ends_ns)
    if len(columns) > UPDATES_MAX:
        root.fail("market", f"the market has more than {UPDATES_MAX} updates; shorten it")
    wallets = _wallets(root.table("wallets"), book)
    opening = Opening(
        id=Path(path).stem, title=title, rulebook=book, account_mode=mode, seed=seed, starts_ns=starts_ns,
        ends_ns=ends_ns, open_ended=ends is None, wallets=wallets,
        insurance_fund=_amounts(root.table("insurance_fund"), "insurance_fund", book),
        traders=_traders(root, book), no_fee_contracts=tuple(plan.no_fees), commands=tuple(steps),
        funding=tuple(one for one in plan.funding if starts_ns < one.at_ns <= ends_ns),
        expectations=_expectations(root, book), prices=columns, notes=tuple(plan.notes),
    )
    root.finish()
    return opening


def list_scenarios() -> list[tuple[str, str]]:
    """Return (id, title) of the bundled scenarios."""
    return [(name, Document(str(path)).root().text("title")) for name, path in bundled("scenarios").items()]


def _amounts(table: Table, wallet: str, book: Rulebook) -> tuple[WalletAmount, ...]:
    found = []
    for asset in table.values:
        if asset not in (assets := known_assets(book)):
            table.fail(asset, f"unknown asset {asset!r}; the rulebook names {', '.join(sorted(assets))}")
        number = table.decimal(asset)
        if number < 0:
            table.fail(asset, f"{asset} is {number}; a balance starts at 0 or above")
        if number >= 10**15:
            table.fail(asset, f"{asset} is {number}; a balance must stay below 10^15")
        if atoms := table_atoms(table, asset, number):
            found.append(WalletAmount(wallet=wallet, asset=asset, atoms=atoms))
    return tuple(found)


def _wallets(table: Table, book: Rulebook) -> tuple[WalletAmount, ...]:
    found: list[WalletAmount] = []
    for wallet in WALLETS:
        if table.has(wallet):
            found += _amounts(table.table(wallet), wallet, book)
    table.finish()
    return tuple(found)


def _traders(root: Table, book: Rulebook) -> tuple[TraderOpening, ...]:
    tables = root.tables("trader")
    if len(tables) > TRADERS_MAX:
        root.fail("trader", f"more than {TRADERS_MAX} traders; use fewer")
    names: set[str] = set()
    traders = []
    for table in tables:
        name = table.text("name")
        if not name or "/" in name or name in names or name in ("you", "liquidity", "crowd", "liquidation_desk"):
            table.fail("name", f"the name {name!r} is taken, empty or holds a slash; choose another")
        names.add(name)
        wallet = _amounts(table.table("wallet"), "contract", book)
        positions = tuple(_trader_position(one, book) for one in table.tables("positions"))
        _check_trader(table, wallet, positions, book)
        table.finish()
        traders.append(TraderOpening(name=name, wallet=wallet, positions=positions))
    return tuple(traders)


def _trader_position(table: Table, book: Rulebook) -> TraderPosition:
    symbol = table.word("contract", [c.symbol for c in book.contracts])
    contract = book.contract(symbol)
    lots = table_lots(table, "qty", contract.lot)
    entry = table.positive("entry")
    margin = None
    if table.has("isolated_margin"):
        margin = table_atoms(table, "isolated_margin", table.positive("isolated_margin"))
    position = TraderPosition(
        contract=symbol, side=table.word("side", ("long", "short")), lots=lots,
        value_atoms=round_half_even(lots * contract.lot * Fraction(entry) * ATOMS_PER_UNIT),
        margin_mode=table.word("margin", ("isolated", "cross"), "cross"),
        leverage=checked_leverage(table, contract.symbol, book) or Fraction(20),
        isolated_margin_atoms=margin,
    )
    table.finish()
    return position


def _check_trader(
    table: Table, wallet: tuple[WalletAmount, ...], positions: tuple[TraderPosition, ...], book: Rulebook
) -> None:
    seen: set[str] = set()
    needed: dict[str, int] = {}
    for position in positions:
        if position.contract in seen:
            table.fail("positions", f"{position.contract} stands twice; a trader holds one position a contract")
        seen.add(position.contract)
        if position.margin_mode == "isolated":
            margin = position.isolated_margin_atoms
            if margin is None:
                margin = round_up(Fraction(position.value_atoms) / position.leverage)
            settle = book.contract(position.contract).settle
            needed[settle] = needed.get(settle, 0) + margin
    for asset, atoms in needed.items():
        if atoms > sum(one.atoms for one in wallet if one.asset == asset):
            table.fail("positions", f"the isolated margins need more {asset} than the trader's wallet holds; add to it")


def _expectations(root: Table, book: Rulebook) -> tuple[Expectation, ...]:
    found = []
    for table in root.tables("expect"):
        wallet = table.word("wallet", (*WALLETS, "insurance_fund"))
        asset = table.word("asset", sorted(known_assets(book)))
        number = parse_decimal(table.text("amount"))
        if number is None or number < 0:
            table.fail("amount", "amount must be a plain decimal, 0 or more")
        found.append(Expectation(wallet=wallet, asset=asset, atoms=table_atoms(table, "amount", number)))
        table.finish()
    return tuple(found)

