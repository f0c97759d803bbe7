"""What a first visit loads, compressed and without pictures, on every page for every role."""

import gzip
import re
from pathlib import Path

from app.assets import COMPRESSED, STATIC
from bench.pages.plan import pages_of, people
from tests.bench.conftest import Studio, opened

PAGE = 150 * 1000
SCRIPTS = 90 * 1000
LOADED = re.compile(r"""<(?:script|link)\b[^>]*\b(?:src|href)="/static/([^"?]+)[^>]*>""")
PICTURES = (".png", ".jpg", ".webp", ".avif")


def weight(name: str, ending: str = "gz") -> int:
    """Return what a file weighs on its way to a browser; without brotli if nothing else is said."""
    compressed = COMPRESSED / f"{name}.{ending}"
    return (compressed if compressed.exists() else STATIC / name).stat().st_size


def test_the_scripts_of_the_whole_site_stay_light() -> None:
    """All of them together, with what is loaded only when it is needed, as https brings them."""
    scripts = sorted((STATIC / "dist").glob("*.js"))
    assert scripts, "make assets builds them"
    assert sum(weight(f"dist/{script.name}", "br") for script in scripts) <= SCRIPTS


def test_what_is_built_is_compressed_as_well_as_it_can_be() -> None:
    for plain in [*(STATIC / "dist").glob("*.js"), *(STATIC / "dist").glob("*.css")]:
        smaller = {end: COMPRESSED / "dist" / f"{plain.name}.{end}" for end in ("br", "gz")}
        assert smaller["br"].stat().st_size < smaller["gz"].stat().st_size
        assert gzip.decompress(smaller["gz"].read_bytes()) == plain.read_bytes()


async def test_no_first_visit_loads_more_than_150_kilobytes(studios: dict[str, Studio]) -> None:
    heavy: dict[str, int] = {}
    faces = sum(face.stat().st_size for face in (STATIC / "dist").glob("*.woff2"))
    assert faces > 0, "the stylesheet names a face"
    async with opened(studios["small"]) as studio:
        for person in await people(studio.app):
            async for page in pages_of(studio.app, person.viewer):
                client = studio.app.test_client()
                if person.cookie is not None:
                    client.set_cookie("localhost", *person.cookie)
                html = await (await client.get(page.path)).get_data()
                names = set(LOADED.findall(html.decode())) if b"<html" in html else set()
                loaded = [name for name in names if Path(name).suffix not in PICTURES]
                total = len(gzip.compress(html, 6)) + sum(map(weight, loaded)) + faces
                scripts = sum(weight(name) for name in loaded if name.endswith(".js"))
                if total > PAGE or scripts > SCRIPTS:
                    heavy[f"{person.viewer.role} {page.path}"] = total
    assert heavy == {}
