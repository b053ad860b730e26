"""The formulas behind the shown figures, as exact functions of their inputs by symbol.

V value, V0 open value, q size (inverse: in quote), p mark, s side (+1 long, -1 short), L leverage, r maintenance rate,
d deduction, M money behind the position, C cash, U unrealised profit, E equity, MM maintenance, IM initial margin,
X collateral in other assets as it counts, h coins of the position's own base that count beside it; V2, q2, r2, d2 are
those of the other side of the contract (hedge mode).
Stress grid: N net and G gross value of a risk unit, D its positions, H its hedging coins, m a move, MR1 to MR7 the
charges, w the position's part. B what lies in a wallet.
"""

from collections.abc import Callable
from fractions import Fraction

Formula = Callable[..., Fraction]


def _smaller(first: Fraction, second: Fraction) -> Fraction:
    """Return the smaller of two amounts, at least 0."""
    return max(Fraction(0), min(first, second))


FORMULAS: dict[str, Formula] = {
    "initial": lambda V, L: V / L,
    "maintenance": lambda B, r, d: B * r - d,
    "equity": lambda M, U: M + U,
    "equity_pooled": lambda M, X, U: M + X + U,
    "ratio": lambda MM, E: MM / E,
    "backing": lambda C, U, MM: C + U - MM,
    "backing_pooled": lambda C, X, U, MM: C + X + U - MM,
    "liquidation_linear": lambda V0, s, M, r, d, q: (V0 - s * (M + d)) / (q * (1 - s * r)),
    "liquidation_linear_entry": lambda V0, s, M, K, q: (V0 - s * (M - K)) / q,
    "liquidation_inverse": lambda V0, s, M, r, d, q: q * (1 + s * r) / (V0 + s * (M + d)),
    "liquidation_inverse_entry": lambda V0, s, M, K, q: q / (V0 + s * (M - K)),
    "liquidation_pooled": lambda V0, s, M, r, d, q, h: (s * V0 - M - d) / (q * (s - r) + h),
    "liquidation_pooled_entry": lambda V0, s, M, K, q, h: (s * V0 - M + K) / (s * q + h),
    "liquidation_hedged_linear": lambda V0, V2, s, M, r, d, r2, d2, q, q2: (
        (s * (V0 - V2) - M - d - d2) / (s * (q - q2) - q * r - q2 * r2)
    ),
    "liquidation_hedged_inverse": lambda V0, V2, s, M, r, d, r2, d2, q, q2: (
        (s * (q - q2) + q * r + q2 * r2) / (s * (V0 - V2) + M + d + d2)
    ),
    "edge_linear": lambda u, q: u / q,
    "edge_inverse": lambda u, q: q / u,
    "bankruptcy_linear": lambda p, s, E, w, q: p - s * E * w / q,
    "bankruptcy_inverse": lambda p, s, E, w, q: q / (q / p + s * E * w),
    "removable": lambda M, MM, U, IM: _smaller(M - MM, M + U - IM),
    "grid_net": lambda D, H: D + H,
    "grid_shock": lambda N, m, **others: -N * m,
    "grid_extreme": lambda N, m, h: -N * m * h,
    "grid_basis": lambda G, b, n, y: G * b * n / y,
    "grid_minimum": lambda G, c, e, k, f: f + (G * c - e) * k,
    "maintenance_grid": lambda MR1, MR6, MR4, MR7, f, w: (max(max(MR1, MR6) + MR4, MR7) + f) * w,
    "initial_grid": lambda MM, k: MM * k,
    "liquidation_grid": lambda a, b: -a / b,
    "transferable_all": lambda B: B,
    "transferable_pooled": lambda B, C, X, MM, E, IM: _smaller(B, min(C + X - MM, E - IM)),
    "transferable": lambda C, MM, U, IM: _smaller(C - MM, C + U - IM),
}
