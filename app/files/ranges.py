"""Which bytes of a file were asked for (RFC 9110); several ranges are answered with the whole."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `begin` up to, not including, `end`; `status` is 200, 206 or 416."""

    status: int
    begin: int
    end: int

    def content_range(self, size: int) -> str:
        """Return the Content-Range header, empty for a whole file."""
        if self.status == 416:
            return f"bytes */{size}"
        return f"bytes {self.begin}-{self.end - 1}/{size}" if self.status == 206 else ""


def part_of(size: int, asked: str, if_range: str, etag: str) -> Part:
    """Read the Range header; what cannot be read asks for everything."""
    whole = Part(200, 0, size)
    if not asked or (if_range and if_range.strip() != etag):
        return whole
    match = _RANGE.fullmatch(asked.replace(" ", ""))
    if match is None or match.group(0) == "bytes=-":
        return whole
    first, last = match.groups()
    if not first:
        begin, end = max(0, size - int(last)), size
    else:
        begin, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < int(first):
            return whole
    return Part(206, begin, end) if begin < end else Part(416, 0, 0)
