"""A mistyped word finds what was meant, and says so; names are offered while one types."""

import pytest

from app.catalogue.guessing import corrected
from tests.conftest import Member

KNOWN = {"kartu", "nama", "kalender", "brosur", "undangan"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kalendr", "kalender"),
        ("Brosrur", "brosur"),
        ("kartu nmaa", "kartu nama"),
        ("kart", ""),
        ("xyzzy", ""),
        ("kartu xyzzy", ""),
        ("k", ""),
        ("", ""),
    ],
)
def test_unknown_words_become_their_nearest(typed: str, meant: str) -> None:
    assert corrected(typed, KNOWN) == meant


async def test_the_page_shows_what_was_meant(visitor: Member, flyer: object) -> None:
    html = await (await visitor.get("/catalogue?q=flyre")).get_data(as_text=True)
    assert "Tidak ada yang bernama “flyre”" in html
    assert 'href="/products/' in html
    assert "<datalist" in html
    nothing = await (await visitor.get("/catalogue?q=xyzzy")).get_data(as_text=True)
    assert "Tidak ada yang bernama" not in nothing
