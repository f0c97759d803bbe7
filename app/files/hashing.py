"""The SHA-256 of a file that arrives in pieces, perhaps at several processes.

A piece is hashed as it passes when everything before it was hashed here too; what another process
received is read back from the disk once, at the end.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

BLOCK = 512 * 1024
KEPT = 1000
"""Uploads whose hash is remembered between two pieces; a forgotten one costs a second reading."""


class RunningHash:
    """The hash of the first `offset` bytes of a file."""

    def __init__(self) -> None:
        self.offset = 0
        self._digest = hashlib.sha256()

    def add(self, blocks: Sequence[bytes], at: int) -> None:
        """Hash blocks that lie at this place, or leave them for `finish` after a gap."""
        if at != self.offset:
            return
        for block in blocks:
            self._digest.update(block)
            self.offset += len(block)

    def finish(self, path: Path, length: int) -> str:
        """Hash what is missing up to the length from the disk; blocking."""
        if self.offset < length:
            with path.open("rb", buffering=0) as file:
                file.seek(self.offset)
                while self.offset < length and (block := file.read(BLOCK)):
                    self.add([block], self.offset)
        return self._digest.hexdigest()

    def copy(self) -> "RunningHash":
        """Return a hash that goes its own way from here."""
        twin = RunningHash()
        twin.offset, twin._digest = self.offset, self._digest.copy()
        return twin


_kept: OrderedDict[str, RunningHash] = OrderedDict()


def recall(key: str, offset: int) -> RunningHash:
    """Return what was hashed of a file here, as far as its first `offset` bytes."""
    kept = _kept.get(key)
    return kept.copy() if kept is not None and kept.offset <= offset else RunningHash()


def remember(key: str, running: RunningHash) -> None:
    """Keep a hash for the next piece."""
    _kept[key] = running.copy()
    _kept.move_to_end(key)
    while len(_kept) > KEPT:
        _kept.popitem(last=False)


def forget(key: str) -> None:
    """Drop a hash whose file is over, or was cut back."""
    _kept.pop(key, None)
