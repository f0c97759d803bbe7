"""Parts of pages are made once for each of their keys."""

from jinja2 import DictLoader, Environment

from app.fragments import KeptParts

SOURCE = "{% kept locale, role %}<p>{{ said(locale) }} {{ name }}</p>{% endkept %}<i>{{ name }}</i>"


def test_a_part_is_made_once_for_each_of_its_keys() -> None:
    made: list[str] = []

    def said(locale: str) -> str:
        made.append(locale)
        return f"<{locale}>"

    environment = Environment(
        loader=DictLoader({"a.html": SOURCE, "b.html": SOURCE}),
        extensions=[KeptParts],
        autoescape=True,
    )
    first = environment.get_template("a.html")
    given = {"said": said, "role": "admin"}
    assert first.render(given, locale="id", name="Ani") == "<p>&lt;id&gt; Ani</p><i>Ani</i>"
    assert first.render(given, locale="id", name="Budi") == "<p>&lt;id&gt; Ani</p><i>Budi</i>"
    assert first.render(given, locale="en", name="Budi") == "<p>&lt;en&gt; Budi</p><i>Budi</i>"
    other = environment.get_template("b.html")
    assert other.render(given, locale="id", name="Cici") == "<p>&lt;id&gt; Cici</p><i>Cici</i>"
    assert made == ["id", "en", "id"]
