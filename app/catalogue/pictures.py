"""Uploaded pictures of the shop window: checked before they are opened and always drawn anew."""

import asyncio
import io
from typing import IO

from PIL import Image, UnidentifiedImageError

from app.errors import Invalid, TooLarge
from app.i18n import gettext as _

BYTES = 10 * 1024 * 1024
PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
_one_at_a_time = asyncio.Semaphore(1)


async def drawn_anew(source: IO[bytes], *, side: int, field: str = "picture") -> bytes:
    """Return an uploaded picture as WebP, no side longer than `side`; `field` is told of faults."""
    raw = await asyncio.to_thread(source.read, BYTES + 1)
    if len(raw) > BYTES:
        words = _("Choose a picture of at most 10 MB.")
        raise TooLarge(words, fields={field: words})
    async with _one_at_a_time:
        drawn = await asyncio.to_thread(_redraw, raw, side)
    if drawn is None:
        words = _("Choose a PNG, JPEG or WebP picture of at most 40 megapixels.")
        raise Invalid(words, code="bad_picture", fields={field: words})
    return drawn


def _redraw(raw: bytes, side: int) -> bytes | None:
    """Return the picture as WebP without its metadata, or None when it is not a sound picture."""
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS:
                return None
            picture.draft("RGB", (side, side))
            picture.thumbnail((side, side))
            mode = "RGBA" if picture.has_transparency_data else "RGB"
            target = io.BytesIO()
            picture.convert(mode).save(target, "WEBP", quality=82, method=4, exif=b"")
            return target.getvalue()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ):
        return None
