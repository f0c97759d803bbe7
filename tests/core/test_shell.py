"""The shell of every page: each viewer's own navigation, the language, the way out of an error."""

import re

import pytest
from quart import request

from app.errors import TooMany
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


WAYS_OUT = {
    403: ("/users", {"id": "Anda tidak punya akses untuk ini.", "en": "You may not do this."}),
    404: ("/nowhere", {"id": "Halaman ini tidak ada.", "en": "This page does not exist."}),
    429: ("/busy", {"id": "Terlalu banyak percobaan.", "en": "Too many tries."}),
    500: ("/broken", {"id": "Terjadi kesalahan.", "en": "Something went wrong."}),
}


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize("status", WAYS_OUT)
async def test_every_refusal_says_why_in_both_languages_with_a_way_out_and_a_number(
    ani: Member, monkeypatch: pytest.MonkeyPatch, status: int, locale: str
) -> None:
    path, words = WAYS_OUT[status]
    failures = {"/busy": TooMany(retry_after=60), "/broken": RuntimeError("for the test")}

    async def fail() -> None:
        if request.path in failures:
            raise failures[request.path]

    monkeypatch.setitem(ani.app.before_request_funcs, None, [*ani.app.before_request_funcs[None]])
    ani.app.before_request_funcs[None].append(fail)
    await ani.post("/locale", form={"locale": locale, "next": "/"})
    reply = await ani.get(path)
    html = (await reply.get_data()).decode()
    assert reply.status_code == status
    assert f'<html lang="{locale}"' in html
    assert words[locale] in html
    assert reply.headers["X-Request-Id"] in html
    assert 'class="button button--primary" href="/"' in html


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_chosen_colours_are_in_the_first_bytes(visitor: Member, theme: str) -> None:
    await visitor.post("/theme", form={"theme": theme, "next": "/"})
    assert f'data-theme="{theme}"' in await shell(visitor)


async def test_unknown_colours_follow_the_system(visitor: Member) -> None:
    await visitor.post("/theme", form={"theme": '"><script>', "next": "/"})
    assert "data-theme=" not in await shell(visitor)
