"""How large a fault test is: seconds in CI, the whole plan with SOAK=1 (`make soak`)."""

import os
from typing import TypeVar

SOAK = os.environ.get("SOAK", "") not in {"", "0"}

Size = TypeVar("Size")


def sized(quick: Size, soak: Size) -> Size:
    """Return the size for this run."""
    return soak if SOAK else quick
