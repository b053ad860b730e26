"""The left side of My account: balances by wallet, positions as cards, and the buttons that add, paste and clear."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from sandbox.rulebook.records import Rulebook
from ui.panels.account_fields import CaptionedField, StepField
from ui.panels.account_position_card import AccountPositionCard
from ui.panels.controls import label
from ui.panels.scrolling import room_beside_bar, scrolled
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_draft import (
    draft_of,
    empty_draft,
    more_balances,
    more_positions,
    with_balance,
    with_position,
    without_position,
)
from ui.viewmodels.account_names import WALLETS
from ui.viewmodels.account_records import AccountAnswerView, AccountDraft
from ui.viewmodels.number_text import STABLE_ASSETS

COLUMNS = 3
DRAFT_KEYS = {key: f"{key}_text" for key in ("size", "entry", "mark", "leverage", "margin", "top_up")}


class AccountEditor(QWidget):
    """Shows a draft in fields; `changed` carries the draft as it would be and the field that was touched."""

    changed = Signal(object, str)
    paste_requested = Signal()

    def __init__(self, book: Rulebook) -> None:
        super().__init__()
        self._book = book
        self._draft = draft_of({}, book)
        self._shape: tuple[object, ...] = ()
        self.balances: list[StepField] = []
        self.cards: list[AccountPositionCard] = []
        self._captioned: list[CaptionedField] = []
        self._grid = QGridLayout()
        self._cards = QVBoxLayout()
        self.add_position = QPushButton(texts.ADD_POSITION)
        self.add_balance = QPushButton(texts.ADD_BALANCE)
        self.paste = QPushButton(texts.PASTE)
        self.clear = QPushButton(texts.CLEAR)
        self._none = label(texts.NO_POSITIONS, tone="caption")
        self._arrange()
        self.add_position.clicked.connect(lambda: self._take(more_positions(self._draft, self._book)))
        self.clear.clicked.connect(lambda: self._take(empty_draft(self._book)))
        self.paste.clicked.connect(self.paste_requested)

    def _arrange(self) -> None:
        for button in (self.add_balance, self.clear, self.paste, self.add_position):
            button.setAutoDefault(False)
        self.add_balance.setProperty("look", "small")
        self.paste.setToolTip(texts.PASTE_TIP)
        self.add_balance.setMenu(QMenu(self.add_balance))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(texts.BALANCES, look="title"))
        head.addStretch(1)
        head.addWidget(self.add_balance)
        column.addLayout(head)
        note = label(texts.BALANCES_NOTE, tone="caption")
        note.setWordWrap(True)
        column.addWidget(note)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        for at in range(COLUMNS):
            self._grid.setColumnStretch(at, 1)
        column.addLayout(self._grid)
        column.addSpacing(6)
        column.addWidget(label(texts.POSITIONS, look="title"))
        column.addWidget(self._none)
        self._cards.setSpacing(8)
        column.addLayout(self._cards)
        foot = QHBoxLayout()
        foot.addWidget(self.add_position)
        foot.addWidget(self.paste)
        foot.addStretch(1)
        foot.addWidget(self.clear)
        column.addLayout(foot)
        column.addStretch(1)
        self._scroll = scrolled(inner)
        room_beside_bar(self._scroll, column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def show_draft(self, draft: AccountDraft, view: AccountAnswerView, book: Rulebook) -> None:
        """Show a draft; fields are built anew only where another wallet, position or book asks for it."""
        self._draft, self._book = draft, book
        shape = (book.id, tuple((one.wallet, one.asset) for one in draft.balances), len(draft.positions))
        if shape != self._shape:
            grew = bool(self._shape) and len(draft.positions) > len(self.cards)
            self._shape = shape
            self._build_balances(draft)
            self._build_cards(draft)
            if grew:
                self.cards[-1].fields["size"].setFocus(Qt.FocusReason.OtherFocusReason)
        for place, balance in enumerate(draft.balances):
            self.balances[place].show_text(balance.amount_text)
            self._captioned[place].show_error(view.errors.get(f"balances.{place}", ""))
        for place, position in enumerate(draft.positions):
            start = f"positions.{place}."
            errors = {key.removeprefix(start): text for key, text in view.errors.items() if key.startswith(start)}
            self.cards[place].show_draft(position, view.margins[place] if view.margins else "", errors)

    def _build_balances(self, draft: AccountDraft) -> None:
        for old in self._captioned:
            old.setParent(None)
            old.deleteLater()
        self._captioned, self.balances = [], []
        for place, one in enumerate(draft.balances):
            name = texts.BALANCE_NAME.format(wallet=texts.WALLET_NAMES[one.wallet], asset=one.asset)
            step = Fraction(100) if one.asset in STABLE_ASSETS else Fraction(1, 10)
            field = StepField(name, partial(Fraction, step))
            field.edited.connect(lambda text, place=place: self._take_balance(place, text))
            captioned = CaptionedField(name, field)
            self.balances.append(field)
            self._captioned.append(captioned)
            self._grid.addWidget(captioned, place // COLUMNS, place % COLUMNS)
        self._fill_menu(draft)

    def _fill_menu(self, draft: AccountDraft) -> None:
        menu = self.add_balance.menu()
        menu.clear()
        shown = {(one.wallet, one.asset) for one in draft.balances}
        assets = sorted({asset for one in self._book.contracts for asset in (one.base, one.quote)})
        for wallet in WALLETS:
            for asset in assets:
                if (wallet, asset) not in shown:
                    text = texts.BALANCE_NAME.format(wallet=texts.WALLET_NAMES[wallet], asset=asset)
                    action = menu.addAction(text)
                    action.triggered.connect(
                        lambda _=False, wallet=wallet, asset=asset: self._take(
                            more_balances(self._draft, wallet, asset)
                        )
                    )
        self.add_balance.setEnabled(not menu.isEmpty())

    def _build_cards(self, draft: AccountDraft) -> None:
        for old in self.cards:
            old.setParent(None)
            old.deleteLater()
        self.cards = []
        for place in range(len(draft.positions)):
            card = AccountPositionCard(place + 1, self._book)
            card.changed.connect(lambda key, text, place=place: self._take_position(place, key, text))
            card.removed.connect(lambda place=place: self._take(without_position(self._draft, place)))
            self.cards.append(card)
            self._cards.addWidget(card)
        self._none.setVisible(not draft.positions)
        self._chain_tab_order()

    def _chain_tab_order(self) -> None:
        chain: list[QWidget] = [self.add_balance, *self.balances]
        for card in self.cards:
            chain += [card.contract, *card.side.findChildren(QPushButton), *card.mode.findChildren(QPushButton)]
            chain += [*card.fields.values(), card.top_up, card.remove]
        chain += [self.add_position, self.paste, self.clear]
        for one, two in zip(chain, chain[1:], strict=False):
            QWidget.setTabOrder(one, two)

    def _take(self, draft: AccountDraft) -> None:
        self.changed.emit(draft, "")

    def _take_balance(self, place: int, text: str) -> None:
        self.changed.emit(with_balance(self._draft, place, amount_text=text), f"balances.{place}")

    def _take_position(self, place: int, key: str, text: str) -> None:
        name = DRAFT_KEYS.get(key, key)
        draft = with_position(self._draft, place, **{name: text})
        self.changed.emit(draft, f"positions.{place}.{key}" if key in DRAFT_KEYS else "")

    def focus_first(self) -> None:
        """Put the cursor where a person begins: the size of the first position, else the first balance."""
        target = self.cards[0].fields["size"] if self.cards else self.balances[0]
        target.setFocus(Qt.FocusReason.OtherFocusReason)
