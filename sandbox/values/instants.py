"""Simulated time as integer nanoseconds since 1970 (UTC), to RFC 3339 text and back, without a clock or datetime."""

import re

from sandbox.values.limits import NS_PER_SECOND

_RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|z|[+-]\d\d:\d\d)")
_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SECONDS_PER_DAY = 86_400


class NotAnInstant(ValueError):
    """Text that is not an RFC 3339 instant with a zone."""


def parse_instant(text: str) -> int:
    """Read RFC 3339 text as nanoseconds: "2020-03-12T10:00:00Z" -> 1584007200000000000.

    Raises NotAnInstant for anything else, a missing zone included.
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise NotAnInstant(f"{text!r} is not an RFC 3339 time such as 2020-03-12T10:00:00Z")
    year, month, day, hour, minute, second = (int(match[i]) for i in range(1, 7))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    month_days = _DAYS_IN_MONTH[month - 1] + (1 if month == 2 and leap else 0) if 1 <= month <= 12 else 0
    if not (1 <= day <= month_days and hour < 24 and minute < 60 and second < 60 and 1970 <= year <= 2200):
        raise NotAnInstant(f"{text!r} is no time of the calendar (years 1970 to 2200)")
    seconds = (days_from_civil(year, month, day) * 24 + hour) * 3600 + minute * 60 + second
    zone = match[8]
    if zone not in "Zz":
        offset = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
        seconds += offset if zone[0] == "-" else -offset
    return seconds * NS_PER_SECOND + int((match[7] or "").ljust(9, "0") or "0")


def instant_text(instant_ns: int) -> str:
    """Write nanoseconds as RFC 3339 UTC, with as many decimals of a second as are needed."""
    seconds, part_ns = divmod(instant_ns, NS_PER_SECOND)
    days, second_of_day = divmod(seconds, SECONDS_PER_DAY)
    year, month, day = civil_from_days(days)
    clock = f"{second_of_day // 3600:02d}:{second_of_day // 60 % 60:02d}:{second_of_day % 60:02d}"
    tail = f".{part_ns:09d}".rstrip("0") if part_ns else ""
    return f"{year:04d}-{month:02d}-{day:02d}T{clock}{tail}Z"


def days_from_civil(year: int, month: int, day: int) -> int:
    """Count days from 1970-01-01 to a Gregorian date (Source: H. Hinnant, chrono-compatible date algorithms)."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + day_of_era - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Return (year, month, day) of a day count from 1970-01-01 (same source)."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1
