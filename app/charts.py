"""Where the marks of a small chart stand, in percent of its plot; templates draw them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

STEPS = (1, 2, 4, 5, 10)
"""What an axis may end at, times a power of ten: each halves into a whole number people like."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: its bar from `x`, `y` to the ground, and the middle of it."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float
    middle: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A row of marks under one axis; `ticks` are read from the top down to nought."""

    marks: tuple[Mark, ...]
    ticks: tuple[int, ...]

    @property
    def points(self) -> str:
        """Return the marks as the points of a line."""
        return " ".join(f"{mark.middle:g},{mark.y:g}" for mark in self.marks)


def chart(rows: Sequence[tuple[str, int]]) -> Chart:
    """Arrange values of nought and more, each with its label, from left to right."""
    top = _ceiling(max((value for _, value in rows), default=0))
    room = 100 / max(len(rows), 1)
    marks = tuple(
        Mark(
            label,
            value,
            x=round(room * (place + 0.18), 3),
            y=round(100 - 100 * value / top, 3),
            width=round(room * 0.64, 3),
            height=round(100 * value / top, 3),
            middle=round(room * (place + 0.5), 3),
        )
        for place, (label, value) in enumerate(rows)
    )
    return Chart(marks, (top, top // 2, 0))


def _ceiling(largest: int) -> int:
    """Return the first round number that is not below the largest value, at least 2."""
    power = 1
    while power * STEPS[-1] < largest:
        power *= 10
    return max(2, next(power * step for step in STEPS if power * step >= largest))
