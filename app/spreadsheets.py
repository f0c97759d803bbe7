"""Tables for a spreadsheet: CSV that Excel reads, in which no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

MARK = "\ufeff"
"""What tells a spreadsheet that the letters are UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines(rows: Iterable[Sequence[object]]) -> str:
    """Write rows; a text that a spreadsheet would run gets an apostrophe before it."""
    kept = io.StringIO()
    csv.writer(kept).writerows([_cell(value) for value in row] for row in rows)
    return kept.getvalue()


def _cell(value: object) -> object:
    text = "" if value is None else str(value)
    is_number = isinstance(value, (int, float))
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text
