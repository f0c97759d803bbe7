"""The shell of every page: each viewer's own navigation, the language, the way out of an error."""

import re

import pytest

from tests.conftest import Member


def links(html: str) -> set[str]:
    """Return the addresses in the navigation."""
    navigation = html[html.index('class="nav nav--row"') : html.index("</header>")]
    return set(re.findall(r'href="([^"]+)"', navigation))


async def shell(member: Member) -> str:
    """Return a page that does not exist, which everyone may see."""
    return (await (await member.get("/nowhere")).get_data()).decode()


async def test_a_visitor_is_shown_the_doors(visitor: Member) -> None:
    assert links(await shell(visitor)) == {
        "/catalogue",
        "/about",
        "/feedback",
        "/login",
        "/register",
    }


async def test_a_customer_is_shown_nothing_of_the_staff(ani: Member) -> None:
    shown = links(await shell(ani))
    assert {"/home", "/orders", "/rooms", "/orders/new", "/account"} <= shown
    assert not shown & {"/feed", "/inbox", "/promos", "/users", "/audit", "/login"}


async def test_each_of_the_staff_is_shown_what_their_role_may_do(
    sari: Member, dodi: Member, maya: Member, adi: Member
) -> None:
    guarded = {"/feed", "/promos", "/feedback/inbox", "/users", "/audit"}
    assert links(await shell(sari)) & guarded == {"/feed", "/feedback/inbox"}
    assert links(await shell(dodi)) & guarded == set()
    assert links(await shell(maya)) & guarded == {"/promos", "/feedback/inbox"}
    assert links(await shell(adi)) & guarded == guarded


@pytest.mark.parametrize(("locale", "words"), [("id", "Salah cetak"), ("en", "Misprint")])
async def test_an_error_page_speaks_the_viewers_language_and_has_a_number(
    visitor: Member, locale: str, words: str
) -> None:
    await visitor.post("/locale", form={"locale": locale, "next": "/"})
    reply = await visitor.get("/nowhere")
    html = (await reply.get_data()).decode()
    assert reply.status_code == 404
    assert f'<html lang="{locale}"' in html
    assert words in html
    assert reply.headers["X-Request-Id"] in html
    assert 'href="/catalogue"' in html


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_chosen_colours_are_in_the_first_bytes(visitor: Member, theme: str) -> None:
    await visitor.post("/theme", form={"theme": theme, "next": "/"})
    assert f'data-theme="{theme}"' in await shell(visitor)


async def test_unknown_colours_follow_the_system(visitor: Member) -> None:
    await visitor.post("/theme", form={"theme": '"><script>', "next": "/"})
    assert "data-theme=" not in await shell(visitor)
