"""Words of the stress grid on a rulebook's page. Qt-free."""

TITLE = "Portfolio margin (a model)"
RULE = (
    "All positions in one coin, and the coins of spot and contract that hedge them, are one risk unit. It must hold "
    "max(max(MR1, {share} of MR6) + MR4, MR7){fee}; the initial margin is {multiple} times that. How the figures "
    "combine, and the multiple, are assumptions."
)
WITH_FEE = " and the closing fee of {rate}"
GROUP_HEAD = "| Underlying | MR1, spot shock | MR6, extreme move | MR4, basis a year |"
EITHER_WAY = "{moves} either way"
OTHERS = "all others"
BASIS_DAYS = "MR4 runs over {days} days and counts on all positions, longs and shorts alike."
MINIMUM = "MR7 is {rate} of all positions, each part of it times the multiplier of its tier:"
TIER_HEAD = "| Charge, {quote} | times |"
BETWEEN, ABOVE = "{start} to {end}", "above {start}"
PERCENT = "{value}\N{NO-BREAK SPACE}%"
