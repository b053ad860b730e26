"""The [[step]] tables of a scenario: what is done, when, and which refusal it must meet."""

from collections.abc import Callable
from fractions import Fraction

from sandbox.ledger.accounts import WALLETS
from sandbox.loading.contract_fields import checked_leverage, known_assets, table_atoms, table_lots, table_ticks
from sandbox.loading.toml_lines import Table
from sandbox.market.paths import Update
from sandbox.messages import commands as cmd
from sandbox.messages.opening import PlannedCommand
from sandbox.messages.reasons import Reason
from sandbox.rulebook.records import Contract, Rulebook
from sandbox.values.limits import STEPS_MAX

LATER = (
    "account_mode", "position_mode", "auto_top_up", "auto_transfer", "pledge_savings", "outage", "exchange_failure",
)


def load_steps(root: Table, book: Rulebook) -> tuple[list[PlannedCommand], dict[str, list[Update]]]:
    """Return the commands by instant (equal instants in file order) and the prices that steps set."""
    tables = root.tables("step")
    if len(tables) > STEPS_MAX:
        root.fail("step", f"more than {STEPS_MAX} steps; split the scenario")
    planned: list[PlannedCommand] = []
    prices: dict[str, list[Update]] = {}
    for table in tables:
        at = table.instant("at")
        if at is None:
            table.fail(None, "the key 'at' is missing; add the step's time")
        action = table.text("do")
        if action in LATER:
            table.fail("do", f"{action!r} is not supported yet by this version; remove the step")
        table.word("do", (*_READERS, "price"))
        if action == "price":
            contract = _contract(table, book)
            prices.setdefault(contract.symbol, []).append((at, table_ticks(table, "price", contract.tick)))
            say = table.text("say", "")
            if say:
                planned.append(_caption(at, say))
        else:
            expect = table.word("expect", list(Reason)) if table.has("expect") else None
            command = _READERS[action](table, book)
            say = table.text("say", "") if action not in ("say", "chapter", "mark") else ""
            if say:
                planned.append(_caption(at, say))
            planned.append(PlannedCommand(at_ns=at, command=command, action=action, expect=expect, say=say or None))
        table.finish()
    planned.sort(key=lambda one: one.at_ns)
    return planned, prices


def _caption(at_ns: int, text: str) -> PlannedCommand:
    return PlannedCommand(at_ns=at_ns, command=cmd.ShowCaption(kind="say", text=text), action="say")


def _contract(table: Table, book: Rulebook) -> Contract:
    return book.contract(table.word("contract", [contract.symbol for contract in book.contracts]))


def _mode(table: Table) -> str | None:
    return table.word("margin", ("isolated", "cross")) if table.has("margin") else None


def _open(table: Table, book: Rulebook) -> cmd.Command:
    contract = _contract(table, book)
    return cmd.PlaceOrder(
        contract=contract.symbol, side=table.word("side", ("long", "short")),
        lots=table_lots(table, "qty", contract.lot), margin_mode=_mode(table),
        leverage=checked_leverage(table, contract.symbol, book),
    )


def _close(table: Table, book: Rulebook) -> cmd.Command:
    contract = _contract(table, book)
    return cmd.ClosePosition(
        contract=contract.symbol, lots=table_lots(table, "qty", contract.lot) if table.has("qty") else None
    )


def _order(table: Table, book: Rulebook) -> cmd.Command:
    contract = _contract(table, book)
    kind = table.text("type", "limit" if table.has("price") else "market")
    if kind in ("stop", "take_profit", "trailing_stop"):
        table.fail("type", f"orders of type {kind!r} are not supported yet by this version; use limit or market")
    table.word("type", ("limit", "market"), kind)
    return cmd.PlaceOrder(
        contract=contract.symbol, side=table.word("side", ("long", "short")),
        lots=table_lots(table, "qty", contract.lot),
        price_ticks=table_ticks(table, "price", contract.tick) if kind == "limit" else None,
        reduce_only=table.boolean("reduce_only", False), post_only=table.boolean("post_only", False),
        margin_mode=_mode(table), leverage=checked_leverage(table, contract.symbol, book),
        name=table.text("name") if table.has("name") else None,
    )


def _cancel(table: Table, book: Rulebook) -> cmd.Command:
    contract = _contract(table, book).symbol if table.has("contract") else None
    name = table.text("name") if table.has("name") else None
    if contract is None and name is None:
        table.fail(None, "cancel needs the order's name or a contract; add one")
    return cmd.CancelOrder(order=name, contract=contract)


def _transfer(table: Table, book: Rulebook) -> cmd.Command:
    source, target = table.word("from", WALLETS), table.word("to", WALLETS)
    if source == target:
        table.fail("to", "from and to are the same wallet; name two")
    asset = table.word("asset", sorted(known_assets(book)))
    if table.has("sub_account"):
        table.fail("sub_account", "sub-accounts are not supported yet by this version; remove the key")
    atoms = table_atoms(table, "amount", table.positive("amount"))
    return cmd.TransferMoney(source=source, target=target, asset=asset, atoms=atoms)


def _spot(table: Table, book: Rulebook) -> cmd.Command:
    asset = table.word("asset", sorted({contract.base for contract in book.contracts}))
    side = table.word("side", ("buy", "sell", "long", "short"))
    side = {"long": "buy", "short": "sell"}.get(side, side)
    return cmd.TradeSpot(side=side, asset=asset, atoms=table_atoms(table, "qty", table.positive("qty")))


def _margin(table: Table, book: Rulebook) -> cmd.Command:
    contract = _contract(table, book)
    number = table.decimal("amount")
    if number == 0:
        table.fail("amount", "amount is 0; write how much to add, or a negative amount to take out")
    return cmd.AdjustMargin(contract=contract.symbol, atoms=table_atoms(table, "amount", number))


def _leverage(table: Table, book: Rulebook) -> cmd.Command:
    contract = _contract(table, book)
    leverage = checked_leverage(table, contract.symbol, book)
    if leverage is None:
        table.fail(None, "the key 'leverage' is missing; add it")
    return cmd.SetLeverage(contract=contract.symbol, leverage=Fraction(leverage))


def _margin_mode(table: Table, book: Rulebook) -> cmd.Command:
    key = "margin_mode" if table.has("margin_mode") else "margin"
    return cmd.SetMarginMode(contract=_contract(table, book).symbol, margin_mode=table.word(key, ("isolated", "cross")))


def _words(kind: str) -> Callable[[Table, Rulebook], cmd.Command]:
    def read(table: Table, book: Rulebook) -> cmd.Command:
        key = next((one for one in ("say", "text", "title", "name") if table.has(one)), "say")
        return cmd.ShowCaption(kind=kind, text=table.text(key))

    return read


_READERS: dict[str, Callable[[Table, Rulebook], cmd.Command]] = {
    "open": _open, "close": _close, "order": _order, "cancel": _cancel, "transfer": _transfer, "spot": _spot,
    "margin": _margin, "leverage": _leverage, "margin_mode": _margin_mode, "say": _words("say"),
    "chapter": _words("chapter"), "mark": _words("mark"),
}
