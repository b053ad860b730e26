"""Scenarios from TOML: money, positions, market, other traders, scripted steps and expectations become one Opening."""

import tomllib
from pathlib import Path

from msgspec import Struct

from sandbox.ledger.accounts import INSURANCE_FUND, WALLETS, fund_account
from sandbox.loading.collateral_toml import offered_mode
from sandbox.loading.contract_fields import known_assets, only, table_atoms, table_contract
from sandbox.loading.market_toml import MarketPlan, load_market
from sandbox.loading.position_rules_toml import offered_position_mode
from sandbox.loading.resource_files import bundled, find
from sandbox.loading.rulebook_toml import read_rulebook, rulebook_path
from sandbox.loading.steps_toml import load_steps
from sandbox.loading.sub_account_toml import load_sub_accounts, sub_account
from sandbox.loading.toml_lines import Document, Table
from sandbox.loading.traders_toml import load_funds, load_positions, load_traders, load_wallets
from sandbox.market.merge import merge, with_volumes
from sandbox.market.paths import Update
from sandbox.messages.inputs import PriceColumns
from sandbox.messages.opening import Expectation, Opening, PlannedCommand
from sandbox.rulebook.records import Rulebook
from sandbox.values.limits import INT64_MAX, UPDATES_MAX

KEYS = (
    "title",
    "rulebook",
    "account_mode",
    "position_mode",
    "seed",
    "starts",
    "ends",
    "wallets",
    "insurance_fund",
    "market",
    "position",
    "trader",
    "sub_account",
    "step",
    "expect",
)


class ScenarioListing(Struct, frozen=True):
    """A bundled scenario as lists show it."""

    id: str
    title: str
    rulebook: str
    starts: str
    path: str


def load_scenario(id_or_path: str) -> Opening:
    """Load a bundled scenario by id, or a file; raises Problem with file and line."""
    path = find("scenarios", id_or_path)
    root = Document(path).root()
    _check_keys(root)
    title = root.text("title")
    book = read_rulebook(rulebook_path(root, path))
    mode = offered_mode(root, "account_mode", book)
    position_mode = offered_position_mode(root, book)
    seed = root.integer("seed", 0, 0, INT64_MAX)
    starts, ends = root.instant("starts"), root.instant("ends")
    wallets = load_wallets(root.table("wallets"), book)
    fund = load_funds(root.table("insurance_fund"), book)
    contract_wallet = tuple(amount for amount in wallets if amount.wallet == "contract")
    positions = load_positions(root.tables("position"), contract_wallet, book, position_mode)
    traders = load_traders(root, book)
    subs = load_sub_accounts(root, book, traders)
    sub_names = tuple(one.name for one in subs)
    expectations = _expectations(root, book, sub_names)
    steps, prices = load_steps(root, book, starts, sub_names)
    plan = load_market(root.table("market"), book, seed, path)
    _add_prices(plan, prices, root)
    starts_ns, ends_ns = _span(root, starts, ends, plan, steps)
    return Opening(
        id=Path(path).stem,
        title=title,
        rulebook=book,
        account_mode=mode,
        seed=seed,
        starts_ns=starts_ns,
        ends_ns=ends_ns,
        open_ended=ends is None,
        wallets=wallets,
        insurance_fund=fund,
        traders=traders,
        sub_accounts=subs,
        no_fee_contracts=tuple(plan.no_fees),
        commands=tuple(steps),
        funding=tuple(one for one in plan.funding if starts_ns < one.at_ns <= ends_ns),
        expectations=expectations,
        prices=_columns(root, plan, starts_ns, ends_ns),
        notes=tuple(plan.notes),
        positions=positions,
        position_mode=position_mode,
    )


def list_scenarios() -> list[tuple[str, str]]:
    """Return (id, title) of the bundled scenarios."""
    return [(one.id, one.title) for one in scenario_listings()]


def scenario_listings() -> list[ScenarioListing]:
    """Return the bundled scenarios by id; only what stands before a file's first table is read."""
    found = []
    for name, path in bundled("scenarios").items():
        values = tomllib.loads(path.read_text(encoding="utf-8").partition("\n[")[0])
        found.append(ScenarioListing(name, values["title"], values["rulebook"], values.get("starts", ""), str(path)))
    return found


def _check_keys(root: Table) -> None:
    if root.has("crowd"):
        root.fail("crowd", "a crowd is not supported yet by this version; name traders under [[trader]]")
    only(root, *KEYS)


def _add_prices(plan: MarketPlan, prices: dict[str, list[Update]], root: Table) -> None:
    """Add the prices that steps set; at equal instants they stand after the path's own and so count."""
    for symbol, updates in prices.items():
        plan.paths[symbol] = sorted([*plan.paths.get(symbol, []), *updates], key=lambda update: update[0])
    for symbol, path in plan.paths.items():
        if not path:
            root.table("market").fail(symbol, f"{symbol} has neither points nor price steps; add points")


def _span(
    root: Table, starts: int | None, ends: int | None, plan: MarketPlan, steps: list[PlannedCommand]
) -> tuple[int, int]:
    """Return first and last instant; what is not written is taken from the market and the steps."""
    firsts = [path[0][0] for path in plan.paths.values()] + [step.at_ns for step in steps[:1]]
    lasts = [path[-1][0] for path in plan.paths.values()] + [step.at_ns for step in steps[-1:]]
    if starts is None:
        if not firsts:
            root.fail(None, 'nothing says when it starts; add starts = "2020-03-12T10:00:00Z"')
        starts = min(firsts)
    if ends is None:
        return starts, max([*lasts, starts])
    if ends < starts:
        root.fail("ends", "ends lies before starts; swap them")
    return starts, ends


def _columns(root: Table, plan: MarketPlan, starts_ns: int, ends_ns: int) -> PriceColumns:
    columns = with_volumes(merge(plan.paths, starts_ns, ends_ns), plan.volumes)
    if len(columns) > UPDATES_MAX:
        root.fail("market", f"the market has more than {UPDATES_MAX} updates; shorten it")
    return columns


def _expectations(root: Table, book: Rulebook, subs: tuple[str, ...]) -> tuple[Expectation, ...]:
    found = []
    for table in root.tables("expect"):
        only(table, "wallet", "asset", "amount", "contract", "sub_account")
        wallet = table.word("wallet", (*WALLETS, INSURANCE_FUND))
        if table.has("contract"):
            contract = table_contract(table, book)
            if wallet != INSURANCE_FUND or contract.fund != "own":
                table.fail("contract", f"only an insurance fund of its own is asked for by contract under {book.id}")
            wallet = fund_account(contract.symbol)
        asset = table.word("asset", known_assets(book))
        atoms = table_atoms(table, "amount", table.not_negative("amount"))
        found.append(
            Expectation(wallet=wallet, asset=asset, atoms=atoms, sub_account=sub_account(table, "sub_account", subs))
        )
    return tuple(found)
