"""What a comparison shows, as plain data: for `compare --json`, its table of text and its CSV."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from sandbox.ledger.accounts import WALLETS, YOU
from sandbox.projections.fund import fund_atoms
from sandbox.projections.summary import summary
from sandbox.studies.compare import ComparedRun
from sandbox.studies.equity_lines import Place
from sandbox.values.assets import atoms_text
from sandbox.values.instants import instant_text


def compared(runs: Sequence[ComparedRun]) -> dict[str, Any]:
    """Return the comparison: what `run --json` says of each regime, and what it changed of your wallets."""
    opening = runs[0].opening
    return {"scenario": opening.id, "title": opening.title, "regimes": [_regime(one) for one in runs]}


def _regime(run: ComparedRun) -> dict[str, Any]:
    regime = run.regime
    return {
        "regime": regime.id,
        "margin_mode": regime.margin_mode,
        "auto_top_up": regime.tops_up,
        **summary(run.opening, run.state, run.record, run.digest),
        "changed": by_wallet(run.changes),
        "untouched": list(run.untouched),
        "equity": {
            "times": [instant_text(at_ns) for at_ns in run.lines.at_ns],
            **{
                f"{wallet} {asset}": [atoms_text(atoms) for atoms in run.lines.atoms[wallet, asset]]
                for wallet, asset in run.lines.places()
            },
        },
    }


def by_wallet(atoms: dict[Place, int]) -> dict[str, dict[str, str]]:
    """Return amounts as text by wallet and asset; every wallet is named."""
    found: dict[str, dict[str, str]] = {wallet: {} for wallet in WALLETS}
    for (wallet, asset), amount in atoms.items():
        found[wallet][asset] = atoms_text(amount)
    return found


def rows(runs: Sequence[ComparedRun]) -> list[list[str]]:
    """Return the table: a header of regimes, then one row a figure, the same figures in every regime."""
    places = {place: None for run in runs for place in run.lines.places()}
    ordered = sorted(places, key=lambda place: (WALLETS.index(place[0]), place[1]))
    table = [["", *(run.name for run in runs)]]
    for wallet, asset in ordered:
        table.append([f"{wallet} {asset} at the end", *(atoms_text(_last(run, (wallet, asset))) for run in runs)])
    for wallet, asset in ordered:
        table.append([f"{wallet} {asset} changed", *(_signed(run.changes.get((wallet, asset), 0)) for run in runs)])
    table.append(["untouched", *(", ".join(run.untouched) or "none" for run in runs)])
    table.append(["liquidated", *(_liquidated(run) for run in runs)])
    for asset in sorted({one.asset for run in runs for one in run.opening.insurance_fund}):
        table.append([f"insurance fund {asset}", *(_fund(run, asset) for run in runs)])
    table.append(["refused", *(", ".join(event.reason for _, event in run.record.refused) or "none" for run in runs)])
    return table


def as_csv(runs: Sequence[ComparedRun]) -> str:
    """Return the table as CSV."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows(runs))
    return file.getvalue()


def _last(run: ComparedRun, place: Place) -> int:
    """Return what a wallet holds of an asset at the end; nothing where it never held any in this regime."""
    line = run.lines.atoms.get(place)
    return line[-1] if line else 0


def _signed(atoms: int) -> str:
    return f"+{atoms_text(atoms)}" if atoms > 0 else atoms_text(atoms)


def _liquidated(run: ComparedRun) -> str:
    mine = [row for row in run.record.liquidations.rows.values() if row.owner == YOU]
    if not mine:
        return "nothing"
    return ", ".join(f"{row.side} {row.contract} {instant_text(row.triggered_ns)[11:19]}" for row in mine)


def _fund(run: ComparedRun, asset: str) -> str:
    return atoms_text(fund_atoms(run.state, asset))
