"""The moments of pages and dialogs beyond the first ones: other states, errors, and what they lead to."""

from __future__ import annotations

from pathlib import Path

from tests.pictures.moments import EMPTY, MOMENTS, Act, Moment, wait_while
from tests.support.money_stories import FOUR_SLICES, MoneyPilot
from ui.dialogs.page_dialog import PageDialog
from ui.dialogs.sessions_dialog import SessionsDialog
from ui.main_window.account_mode_wiring import open_account_mode
from ui.main_window.account_wiring import open_account
from ui.main_window.derivation_wiring import open_derivations
from ui.main_window.market_wiring import open_market
from ui.main_window.reach_wiring import play_worst
from ui.main_window.rulebook_wiring import LARGEST
from ui.panels.account_page import AccountPage
from ui.panels.rulebook_page import RulebookPage
from ui.viewmodels import rulebook_texts

SEVERAL = """contract 2000 USDT
spot 3000 USDT
spot 1.25 BTC
funding 850 USDT
long 2 BTCUSDT @ 7934 20x cross
short 12 ETHUSDT @ 200 10x isolated"""
ONE = """contract 1640 USDT
spot 3000 USDT
spot 1.25 BTC
long 2 BTCUSDT @ 7934 20x cross"""
MARKET_ROWS, MARKET_FILE = 120, "BTCUSDT-1m-2020-03-12.csv"
MINUTE_MS, BEGINS_MS = 60_000, 1_584_007_200_000


def _account(text: str, mode: str = "", book: str = "") -> Act:
    def act(pilot: MoneyPilot) -> None:
        page = _pasted(pilot, text)
        if book:
            page.book.setCurrentIndex(page.book.findData(book))
            page.book.activated.emit(page.book.currentIndex())
        if mode:
            page.mode.setCurrentIndex(page.mode.findData(mode))
            page.mode.activated.emit(page.mode.currentIndex())

    return act


def _pasted(pilot: MoneyPilot, text: str) -> AccountPage:
    page = open_account(pilot.window)
    page.open_paste()
    page.paste.text.setPlainText(text)
    page.paste.take.click()
    return page


def _account_error(pilot: MoneyPilot) -> None:
    page = open_account(pilot.window)
    page.answer.example.click()
    page.editor.cards[0].fields["size"].edited.emit("two")


def _account_rules(pilot: MoneyPilot) -> None:
    _pasted(pilot, SEVERAL).answer.rules.setChecked(True)


def _paste_error(pilot: MoneyPilot) -> None:
    page = open_account(pilot.window)
    page.open_paste()
    page.paste.text.setPlainText("contract 1000 USDT\nlong two BTCUSDT @ 7934 20x isolated")


def _switch(mode: str, *, send: bool) -> Act:
    def act(pilot: MoneyPilot) -> None:
        dialog = open_account_mode(pilot.window)
        assert dialog is not None
        dialog.field.setCurrentIndex(dialog.field.findData(mode))
        if send:
            dialog.send.click()

    return act


def _worst(pilot: MoneyPilot) -> None:
    before = pilot.window.host.session
    play_worst(pilot.window)
    wait_while(lambda: pilot.window.host.session is before)
    pilot.window.host.pause()
    pilot.window.host.play_to(pilot.window.host.session.opening.ends_ns)


def _death(pilot: MoneyPilot) -> None:
    page = open_derivations(pilot.window)
    assert page is not None
    place = next(at for at, one in enumerate(page._views) if one.title.startswith("Order of death"))
    page.figures.setCurrentRow(next(at for at in range(page.figures.count()) if _holds(page, at, place)))


def _holds(page: object, at: int, place: int) -> bool:
    from ui.panels.derivation_page import PLACE

    return bool(page.figures.item(at).data(PLACE) == place)  # type: ignore[attr-defined]


def _market(*, play: bool) -> Act:
    def act(pilot: MoneyPilot) -> None:
        path = Path(pilot.window.settings.folder) / MARKET_FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [
            f"{BEGINS_MS + at * MINUTE_MS},{8000 - at * 5},{8010 - at * 5},{7990 - at * 5},{7996 - at * 5},2.5"
            for at in range(MARKET_ROWS)
        ]
        path.write_text("\n".join(["open_time,open,high,low,close,volume", *rows]) + "\n", encoding="utf-8")
        dialog = open_market(pilot.window, path)
        wait_while(lambda: dialog.view is None)
        if play:
            before = pilot.window.host.session
            dialog.play.click()
            wait_while(lambda: pilot.window.host.session is before)
            pilot.window.host.pause()

    return act


def _rulebook(*, broken: bool) -> Act:
    def act(pilot: MoneyPilot) -> None:
        folder = Path(pilot.window.settings.folder) / "rulebooks"
        folder.mkdir(parents=True, exist_ok=True)
        page = RulebookPage(folder, "binance-usdm")
        dialog = PageDialog(page, rulebook_texts.TITLE, LARGEST, pilot.window)
        dialog.open()
        page.copy_book()
        if broken:
            text = page.text.toPlainText()
            page.text.setPlainText(text.replace("max_leverage = 100", 'max_leverage = "many"', 1))
            page.keep()
            page.text.go_to(59)

    return act


def _sessions(pilot: MoneyPilot) -> None:
    window = pilot.window
    for name in ("gap-through-bankruptcy", "black-thursday"):
        window.files.start_scenario(name)
    dialog = SessionsDialog(window.files.folder, window.files.path, window)
    dialog.open()


def _at_0958(act: Act) -> Moment:
    return Moment(FOUR_SLICES, "09:00:00", "09:58:03", act)


def _at_start(act: Act) -> Moment:
    return Moment(EMPTY, "09:00:00", "09:00:00", act)


PAGE_MOMENTS: dict[str, Moment] = {
    "account-empty": _at_start(lambda pilot: open_account(pilot.window)),
    "account-cross": _at_start(_account(ONE)),
    "account-several": _at_start(_account(SEVERAL, book="bulkhead-teaching")),
    "account-multi-asset": _at_start(_account(ONE, mode="multi-asset")),
    "account-unified": _at_start(_account(ONE, mode="unified", book="okx-linear")),
    "account-error": _at_start(_account_error),
    "account-rules": _at_start(_account_rules),
    "account-paste-error": _at_start(_paste_error),
    "mode-before-after": _at_0958(_switch("unified", send=False)),
    "mode-multi-asset": _at_0958(_switch("multi-asset", send=True)),
    "mode-unified": _at_0958(_switch("unified", send=True)),
    "worst-path": _at_0958(_worst),
    "order-of-death": _at_0958(_death),
    "market-read": _at_0958(_market(play=False)),
    "market-played": _at_0958(_market(play=True)),
    "rulebook-copy": _at_0958(_rulebook(broken=False)),
    "rulebook-error": _at_0958(_rulebook(broken=True)),
    "sessions-some": _at_0958(_sessions),
}
ALL_MOMENTS = MOMENTS | PAGE_MOMENTS
