"""The demo studio is whole: every page that a role is shown opens, in both languages."""

import re
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from quart import Quart

from app import demo, migrations
from app.accounts import queries, sessions
from app.accounts.models import Contact
from app.config import Settings
from app.db import database
from app.demo.people import emails
from app.orders.tables import jobs, orders
from app.storage import disk
from tests.cast import PASSWORD

LINK = re.compile(r"""href="(/[^"#]*)""")
PAGES = 150


@pytest.fixture(scope="module")
async def demo_studio(
    one_app: Quart, plain_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Quart]:
    home = tmp_path_factory.mktemp("demo")
    settings = replace(
        plain_settings,
        instance=home,
        uploads=home / "uploads",
        database_url=f"sqlite:///{home / 'demo.db'}",
        demo_password=PASSWORD,
    )
    migrations.migrate(settings.database_url)
    one_app.config["SETTINGS"] = settings
    await database.open(settings.database_url)
    disk.use(settings.uploads)
    accounts = await demo.fill(settings)
    assert accounts is not None
    assert accounts.password == PASSWORD
    yield one_app
    await database.close()


async def test_filling_twice_changes_nothing(demo_studio: Quart) -> None:
    before = await database.fetch_all(orders.select())
    again = await demo.fill(demo_studio.config["SETTINGS"])
    assert again is not None
    assert again.password == PASSWORD
    assert len(await database.fetch_all(orders.select())) == len(before)


async def test_there_is_work_in_every_step(demo_studio: Quart) -> None:
    commercial = {row.status for row in await database.fetch_all(orders.select())}
    stages = {row.status for row in await database.fetch_all(jobs.select())}
    assert {"submitted", "confirmed", "in_work", "ready", "completed"} <= commercial
    assert {
        "awaiting_files", "preflight", "design", "proofing", "approved", "in_production", "done",
    } <= stages  # fmt: skip


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("email", [*emails(), ""])
async def test_every_link_that_somebody_is_shown_opens(
    demo_studio: Quart, email: str, language: str
) -> None:
    client = demo_studio.test_client()
    client.set_cookie("localhost", "locale", language)
    if email:
        user = await queries.user_with(Contact(email, None))
        assert user is not None
        session = await sessions.start(user, ip="127.0.0.1", user_agent="tests")
        auth = demo_studio.extensions["QUART_AUTH"][0]
        client.set_cookie(
            "localhost", auth.cookie_name, auth.dump_token(session.token, demo_studio)
        )
    waiting, seen = deque(["/", "/home", "/account"] if email else ["/"]), set[str]()
    while waiting and len(seen) < PAGES:
        path = waiting.popleft()
        if path in seen or path.startswith("/static/"):
            continue
        seen.add(path)
        response = await client.get(path)
        assert response.status_code in {200, 303}, f"{path} answered {response.status_code}"
        if response.status_code == 303:
            waiting.append(response.headers["Location"])
        elif response.mimetype == "text/html":
            page = await response.get_data(as_text=True)
            waiting.extend(link.replace("&amp;", "&") for link in LINK.findall(page))
    assert len(seen) > 10
