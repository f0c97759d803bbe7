"""Parts of pages that are kept look for everybody as if they had just been made."""

import re

from quart.typing import TestClientProtocol as Client

from app.fragments import KeptParts
from bench.pages.plan import pages_of, people
from tests.bench.conftest import Studio, opened

RANDOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b")
WITH_PARTS = ("/orders/", "/inbox", "/rooms/", "/home", "/feedback")


async def looks(client: Client, path: str) -> str:
    return RANDOM.sub("", await (await client.get(path)).get_data(as_text=True))


async def test_nobody_is_shown_a_part_that_was_made_for_others(studios: dict[str, Studio]) -> None:
    async with opened(studios["small"]) as studio:
        made = studio.app.jinja_env.extensions[KeptParts.identifier].made
        fresh: dict[tuple[str, str, str], str] = {}
        clients: dict[tuple[str, str], Client] = {}
        for person in await people(studio.app):
            for locale in ("id", "en"):
                client = studio.app.test_client()
                client.set_cookie("localhost", "locale", locale)
                if person.cookie is not None:
                    client.set_cookie("localhost", *person.cookie)
                role = str(person.viewer.role)
                clients[role, locale] = client
                async for page in pages_of(studio.app, person.viewer):
                    if page.path.startswith(WITH_PARTS):
                        made.clear()
                        fresh[role, locale, page.path] = await looks(client, page.path)
        made.clear()
        assert len(fresh) > 100
        again = {
            (role, locale, path): await looks(clients[role, locale], path)
            for role, locale, path in reversed(fresh)
        }
        changed = [place for place, words in again.items() if words != fresh[place]]
        assert changed == []
        assert len(made) > 5
