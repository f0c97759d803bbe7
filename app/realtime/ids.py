"""Ids for events: UUID version 7, so that an index of them grows at its end."""

import os
import time


def uuid7() -> str:
    """Return a new id; never use it for order, the offset is for that."""
    time_part = f"{time.time_ns() // 1_000_000:012x}"
    noise = os.urandom(10)
    variant, rest = "89ab"[noise[0] & 3], noise.hex()
    return f"{time_part[:8]}-{time_part[8:]}-7{rest[2:5]}-{variant}{rest[5:8]}-{rest[8:20]}"
