"""How different two colours look, to everybody: CIEDE2000, also as three kinds of colour blindness see them. Qt-free.

Two published formulas are all that is needed (a colour library would bring SciPy for them): CIEDE2000 as in Sharma, Wu
and Dalal 2005, whose test pairs are in the tests, and the simulation of Machado, Oliveira and Fernandes 2009 at full
severity. Colours are "#RRGGBB".
"""

from __future__ import annotations

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Triple = tuple[float, float, float]

WHITE_D65: Triple = (0.95047, 1.0, 1.08883)
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
SIGHTS: dict[str, tuple[Triple, Triple, Triple]] = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
POWER_7 = 25.0**7


def linear_rgb(color: str) -> Triple:
    """Return red, green and blue from 0 to 1 in linear light."""
    digits = color.lstrip("#")[-6:]
    shares = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    first, second, third = (x / 12.92 if x <= 0.04045 else float(((x + 0.055) / 1.055) ** 2.4) for x in shares)
    return first, second, third


def _times(rows: tuple[Triple, ...], values: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, values, strict=True)) for row in rows)
    return first, second, third


def seen_as(color: str, sight: str) -> Triple:
    """Return a colour in linear light as a sight sees it: "normal", "protan", "deutan" or "tritan"."""
    values = linear_rgb(color)
    if sight == "normal":
        return values
    first, second, third = (min(1.0, max(0.0, one)) for one in _times(SIGHTS[sight], values))
    return first, second, third


def lab_of(linear: Triple) -> Triple:
    """Return CIE L*a*b* under D65 of a colour in linear light."""

    def bend(share: float) -> float:
        return float(share ** (1 / 3)) if share > 216 / 24389 else (24389 / 27 * share + 16) / 116

    x, y, z = (bend(one / white) for one, white in zip(_times(TO_XYZ, linear), WHITE_D65, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(first: Triple, second: Triple) -> float:
    """Return the CIEDE2000 difference of two colours in L*a*b*."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    chroma = (hypot(a1, b1) + hypot(a2, b2)) / 2
    stretch = 1 + 0.5 * (1 - sqrt(chroma**7 / (chroma**7 + POWER_7)))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = (degrees(atan2(b, a)) % 360 if (a or b) else 0.0 for a, b in ((a1, b1), (a2, b2)))
    turn = h2 - h1
    if c1 * c2 == 0:
        turn = 0.0
    elif turn > 180:
        turn -= 360
    elif turn < -180:
        turn += 360
    d_light, d_chroma, d_hue = l2 - l1, c2 - c1, 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    hue = _middle_hue(h1, h2, c1 * c2)
    return _weighted(d_light, d_chroma, d_hue, ((l1 + l2) / 2, (c1 + c2) / 2, hue))


def _middle_hue(h1: float, h2: float, product: float) -> float:
    if product == 0:
        return h1 + h2
    if abs(h1 - h2) <= 180:
        return (h1 + h2) / 2
    return (h1 + h2 + 360) / 2 if h1 + h2 < 360 else (h1 + h2 - 360) / 2


def _weighted(d_light: float, d_chroma: float, d_hue: float, middle: Triple) -> float:
    light, chroma, hue = middle
    bend = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    weight_l = 1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2)
    weight_c = 1 + 0.045 * chroma
    weight_h = 1 + 0.015 * chroma * bend
    twist = 30 * exp(-(((hue - 275) / 25) ** 2))
    turned = -sin(radians(2 * twist)) * 2 * sqrt(chroma**7 / (chroma**7 + POWER_7))
    c, h = d_chroma / weight_c, d_hue / weight_h
    return sqrt((d_light / weight_l) ** 2 + c**2 + h**2 + turned * c * h)


def differences(first: str, second: str) -> dict[str, float]:
    """Return how different two colours look to each sight."""
    return {
        sight: ciede2000(lab_of(seen_as(first, sight)), lab_of(seen_as(second, sight))) for sight in ("normal", *SIGHTS)
    }
