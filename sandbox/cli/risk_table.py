"""The risk report as text for a terminal; rounded for reading, the exact figures are in `--json`."""

from collections.abc import Sequence
from fractions import Fraction

from sandbox.risk.report_records import AccountReport, PositionReport
from sandbox.values.assets import decimal_text
from sandbox.values.rounding import round_half_even

MONEY_PLACES = 2
HEADINGS = ("contract", "side", "margin", "size", "mark", "PnL", "maintenance", "ratio", "liquidation", "bankruptcy")


def report_lines(report: AccountReport) -> list[str]:
    """Return one account: a heading, its positions, the formulas, the contract wallet and the loss reach."""
    account = report.account
    book = account.rulebook
    dated = f", {book.as_of}" if book.as_of else ""
    lines = [f"{account.id or 'account'} · {book.name}{dated} · {account.account_mode}", ""]
    if report.positions:
        lines += columns([HEADINGS, *(_cells(one) for one in report.positions)], left=3)
        lines += ["", *(f"  {one.position.contract.symbol}: {one.formula}" for one in report.positions), ""]
    lines += [
        f"Contract wallet: equity {money(total.equity)} {total.asset}, maintenance {money(total.maintenance_margin)},"
        f" ratio {percent(total.margin_ratio)}"
        for total in report.totals
    ]
    lines += ["Most that any price path can take:"]
    rows = [(one.wallet, one.asset, money(one.worst_loss), one.rule) for one in report.reach]
    return [*lines, *columns(rows or [("-", "", "", "no wallet holds anything")], left=2), ""]


def _cells(one: PositionReport) -> tuple[str, ...]:
    position = one.position
    tick = one.liquidation_tick if one.liquidation_tick is not None else one.liquidation_price
    return (
        position.contract.symbol,
        "long" if position.side > 0 else "short",
        "cross" if position.isolated_margin is None else "isolated",
        decimal_text(position.quantity),
        decimal_text(position.mark, 12),
        money(one.unrealised_pnl),
        money(one.maintenance_margin),
        percent(one.margin_ratio) + (" !" if one.is_liquidatable else ""),
        "none" if tick is None else decimal_text(tick, 12),
        "none" if one.bankruptcy_price is None else decimal_text(one.bankruptcy_price, 12),
    )


def money(amount: Fraction) -> str:
    """Write an amount with two decimals and thousands commas, for reading only; never "-0.00"."""
    cents = round_half_even(amount * 10**MONEY_PLACES)
    whole, part = divmod(abs(cents), 10**MONEY_PLACES)
    return f"{'-' if cents < 0 else ''}{whole:,}.{part:0{MONEY_PLACES}d}"


def percent(ratio: Fraction | None) -> str:
    """Write a ratio as a percentage with one decimal; "-" where there is none."""
    if ratio is None:
        return "-"
    tenths = round_half_even(ratio * 1000)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10} %"


def columns(rows: Sequence[tuple[str, ...]], left: int) -> list[str]:
    """Align rows of equal length; the first `left` columns and the last to the left, the others to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    last = len(widths) - 1
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if at < left or (at == last and len(widths) == 4) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines
