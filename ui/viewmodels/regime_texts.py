"""Words of account modes in the window: reach, pipes and log."""

REACH_WITH = "{asset}, {wallets}"
REACH_WALLET = "{wallet} reachable"
REACH_WALLET_NOT = "{wallet} 0"
REACH_JOINED = " / "
PIPE_SHARED = "Spot counts as collateral"
AUTOPSY_RESCUED = "Collateral was sold, and the margin stood above maintenance again: the position stays ({rule})."
RULE_POOLED = "cross, wallets pooled"
COLLATERAL_SOLD = "Collateral sold"
COLLATERAL_SOLD_LINE = "{amount} {asset} of {wallet} for {quote_amount} {quote}"
ACCOUNT_MODE = "Account mode"
FROM_WALLET = "{amount} from {wallet}"
AT_MOST = "At most {parts}; {others} 0, because {reason} ({book})."
NOTHING = "Nothing can go; {others} 0, because {reason} ({book})."
REASONS = {
    "multi-asset": "every coin that counts in the contract wallet stands behind cross positions",
    "unified": "the spot wallet stands behind cross positions as the contract wallet does",
    "portfolio": "spot and contract stand behind cross positions, and margin comes from a stress grid",
}
MODE_COMMAND = "Account mode…"
MODE_SWITCH = "Switch"
MODE_NOW, MODE_AFTER = "Now", "After"
MODE_EQUITY = "Equity of cross positions"
MODE_MAINTENANCE = "Maintenance margin"
MODE_RATIO = "Margin ratio"
MODE_AVAILABLE = "Available"
MODE_TICK = "Liquidation tick of {symbol}"
MODE_REACH = "Can be lost of {wallet}, {asset}"
MODE_NOTES = {
    "segregated": "Only the contract wallet stands behind cross positions. No money moves.",
    "multi-asset": "Every accepted coin in the contract wallet stands behind cross positions. No money moves.",
    "unified": "Coins and cash of spot and contract stand behind cross positions. No money moves.",
    "portfolio": "A model: a stress grid asks for margin, spot of the same coin hedges. No money moves.",
}
REGIME_TIPS = {
    "segregated": "Wallets are apart: only what stands in the contract wallet can answer for a position.",
    "multi-asset": "Every accepted coin in the contract wallet answers for cross positions.",
    "unified": "Coins and cash of spot and contract answer for cross positions.",
    "portfolio": (
        "A model: spot and contract answer for cross positions, and a stress grid asks for margin. How its charges "
        "combine is our assumption; the rulebook's page tells figures, sources and date."
    ),
}
PAYER_POOLED = "the contract and the spot wallet pay"
CAPTION_EQUITY = "Equity"
