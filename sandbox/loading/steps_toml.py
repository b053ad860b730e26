"""The [[step]] tables of a scenario: what is done, when, and which refusal it must meet."""

from collections.abc import Callable

from msgspec.structs import replace

from sandbox.ledger.accounts import WALLETS
from sandbox.loading.collateral_toml import offered_mode
from sandbox.loading.contract_fields import (
    checked_leverage,
    known_assets,
    only,
    table_atoms,
    table_contract,
    table_lots,
    table_ticks,
)
from sandbox.loading.door_steps import read_auto_transfer, read_pledge
from sandbox.loading.order_steps import MARGIN_MODES, ORDER_KEYS, read_mode, read_order
from sandbox.loading.position_rules_toml import offered_position_mode, read_side
from sandbox.loading.sub_account_toml import sub_account
from sandbox.loading.toml_lines import Table, near
from sandbox.market.paths import Update
from sandbox.messages import commands as cmd
from sandbox.messages.opening import PlannedCommand
from sandbox.messages.reasons import Reason
from sandbox.rulebook.records import Rulebook
from sandbox.values.limits import STEPS_MAX

Reader = Callable[[Table, Rulebook], cmd.Command]
WORDS = ("say", "chapter", "mark")
NO_SUB_ACCOUNT = (*WORDS, "price", "outage", "exchange_failure")
SHARED_KEYS = ("at", "do", "say")
KEYS: dict[str, tuple[str, ...]] = {
    "open": ("contract", "side", "qty", "margin", "leverage"),
    "close": ("contract", "side", "qty", "margin", "leverage"),
    "order": ORDER_KEYS,
    "cancel": ("contract", "name"),
    "transfer": ("from", "to", "asset", "amount", "sub_account", "from_sub_account"),
    "spot": ("side", "asset", "qty"),
    "margin": ("contract", "side", "amount"),
    "leverage": ("contract", "side", "leverage"),
    "margin_mode": ("contract", "side", "margin_mode", "margin"),
    "auto_top_up": ("contract", "side", "on", "limit"),
    "auto_transfer": ("on", "limit", "from", "asset"),
    "pledge_savings": ("on", "limit", "asset"),
    "account_mode": ("account_mode",),
    "position_mode": ("position_mode",),
    "outage": ("on", "until"),
    "exchange_failure": (),
    "price": ("contract", "price"),
    "say": ("text",),
    "chapter": ("text", "chapter"),
    "mark": ("text", "mark"),
}


def load_steps(
    root: Table, book: Rulebook, starts_ns: int | None, subs: tuple[str, ...] = ()
) -> tuple[list[PlannedCommand], dict[str, list[Update]]]:
    """Return the commands by instant (equal instants in file order) and the prices that steps set."""
    tables = root.tables("step")
    if len(tables) > STEPS_MAX:
        root.fail("step", f"more than {STEPS_MAX} steps; split the scenario")
    planned: list[PlannedCommand] = []
    prices: dict[str, list[Update]] = {}
    for table in tables:
        action = _action(table)
        at = table.instant("at")
        if at is None:
            table.missing("at")
        if starts_ns is not None and at < starts_ns:
            table.fail("at", f"{table.text('at')} lies before the scenario starts; move the step or starts")
        if action in WORDS:
            planned += _captions(table, at, action)
            continue
        if table.has("say"):
            planned += [_caption(at, "say", table.text("say"))]
        if action == "price":
            contract = table_contract(table, book)
            prices.setdefault(contract.symbol, []).append((at, table_ticks(table, "price", contract)))
            continue
        expect = table.word("expect", list(Reason)) if table.has("expect") else None
        command = _in_account(table, _READERS[action](table, book), subs)
        planned.append(PlannedCommand(at_ns=at, command=command, action=action, expect=expect))
        if action == "outage" and table.has("until"):
            planned.append(PlannedCommand(at_ns=_until(table, at), command=cmd.SetOutage(on=False), action=action))
    planned.sort(key=lambda one: one.at_ns)
    for updates in prices.values():
        updates.sort(key=lambda update: update[0])
    return planned, prices


def _action(table: Table) -> str:
    """Return what a step does, its keys being those of that action."""
    action = table.text("do")
    if action not in KEYS:
        table.fail("do", f"unknown action {action[:40]!r}{near(action, KEYS)}; known: {', '.join(KEYS)}")
    refusable = () if action in WORDS or action == "price" else ("expect",)
    subs = () if action in NO_SUB_ACCOUNT else ("sub_account",)
    only(table, *SHARED_KEYS, *KEYS[action], *subs, *refusable)
    return action


def _in_account(table: Table, command: cmd.Command, subs: tuple[str, ...]) -> cmd.Command:
    """Return a command as the sub-account's that its step names; a transfer goes there, or comes from one."""
    named = sub_account(table, "sub_account", subs)
    if isinstance(command, cmd.TransferMoney):
        return replace(command, source_account=sub_account(table, "from_sub_account", subs), target_account=named)
    return cmd.InSubAccount(sub_account=named, command=command) if named else command


def _caption(at_ns: int, kind: str, text: str) -> PlannedCommand:
    return PlannedCommand(at_ns=at_ns, command=cmd.ShowCaption(kind=kind, text=text), action=kind)


def _captions(table: Table, at_ns: int, kind: str) -> list[PlannedCommand]:
    """Return the caption, chapter or bookmark of a step that does nothing else; a chapter may carry a caption too."""
    key = next((one for one in ("text", kind, "say") if table.has(one)), None)
    if key is None:
        table.missing("say")
    captions = [_caption(at_ns, kind, table.text(key))]
    if key != "say" and table.has("say"):
        captions.append(_caption(at_ns, "say", table.text("say")))
    return captions


def _open(table: Table, book: Rulebook) -> cmd.Command:
    contract = table_contract(table, book)
    return cmd.PlaceOrder(
        contract=contract.symbol,
        side=table.word("side", ("long", "short")),
        lots=table_lots(table, "qty", contract),
        margin_mode=read_mode(table),
        leverage=checked_leverage(table, contract),
    )


def _close(table: Table, book: Rulebook) -> cmd.Command:
    contract = table_contract(table, book)
    read_mode(table), checked_leverage(table, contract)  # allowed beside a close, which changes neither
    return cmd.ClosePosition(
        contract=contract.symbol,
        lots=table_lots(table, "qty", contract) if table.has("qty") else None,
        side=read_side(table, "side"),
    )


def _cancel(table: Table, book: Rulebook) -> cmd.Command:
    contract = table_contract(table, book).symbol if table.has("contract") else None
    name = table.text("name") if table.has("name") else None
    if contract is None and name is None:
        table.fail(None, "cancel needs the order's name or a contract; add one")
    return cmd.CancelOrder(order=name, contract=contract)


def _transfer(table: Table, book: Rulebook) -> cmd.Command:
    source, target = table.word("from", WALLETS), table.word("to", WALLETS)
    if source == target and not (table.has("sub_account") or table.has("from_sub_account")):
        table.fail("to", "from and to are the same wallet; name two")
    asset = table.word("asset", known_assets(book))
    atoms = table_atoms(table, "amount", table.positive("amount"))
    return cmd.TransferMoney(source=source, target=target, asset=asset, atoms=atoms)


def _spot(table: Table, book: Rulebook) -> cmd.Command:
    asset = table.word("asset", sorted({contract.base for contract in book.contracts}))
    side = table.word("side", ("buy", "sell"))
    return cmd.TradeSpot(side=side, asset=asset, atoms=table_atoms(table, "qty", table.positive("qty")))


def _margin(table: Table, book: Rulebook) -> cmd.Command:
    contract = table_contract(table, book)
    number = table.decimal("amount")
    if number == 0:
        table.fail("amount", "amount is 0; write how much to add, or a negative amount to take out")
    atoms = table_atoms(table, "amount", number)
    return cmd.AdjustMargin(contract=contract.symbol, atoms=atoms, side=read_side(table, "side"))


def _leverage(table: Table, book: Rulebook) -> cmd.Command:
    contract = table_contract(table, book)
    leverage = checked_leverage(table, contract)
    if leverage is None:
        table.missing("leverage")
    return cmd.SetLeverage(contract=contract.symbol, leverage=leverage, side=read_side(table, "side"))


def _margin_mode(table: Table, book: Rulebook) -> cmd.Command:
    key = "margin" if table.has("margin") and not table.has("margin_mode") else "margin_mode"
    mode = table.word(key, MARGIN_MODES)
    return cmd.SetMarginMode(
        contract=table_contract(table, book).symbol, margin_mode=mode, side=read_side(table, "side")
    )


def _auto_top_up(table: Table, book: Rulebook) -> cmd.Command:
    contract, on = table_contract(table, book).symbol, table.boolean("on", True)
    if table.has("limit") and not on:
        table.fail("limit", "a limit is for a top-up that is on; remove it, or write on = true")
    limit = table_atoms(table, "limit", table.positive("limit")) if table.has("limit") else None
    return cmd.SetAutoTopUp(contract=contract, on=on, limit_atoms=limit, side=read_side(table, "side"))


def _account_mode(table: Table, book: Rulebook) -> cmd.Command:
    if not table.has("account_mode"):
        table.missing("account_mode")
    return cmd.SetAccountMode(account_mode=offered_mode(table, "account_mode", book))


def _outage(table: Table, book: Rulebook) -> cmd.Command:
    on = table.boolean("on", True)
    if not on and table.has("until"):
        table.fail("until", "an outage that ends has no until; remove it, or write on = true")
    return cmd.SetOutage(on=on)


def _until(table: Table, at_ns: int) -> int:
    """Return when an outage ends by itself."""
    until = table.instant("until")
    assert until is not None
    if until <= at_ns:
        table.fail("until", "until does not lie after at; move it")
    return until


def _exchange_failure(table: Table, book: Rulebook) -> cmd.Command:
    return cmd.FailExchange()


def _position_mode(table: Table, book: Rulebook) -> cmd.Command:
    if not table.has("position_mode"):
        table.missing("position_mode")
    return cmd.SetPositionMode(position_mode=offered_position_mode(table, book))


_READERS: dict[str, Reader] = {
    "open": _open,
    "close": _close,
    "order": read_order,
    "cancel": _cancel,
    "transfer": _transfer,
    "spot": _spot,
    "margin": _margin,
    "auto_top_up": _auto_top_up,
    "auto_transfer": read_auto_transfer,
    "pledge_savings": read_pledge,
    "account_mode": _account_mode,
    "outage": _outage,
    "exchange_failure": _exchange_failure,
    "position_mode": _position_mode,
    "leverage": _leverage,
    "margin_mode": _margin_mode,
}
