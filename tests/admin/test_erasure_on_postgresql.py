"""Deleting an account on PostgreSQL: its own triggers let go of the same and nothing else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from quart import Quart

from app.accounts import queries as accounts
from app.accounts.access import Viewer
from app.accounts.models import Contact
from app.admin import erasure
from app.audit import audit
from app.chat import actions as chat
from app.config import Settings
from app.db import IntegrityError, database
from app.erased import MARK
from app.push import actions as push
from app.push.models import Wishes
from app.storage import disk
from tests import cast
from tests.postgres import postgres_cluster, postgres_url

__all__ = ["postgres_cluster", "postgres_url"]


@pytest.fixture
async def studio(
    one_app: Quart, plain_settings: Settings, postgres_url: str, tmp_path
) -> AsyncIterator[dict[str, Viewer]]:
    """The cast, in a database of PostgreSQL."""
    await cast.hire(replace(plain_settings, database_url=postgres_url))
    await database.open(postgres_url)
    disk.use(tmp_path)
    try:
        people = {}
        for name in ("ani", "budi"):
            user = await accounts.user_with(Contact(cast.email(name), None))
            assert user is not None
            people[name] = user.as_viewer(1)
        yield people
    finally:
        await database.close()


async def test_the_same_goes_and_the_same_stays(studio: dict[str, Viewer]) -> None:
    ani, budi = studio["ani"], studio["budi"]
    room = await chat.general_room(ani.id)
    await chat.post_message(ani, room, str(uuid4()), "Ini rahasia")
    for who in (ani, budi):
        await push.choose(who, Wishes(chat=True, orders=True, promos=True))
    await erasure.erase_own(ani, password=cast.PASSWORD)
    user = await accounts.user(ani.id)
    assert (user.email, user.name) == (None, "Pelanggan yang dihapus")
    names = await database.fetch_all(
        sa.select(sa.cast(audit.c.actor_name, sa.String).label("name")).where(
            audit.c.actor_id == ani.id
        )
    )
    assert {row.name for row in names} == {MARK}
    for changes in ({"actor_name": "x"}, {"verb": "x"}):
        theirs = sa.update(audit).where(audit.c.actor_id == budi.id)
        with pytest.raises(IntegrityError, match="append-only"):
            await database.execute(theirs.values(**changes))
    own = sa.update(audit).where(audit.c.actor_id == ani.id)
    with pytest.raises(IntegrityError, match="append-only"):
        await database.execute(own.values(verb="x"))
    with pytest.raises(IntegrityError, match="append-only"):
        await database.execute(sa.delete(audit).where(audit.c.actor_id == ani.id))
