"""Measure the live channel and files beside their peers: python -m bench.live

    python -m bench.live [--only a,b] [--runs 1] [--quick]

Prints a table with every promise's verdict; unless it is a quick look, what was measured replaces
the same sections in bench/RESULTS.md. Exits with 1 when a promise is broken.
"""

import argparse
import os
from collections.abc import Callable, Iterator

from bench import file_speed, machine, many_uploads, whole_order
from bench.live import chats, crowds, cuts, pairs, promos, report, restarts
from bench.live.generator import CORE
from bench.live.plan import Plan
from bench.live.results import Section

PARTS: dict[str, Callable[[Plan], Iterator[Section]]] = {
    "ab": promos.measure,
    "cd": chats.measure,
    "e": crowds.measure,
    "f": restarts.measure,
    "g": cuts.measure,
    "h": pairs.measure,
    "i": file_speed.measure,
    "j": many_uploads.measure,
    "k": whole_order.measure,
}
LETTERS = "abcdefghijk"


def main() -> None:
    """Read the options, measure, report."""
    plan = _plan()
    machine.main()
    os.sched_setaffinity(0, {CORE})  # beside the generator: the servers' core is theirs alone
    sections: list[Section] = []
    for letters, measure in PARTS.items():
        if plan.wants(letters):
            for section in measure(plan):
                report.show(section)
                sections.append(section)
    if not plan.is_quick:
        report.write(sections, plan)
    broken = [each for section in sections for each in section.promises if not each.is_kept]
    raise SystemExit(1 if broken else 0)


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("--only", default=",".join(LETTERS), help="sections, such as a,b")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=5, help="how long g cuts the line")
    parser.add_argument("--quick", action="store_true", help="a look, not a measurement")
    given = parser.parse_args()
    letters = frozenset(given.only.split(","))
    if not letters <= frozenset(LETTERS):
        parser.error(f"the sections are {', '.join(LETTERS)}")
    return Plan(letters, given.runs, given.minutes, given.quick)


if __name__ == "__main__":
    main()
