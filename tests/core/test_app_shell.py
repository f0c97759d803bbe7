"""The site as an app: the manifest in both languages, icons, the worker, the offline page."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from app import icons, shell
from app.web import STATIC
from tests.conftest import Member

TOKENS = Path(STATIC / "css" / "themes.css").read_text()


async def text(member: Member, path: str) -> str:
    return (await (await member.get(path)).get_data()).decode()


@pytest.mark.parametrize(
    ("locale", "name", "shortcut"),
    [
        ("id", "Sanggar, studio desain dan percetakan", "Buat pesanan"),
        ("en", "Sanggar design and printing studio", "New order"),
    ],
)
async def test_the_app_can_be_installed_in_each_language(
    visitor: Member, locale: str, name: str, shortcut: str
) -> None:
    reply = await visitor.get(f"/manifest-{locale}.webmanifest")
    assert reply.mimetype == "application/manifest+json"
    facts = json.loads(await reply.get_data())
    assert (facts["name"], facts["lang"], facts["id"]) == (name, locale, "/")
    assert facts["display"] == "standalone"
    assert facts["shortcuts"][0]["name"] == shortcut
    sizes = {(icon["sizes"], icon["purpose"]) for icon in facts["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    for icon in facts["icons"]:
        found = await visitor.get(icon["src"])
        assert (found.status_code, found.mimetype) == (200, "image/png")


async def test_a_language_that_we_do_not_speak_has_no_app(visitor: Member) -> None:
    assert (await visitor.get("/manifest-fr.webmanifest")).status_code == 404
    assert (await visitor.get("/offline/fr")).status_code == 404


def test_icons_are_drawn_from_the_studios_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(icons, "FOLDER", tmp_path / "icons")
    icons.main()
    paper, shapes = icons.read_mark(icons.MARK)
    assert (paper, [shape.fill for shape in shapes]) == (
        "#fffdf7",
        ["#00a0d2", "#d5156f", "#2c2f7c"],
    )
    for icon in icons.ICONS:
        with Image.open(tmp_path / "icons" / f"{icon.name}.png") as drawn:
            assert drawn.size == (icon.side, icon.side)
    with Image.open(tmp_path / "icons" / "maskable-512.png") as drawn:
        assert drawn.getpixel((0, 0)) == (255, 253, 247, 255)
        assert drawn.getpixel((180, 180)) == (44, 47, 124, 255)
    with Image.open(tmp_path / "icons" / "badge-96.png") as drawn:
        assert drawn.getpixel((48, 1)) == (0, 0, 0, 0)


async def test_what_a_system_cuts_off_holds_nothing_of_the_mark() -> None:
    paper, shapes = icons.read_mark(icons.MARK)
    wanted = next(icon for icon in icons.ICONS if icon.name == "maskable-512")
    drawn = icons.draw(wanted, paper, shapes)
    corner = [drawn.getpixel((at, at))[:3] for at in range(int(256 - 0.4 * 512 * 0.7071))]
    assert set(corner) == {(255, 253, 247)}


async def test_the_worker_serves_the_whole_site_under_the_strict_policy(visitor: Member) -> None:
    reply = await visitor.get("/sw.js")
    source = (await reply.get_data()).decode()
    assert reply.mimetype == "text/javascript"
    assert reply.headers["Cache-Control"] == "no-cache"
    assert "unsafe" not in reply.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in reply.headers["Content-Security-Policy"]
    facts = json.loads(re.match(r"self\.BUILD = (\{.*\});\n", source)[1])
    assert facts["version"] == shell.build()
    for address in facts["assets"]:
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
        assert (await visitor.get(address)).status_code == 200


def test_another_asset_makes_another_build(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shell.build()
    monkeypatch.setattr(shell, "static_url", lambda path: f"/static/{path}?v=other")
    assert shell.build() != before


async def test_the_page_without_a_line_knows_nobody(ani: Member, visitor: Member) -> None:
    assert await text(ani, "/offline/id") == await text(visitor, "/offline/id")
    assert "Tidak ada koneksi" in await text(ani, "/offline/id")
    assert "No connection" in await text(ani, "/offline/en")


async def test_every_page_names_the_app_in_its_language(visitor: Member) -> None:
    html = await text(visitor, "/login")
    assert '<link rel="manifest" href="/manifest-id.webmanifest">' in html
    assert re.search(r'rel="apple-touch-icon" href="/static/dist/icons/apple-180\.png\?v=', html)
    assert f'data-version="{shell.build()}"' in html
    assert "Versi baru: muat ulang" in html
    await visitor.post("/locale", form={"locale": "en", "next": "/"})
    html = await text(visitor, "/login")
    assert "/manifest-en.webmanifest" in html
    assert "New version: reload" in html
    assert "You last saw this page: <time" in html


@pytest.mark.parametrize(("theme", "colours"), [("", 2), ("dark", 1), ("light", 1)])
async def test_the_status_bar_has_the_colour_of_the_paper(
    visitor: Member, theme: str, colours: int
) -> None:
    await visitor.post("/theme", form={"theme": theme, "next": "/"})
    shown = re.findall(r'name="theme-color" content="([^"]+)"', await text(visitor, "/login"))
    assert len(shown) == 2
    assert len(set(shown)) == colours
    assert set(shown) <= set(shell.PAPER.values())
    assert set(re.findall(r"--paper: (#\w+);", TOKENS)) == set(shell.PAPER.values())
