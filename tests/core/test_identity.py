"""What is drawn without a page's frame carries the studio's own name, colour and logo."""

import json
from email import message_from_bytes
from email.policy import default
from io import BytesIO

import pytest
from PIL import Image
from quart import Quart

from app import mail
from app.accounts.access import SYSTEM
from app.catalogue import look, profile, queries
from app.catalogue.models import Studio
from app.db import transaction
from app.identity import Identity, identity, remember
from tests.conftest import Member

NAME = "Percetakan Melati, Solo"
INK = (200, 30, 90)


@pytest.fixture
async def named(app: Quart) -> Studio:
    """A studio with a name, a colour and a square logo of its own."""
    await profile.save_studio(Studio(name=NAME, rev=(await queries.studio()).rev), by=SYSTEM)
    picture = BytesIO()
    Image.new("RGBA", (300, 300), (*INK, 255)).save(picture, "PNG")
    picture.seek(0)
    logo = await look.keep_logo(picture)
    rev = (await queries.studio()).rev
    return await look.save_look("#8a1538", "", logo, rev=rev, by=SYSTEM)


async def test_the_app_is_installed_under_the_studios_name_and_logo(
    visitor: Member, named: Studio
) -> None:
    reply = await visitor.get("/manifest-id.webmanifest")
    facts = json.loads(await reply.get_data())
    assert (facts["name"], facts["short_name"]) == (NAME, NAME)
    assert facts["theme_color"] == "#8a1538"
    for icon in facts["icons"]:
        found = await visitor.get(icon["src"])
        assert found.headers["Cache-Control"].endswith("immutable")
        with Image.open(BytesIO(await found.get_data())) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
            middle = drawn.getpixel((drawn.width // 2, drawn.height // 2))
            assert max(abs(a - b) for a, b in zip(middle, INK, strict=True)) < 8  # it was WebP
            assert drawn.getpixel((0, 0)) == (255, 253, 247)


@pytest.mark.parametrize("path", ["icon-513.png", "other-512.png", "icon-180.png"])
async def test_there_are_no_icons_of_other_sizes(visitor: Member, named: Studio, path: str) -> None:
    assert (await visitor.get(f"/studio/signs/{path}")).status_code == 404


async def test_without_a_logo_there_is_no_icon_made_of_it(app: Quart, visitor: Member) -> None:
    assert (await visitor.get("/studio/signs/icon-512.png")).status_code == 404


async def test_a_mail_comes_from_the_studio(app: Quart, named: Studio) -> None:
    settings = app.config["SETTINGS"]
    async with transaction():
        await mail.enqueue(
            to="ani@example.com",
            subject="Halo",
            template="accounts/changed.mail",
            locale="id",
            name="Ani",
        )
    for row in await mail.lease():
        await mail.attempt(row, settings)
    [written] = (settings.instance / "mail").glob("*.eml")
    letter = message_from_bytes(written.read_bytes(), policy=default)
    assert letter["From"].addresses[0].display_name == NAME


async def test_a_page_without_its_frame_still_says_whose_it_is(
    app: Quart, visitor: Member, named: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visitor.get("/")

    async def broken() -> Studio:
        raise RuntimeError("for the test")

    monkeypatch.setattr(queries, "studio", broken)
    reply = await visitor.get("/")
    html = (await reply.get_data()).decode()
    assert reply.status_code == 500
    assert f" · {NAME}</title>" in html
    assert "/studio/look.css" in html


async def test_the_page_for_being_offline_says_whose_it_is(visitor: Member, named: Studio) -> None:
    html = (await (await visitor.get("/offline/id")).get_data()).decode()
    assert NAME in html


async def test_an_unnamed_studio_is_ours(app: Quart) -> None:
    remember(Identity("Lain"))
    assert await identity() == Identity()
