"""The names under which bytes are kept: random, and nothing else."""

import re
import secrets
from dataclasses import dataclass

KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Stored:
    """What `put` wrote."""

    key: str
    size: int
    sha256: str


class OverLimit(Exception):
    """The stream was longer than allowed; nothing was kept."""


def new_key() -> str:
    """Return a random 128-bit name."""
    return secrets.token_hex(16)


def checked(key: str) -> str:
    """Return a key, or refuse what cannot be one."""
    if not KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key!r}")
    return key


def spread(key: str) -> str:
    """Return where a key lies below a root, so that no folder grows without end."""
    return f"{key[:2]}/{key[2:4]}/{checked(key)}"
