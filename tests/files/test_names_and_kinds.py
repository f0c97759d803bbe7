"""Hostile names are data only; what a file is, is decided by its bytes."""

import io
import zipfile
from pathlib import Path

import pytest

from app.files import kinds
from app.files.models import Reason, safe_name
from tests.files.sending import EXE, JPEG, PDF, PNG, send, zipped

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("a/b.pdf", "b.pdf"),
        ("C:\\x\\y.pdf", "y.pdf"),
        ("x\x00.pdf", "x.pdf"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("..", "file"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("x.png.html", "x.png.html"),
    ],
)
def test_a_name_keeps_nothing_dangerous(given: str, kept: str) -> None:
    assert safe_name(given).replace(":", "") == kept


def test_a_long_name_keeps_its_ending_in_255_bytes() -> None:
    name = safe_name("é" * 4096 + ".pdf")
    assert len(name.encode()) <= 255
    assert name.endswith(".pdf")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "CON.pdf", "ق" * 2000 + ".pdf", "a\x00b.pdf"]
)
async def test_no_path_is_made_from_a_name(ani, settings, name: str) -> None:
    told = await send(ani, PDF, name)
    assert told["state"] == "ready"
    [path] = [p for p in settings.uploads.rglob("*") if p.is_file()]
    first, second, key = path.relative_to(settings.uploads).parts
    assert len(key) == 32
    assert key.startswith(first + second)
    assert (await ani.get(told["url"])).status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (EXE, "setup.exe", Reason.UNKNOWN),
        (EXE, "brosur.pdf", Reason.MISMATCH),
        (EXE + PDF, "brosur.pdf", Reason.MISMATCH),
        (b"MZ" + PDF, "brosur.pdf", Reason.MISMATCH),
        (b"\x7fELF" + bytes(99), "x.zip", Reason.MISMATCH),
        (HTML, "gambar.png", Reason.MISMATCH),
        (HTML, "page.html", Reason.UNKNOWN),
        (HTML, "page.txt", Reason.MISMATCH),
        (b"#!/bin/sh\nrm -rf /\n", "note.txt", Reason.MISMATCH),
        (PDF, "foto.png", Reason.MISMATCH),
        (SVG, "foto.jpg", Reason.MISMATCH),
        (bytes(500), "x.tif", Reason.MISMATCH),
        (b"PK\x03\x04 not really", "x.zip", Reason.ARCHIVE),
    ],
)
def test_a_disguise_is_seen(tmp_path: Path, content: bytes, name: str, reason: Reason) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert kinds.inspect(path, name).reason == reason


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "a.pdf", "pdf"),
        (PDF, "a.AI", "pdf"),
        (b"\xef\xbb\xbf\n" + PDF, "a.pdf", "pdf"),
        (JPEG, "a.JPG", "jpeg"),
        (PNG, "a.png", "png"),
        (PNG, "no ending", "png"),
        (b"GIF89a" + bytes(9), "a.gif", "gif"),
        (b"II*\x00" + bytes(9), "a.tif", "tiff"),
        (b"MM\x00*" + bytes(9), "a.tiff", "tiff"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", "webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.wav", "wav"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "a.avi", "avi"),
        (b"RIFF\x00\x00\x00\x00CDRAvrsn", "a.cdr", "cdr"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(9), "a.heic", "heic"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(9), "a.mp4", "mp4"),
        (b"\x00\x00\x00\x14ftypqt  " + bytes(9), "a.mov", "mov"),
        (b"\x1a\x45\xdf\xa3" + bytes(9), "a.mkv", "mkv"),
        (b"8BPS\x00\x01" + bytes(9), "a.psd", "psd"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "a.eps", "ps"),
        (b"\xc5\xd0\xd3\xc6" + bytes(9), "a.eps", "ps"),
        (SVG, "a.svg", "svg"),
        (b"Rar!\x1a\x07\x01\x00", "a.rar", "rar"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "a.7z", "7z"),
        (b"ID3\x04\x00" + bytes(9), "a.mp3", "mp3"),
        ("Teks undangan: Ibu dan Bapak ☎".encode(), "a.txt", "txt"),
        (zipped(**{"foto/1.jpg": JPEG}), "a.zip", "zip"),
        (
            zipped(**{"[Content_Types].xml": b"<x/>", "word/x.xml": b"<x/>"}),
            "a.docx",
            "docx",
        ),
        (zipped(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "a.xlsx", "xlsx"),
        (zipped(**{"[Content_Types].xml": b"<x/>", "ppt/x.xml": b"<x/>"}), "a.pptx", "pptx"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "a.odt", "odt"),
    ],
)
def test_what_the_studio_prints_from_is_known(
    tmp_path: Path, content: bytes, name: str, kind: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert kinds.inspect(path, name) == kinds.Verdict(kind=kind, media_type=kinds.MEDIA[kind])


def many(entries: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(entries):
            archive.writestr(f"{number}.txt", b"")
    return packed.getvalue()


def bomb() -> bytes:
    return zipped(**{"zeros.bin": bytes(20_000_000)})


@pytest.mark.parametrize("content", [many(1001), many(20_000), bomb(), zipped(**{"../x": b"1"})])
def test_a_zip_bomb_is_refused_from_its_contents_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert kinds.inspect(path, "x.zip").reason == Reason.ARCHIVE


async def test_a_page_named_like_a_picture_is_never_served(ani, sari) -> None:
    told = await send(ani, HTML, "promo.png")
    assert (told["state"], told["file"]) == ("rejected", None)
    assert (await sari.get("/files/1")).status_code == 404
