"""Sample designs: shown with consent, drawn anew, and never a way in for a hostile picture."""

import os
import struct
import time
import zlib
from io import BytesIO

import pytest
from PIL import Image
from quart.datastructures import FileStorage

from app.accounts.access import SYSTEM
from app.catalogue import queries, samples
from app.files import jobs
from app.storage import disk

WORDS = {"title_id": "Undangan Jawa", "consent": "y"}


def file(data: bytes, name: str = "undangan.png") -> dict[str, FileStorage]:
    return {"picture": FileStorage(BytesIO(data), filename=name, content_type="image/png")}


def picture(size=(2400, 1200), kind="PNG") -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "teal").save(target, kind)
    return target.getvalue()


def bomb() -> bytes:
    """A few bytes that claim to be 50 000 pixels wide and high."""
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b"")]
    chunks = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


async def shown(product):
    return await queries.samples_of(SYSTEM, product.id)


async def test_a_picture_is_drawn_anew_as_webp(maya, visitor, flyer, settings):
    disk.use(settings.uploads)
    response = await maya.post("/products/flyer/samples", form=WORDS, files=file(picture()))
    assert response.status_code == 303
    (sample,) = await shown(flyer)
    answer = await visitor.get(f"/samples/{sample.id}/image")
    assert answer.mimetype == "image/webp"
    with Image.open(BytesIO(await answer.get_data())) as drawn:
        assert drawn.size == (1600, 800)
    page = await (await visitor.get("/products/flyer")).get_data(as_text=True)
    assert 'alt="Undangan Jawa"' in page
    assert f"sample={sample.id}" in page


async def test_a_removed_sample_takes_its_picture_along(maya, visitor, flyer, settings):
    disk.use(settings.uploads)
    await maya.post("/products/flyer/samples", form=WORDS, files=file(picture()))
    (sample,) = await shown(flyer)
    path = disk.vault.path(sample.image.partition(":")[2])
    assert path.exists()
    assert (await maya.post(f"/samples/{sample.id}/removal")).status_code == 303
    assert await shown(flyer) == []
    assert not path.exists()
    assert (await visitor.get(f"/samples/{sample.id}/image")).status_code == 404


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"<svg onload=alert(1)>", bomb(), picture()[:300], picture(kind="GIF")],
    ids=["empty", "text", "svg", "bomb", "truncated", "gif"],
)
async def test_what_is_no_sound_picture_is_refused(maya, flyer, settings, data):
    disk.use(settings.uploads)
    response = await maya.post("/products/flyer/samples", form=WORDS, files=file(data))
    assert response.status_code == 422
    assert await shown(flyer) == []
    assert not [path for path in settings.uploads.rglob("*") if path.is_file()]


async def test_without_a_picture_or_consent_nothing_is_shown(maya, flyer, settings):
    disk.use(settings.uploads)
    alone = await maya.post("/products/flyer/samples", form=WORDS)
    secret = await maya.post(
        "/products/flyer/samples", form={"title_id": "Undangan"}, files=file(picture())
    )
    assert (alone.status_code, secret.status_code) == (422, 422)
    assert await shown(flyer) == []


async def test_the_samples_of_a_hidden_product_are_hidden(maya, visitor, secret, settings):
    disk.use(settings.uploads)
    await maya.post("/products/rahasia/samples", form=WORDS, files=file(picture()))
    (sample,) = await shown(secret)
    assert (await visitor.get(f"/samples/{sample.id}/image")).status_code == 404
    assert (await maya.get(f"/samples/{sample.id}/image")).status_code == 200


async def test_the_sweep_of_lost_bytes_spares_the_pictures_of_samples(adi, flyer):
    image = await samples.keep_picture(BytesIO(picture((40, 30))))
    await samples.add_sample(
        flyer.id, title_id="Kopi", title_en="", tags="", image=image, by=SYSTEM
    )
    lost = await disk.put(BytesIO(b"lost"), limit=10)
    yesterday = time.time() - 25 * 3600
    path = disk.vault.path(image.removeprefix("stored:"))
    for file in (path, disk.vault.path(lost.key)):
        os.utime(file, (yesterday, yesterday))
    await jobs.sweep_orphans()
    assert path.exists()
    assert not disk.vault.path(lost.key).exists()
