"""Accounts of the `risk` command from JSON: decimals as text, every error with its file and line."""

from fractions import Fraction

from msgspec.structs import replace

from sandbox.loading.collateral_toml import offered_mode
from sandbox.loading.json_document import STDIN, JsonDocument
from sandbox.loading.rulebook_toml import read_rulebook, rulebook_path
from sandbox.loading.toml_lines import Table, near, shown
from sandbox.risk.report_records import DOOR_WALLETS, OUTSIDE_WALLETS, AccountInput, PositionInput
from sandbox.rulebook.collateral import COUNTING_WALLETS, POOLED_MODES
from sandbox.rulebook.records import HEDGE, Contract, Rulebook


def load_accounts(path: str) -> tuple[list[AccountInput], bool]:
    """Read one account or a list of them ("-": standard input); also tells whether it was a list."""
    return _accounts(JsonDocument(path), None if path == STDIN else path)


def read_accounts(name: str, text: str) -> tuple[list[AccountInput], bool]:
    """Read accounts from a text, which errors call by `name`; its rulebooks are bundled ones or paths."""
    return _accounts(JsonDocument(name, text), None)


def _accounts(document: JsonDocument, folder_of: str | None) -> tuple[list[AccountInput], bool]:
    books: dict[str, Rulebook] = {}
    accounts = [_account(table, books, folder_of) for table in document.tables()]
    return accounts, isinstance(document.values, list)


def _account(table: Table, books: dict[str, Rulebook], folder_of: str | None) -> AccountInput:
    book = _rulebook(table, books, folder_of)
    mode = offered_mode(table, "account_mode", book)
    assets = {asset: None for one in book.contracts for asset in (one.base, one.quote, one.settle)}
    marks = _marks(table, book)
    account = AccountInput(
        id=table.text("id") if table.has("id") else None,
        rulebook=book,
        contract_wallet=_wallet(table, "contract_wallet", assets),
        outside_wallets={wallet: _wallet(table, f"{wallet}_wallet", assets) for wallet in OUTSIDE_WALLETS},
        positions=tuple(_position(one, book, marks) for one in table.tables("positions")),
        account_mode=mode,
        auto_transfer=_auto_transfer(table),
        pledged=_pledged(table),
    )
    account = replace(account, index=_index(table, account, marks))
    table.finish()
    _check_sides(table, account)
    return account


def _check_sides(table: Table, account: AccountInput) -> None:
    """Refuse two cross positions of one contract and side, which would be one position; long and short are two."""
    seen: dict[tuple[str, int], None] = {}
    for at, position in enumerate(account.positions):
        if position.isolated_margin is None:
            symbol, side = position.contract.symbol, position.side
            where = (*table.path, "positions", at, "contract")
            if (symbol, side) in seen:
                word = "long" if side > 0 else "short"
                table.document.fail(where, f"a second cross {word} in {symbol}; write them as one position")
            if (symbol, -side) in seen and HEDGE not in account.rulebook.positions.modes:
                book = account.rulebook.id
                table.document.fail(where, f"{book} has no hedge mode: long and short of {symbol} are one position")
            seen[symbol, side] = None


def _auto_transfer(table: Table) -> dict[str, Fraction | None]:
    """Return what automatic transfer may take by wallet: {"spot": true} has no limit, {"funding": "500"} has one."""
    doors = table.table("auto_transfer")
    found: dict[str, Fraction | None] = {}
    named = doors.keys()
    for wallet in named:
        if wallet not in DOOR_WALLETS:
            text = f"automatic transfer takes out of {' or '.join(DOOR_WALLETS)}, not out of {shown(wallet)}"
            doors.fail(wallet, text)
        if not isinstance(doors.get(wallet), bool):
            found[wallet] = Fraction(doors.not_negative(wallet))
        elif doors.boolean(wallet, False):
            found[wallet] = None
    return found


def _pledged(table: Table) -> Fraction | None:
    """Return how much of the savings is pledged: `pledge_savings` true (all), false, or an amount as text."""
    if not table.has("pledge_savings"):
        return Fraction(0)
    if isinstance(table.get("pledge_savings"), bool):
        return None if table.boolean("pledge_savings", False) else Fraction(0)
    return Fraction(table.not_negative("pledge_savings"))


def _rulebook(table: Table, books: dict[str, Rulebook], folder_of: str | None) -> Rulebook:
    path = rulebook_path(table, folder_of)
    if path not in books:
        books[path] = read_rulebook(path)
    return books[path]


def _index(table: Table, account: AccountInput, marks: dict[str, Fraction]) -> dict[str, Fraction]:
    """Return the prices of the coins that count: the mark of the book's first contract of each."""
    held = {one.contract.symbol: one.mark for one in account.positions}
    found: dict[str, Fraction] = {}
    for wallet in COUNTING_WALLETS[account.account_mode] if account.account_mode in POOLED_MODES else ():
        amounts = account.contract_wallet if wallet == "contract" else account.outside_wallets.get(wallet, {})
        for rule in account.rulebook.collateral.assets:
            symbol = next(one.symbol for one in account.rulebook.contracts if one.base == rule.asset)
            price = marks.get(symbol, held.get(symbol))
            if price is not None:
                found[rule.asset] = price
            elif amounts.get(rule.asset):
                text = f'{rule.asset} counts as collateral; give its price, "marks": {{"{symbol}": "..."}}'
                table.table(f"{wallet}_wallet").fail(rule.asset, text)
    return found


def _marks(table: Table, book: Rulebook) -> dict[str, Fraction]:
    marks = table.table("marks")
    symbols = marks.keys()
    return {symbol: _mark(marks, symbol, book) for symbol in symbols}


def _mark(marks: Table, symbol: str, book: Rulebook) -> Fraction:
    _contract(marks, symbol, symbol, book)
    return Fraction(marks.positive(symbol))


def _wallet(table: Table, key: str, assets: dict[str, None]) -> dict[str, Fraction]:
    wallet = table.table(key)
    amounts: dict[str, Fraction] = {}
    named = wallet.keys()
    for asset in named:
        if asset not in assets:
            hint = near(asset, assets) or f"; the book has {', '.join(assets)}"
            wallet.fail(asset, f"unknown asset {shown(asset)} in {key}{hint}")
        amounts[asset] = Fraction(wallet.not_negative(asset))
    return amounts


def _contract(table: Table, key: str, symbol: str, book: Rulebook) -> Contract:
    try:
        return book.contract(symbol)
    except KeyError:
        known = [one.symbol for one in book.contracts]
        hint = near(symbol, known) or f"; the book has {', '.join(known[:8])}"
        table.fail(key, f"unknown contract {shown(symbol)} in {book.id}{hint}")


def _position(table: Table, book: Rulebook, marks: dict[str, Fraction]) -> PositionInput:
    contract = _contract(table, "contract", table.text("contract"), book)
    side = 1 if table.word("side", ("long", "short")) == "long" else -1
    quantity = Fraction(table.positive("qty"))
    open_value = _open_value(table, quantity, contract)
    is_isolated = table.word("margin_mode", ("isolated", "cross")) == "isolated"
    leverage = table.leverage("leverage")
    margin = _isolated_margin(table, is_isolated, open_value, leverage)
    top_up = _top_up(table, is_isolated)
    table.finish()
    return PositionInput(
        contract=contract,
        side=side,
        quantity=quantity,
        open_value=open_value,
        mark=marks.get(contract.symbol, contract.price(quantity, open_value)),
        leverage=leverage,
        isolated_margin=margin,
        top_up=top_up,
    )


def _top_up(table: Table, is_isolated: bool) -> Fraction | None:
    """Return what automatic top-up may add: `auto_top_up` true (no limit), false, or a limit as text."""
    if not table.has("auto_top_up"):
        return Fraction(0)
    if not is_isolated:
        table.fail("auto_top_up", "a cross position is not topped up, it has the whole pool; remove it")
    if isinstance(table.get("auto_top_up"), bool):
        return None if table.boolean("auto_top_up", False) else Fraction(0)
    return Fraction(table.not_negative("auto_top_up"))


def _open_value(table: Table, quantity: Fraction, contract: Contract) -> Fraction:
    if table.has("open_value"):
        if table.has("entry"):
            table.fail("open_value", "entry and open_value are both given; keep one")
        return Fraction(table.positive("open_value"))
    return contract.value(quantity, Fraction(table.positive("entry")))


def _isolated_margin(
    table: Table, is_isolated: bool, open_value: Fraction, leverage: Fraction | None
) -> Fraction | None:
    if not is_isolated:
        if table.has("isolated_margin"):
            table.fail("isolated_margin", "a cross position has no isolated_margin; its margin is the contract wallet")
        return None
    if table.has("isolated_margin"):
        return Fraction(table.not_negative("isolated_margin"))
    if leverage is None:
        table.fail(None, "an isolated position needs isolated_margin or leverage; add one")
    return open_value / leverage
