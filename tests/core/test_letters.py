"""A mail's two parts say the same, in colours that can be read, without asking for anything."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.colours import ENOUGH, contrast
from app.identity import Identity
from app.letters import INKS, TEMPLATES, Letter, letter, looks
from app.web import STATIC

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
PAIRS = [
    *((ink, ground) for ink in ("ink", "soft", "accent") for ground in ("paper", "sheet")),
    ("on_accent", "accent"),
    ("on_band", "band"),
]


def ready(studio: str = "Percetakan Melati", locale: str = "id", **changed: object) -> Letter:
    facts: dict[str, object] = {"code": "SG-2611-0042", "path": "/orders/42", "link": "/t/42-a"}
    facts |= {"is_delivered": False} | changed
    subject = "Pesanan SG-2611-0042 siap"
    return letter(
        "orders/ready.mail", subject=subject, locale=locale, studio=Identity(studio), **facts
    )


@given(COLOURS)
def test_every_colour_of_a_studio_can_be_read_in_light_and_dark(colour: str) -> None:
    for look in looks(colour).values():
        for ink, ground in PAIRS:
            assert contrast(look[ink], look[ground]) >= ENOUGH, (ink, ground)


def test_who_is_brought_an_order_is_not_told_to_collect_it() -> None:
    for way, words in ((True, "akan kami antar"), (False, "siap diambil")):
        assert words in ready(is_delivered=way).text


def test_the_inks_are_those_of_the_site() -> None:
    css = (STATIC / "css" / "themes.css").read_text()
    light, dark = re.findall(r"color-scheme: \w+;(.*?)\n {2,4}}", css, re.S)[:2]
    for theme, block in (("light", light), ("dark", dark)):
        tokens = dict(re.findall(r"--([\w-]+): ([^;]+);", block))
        wanted = {"ink": tokens["ink"], "soft": tokens["ink-soft"], "line": tokens["line"]}
        assert INKS[theme] == wanted


def test_an_inbox_shows_the_first_sentence_before_the_studios_name() -> None:
    drawn = ready()
    body = drawn.html.partition("<body")[2]
    assert "SG-2611-0042" in drawn.opening
    assert drawn.text.startswith(drawn.opening)
    assert body.index(drawn.opening) < body.index("Percetakan Melati")
    assert re.search(r'<div style="display:none[^>]*>' + re.escape(drawn.opening), body)


def test_a_mail_says_who_wrote_it_and_why_behind_the_mark_of_signatures() -> None:
    _words, _mark, end = ready().text.partition("\n-- \n")
    assert end.splitlines()[:2] == [
        "Percetakan Melati",
        "Anda menerima email ini karena ada pesanan Anda pada kami.",
    ]


def test_a_mail_is_drawn_in_the_readers_language() -> None:
    assert '<html lang="en">' in ready(locale="en").html
    assert "is ready to collect" in ready(locale="en").text
    assert "is ready to collect" not in ready(locale="id").text


def test_what_people_write_is_text() -> None:
    drawn = ready("<b>Melati</b> & Co", code="<script>alert(1)</script>")
    assert "<script>" not in drawn.html
    assert "&lt;b&gt;Melati&lt;/b&gt; &amp; Co" in drawn.html
    assert "<b>Melati</b> & Co" in drawn.text
    assert "Melati" in unescape(drawn.html)


@pytest.mark.parametrize("name", ["letter", "parts"])
def test_both_parts_are_made_of_the_same_pieces(name: str) -> None:
    found = [
        set(
            re.findall(
                r"\{% (?:macro|block) (\w+)", (TEMPLATES / f"mail/{name}.{kind}").read_text()
            )
        )
        for kind in ("txt", "html")
    ]
    assert found[0] == found[1]
