"""What a page costs somebody else meanwhile: python -m bench.page_probe <url> <cookie> <path>.

Asks twenty times a second on one connection until its standard input ends, and prints the 50th and
99th percentile in ms. It goes before whoever sends on the same core: the server is measured, not
that core.
"""

import contextlib
import os
import select
import sys

from bench.raw_http import Line

PAUSE = 0.05


def main() -> None:
    """Ask until the time is over."""
    url, cookie, path = sys.argv[1:]
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    took: list[float] = []
    line = Line(url, cookie)
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        answer = line.get(path)
        assert answer.status == 200, answer
        took.append(answer.seconds * 1000)
    took.sort()
    print(f"{took[len(took) // 2]:.2f} {took[int(len(took) * 0.99)]:.2f}")


if __name__ == "__main__":
    main()
