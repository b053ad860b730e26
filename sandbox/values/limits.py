"""Every maximum of the program, in one place; readers refuse what is beyond, so nothing hangs or overflows."""

NS_PER_SECOND = 1_000_000_000
ASSET_DECIMALS = 8
AMOUNT_DIGITS_MAX = 30  # digits of any decimal a user may write
ATOMS_MAX = 10**27  # money of one account; SQLite stores larger integers as text
INT64_MAX = 2**63 - 1
PRICE_TICKS_MAX = 2**62
LOTS_MAX = 10**15
ORDERS_OPEN_MAX = 200  # per owner
TRADERS_MAX = 1_000
SUB_ACCOUNTS_MAX = 20
LEVERAGE_MAX = 10**9
STEPS_MAX = 100_000  # scripted steps of a scenario
UPDATES_MAX = 50_000_000  # price updates of one session
PATH_UPDATES_MAX = 5_000_000  # updates of one scripted path, about 58 days of seconds
TEXT_MAX = 4_000  # characters of a caption or name
LIQUIDITY_QUOTE = 10**9  # whole units the market's liquidity starts with
LIQUIDITY_BASE = 10**6
RATIONAL_DIGITS_MAX = 1_000  # of the numerator or the denominator of a stored rational
SESSION_VALUE_BYTES_MAX = 64 * 2**20  # of one text or blob in a session file
COMMAND_NUMBERS_MAX = 2**53  # of the numbers that a session's commands have
# Steps of SQLite that opening or proving a session file may take. Honest files take up to 0.3 a byte.
READING_WORK_FLOOR, READING_WORK_PER_BYTE = 300_000, 2
