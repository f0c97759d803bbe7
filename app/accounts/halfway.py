"""Between password and code: a mark that says for five minutes that the password was right.

It opens nothing: the code has to follow, tries at it are counted, and a changed password ends it.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app import clock, signing

COOKIE = "halfway"
LIFE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody whose password was right; `account` names what they typed, see `account_key`."""

    user_id: int
    account: str
    until: int


def mark(user_id: int, account: str, kept: str) -> str:
    """Return the cookie's value; `kept` is the password's hash, which seals but is not in it."""
    until = int((clock.now() + LIFE).timestamp())
    return f"{user_id}.{account}.{until}.{_seal(user_id, account, until, kept)}"


def read(text: str) -> Halfway | None:
    """Read a cookie that is not too old; `is_good` says whether it is ours."""
    parts = text.split(".")
    if len(parts) != 4 or not all(_is_number(parts[at]) for at in (0, 2)):
        return None
    found = Halfway(int(parts[0]), parts[1], int(parts[2]))
    over = clock.now() >= datetime.fromtimestamp(found.until, UTC)
    return None if over else found


def is_good(found: Halfway, text: str, kept: str) -> bool:
    """Tell whether we made this cookie, and the password is still the same."""
    seal = _seal(found.user_id, found.account, found.until, kept)
    return hmac.compare_digest(text.rpartition(".")[2].encode(), seal.encode())


def _seal(user_id: int, account: str, until: int, kept: str) -> str:
    return signing.seal("halfway", f"{user_id}:{account}:{until}:{kept}")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
