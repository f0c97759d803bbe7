"""A process of its own looks into each file: traits, small pictures, and what harms nothing."""

import io
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from app import jobs
from app.files import actions, examining, queries
from app.files.traits import Traits
from tests.files import artwork
from tests.files.sending import PDF, send

WIDE = {"width_px": 900, "height_px": 600}


async def examined(member, content: bytes, name: str) -> tuple[Traits, Image.Image | None]:
    told = await send(member, content, name)
    assert told["state"] == "ready", told
    file = await queries.file_for(member.viewer, told["file"])
    traits, picture = await examining.examine(file)
    assert len(picture) <= 20_000
    return traits, Image.open(io.BytesIO(picture)) if picture else None


@pytest.mark.parametrize(
    ("content", "name", "known"),
    [
        (artwork.picture(900, 600), "a.png", {"colour": "RGB", **WIDE}),
        (artwork.picture(900, 600, "JPEG", dpi=(300, 300)), "a.jpg", {"dpi": 300, **WIDE}),
        (artwork.picture(900, 600, "JPEG", "CMYK"), "a.jpg", {"colour": "CMYK", **WIDE}),
        (artwork.picture(900, 600, "TIFF", "CMYK"), "a.tif", {"colour": "CMYK", **WIDE}),
        (artwork.picture(900, 600, "TIFF", "L"), "a.tif", {"colour": "gray", **WIDE}),
        (artwork.picture(900, 600, "WEBP"), "a.webp", {"colour": "RGB", **WIDE}),
        (artwork.PHOTO, "IMG_0042.HEIC", {"colour": "RGB", "width_px": 96, "height_px": 64}),
        (artwork.photoshop(90, 60), "a.psd", {"colour": "RGB", "width_px": 90}),
        (artwork.pdf(90, 55, pages=2, bleed=3), "a.pdf", {"pages": 2, "width_mm": 90.0}),
        (artwork.pdf(90, 55, bleed=3), "logo.ai", {"height_mm": 55.0, "bleed_mm": 3.0}),
        (artwork.pdf(90, 55, words="Halo"), "a.pdf", {"fonts_missing": ("Helvetica",)}),
        (artwork.pdf(25.4, 25.4, image=artwork.picture(144, 144)), "a.pdf", {"image_dpi": 144}),
    ],
)
async def test_what_is_measured(ani, content: bytes, name: str, known: dict) -> None:
    traits, picture = await examined(ani, content, name)
    assert {key: getattr(traits, key) for key in known} == known
    assert picture is not None
    assert max(picture.size) <= 320
    assert not traits.broken


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (artwork.picture(90, 60, "JPEG", "CMYK"), "a.jpg"),
        (artwork.picture(90, 60, "TIFF", "LAB", icc_profile=artwork.lab_profile()), "a.tif"),
        (artwork.photoshop(90, 60), "a.psd"),
        (artwork.PHOTO, "IMG_0042.HEIC"),
    ],
)
async def test_colours_of_print_look_right_on_a_screen(ani, content: bytes, name: str) -> None:
    _, picture = await examined(ani, content, name)
    assert picture is not None
    red, green, blue = picture.convert("RGB").getpixel((20, 20))
    assert red > 180
    assert max(green, blue) < 80


async def test_a_photograph_stands_upright_however_the_telephone_was_held(ani) -> None:
    _, picture = await examined(ani, artwork.held_sideways(), "IMG_0044.jpg")
    assert picture is not None
    assert picture.size == (40, 60)
    assert min(picture.convert("RGB").getpixel((20, 50))) > 230
    assert picture.convert("RGB").getpixel((20, 5))[1] < 80


async def test_a_busy_picture_is_small_too(ani) -> None:
    _, picture = await examined(ani, artwork.noise(2400, 1800), "foto.jpg")
    assert picture is not None


@pytest.mark.parametrize(
    ("content", "name", "known"),
    [
        (artwork.pdf(90, 55, password="rahasia"), "a.pdf", {"locked": True}),
        (artwork.huge_png(), "a.png", {"width_px": 50_000, "broken": False}),
        (artwork.huge_tiff(), "a.tif", {"width_px": 50_000, "broken": False}),
        (artwork.picture(900, 600, "JPEG")[:900], "a.jpg", {"broken": True}),
        (artwork.picture(90, 60)[:60], "a.png", {"broken": True}),
        (artwork.PHOTO[:330], "IMG_0043.heic", {"broken": True}),
        (PDF, "a.pdf", {"broken": True}),
    ],
)
async def test_what_cannot_be_drawn_harms_nothing(ani, content, name: str, known: dict) -> None:
    traits, picture = await examined(ani, content, name)
    assert picture is None
    assert {key: getattr(traits, key) for key in known} == known


async def test_a_film_is_drawn_by_its_first_frame(ani) -> None:
    traits, picture = await examined(ani, artwork.long_film(100_000), "a.gif")
    assert (traits.width_px, traits.broken) == (8, False)
    assert picture is not None


async def test_an_examiner_that_hangs_is_ended(ani, monkeypatch, tmp_path) -> None:
    program = tmp_path / "forever.py"
    program.write_text("while True: pass")
    monkeypatch.setattr(examining, "EXAMINER", program)
    monkeypatch.setattr(examining, "SECONDS", 0.3)
    assert await examined(ani, PDF, "a.pdf") == (Traits(broken=True), None)


def test_an_examiner_has_little_time_and_memory_and_writes_nothing(tmp_path) -> None:
    program = f"""
import json, os, resource, runpy
runpy.run_path({str(examining.EXAMINER)!r})["confine"]()
limits = [resource.getrlimit(getattr(resource, n))[1] for n in ("RLIMIT_CPU", "RLIMIT_AS")]
file = os.open({str(tmp_path / "x")!r}, os.O_CREAT | os.O_WRONLY)
failed = []
for hostile in (lambda: bytes(600_000_000), lambda: os.write(file, b"x")):
    try:
        hostile()
    except (MemoryError, OSError) as error:
        failed.append(type(error).__name__)
print(json.dumps([limits, failed]))
"""
    answer = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, check=True, timeout=60
    )
    assert json.loads(answer.stdout) == [[10, 512 * 1024**2], ["MemoryError", "OSError"]]


async def test_the_picture_is_for_those_who_may_have_the_file(ani, budi, sari) -> None:
    folder = await actions.open_folder(ani.id, "order:1", code="SG-1")
    told = await send(ani, artwork.picture(900, 600), "a.png", folder=str(folder))
    address = told["url"] + "/preview"
    assert (await ani.get(address)).status_code == 404
    await examining.examine_waiting()
    for member in (ani, sari):
        picture = await member.get(address)
        assert picture.headers["Content-Type"] == "image/webp"
        assert picture.headers["X-Content-Type-Options"] == "nosniff"
        assert Image.open(io.BytesIO(await picture.get_data())).size == (320, 213)
    assert (await budi.get(address)).status_code == 404


async def test_each_file_is_looked_into_once_and_people_hear_of_it(server, ani) -> None:
    await jobs.stop()  # or the server's own turn may come at the same moment as ours
    folder = await actions.open_folder(ani.id, f"user:{ani.id}", code="SG-1")
    told = await send(ani, artwork.picture(90, 60), "a.png", folder=str(folder))
    async with ani.listening(f"user:{ani.id}") as page:
        await examining.examine_waiting()
        assert (await page.next()).data["id"] == told["file"]
    before = await queries.file_for(ani.viewer, told["file"])
    await examining.examine_waiting()
    after = await queries.file_for(ani.viewer, told["file"])
    assert before.preview_key is not None
    assert (after.examined_at, after.preview_key) == (before.examined_at, before.preview_key)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (artwork.picture(900, 600), "a.png"),
        (artwork.pdf(90, 55, bleed=3), "a.pdf"),
        (artwork.picture(30, 900), "spanduk.png"),
    ],
)
async def test_words_can_be_drawn_across_the_picture(ani, content: bytes, name: str) -> None:
    told = await send(ani, content, name)
    file = await queries.file_for(ani.viewer, told["file"])
    (_, plain), (_, marked) = await examining.examine(file), await examining.examine(file, "CONTOH")
    before, after = (Image.open(io.BytesIO(each)).convert("RGB") for each in (plain, marked))
    assert before.size == after.size
    assert ImageChops.difference(before, after).getbbox() is not None


async def test_only_what_the_studio_sent_is_marked(ani, dodi, settings, monkeypatch) -> None:
    content = artwork.picture(900, 600)
    sent = {member: await send(member, content, "a.png") for member in (ani, dodi)}
    marking = replace(settings, preview_mark="CONTOH")
    monkeypatch.setattr(examining, "_settings", lambda: marking)
    await examining.examine_waiting()
    seen = [await (await m.get(told["url"] + "/preview")).get_data() for m, told in sent.items()]
    files = [await queries.file_for(m.viewer, told["file"]) for m, told in sent.items()]
    plain, marked = [(await examining.examine(files[0], mark))[1] for mark in ("", "CONTOH")]
    assert seen == [plain, marked]
    assert plain != marked
