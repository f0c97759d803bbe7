"""The sections as text for the terminal, and as bench/RESULTS.md."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bench.live import facts
from bench.live.plan import Plan
from bench.live.results import Section

RESULTS = Path(__file__).parent.parent / "RESULTS.md"

INTRODUCTION = """\
# The live channel and files, beside their peers

Written by `make bench`; [README.md](README.md) says how each figure comes about. Every server had
the first core alone, the load generator the last one, and all of a section ran in turns under the
same generator, which fails the run when any listener misses a message, hears one twice or out of
order.
"""


def show(section: Section) -> None:
    """Print a section."""
    print(f"\n{section.letter}. {section.title}", flush=True)
    for note in dict.fromkeys(section.notes):
        print(f"   {note}")
    for name, middle, span, unit in _rows(section):
        print(f"   {name:52}{middle:>12} {unit:8}{span}")
    for text, found, bound, verdict in (each.row() for each in section.promises):
        print(f"   {text:52}{found:>12}  {bound:>14}  {verdict}", flush=True)


def write(sections: Sequence[Section], plan: Plan) -> None:
    """Write down what was measured; what an earlier run found of the other sections stays."""
    before = RESULTS.read_text() if RESULTS.exists() else ""
    promises, parts = _promises_in(before), _parts_in(before)
    for section in sections:
        promises[section.letter] = _promises(section)
        parts[section.letter] = _part(section, plan)
    lines = [INTRODUCTION, "## On what", *_list([*facts.machine(), ", ".join(facts.versions())])]
    lines += ["", "## Promises", "", "| | promise | found | bound | |", "|---|---|---:|---:|---|"]
    lines += [row for letter in sorted(promises) for row in promises[letter]]
    lines += [f"\n{parts[letter]}" for letter in sorted(parts)]
    RESULTS.write_text("\n".join(lines) + "\n")
    print(f"\nWritten to {RESULTS.name}")


def _promises_in(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in re.findall(r"^\| [a-z] \| .*$", text, re.MULTILINE):
        found.setdefault(row[2], []).append(row)
    return found


def _parts_in(text: str) -> dict[str, str]:
    parts = re.split(r"^(?=## [a-z]\. )", text, flags=re.MULTILINE)[1:]
    return {part[3]: part.rstrip() for part in parts}


def _promises(section: Section) -> list[str]:
    return [
        f"| {section.letter} | " + " | ".join(promise.row()) + " |" for promise in section.promises
    ]


def _part(section: Section, plan: Plan) -> str:
    measured = f"{date.today():%Y-%m-%d}: medians of {plan.runs} runs, least and most beside them."
    title = f"## {section.letter}. {section.title}"
    return "\n".join([title, "", measured, "", *_notes(section), *_table(section)])


def _table(section: Section) -> list[str]:
    lines = ["| | median | least – most | |", "|---|---:|---:|---|"]
    return lines + [
        f"| {name} | {middle} | {span} | {unit} |" for name, middle, span, unit in _rows(section)
    ]


def _notes(section: Section) -> list[str]:
    notes = list(dict.fromkeys(section.notes))
    return [*notes, ""] if notes else []


def _rows(section: Section) -> list[tuple[str, str, str, str]]:
    return [measure.row() for measure in section.measures.values()]


def _list(items: Sequence[str]) -> list[str]:
    return ["", *(f"- {item}" for item in items)]
