"""What one socket may send: how fast, and how deeply nested."""

import re

DEPTH = 8
"""Objects and lists inside each other in one command."""


class Bucket:
    """`rate` tokens a second, at most `burst` of them; a rate of 0 counts nothing."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._left = float(burst)
        self._at = 0.0

    def take(self, now: float) -> bool:
        """Take a token at `now`, the loop's time in seconds; tell whether there was one."""
        if not self._rate:
            return True
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def too_deep(line: bytes | str) -> bool:
    """Tell whether JSON nests deeper than DEPTH, or leaves open what it opens.

    It is asked before the line is decoded and costs a few passes of C over it, whatever it holds.
    """
    raw = line.encode() if isinstance(line, str) else line
    if raw.count(b"{") + raw.count(b"[") <= DEPTH:
        return False
    brackets = _STRING.sub(b"", raw).translate(_ALIKE, _OTHERS)
    for _ in range(DEPTH):
        brackets = brackets.replace(b"[]", b"")
    return brackets != b""


_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""Possessive, and with an optional end: a string that never ends is still read only once."""
_ALIKE = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(code for code in range(256) if code not in b"{}[]")
