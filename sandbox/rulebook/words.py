"""The words and names that may stand in a rulebook: one list for the files people write and for stored sessions."""

import re

KINDS = ("linear", "inverse")
BRACKETS_BY = ("value", "size")
FUNDS = ("shared", "own")
SETTINGS_PER = ("contract", "side")
TAKEOVER_AT = ("maintenance", "first_bracket")
TRIGGERS = ("at_or_below", "below")
MAINTENANCE_BASES = ("mark", "entry")
LIQUIDATION_STEPS = ("brackets", "whole", "slices", "partial")
SURPLUS_TO = ("insurance_fund", "trader")
BEYOND_FUND = ("adl", "socialise", "claim")
ADL_PRICES = ("bankruptcy", "mark", "previous_mark")
ADL_RANKS = ("binance", "bitmex", "okx", "hyperliquid")
TOP_UP_MODELS = ("initial_margin", "restore_initial", "maintenance_at_entry", "maintenance_at_mark")
SYMBOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
ASSET = re.compile(r"[A-Za-z0-9]{1,20}")
