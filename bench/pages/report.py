"""What was measured, as a table: each page with the role for which it took longest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench.live.facts import machine

HEAD = """# What each page takes

Written by `python -m bench.pages --write`. Every role opened all pages that it may open,
one after the other, and in the next round all of them again; the table has the role for which a
page took longest. Milliseconds from the request's first byte to the answer's last, the page
compressed, over one open connection; `x` is the median as a multiple of `/healthz` in the same run.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A page for a role."""

    role: str
    route: str
    p50: float
    p95: float


@dataclass(slots=True)
class Studio:
    """One studio's pages, and the milliseconds that were promised for each."""

    name: str
    most: float
    rounds: int
    rows: list[Row] = field(default_factory=list)

    def add(self, role: str, route: str, times: Sequence[float]) -> None:
        """Add what a page took."""
        self.rows.append(Row(role, route, median(times), quantiles(times, n=20)[-1]))

    @property
    def worst(self) -> list[Row]:
        """Return each page once, for the role that waited longest, the slowest page first."""
        best: dict[str, Row] = {}
        for row in self.rows:
            if row.route not in best or row.p95 > best[row.route].p95:
                best[row.route] = row
        return sorted(best.values(), key=lambda row: -row.p95)

    @property
    def broken(self) -> list[Row]:
        """Return the pages that took longer than promised."""
        return [row for row in self.rows if row.p95 > self.most]

    @property
    def nothing(self) -> float:
        """Return what /healthz took, in the median over all roles."""
        return median(row.p50 for row in self.rows if row.route == "/healthz")


def summary(studio: Studio) -> str:
    """Write a studio for the terminal."""
    lines = [f"{studio.name}: {len(studio.rows)} pages, promise p95 {studio.most:.0f} ms"]
    for row in studio.worst:
        share = row.p50 / studio.nothing
        lines.append(f"{row.p50:8.1f} {row.p95:8.1f} ms {share:6.1f}x  {row.role:10} {row.route}")
    lines += [f"BROKEN {row.role} {row.route} {row.p95:.1f} ms" for row in studio.broken]
    return "\n".join(lines)


def as_markdown(studios: list[Studio], day: str, before: str = "") -> str:
    """Write the studios as bench/PAGES.md; what was not measured now stays as it was `before`."""
    kept = {part.partition(" ")[0]: part for part in before.split("\n## The ")[1:]}
    for studio in studios:
        kept[studio.name] = _section(studio, day)
    return HEAD + "".join(f"\n## The {kept[name].strip()}\n" for name in sorted(kept))


def _section(studio: Studio, day: str) -> str:
    outcome = "kept" if not studio.broken else f"BROKEN {len(studio.broken)} times"
    about = f"{machine()[0]}, {day}, {studio.rounds} rounds"
    lines = [
        f"{studio.name} studio: p95 of {studio.most:.0f} ms promised, {outcome}",
        "",
        f"On {about}; `/healthz` took {studio.nothing:.1f} ms.",
        "",
        "| page | role | p50 | p95 | x |",
        "|---|---|--:|--:|--:|",
    ]
    for row in studio.worst:
        share = row.p50 / studio.nothing
        lines.append(
            f"| `{row.route}` | {row.role} | {row.p50:.1f} | {row.p95:.1f} | {share:.1f} |"
        )
    return "\n".join(lines)
