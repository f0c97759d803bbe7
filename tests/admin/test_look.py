"""The studio's own colours and logo: chosen by an administrator, readable, on every page."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from quart.datastructures import FileStorage

from app.audit import audit
from app.catalogue.queries import stored_pictures, studio
from app.db import database
from app.storage import disk


def logo(size=(600, 200), ground=(0, 0, 0, 0), ink=(20, 20, 30, 255)) -> bytes:
    picture = Image.new("RGBA", size, ground)
    ImageDraw.Draw(picture).rectangle((20, 20, size[0] - 20, size[1] - 20), fill=ink)
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def file(data: bytes, name: str = "logo.png") -> dict[str, FileStorage]:
    return {"logo": FileStorage(BytesIO(data), filename=name, content_type="image/png")}


async def save(person, files=None, **fields):
    form = {"rev": str((await studio()).rev), "colour": "", "second": "", **fields}
    return await person.post("/settings/look", form=form, files=files)


async def html(person, path="/"):
    return await (await person.get(path)).get_data(as_text=True)


@pytest.fixture(autouse=True)
async def storage(settings):
    disk.use(settings.uploads)


async def test_a_page_of_a_studio_without_colours_loads_ours_alone(visitor):
    assert "/studio/look.css" not in await html(visitor)


async def test_chosen_colours_are_on_every_page_as_a_stylesheet_that_is_kept(adi, visitor):
    assert (await save(adi, colour="#FFCC00")).status_code == 303
    page = await html(visitor)
    address = page.split('href="/studio/look.css')[1].split('"')[0]
    answer = await visitor.get(f"/studio/look.css{address}")
    css = await answer.get_data(as_text=True)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "--accent:#ffcc00" in css  # dark
    assert "--accent:#7e6300" in css  # light
    old = await visitor.get("/studio/look.css?v=old")
    assert "immutable" not in old.headers.get("Cache-Control", "")


async def test_the_deed_is_in_the_trail(adi):
    await save(adi, colour="#ffcc00", second="e91e63")
    row = await database.fetch_one(audit.select().order_by(audit.c.id.desc()))
    assert row.verb == "studio.look_changed"
    assert row.actor_name == "Adi Nugroho"
    assert row.facts == {"colour": "#ffcc00", "second": "#e91e63", "logo": False}


async def test_our_own_colours_are_kept_as_none(adi):
    await save(adi, colour="#2C2F7C", second="#93431a")
    assert ((await studio()).colour, (await studio()).second) == ("", "")


async def test_the_page_says_what_a_colour_becomes_before_it_is_kept(adi):
    page = await html(adi, "/settings/look?colour=%23fc0&second=")
    assert "#7e6300" in page
    assert "/studio/preview.css?colour=%23ffcc00" in page
    assert (await studio()).colour == ""


async def test_what_is_no_colour_is_refused_and_nothing_is_lost(adi):
    answer = await save(adi, colour="merah", second="#e91e63")
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "enam angka" in page
    assert 'value="merah"' in page
    assert 'value="#e91e63"' in page
    assert (await studio()).second == ""


async def test_a_colour_that_would_end_the_stylesheet_early_is_refused(visitor):
    answer = await visitor.get("/studio/preview.css?colour=red}body{display:none&second=")
    assert answer.status_code == 422


async def test_a_look_that_somebody_else_changed_meanwhile_is_not_overwritten(adi):
    await save(adi, colour="#ffcc00")
    answer = await save(adi, colour="#00aa88", rev="0")
    assert answer.status_code == 409
    assert (await studio()).colour == "#ffcc00"


async def test_only_an_administrator_chooses(ani, sari, maya, mira):
    for person in (ani, sari, maya, mira):
        assert (await person.get("/settings/look")).status_code == 403
        assert (await person.post("/settings/look", form={"rev": "0"})).status_code == 403


async def test_a_logo_is_drawn_anew_and_stands_for_the_name(adi, visitor):
    await save(adi, files=file(logo()))
    page = await html(visitor)
    address = page.split('src="/studio/logo')[1].split('"')[0]
    answer = await visitor.get(f"/studio/logo{address}")
    assert answer.mimetype == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    with Image.open(BytesIO(await answer.get_data())) as drawn:
        assert drawn.size == (480, 160)
    assert 'alt="Sanggar"' in page
    assert "masthead__name" not in page


async def test_a_square_logo_stands_beside_the_name(adi, visitor):
    await save(adi, files=file(logo((300, 300))))
    assert "masthead__name" in await html(visitor)


@pytest.mark.parametrize(
    ("ink", "plate"), [((16, 16, 24, 255), "dark"), ((250, 250, 245, 255), "light")]
)
async def test_a_logo_that_drowns_in_one_theme_gets_a_plate_there(adi, ink, plate):
    await save(adi, files=file(logo(ink=ink)))
    assert (await studio()).logo_plate == plate


async def test_a_coloured_logo_needs_no_plate(adi):
    await save(adi, files=file(logo(ink=(210, 90, 60, 255))))
    assert (await studio()).logo_plate == ""


async def test_a_new_logo_takes_the_old_ones_place_and_bytes(adi):
    await save(adi, files=file(logo()))
    first = (await studio()).logo
    await save(adi, files=file(logo((300, 300))))
    assert await disk.size(first) is None
    await save(adi, without_logo="y")
    assert (await studio()).logo == ""


async def test_the_logos_bytes_are_no_remains_that_a_repair_may_delete(adi):
    await save(adi, files=file(logo()))
    key = (await studio()).logo
    assert await stored_pictures([key, "another"]) == {key}


async def test_colours_change_without_the_logo(adi):
    await save(adi, files=file(logo()))
    kept = (await studio()).logo
    await save(adi, colour="#00aa88")
    assert (await studio()).logo == kept


@pytest.mark.parametrize("data", [b"<svg onload='alert(1)'/>", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
async def test_what_is_no_picture_of_dots_is_refused(adi, data):
    answer = await save(adi, files=file(data, "logo.svg"))
    assert answer.status_code == 422
    assert "PNG, JPEG" in await answer.get_data(as_text=True)
    assert (await studio()).logo == ""


async def test_a_studio_without_a_logo_has_no_address_for_one(visitor):
    assert (await visitor.get("/studio/logo")).status_code == 404
