"""What somebody wrote in an answer, without the mail that it answers and their signature. Pure.

Mail programs mark the older mail in their own ways. Where an answer stands between the lines of the
older mail, and wherever it is not sure, everything stays.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

SAID = re.compile(r"\b(?:wrote|menulis)\s*:$", re.IGNORECASE)
"""How the line ends that introduces the older mail: Gmail, Apple, Thunderbird."""
ON = re.compile(r"(?:on|pada)\b", re.IGNORECASE)
"""How it begins, on this line or one of those above it."""
HEADERS = re.compile(
    r"\*?(?:from|sent|date|to|cc|subject|dari|dikirim|tanggal|kepada|ke|subjek|perihal)\*?:\s?\S",
    re.IGNORECASE,
)
"""The head of the older mail as Outlook repeats it."""
RULE = re.compile(r"(?:_{10,}|-{3,} ?(?:original message|pesan asli) ?-{3,})$", re.IGNORECASE)
SENT_FROM = re.compile(
    r"^(?:sent from|get outlook for|dikirim dari|dapatkan outlook untuk)\b.{1,80}$", re.IGNORECASE
)
"""What telephones add by themselves."""
HEAD_LINES = 3
"""So many lines, the first with an address, make a head: people write "Dari: Jakarta" too."""
INTRODUCED_OVER = 3
"""Over so many lines a long introduction is broken."""


def own_words(text: str) -> str:
    """Return the new words of an answer; nothing where there are none."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(_unsigned(lines[: _history(lines)])).strip()


def _history(lines: Sequence[str]) -> int:
    """Return at which line the older mail begins; the number of lines without one."""
    answered = _last_answered(lines)
    for at in range(len(lines)):
        begins = at if _is_head(lines, at) else _introduction(lines, at)
        if begins is not None and at >= answered:
            return begins
    return _quoted_end(lines)


def _last_answered(lines: Sequence[str]) -> int:
    """Return the last quoted line behind which new words stand; -1 where there is none."""
    places = range(len(lines) - 1, -1, -1)
    last = next((at for at in places if lines[at] and not lines[at].startswith(">")), -1)
    return next((at for at in range(last, -1, -1) if lines[at].startswith(">")), -1)


def _is_head(lines: Sequence[str], at: int) -> bool:
    has_rule = RULE.match(lines[at]) is not None
    if not has_rule and not HEADERS.match(lines[at]):
        return False
    head = list(islice(_said(lines, at + has_rule), HEAD_LINES))
    return len(head) == HEAD_LINES and all(map(HEADERS.match, head)) and "@" in head[0]


def _said(lines: Sequence[str], start: int) -> Iterator[str]:
    """Yield the lines from a place on, without the empty ones."""
    return (lines[at] for at in range(start, len(lines)) if lines[at])


def _introduction(lines: Sequence[str], end: int) -> int | None:
    """Return where an introduction begins that ends on a line; None where there is none."""
    if not SAID.search(lines[end]):
        return None
    is_quoted_next = next(_said(lines, end + 1), "").startswith(">")
    for at in range(end, max(-1, end - INTRODUCED_OVER), -1):
        if ON.match(lines[at]):
            return at if is_quoted_next or "@" in " ".join(lines[at : end + 1]) else None
    return end if "@" in lines[end] else None


def _quoted_end(lines: Sequence[str]) -> int:
    """Return where the quoted lines begin with which the mail ends."""
    end = len(lines)
    while end and (not lines[end - 1] or lines[end - 1].startswith(">")):
        end -= 1
    return end


def _unsigned(lines: Sequence[str]) -> list[str]:
    """Leave out what follows the mark of signatures, and what a telephone has added."""
    kept = list(lines[: lines.index("--")] if "--" in lines else lines)
    while kept and (not kept[-1] or SENT_FROM.match(kept[-1])):
        kept.pop()
    return kept
