"""The sections as text for the terminal, and as bench/RESULTS.md."""

from collections.abc import Sequence
from pathlib import Path

from bench.live import facts
from bench.live.plan import Plan
from bench.live.results import Section

RESULTS = Path(__file__).parent.parent / "RESULTS.md"

INTRODUCTION = """\
# The live channel beside its peers

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
    """Write everything down."""
    parts = [INTRODUCTION, "## On what", *_list([*facts.machine(), ", ".join(facts.versions())])]
    parts += ["", f"Medians of {plan.runs} runs, least and most beside them.", ""]
    parts += ["## Promises", "", *_promises(sections)]
    for section in sections:
        parts += [
            "",
            f"## {section.letter}. {section.title}",
            "",
            *_notes(section),
            *_table(section),
        ]
    RESULTS.write_text("\n".join(parts) + "\n")
    print(f"\nWritten to {RESULTS.name}")


def _promises(sections: Sequence[Section]) -> list[str]:
    lines = ["| | promise | found | bound | |", "|---|---|---:|---:|---|"]
    for section in sections:
        for promise in section.promises:
            lines.append(f"| {section.letter} | " + " | ".join(promise.row()) + " |")
    return lines


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
