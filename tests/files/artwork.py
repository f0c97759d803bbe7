"""Artwork as customers send it: images of several colours, PDFs with boxes, fonts and locks."""

import io
import struct
from base64 import b64decode

from PIL import ExifTags, Image, ImageCms
from reportlab.lib import pdfencrypt
from reportlab.lib.units import mm
from reportlab.pdfgen import canvas

PHOTO = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAA"
    "AAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABegABAAAAAAAAABsAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAAB"
    "AABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADw"
    "NgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgA"
    "AAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBwaX"
    "hpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAACNtZGF0AAAAFygBrxmA93yFN//3+Mf9fav+KQV4rQrP"
)
"""A photograph as a telephone keeps it (HEIC), 96 x 64, red; made by us, as nothing here can."""


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB", **more: object) -> bytes:
    colours = {"RGB": (200, 30, 30), "CMYK": (0, 255, 255, 0), "L": 90, "LAB": (136, 208, 195)}
    target = io.BytesIO()
    Image.new(mode, (width, height), colours[mode]).save(target, kind, **more)
    return target.getvalue()


def held_sideways() -> bytes:
    """A photograph whose camera was turned: red where its top is meant to be, white below."""
    image = Image.new("RGB", (60, 40), "white")
    image.paste((200, 30, 30), (0, 0, 20, 40))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    target = io.BytesIO()
    image.save(target, "JPEG", quality=90, exif=exif)
    return target.getvalue()


def noise(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(target, "JPEG", quality=80)
    return target.getvalue()


def lab_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def huge_png() -> bytes:
    """A header that promises 50 000 x 50 000 pixels."""
    good = picture(8, 8)
    header = b"IHDR" + struct.pack(">II", 50_000, 50_000) + good[24:29]
    import zlib

    return good[:12] + header + struct.pack(">I", zlib.crc32(header)) + good[33:]


def huge_tiff() -> bytes:
    """A few bytes that promise 50 000 x 50 000 pixels."""
    side, short, long = 50_000, 3, 4
    tags = [
        (256, long, side),  # width
        (257, long, side),  # height
        (258, short, 8),  # bits
        (259, short, 1),  # not compressed
        (262, short, 1),  # black is zero
        (273, long, 8),  # where the pixels are
        (278, long, side),  # rows there
        (279, long, 8),  # bytes there
    ]
    table = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    head = b"II*\0" + struct.pack("<I", 16) + bytes(8)
    return head + struct.pack("<H", len(tags)) + table + bytes(4)


def long_film(frames: int) -> bytes:
    """A GIF with very many frames."""
    first = picture(8, 8, "GIF")
    body = first.index(b"\x2c", 13 + 3 * (2 << (first[10] & 7)))
    return first[:body] + (first[body:-1]) * frames + b"\x3b"


def photoshop(width: int, height: int) -> bytes:
    """A flat PSD, red."""
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, height, width, 8, 3)
    planes = b"".join(bytes([value]) * (width * height) for value in (220, 20, 20))
    return header + struct.pack(">IIIH", 0, 0, 0, 0) + planes


def pdf(
    width: float,
    height: float,
    *,
    pages: int = 1,
    bleed: float = 0,
    image: bytes = b"",
    words: str = "",
    password: str = "",
) -> bytes:
    """A PDF whose pages are trimmed to so many millimetres."""
    target = io.BytesIO()
    size = ((width + 2 * bleed) * mm, (height + 2 * bleed) * mm)
    lock = pdfencrypt.StandardEncryption(password) if password else None
    page = canvas.Canvas(target, pagesize=size, encrypt=lock)
    for _ in range(pages):
        page.setTrimBox((bleed * mm, bleed * mm, size[0] - bleed * mm, size[1] - bleed * mm))
        page.setBleedBox((0, 0, *size))
        if image:
            page.drawInlineImage(Image.open(io.BytesIO(image)), 0, 0, *size)
        if words:
            page.drawString(20, 20, words)
        page.rect(0, 0, 50, 50, fill=1)
        page.showPage()
    page.save()
    return target.getvalue()
