"""Language and time zone: chosen by the person, else by the browser, and kept with the account."""

import re

import pytest

from tests.conftest import Member

NEXT = re.compile(r'action="/locale".*?name="next" value="([^"]*)"', re.S)


async def text(member: Member, path: str, **more: object) -> str:
    return (await (await member.get(path, **more)).get_data()).decode()


async def test_the_browser_chooses_until_the_person_does(visitor: Member) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9,id;q=0.2"}
    assert '<html lang="en"' in await text(visitor, "/login", headers=english)
    assert '<html lang="id"' in await text(visitor, "/login")
    await visitor.post("/locale", form={"locale": "id", "next": "/login"})
    assert '<html lang="id"' in await text(visitor, "/login", headers=english)


async def test_the_account_keeps_the_language_in_every_browser(ani: Member) -> None:
    await ani.post("/locale", form={"locale": "en", "next": "/"})
    ani.client.delete_cookie("localhost", "locale")
    assert '<html lang="en"' in await text(ani, "/home")


async def test_the_profile_page_changes_the_language_of_visits_without_signing_in(
    ani: Member,
) -> None:
    form = {"settings-locale": "en", "settings-zone": "Asia/Jakarta"}
    await ani.post("/account/settings", form=form)
    await ani.post("/logout")
    assert '<html lang="en"' in await text(ani, "/login")


async def test_the_switch_comes_back_to_the_very_page(visitor: Member) -> None:
    found = NEXT.search(await text(visitor, "/catalogue?query=kartu&sort=name"))
    assert found is not None
    assert found[1] == "/catalogue?query=kartu&amp;sort=name"


async def test_the_switch_on_a_refused_form_comes_back_to_the_form(visitor: Member) -> None:
    reply = await visitor.post(
        "/login", form={"email": ""}, headers={"Referer": "http://localhost/login?next=/orders"}
    )
    found = NEXT.search((await reply.get_data()).decode())
    assert found is not None
    assert found[1] == "/login?next=/orders"


async def test_the_switch_never_leads_to_where_a_stranger_came_from(visitor: Member) -> None:
    reply = await visitor.post("/login", form={}, headers={"Referer": "http://evil.test/x"})
    found = NEXT.search((await reply.get_data()).decode())
    assert found is not None
    assert found[1] == "/login"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"), ("Mars/Olympus", "WIB")],
)
async def test_a_visitors_times_are_those_of_the_browsers_zone(
    visitor: Member, zone: str, shown: str
) -> None:
    visitor.client.set_cookie("localhost", "zone", zone)
    html = await text(visitor, "/login")
    assert f'data-zone="{"Asia/Jakarta" if shown == "WIB" else zone}"' in html


async def test_the_browser_is_asked_for_its_zone_only_while_nobody_knows(visitor: Member) -> None:
    assert " zone" in _starts(await text(visitor, "/login"))
    visitor.client.set_cookie("localhost", "zone", "Asia/Makassar")
    assert " zone" not in _starts(await text(visitor, "/login"))


async def test_an_account_begins_in_its_browsers_zone_and_stays_there(visitor: Member) -> None:
    visitor.client.set_cookie("localhost", "zone", "Asia/Jayapura")
    form = {"name": "Yohana", "identifier": "yohana@contoh.id", "password": "tinta-kertas-emas"}
    await visitor.post("/register", form=form | {"consent": "y"})
    visitor.client.set_cookie("localhost", "zone", "Asia/Jakarta")
    assert 'data-zone="Asia/Jayapura"' in await text(visitor, "/account")


async def test_the_zone_chosen_in_the_profile_beats_the_browsers(ani: Member) -> None:
    ani.client.set_cookie("localhost", "zone", "Asia/Jayapura")
    form = {"settings-locale": "id", "settings-zone": "Asia/Makassar"}
    await ani.post("/account/settings", form=form)
    html = await text(ani, "/account")
    assert 'data-zone="Asia/Makassar"' in html
    assert " zone" not in _starts(html)
    assert re.search(r"\d\d\.\d\d WITA", html)


def _starts(html: str) -> str:
    found = re.search(r'<body[^>]*data-start="([^"]*)"', html)
    assert found is not None
    return found[1]
