"""How much is measured: which sections, how often, how long."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What the command line asked for; `is_quick` gives a look, not a measurement."""

    letters: frozenset[str]
    runs: int
    minutes: float
    is_quick: bool

    def wants(self, letters: str) -> bool:
        """Tell whether any of these sections is asked for."""
        return bool(self.letters & set(letters))

    def seconds(self, full: float) -> float:
        """Return how long a measurement takes."""
        return min(full, 2) if self.is_quick else full

    def count(self, full: int) -> int:
        """Return how many messages, clients or rounds it takes."""
        return max(1, full // 5) if self.is_quick else full
