"""Pages: read first, then rendered in turns."""

import asyncio

import pytest
from jinja2 import DictLoader
from markupsafe import Markup
from quart import Quart

from app import templating
from app.templating import before_page, drawn_icon, facts_for

LONG = "{% for number in range(40000) %}<li>{{ number }}</li>{% endfor %}"


async def test_others_have_their_turns_while_a_long_page_is_made(app: Quart) -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    template = app.jinja_env.from_string(LONG)
    words = await template.render_async()
    beside.cancel()
    assert words.startswith("<li>0</li>")
    assert words.endswith("<li>39999</li>")
    assert turns >= 2


async def test_a_page_is_whole_whatever_the_length_of_its_turns(
    app: Quart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templating, "TURN", 0.0001)
    monkeypatch.setattr(templating, "PIECES", 1)
    words = await app.jinja_env.from_string(
        "{% for n in range(9) %}{{ n }}{% endfor %}"
    ).render_async()
    assert words == "012345678"


async def test_a_feature_adds_to_every_page_or_to_those_that_it_names(app: Quart) -> None:
    alone = Quart("alone")

    async def count(page: object) -> dict[str, object]:
        return {"waiting": 3}

    async def greet(page: dict[str, object]) -> dict[str, object]:
        return {"greeting": f"Hello {page['name']}"}

    before_page(alone, count)
    before_page(alone, greet, "hello.html")
    async with alone.app_context():
        assert await facts_for("hello.html", {"name": "Ani"}) == {
            "waiting": 3,
            "greeting": "Hello Ani",
        }
        assert await facts_for("other.html", {}) == {"waiting": 3}


def test_a_label_is_escaped_once() -> None:
    label = Markup("Remove %(name)s") % {"name": 'a"<b'}
    assert 'aria-label="Remove a&quot;&lt;b"' in drawn_icon("x", label=label)
    assert 'aria-label="&amp;lt;"' in drawn_icon("x", label="&lt;")
    assert 'aria-hidden="true"' in drawn_icon("x")


async def test_pages_come_without_their_indentation_and_words_keep_their_spaces(
    app: Quart, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "<ul>\n    <li>{{ words }}</li>\n\t{% if 1 %}a{% endif %}\n    b\n</ul>\n"
    monkeypatch.setattr(
        app.jinja_env, "loader", DictLoader({"some.html": source, "some.txt": source})
    )
    page = await app.jinja_env.get_template("some.html").render_async(words="a\n    b")
    assert page == "<ul>\n <li>a\n    b</li>\na b\n</ul>"
    text = await app.jinja_env.get_template("some.txt").render_async(words="a")
    assert text == "<ul>\n    <li>a</li>\na    b\n</ul>"
