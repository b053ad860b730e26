"""Wording of playing a market file: what was recognised, what is asked, what stands in the way."""

MENU = "Play a market file…"
TITLE = "Play a market file"
LEAD = "Candles you have as a file become a session: choose one, or drop it on the window."
FILE = "File"
FILE_NONE = "No file chosen"
BROWSE = "Choose…"
FILTER = "Market files (*.csv *.txt *.json *.zip *.gz);;All files (*)"
READING = "Reading {name}…"
RECOGNISED = "What was recognised"
FORMAT, CONTRACT, INTERVAL, CANDLES, SPAN, GAPS, LEFT_OUT = (
    "Format",
    "Contract",
    "Interval",
    "Candles",
    "From – to",
    "Gaps",
    "Left out",
)
FORMATS = {
    "binance-klines": "Binance candles",
    "ohlcv-csv": "Table of candles",
    "ohlcv-json": "List of candles (JSON)",
    "kraken-ohlcvt": "Kraken candles",
    "kraken-ohlc": "Kraken candles (API)",
    "yfinance-csv": "Yahoo Finance (yfinance)",
    "okx-candles": "OKX candles",
    "bybit-klines": "Bybit candles",
    "coinbase-candles": "Coinbase candles",
    "binance-funding": "Binance funding rates",
    "funding-csv": "Table of funding rates",
}
CONTRACT_FROM = {"content": "named in the file", "option": "as chosen", "file_name": "from the file name"}
CONTRACT_UNKNOWN = "not named: choose it below"
SPAN_VALUE = "{first} – {last} UTC"
CONTRACT_CHOOSE = "Choose the contract these prices are of"
GAPS_NONE = "none"
GAPS_SOME = "{count}: the price holds there"
LEFT_OUT_SOME = "{count} rows; line {line}: {why}"
DOUBLES = "{count} rows told twice count once."
RULES = "Rules"
WALLET, SPOT, FUND = "Contract wallet", "Spot wallet", "Insurance fund"
NOT_BELOW_ZERO = "An amount is 0 or more."
PLAY = "Play"
PREPARING = "Preparing the session…"
RATES_ONLY = "{name} holds funding rates, not candles. Choose a file of candles; a scenario can name both."
SINGLE = "{name} holds a single candle, so its interval is unknown. Choose a longer file."
NO_RULES = "No rulebook has a contract on {contract}. The rules of another coin would mislead; nothing was begun."
BALANCES = {"USDT": ("10,000", "0", "1,000,000"), "BTC": ("1", "0", "100")}
BALANCES_OTHER = ("10,000", "0", "1,000,000")
