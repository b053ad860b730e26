"""The map of reach: wallets as compartments, the doors between them, and what a loss can take through which. Qt-free.

Every figure is a row of the engine's reach; nothing is worked out here but which door a row's rule speaks of.
"""

from __future__ import annotations

from ui.viewmodels import reach_map_texts as words
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts, PositionFacts, ReachFacts
from ui.viewmodels.number_text import amount_text
from ui.viewmodels.reach_details import formula_of, sentence
from ui.viewmodels.reach_map_records import MapAmountView, MapDetailView, MapDoorView, MapNodeView, ReachMapView
from ui.viewmodels.texts import SIDE, WALLET_NAMES

OUTER = ("spot", "funding", "savings")
POOL = "pool"
PAYS, PULLED, LOCKED, SEALED = "pays", "pulled", "locked", "sealed"


class MapBook:
    """The rulebook that decides, as the map cites it."""

    def __init__(self, name: str, as_of: str, sources: tuple[str, ...]) -> None:
        self.dated = f" ({name}, {as_of})"
        self.sources = (words.BOOK.format(name=name, date=as_of) if as_of else name, *sources)


def reach_map(facts: AccountFacts, book: MapBook) -> ReachMapView:
    """Return the map for a price that moves."""
    nodes = [_wallet(facts, one, book) for one in OUTER]
    nodes += [_pool(facts, book), *(_part(facts, one, book) for one in _isolated(facts)), _wallet(facts, "cold", book)]
    doors = [_door(facts, one, book) for one in OUTER]
    doors += [_part_door(facts, one, book) for one in _isolated(facts)]
    doors.append(_cold_door(facts))
    total = words.SUM.format(amount=amount_text(facts.worst_atoms, facts.quote), asset=facts.quote)
    return ReachMapView(tuple(nodes), tuple(doors), total if facts.worst_atoms else words.NOTHING)


def failure_map(facts: AccountFacts) -> ReachMapView:
    """Return the map for an exchange that fails: everything on it can go, cold stays."""
    keys = [*OUTER, POOL, *(_key(one) for one in _isolated(facts)), "cold"]
    titles = {POOL: _pool_title(facts), **{_key(one): _part_title(one) for one in _isolated(facts)}}
    sums: dict[str, int] = {}
    nodes = []
    for key in keys:
        held = _held(facts, key)
        for asset, atoms in held.items() if key != "cold" else ():
            sums[asset] = sums.get(asset, 0) + atoms
        state, rule = (SEALED, words.RULE_FAILURE_COLD) if key == "cold" else (PAYS, words.RULE_FAILURE)
        amounts = tuple(
            MapAmountView(asset, _of(0 if state == SEALED else atoms, atoms, asset), float(state == PAYS and atoms > 0))
            for asset, atoms in held.items()
        )
        title = titles.get(key) or WALLET_NAMES[key]
        formula = words.FORMULA_FAILURE.format(parts=_parts(held)) if key != "cold" and held else ""
        detail = MapDetailView(
            title,
            state,
            words.CAN_BE_LOST if state == PAYS else words.STATES[state],
            _lines(facts, key, held, state == PAYS),
            f"{rule}.",
            formula,
        )
        nodes.append(MapNodeView(key, title, _icon(key), state, amounts, detail))
    return ReachMapView(tuple(nodes), (), words.SUM_FAILURE.format(parts=_parts(sums)), is_failure=True)


def _isolated(facts: AccountFacts) -> list[PositionFacts]:
    held = [one for one in facts.positions if one.margin_mode == "isolated"]
    return sorted(held, key=lambda one: (len(one.position), one.position))


def _key(position: PositionFacts) -> str:
    return f"part:{position.position}"


def _icon(key: str) -> str:
    return key if key in WALLET_NAMES else "contract"


def _part_title(one: PositionFacts) -> str:
    return words.COMPARTMENT.format(symbol=symbol_of(one.contract), side=SIDE[one.side].lower())


def _pool_title(facts: AccountFacts) -> str:
    cross = any(one.margin_mode == "cross" for one in facts.positions)
    return f"{words.CONTRACT}: {words.POOL_CROSS if cross else words.POOL_FREE}"


def _held(facts: AccountFacts, key: str) -> dict[str, int]:
    """Return what lies in a node, by asset; what orders hold is the pool's."""
    if key == POOL:
        rows = [row for row in facts.balances.items() if row[0][0] == "contract" or row[0][0].startswith("held/")]
        sums: dict[str, int] = {facts.quote: 0}
        for (_, asset), atoms in rows:
            sums[asset] = sums.get(asset, 0) + atoms
        return sums
    if key.startswith("part:"):
        one = next(position for position in facts.positions if _key(position) == key)
        return {one.asset: one.margin_atoms}
    return {asset: atoms for (account, asset), atoms in sorted(facts.balances.items()) if account == key and atoms}


def _lines(facts: AccountFacts, key: str, held: dict[str, int], gone: bool) -> tuple[tuple[str, str], ...]:
    return tuple(
        (words.ROW.format(asset=asset), _of(atoms if gone else 0, atoms, asset)) for asset, atoms in held.items()
    )


def _of(worst: int, balance: int, asset: str) -> str:
    return words.AMOUNT.format(worst=amount_text(worst, asset), balance=amount_text(balance, asset))


def _parts(held: dict[str, int]) -> str:
    return words.AND.join(f"{amount_text(atoms, asset)} {asset}" for asset, atoms in sorted(held.items()) if atoms)


def _wallet(facts: AccountFacts, key: str, book: MapBook) -> MapNodeView:
    rows = [row for row in facts.reach if row.wallet == key and (row.balance_atoms or row.worst_atoms)]
    worst = any(row.worst_atoms for row in rows)
    claimed = any(_is_claimed(row) for row in rows)
    state = (PULLED if claimed else _payer_state(facts, key)) if worst else SEALED
    rules = [sentence(row.rule.removesuffix(book.dated)) for row in rows]
    rule = "\n".join(dict.fromkeys(rules)) or f"{words.RULE_SIGNATURE if key == 'cold' else words.RULE_MANUAL}."
    sources = () if key == "cold" else (*((words.ASSUMPTION,) if state == PULLED else ()), *book.sources)
    lines = tuple(
        (words.ROW.format(asset=row.asset), _of(row.worst_atoms, row.balance_atoms, row.asset)) for row in rows
    )
    detail = MapDetailView(
        WALLET_NAMES[key], state, words.STATES[state], lines, rule, _wallet_formula(facts, key, rows), sources
    )
    amounts = tuple(_amount(row) for row in rows)
    return MapNodeView(key, WALLET_NAMES[key], key, state, amounts, detail, key in facts.locked_wallets)


def _amount(row: ReachFacts) -> MapAmountView:
    share = row.worst_atoms / row.balance_atoms if row.balance_atoms else 0.0
    return MapAmountView(row.asset, _of(row.worst_atoms, row.balance_atoms, row.asset), min(1.0, share))


def _payer_state(facts: AccountFacts, key: str) -> str:
    return PULLED if key in facts.auto_transfers else PAYS


def _wallet_formula(facts: AccountFacts, key: str, rows: list[ReachFacts]) -> str:
    limits = {
        **({"savings": facts.pledges[facts.quote]} if facts.quote in facts.pledges else {}),
        **facts.auto_transfers,
    }
    row = next((one for one in rows if one.asset == facts.quote), None)
    if key not in limits or row is None:
        return ""
    limit, asset = limits[key], facts.quote
    balance, worst = amount_text(row.balance_atoms, asset), amount_text(row.worst_atoms, asset)
    if limit is None:
        return words.FORMULA_ALL.format(balance=balance, worst=worst)
    return words.FORMULA_LIMIT.format(limit=amount_text(limit, asset), balance=balance, worst=worst)


def _pool(facts: AccountFacts, book: MapBook) -> MapNodeView:
    """Return the free part of the contract wallet: what cross positions, orders and top-ups draw on."""
    rows = [row for row in facts.reach if row.wallet == "contract"]
    amounts, lines, kinds = [], [], set()
    for row in rows:
        walled = sum(term.atoms for term in row.terms if term.kind == "isolated")
        worst, pool = row.worst_atoms - walled, row.pool_atoms or (row.balance_atoms if not row.terms else 0)
        if not pool and row.asset != facts.quote:
            continue
        kinds |= {term.kind for term in row.terms if term.atoms and term.kind != "isolated"}
        amounts.append(MapAmountView(row.asset, _of(worst, pool, row.asset), min(1.0, worst / pool) if pool else 0.0))
        lines.append((words.ROW.format(asset=row.asset), _of(worst, pool, row.asset)))
        lines += [
            (sentence(term.reason).removesuffix("."), amount_text(term.atoms, row.asset))
            for term in row.terms
            if term.kind != "isolated"
        ]
    state = SEALED if not kinds else PULLED if kinds == {"top_up"} else PAYS
    rule = "\n".join(sentence(row.rule.removesuffix(book.dated)) for row in rows)
    formula = "\n".join(text for row in rows if (text := formula_of(row)))
    title = _pool_title(facts)
    detail = MapDetailView(title, state, words.STATES[state], tuple(lines), rule, formula, book.sources)
    return MapNodeView(POOL, title, "contract", state, tuple(amounts), detail, facts.is_locked)


def _part(facts: AccountFacts, one: PositionFacts, book: MapBook) -> MapNodeView:
    terms = [
        term for row in facts.reach for term in row.terms if (term.kind, term.subject) == ("isolated", one.contract)
    ]
    worst = min(one.margin_atoms, sum(term.atoms for term in terms))
    state, title = PAYS if worst else SEALED, _part_title(one)
    reason = next((sentence(term.reason) for term in terms), "")
    lines = ((words.ROW.format(asset=one.asset), _of(worst, one.margin_atoms, one.asset)),)
    rule = f"{words.RULE_COMPARTMENT}. {reason}".strip()
    formula = words.FORMULA_PART.format(
        margin=amount_text(one.margin_atoms, one.asset), worst=amount_text(worst, one.asset)
    )
    detail = MapDetailView(title, state, words.STATES[state], lines, rule, formula, book.sources)
    share = worst / one.margin_atoms if one.margin_atoms else 0.0
    amounts = (MapAmountView(one.asset, _of(worst, one.margin_atoms, one.asset), share),)
    is_locked = one.contract in facts.locked_contracts
    return MapNodeView(_key(one), title, "contract", state, amounts, detail, is_locked)


def _door(facts: AccountFacts, key: str, book: MapBook) -> MapDoorView:
    """Return what is between an outer wallet and the pool."""
    quote, name = facts.quote, WALLET_NAMES[key]
    limit: int | None = None
    if key in facts.counting:
        state, text, rule = PAYS, words.DOOR_COUNTS, words.RULE_COUNTS.format(wallet=name)
    elif key in facts.auto_transfers or (key == "savings" and quote in facts.pledges):
        pledged = key not in facts.auto_transfers
        limit = facts.pledges[quote] if pledged else facts.auto_transfers[key]
        plain, bounded = (
            (words.DOOR_PLEDGED, words.DOOR_PLEDGED_UP_TO) if pledged else (words.DOOR_LINKED, words.DOOR_LINKED_UP_TO)
        )
        state = PAYS if pledged else PULLED
        text = plain if limit is None else bounded.format(amount=amount_text(limit, quote))
        rule = next(
            (row.rule.removesuffix(book.dated) for row in facts.reach if (row.wallet, row.asset) == (key, quote)), text
        )
    elif claim := next((row for row in facts.reach if row.wallet == key and _is_claimed(row)), None):
        state, text, rule = PULLED, words.DOOR_SET_OFF, claim.rule.removesuffix(book.dated)
    else:
        state, text, rule = SEALED, words.DOOR_MANUAL, words.RULE_MANUAL
    if key in facts.locked_wallets:
        state, rule = LOCKED, f"{sentence(rule)} {words.RULE_LOCKED}"
    sources = (words.ASSUMPTION, *book.sources) if state == PULLED else () if state == SEALED else book.sources
    title = words.DOOR_TITLE.format(source=name, target=words.CONTRACT)
    rows = [row for row in facts.reach if row.wallet == key]
    formula = _wallet_formula(facts, key, rows)
    detail = MapDetailView(title, state, words.STATES[state], (), sentence(rule), formula, sources)
    return MapDoorView(f"door:{key}", key, POOL, state, text, detail)


def _is_claimed(row: ReachFacts) -> bool:
    return any(term.kind == "set_off" and term.atoms for term in row.terms)


def _part_door(facts: AccountFacts, one: PositionFacts, book: MapBook) -> MapDoorView:
    """Return the wall between the pool and a compartment, or the pipe that tops it up."""
    state, text, rule = SEALED, words.DOOR_WALL, words.RULE_WALL
    if one.contract in facts.topped_up:
        limit = facts.topped_up[one.contract]
        state, rule = PULLED, words.RULE_TOP_UP
        text = words.DOOR_TOP_UP
        if limit is not None:
            text = words.DOOR_TOP_UP_UP_TO.format(amount=amount_text(limit, one.asset))
    if one.contract in facts.locked_contracts:
        state, rule = LOCKED, words.RULE_LOCKED
    title = words.DOOR_TITLE.format(source=_pool_title(facts), target=_part_title(one))
    detail = MapDetailView(title, state, words.STATES[state], (), f"{rule}.", "", book.sources)
    return MapDoorView(f"door:{_key(one)}", POOL, _key(one), state, text, detail)


def _cold_door(facts: AccountFacts) -> MapDoorView:
    title = words.DOOR_TITLE.format(source=WALLET_NAMES["cold"], target=words.EXCHANGE)
    detail = MapDetailView(title, SEALED, words.STATES[SEALED], (), f"{words.RULE_SIGNATURE}.")
    return MapDoorView("door:cold", "cold", "exchange", SEALED, words.DOOR_SIGNATURE, detail)
