"""The tables of a session file and what people may read in them with the sqlite3 shell."""

APPLICATION_ID = 0x42554C4B  # "BULK"
USER_VERSION = 1
MAIN_BRANCH = 1

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "CREATE TABLE opening (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT",
    "CREATE TABLE feed_blocks (block INTEGER PRIMARY KEY, first_row INTEGER NOT NULL, row_count INTEGER NOT NULL, "
    "at_ns BLOB NOT NULL, contract_index BLOB NOT NULL, price_ticks BLOB NOT NULL, sha256 BLOB NOT NULL) STRICT",
    "CREATE TABLE branches (branch INTEGER PRIMARY KEY, parent INTEGER, from_step INTEGER NOT NULL) STRICT",
    "CREATE TABLE steps (step INTEGER PRIMARY KEY, branch INTEGER NOT NULL, now_ns INTEGER NOT NULL, "
    "feed_start INTEGER NOT NULL, feed_stop INTEGER NOT NULL, step_feed INTEGER NOT NULL, "
    "planned_commands INTEGER NOT NULL, digest BLOB NOT NULL, chain BLOB NOT NULL) STRICT",
    "CREATE TABLE inputs (step INTEGER NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, "
    "PRIMARY KEY (step, kind, number)) STRICT",
    "CREATE TABLE events (seq INTEGER PRIMARY KEY, step INTEGER NOT NULL, now_ns INTEGER NOT NULL, "
    "event TEXT NOT NULL, body TEXT NOT NULL) STRICT",
    "CREATE TABLE position (id INTEGER PRIMARY KEY, feed_stop INTEGER NOT NULL, now_ns INTEGER NOT NULL, "
    "seal BLOB NOT NULL) STRICT",
)

VIEWS = (
    "CREATE VIEW ledger_entries AS SELECT seq, step, now_ns, json_extract(body, '$.debit') AS debit, "
    "json_extract(body, '$.credit') AS credit, json_extract(body, '$.asset') AS asset, "
    "json_extract(body, '$.atoms') AS atoms, json_extract(body, '$.cause') AS cause "
    "FROM events WHERE event = 'transfer_posted'",
    "CREATE VIEW wallet_balances AS SELECT account, asset, SUM(atoms) AS atoms, SUM(atoms) / 1e8 AS amount FROM ("
    "SELECT credit AS account, asset, atoms FROM ledger_entries UNION ALL "
    "SELECT debit, asset, -atoms FROM ledger_entries) GROUP BY account, asset HAVING SUM(atoms) <> 0",
    "CREATE VIEW liquidations AS SELECT seq, now_ns, json_extract(body, '$.liquidation') AS liquidation, "
    "json_extract(body, '$.owner') AS owner, json_extract(body, '$.contract') AS contract, "
    "json_extract(body, '$.lots') AS lots, json_extract(body, '$.liquidation_price_text') AS liquidation_price, "
    "json_extract(body, '$.bankruptcy_price_text') AS bankruptcy_price FROM events WHERE event = 'liquidation_leg'",
)


def expected_schema() -> frozenset[str]:
    """Return the SQL of everything a session file may hold; anything else in it is refused."""
    return frozenset((*TABLES, *VIEWS))
