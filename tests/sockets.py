"""Which process a connection belongs to, as the kernel sees it."""

from collections.abc import Iterable
from glob import glob
from os import readlink
from pathlib import Path

ESTABLISHED = "01"


def children(parent: int) -> list[int]:
    """Return the processes that a process has started and that have not ended."""
    found = []
    for path in glob("/proc/[0-9]*/stat"):
        try:
            fields = Path(path).read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(path.split("/")[2]))
    return sorted(found)


def holder(port: int, processes: Iterable[int]) -> int:
    """Return the process that serves the client with this port; 0 if none does."""
    inode = _served_sockets().get(port)
    return next((pid for pid in processes if inode in _sockets_of(pid)), 0)


def _served_sockets() -> dict[int, str]:
    """Return the inodes of the servers' ends of all connections by the clients' ports."""
    found = {}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == ESTABLISHED:
            found[int(fields[2].partition(":")[2], 16)] = fields[9]
    return found


def _sockets_of(pid: int) -> set[str]:
    found = set()
    for path in glob(f"/proc/{pid}/fd/*"):
        try:
            target = readlink(path)
        except OSError:
            continue
        found.add(target.removeprefix("socket:[").removesuffix("]"))
    return found
