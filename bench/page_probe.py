"""What a page costs somebody else meanwhile: python -m bench.page_probe <url> <seconds> <path>.

Asks twenty times a second on one connection and prints the 50th and 99th percentile in ms.
"""

import sys
import time

from bench.raw_http import Line

PAUSE = 0.05


def main() -> None:
    """Ask until the time is over."""
    url, seconds, path = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    took: list[float] = []
    end = time.monotonic() + seconds
    line = Line(url, "")
    while time.monotonic() < end:
        answer = line.get(path)
        assert answer.status == 200, answer
        took.append(answer.seconds * 1000)
        time.sleep(PAUSE)
    took.sort()
    print(f"{took[len(took) // 2]:.1f} {took[int(len(took) * 0.99)]:.1f}")


if __name__ == "__main__":
    main()
