"""Passwords: which ones we take, and argon2id off the event loop with a bounded queue."""

import asyncio
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import Invalid, Unavailable
from app.i18n import gettext as _
from app.text import fold

T = TypeVar("T")
SHORTEST, LONGEST = 8, 128
AT_ONCE, WAITING = 2, 50
"""One hash takes 46 MiB and most of a core: two run, fifty wait, the rest are told to retry."""
COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())
"""Words that are a poor password even with digits and signs around them."""
_KEYS = ("0123456789012345", "9876543210987654", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfgh")

_hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
_running = asyncio.Semaphore(AT_ONCE)
_waiting = 0


def problem(password: str, *known: str | None) -> str:
    """Say why a password is refused, or nothing; `known` is the owner's name, e-mail and phone."""
    if len(password) < SHORTEST:
        return _("Use at least %(num)s characters.", num=SHORTEST)
    if len(password) > LONGEST:
        return _("Use at most %(num)s characters.", num=LONGEST)
    plain = fold(password)
    bare = re.sub(r"[^a-z]+", "", plain)
    if bare in COMMON or any(re.sub(r"[^a-z0-9]", "", plain) in keys for keys in _KEYS):
        return _("This password is among the first that people guess.")
    if len(set(plain)) < 3:
        return _("Use more different characters.")
    if any(word in {bare, plain} for text in known if text for word in _words(text)):
        return _("Do not use your name, e-mail address or phone number as the password.")
    return ""


def check(password: str, *known: str | None, field: str = "password") -> None:
    """Raise Invalid with the reason unless the password is good enough."""
    if why := problem(password, *known):
        raise Invalid(why, code="weak_password", fields={field: why})


async def hashed(password: str) -> str:
    """Hash a password for the users table."""
    return await _off_the_loop(_hasher.hash, password)


async def matches(password: str, kept: str) -> bool:
    """Verify a password; without a kept hash the same work is done and the answer is no."""
    return await _off_the_loop(_verify, password[: LONGEST * 4], kept) and bool(kept)


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def _verify(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


async def _off_the_loop(work: Callable[..., T], *arguments: str) -> T:
    global _waiting
    if _waiting >= AT_ONCE + WAITING:
        raise Unavailable(_("Too many people are signing in right now. Please try again shortly."))
    _waiting += 1
    try:
        async with _running:
            return await asyncio.to_thread(work, *arguments)
    finally:
        _waiting -= 1


def _words(text: str) -> set[str]:
    whole = fold(text)
    local = whole.partition("@")[0]
    digits = re.sub(r"\D", "", whole)
    words = {whole, whole.replace(" ", ""), re.sub(r"[^a-z]+", "", local), local, *whole.split()}
    words |= {digits, "0" + digits.removeprefix("62")} if digits else set()
    return {word for word in words if len(word) >= 4}
