"""The pacer: maps wall time to simulated time at a speed. The only clock that drives the simulation. Qt-free."""

from __future__ import annotations

SPEEDS = (1, 2, 5, 10, 20, 60, 120, 300, 600, 1000)


class Pacer:
    """Simulated time = start + (wall time since start) x speed; changing the speed starts anew from where it stands."""

    def __init__(self) -> None:
        self.speed = 1
        self._wall_ns = 0
        self._simulated_ns = 0

    def start(self, wall_ns: int, simulated_ns: int) -> None:
        """Let simulated time run on from an instant."""
        self._wall_ns = wall_ns
        self._simulated_ns = simulated_ns

    def set_speed(self, speed: int, wall_ns: int, simulated_ns: int) -> None:
        """Change the speed without a jump in simulated time."""
        self.speed = speed
        self.start(wall_ns, simulated_ns)

    def target_ns(self, wall_ns: int) -> int:
        """Return the simulated instant that is due at a wall time."""
        return self._simulated_ns + (wall_ns - self._wall_ns) * self.speed


def nearest_speed(speed: int) -> int:
    """Return the index of the offered speed that lies nearest."""
    return min(range(len(SPEEDS)), key=lambda place: abs(SPEEDS[place] - speed))
