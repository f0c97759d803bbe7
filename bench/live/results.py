"""What was measured: medians of several runs, and the promises that they keep or break."""

from dataclasses import dataclass, field
from math import nan
from statistics import median


@dataclass
class Measure:
    """One figure, once for each run."""

    name: str
    unit: str
    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Return the middle one."""
        return median(self.values)

    def row(self) -> tuple[str, str, str, str]:
        """Return name, median, least to most, unit."""
        span = f"{number(min(self.values))} – {number(max(self.values))}"
        return self.name, number(self.median), span, self.unit


@dataclass(frozen=True)
class Promise:
    """A bound on a figure of ours, mostly a ratio to a peer's."""

    text: str
    found: float
    bound: float
    at_most: bool = False
    unit: str = ""

    @property
    def is_kept(self) -> bool:
        """Tell whether the figure is within its bound."""
        return self.found <= self.bound if self.at_most else self.found >= self.bound

    def row(self) -> tuple[str, str, str, str]:
        """Return the promise, what was found, the bound and the verdict."""
        bound = f"{'≤' if self.at_most else '≥'} {number(self.bound)}{self.unit}"
        verdict = "pass" if self.is_kept else "FAIL"
        return self.text, f"{number(self.found)}{self.unit}", bound, verdict


@dataclass
class Section:
    """One part of the report."""

    letter: str
    title: str
    notes: list[str] = field(default_factory=list)
    measures: dict[str, Measure] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str) -> None:
        """Keep one run's figure."""
        self.measures.setdefault(name, Measure(name, unit)).values.append(value)

    def of(self, name: str) -> float:
        """Return a figure's median; not a number, which keeps no promise, if there is none."""
        return self.measures[name].median if name in self.measures else nan

    def promise(
        self, text: str, found: float, bound: float, *, at_most: bool = False, unit: str = ""
    ) -> None:
        """Hold a figure against its bound."""
        self.promises.append(Promise(text, found, bound, at_most, unit))


def number(value: float) -> str:
    """Write a figure with three digits that count; thousands apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"
