"""The demo studio: believable people, products, orders in every step, conversations and promos.

Everything goes through the features' own actions, so the demo can never show what cannot happen.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from app import audit
from app.accounts import queries
from app.config import Settings
from app.demo import people


@dataclass(frozen=True, slots=True)
class Accounts:
    """Who can sign in, and with which password."""

    emails: list[str]
    password: str


async def fill(settings: Settings) -> Accounts | None:
    """Fill an empty database; returns the demo's accounts, None in a studio with its own."""
    kept = settings.instance / "demo_password"
    if await queries.anybody():
        return Accounts(people.emails(), kept.read_text()) if kept.exists() else None
    # Everything below is drawn only once: an ordinary start does not pay for reading it.
    from app.demo import catalogue, orders, promos, voices

    audit.set_origin("", "", "demo")
    password = settings.demo_password or secrets.token_urlsafe(9)
    _keep(kept, password)
    actors = await people.hire(password)
    await catalogue.fill()
    await promos.fill(actors)
    await orders.fill(actors, settings)
    await voices.fill(actors)
    await people.leave(actors, password)
    return Accounts(people.emails(), password)


def _keep(path: Path, password: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(password)
