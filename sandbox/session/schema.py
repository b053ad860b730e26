"""The tables of a session file and what people may read in them with the sqlite3 shell.

`steps`, `inputs` and `events` count on within a run: branch 2 from step 7 of branch 1 begins with step 8. The views
show the run that ends in the current branch. `snapshots` is a cache: delete its rows and nothing is lost;
a row is used only where folding the steps gave the same.
"""

import sqlite3

APPLICATION_ID = 0x42554C4B  # "BULK"
USER_VERSION = 2
CHAINED_BY_ROWS = 1  # the last version whose chain has a link for each row; since then a step is one link

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "CREATE TABLE opening (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT",
    "CREATE TABLE feed_blocks (block INTEGER PRIMARY KEY, first_row INTEGER NOT NULL, row_count INTEGER NOT NULL, "
    "at_ns BLOB NOT NULL, contract_index BLOB NOT NULL, price_ticks BLOB NOT NULL, "
    "volume_atoms BLOB NOT NULL, sha256 BLOB NOT NULL) STRICT",
    "CREATE TABLE branches (branch INTEGER PRIMARY KEY, parent INTEGER, from_step INTEGER, from_ns INTEGER NOT NULL, "
    "engine_version TEXT NOT NULL) STRICT",
    "CREATE TABLE current_branch (id INTEGER PRIMARY KEY, branch INTEGER NOT NULL) STRICT",
    "CREATE TABLE steps (branch INTEGER NOT NULL, step INTEGER NOT NULL, now_ns INTEGER NOT NULL, "
    "feed_start INTEGER NOT NULL, feed_stop INTEGER NOT NULL, step_feed INTEGER NOT NULL, "
    "planned_commands INTEGER NOT NULL, digest BLOB NOT NULL, chain BLOB NOT NULL, "
    "PRIMARY KEY (branch, step)) STRICT, WITHOUT ROWID",
    "CREATE TABLE inputs (branch INTEGER NOT NULL, step INTEGER NOT NULL, number INTEGER NOT NULL, "
    "kind TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (branch, step, kind, number)) STRICT, WITHOUT ROWID",
    "CREATE TABLE events (branch INTEGER NOT NULL, seq INTEGER NOT NULL, step INTEGER NOT NULL, "
    "now_ns INTEGER NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL, "
    "PRIMARY KEY (branch, seq)) STRICT, WITHOUT ROWID",
    "CREATE TABLE positions (branch INTEGER PRIMARY KEY, feed_stop INTEGER NOT NULL, now_ns INTEGER NOT NULL, "
    "seal BLOB NOT NULL) STRICT",
    "CREATE TABLE bookmarks (bookmark INTEGER PRIMARY KEY, branch INTEGER NOT NULL, step INTEGER NOT NULL, "
    "now_ns INTEGER NOT NULL, name TEXT NOT NULL) STRICT",
    "CREATE TABLE presentation (mark INTEGER PRIMARY KEY, branch INTEGER NOT NULL, presentation_ns INTEGER NOT NULL, "
    "simulated_ns INTEGER NOT NULL, speed INTEGER NOT NULL) STRICT",
    "CREATE TABLE seals (table_name TEXT PRIMARY KEY, seal BLOB NOT NULL) STRICT",
    "CREATE TABLE snapshots (branch INTEGER NOT NULL, step INTEGER NOT NULL, body BLOB NOT NULL, "
    "sha256 BLOB NOT NULL, PRIMARY KEY (branch, step)) STRICT",
)

PARTS_MAX = 200  # parts of a schema that are looked at; ours has a tenth
# What may be rewritten beside the journal, each sealed as a whole in `seals`, with the order of its rows.
SEALED_TABLES = ("branches", "current_branch", "bookmarks", "presentation")

_LINEAGE = (
    "WITH RECURSIVE lineage(branch, parent, from_step, last_step) AS ("
    "SELECT b.branch, b.parent, b.from_step, 9223372036854775807 FROM branches b JOIN current_branch USING (branch) "
    "UNION ALL SELECT b.branch, b.parent, b.from_step, lineage.from_step FROM branches b "
    "JOIN lineage ON b.branch = lineage.parent) "
)

VIEWS = (
    f"CREATE VIEW current_steps AS {_LINEAGE}"
    "SELECT s.* FROM steps s JOIN lineage l ON s.branch = l.branch AND s.step <= l.last_step ORDER BY s.step",
    f"CREATE VIEW current_events AS {_LINEAGE}"
    "SELECT e.* FROM events e JOIN lineage l ON e.branch = l.branch AND e.step <= l.last_step ORDER BY e.seq",
    "CREATE VIEW ledger_entries AS SELECT seq, step, now_ns, json_extract(body, '$.debit') AS debit, "
    "json_extract(body, '$.credit') AS credit, json_extract(body, '$.asset') AS asset, "
    "json_extract(body, '$.atoms') AS atoms, json_extract(body, '$.cause') AS cause "
    "FROM current_events WHERE event = 'transfer_posted'",
    "CREATE VIEW wallet_balances AS SELECT account, asset, SUM(atoms) AS atoms, SUM(atoms) / 1e8 AS amount FROM ("
    "SELECT credit AS account, asset, atoms FROM ledger_entries UNION ALL "
    "SELECT debit, asset, -atoms FROM ledger_entries) GROUP BY account, asset HAVING SUM(atoms) <> 0",
    "CREATE VIEW liquidations AS SELECT seq, now_ns, json_extract(body, '$.liquidation') AS liquidation, "
    "json_extract(body, '$.owner') AS owner, json_extract(body, '$.contract') AS contract, "
    "json_extract(body, '$.lots') AS lots, json_extract(body, '$.liquidation_price_text') AS liquidation_price, "
    "json_extract(body, '$.bankruptcy_price_text') AS bankruptcy_price "
    "FROM current_events WHERE event = 'liquidation_leg'",
)


def strange_part(connection: sqlite3.Connection) -> str:
    """Return the SQL of something that a session file must not hold, or lacks; nothing where the schema is right.

    A trigger or a view of somebody else's would be code that runs when a step is written or read. A newer file, which
    is only ever read, may hold more: what we read must be the tables we know, and nothing else of it is touched.
    """
    if (version := version_of(connection)) < 1:
        return f"user_version {version}"
    found = {
        sql for (sql,) in connection.execute(f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL LIMIT {PARTS_MAX}")
    }
    if version > USER_VERSION:
        return missing_table(connection)
    strange = found ^ frozenset((*TABLES, *VIEWS))
    return min(strange) if strange else ""


def missing_table(connection: sqlite3.Connection) -> str:
    """Return the SQL of a table of ours that a file lacks, or nothing; what else it holds is never touched."""
    found = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table'")}
    return min(set(TABLES) - found, default="")


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version in which a file is kept."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
