"""What is sent compressed, to whom, and what a cache may know of it."""

import gzip

import pytest

from app.assets import COMPRESSED, STATIC
from tests.conftest import Member

GZIP = {"Accept-Encoding": "gzip, deflate"}
BOTH = {"Accept-Encoding": "gzip, deflate, br, zstd"}


async def test_a_page_that_a_visitor_asks_for_is_compressed(visitor: Member) -> None:
    plain = await visitor.get("/catalogue")
    small = await visitor.get("/catalogue", headers=GZIP | {"Sec-Fetch-Site": "cross-site"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Cookie", "Sec-Fetch-Site"} <= set(small.vary.as_set(True))
    unpacked = gzip.decompress(await small.get_data(as_text=False))
    assert unpacked.startswith(b"<!doctype html>")
    assert small.content_length < len(unpacked) / 3


@pytest.mark.parametrize("site", ["same-origin", "none"])
async def test_a_members_page_is_compressed_for_our_own_pages(ani: Member, site: str) -> None:
    response = await ani.get("/orders", headers=GZIP | {"Sec-Fetch-Site": site})
    assert response.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
async def test_no_other_site_learns_how_long_a_members_page_is_compressed(
    ani: Member, site: str
) -> None:
    response = await ani.get("/orders", headers=GZIP | {"Sec-Fetch-Site": site})
    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "encoding", "ending"), [(BOTH, "br", "br"), (GZIP, "gzip", "gz")]
)
async def test_the_bundle_comes_in_the_smallest_form_that_a_browser_takes(
    visitor: Member, accepted: dict[str, str], encoding: str, ending: str
) -> None:
    response = await visitor.get("/static/dist/app.js", headers=accepted)
    made = (COMPRESSED / f"dist/app.js.{ending}").read_bytes()
    assert response.headers["Content-Encoding"] == encoding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.mimetype == "text/javascript"
    assert await response.get_data(as_text=False) == made


async def test_who_takes_nothing_compressed_gets_the_file_itself(visitor: Member) -> None:
    for headers in ({}, {"Accept-Encoding": "br;q=0, gzip;q=0"}, {"Accept-Encoding": "identity"}):
        response = await visitor.get("/static/dist/app.css", headers=headers)
        assert "Content-Encoding" not in response.headers
        assert await response.get_data(as_text=False) == (STATIC / "dist/app.css").read_bytes()


async def test_each_form_has_a_mark_of_its_own_and_is_not_sent_twice(visitor: Member) -> None:
    marks = {}
    for name, headers in (("br", BOTH), ("gzip", GZIP), ("plain", {})):
        marks[name] = (await visitor.get("/static/dist/app.js", headers=headers)).headers["ETag"]
    again = await visitor.get("/static/dist/app.js", headers=BOTH | {"If-None-Match": marks["br"]})
    other = await visitor.get("/static/dist/app.js", headers=GZIP | {"If-None-Match": marks["br"]})
    assert len(set(marks.values())) == 3
    assert (again.status_code, other.status_code) == (304, 200)


@pytest.mark.parametrize("name", ["../config.py", "dist/../../config.py", "dist/%00", "nothing.js"])
async def test_nothing_outside_the_folder_is_sent(visitor: Member, name: str) -> None:
    assert (await visitor.get(f"/static/{name}", headers=BOTH)).status_code == 404
