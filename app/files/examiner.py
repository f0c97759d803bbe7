"""Looks into one file in a process of its own: its traits for preflight, and a small picture of it.

    python -I app/files/examiner.py <kind> <path> [<words to draw across the picture>]

Prints one line of JSON, then the picture as WebP. It reads what strangers made, so it limits its
own time, memory, open files and network first; when it dies, the file merely has no picture.
"""

import ctypes
import io
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

CPU_SECONDS = 10
MEMORY = 512 * 1024 * 1024
PIXELS = 50_000_000
SIDE = 320
PICTURE_BYTES = 20_000
PAGES = 40
"""Pages of a PDF that are looked at."""
OBJECTS = 2000
POINT_MM = 25.4 / 72
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000
_FORMATS = {
    "jpeg": "JPEG",
    "png": "PNG",
    "tiff": "TIFF",
    "webp": "WEBP",
    "gif": "GIF",
    "heic": "HEIF",
    "psd": "PSD",
}


def main() -> None:
    """Examine the file that was named."""
    kind, path, mark = sys.argv[1], Path(sys.argv[2]), "".join(sys.argv[3:])
    confine()
    traits, picture = of_pdf(path, mark) if kind == "pdf" else of_image(path, _FORMATS[kind], mark)
    sys.stdout.buffer.write(json.dumps(traits).encode() + b"\n" + picture)


def confine() -> None:
    """Give up what no picture needs; a kernel that forbids the last step has no network less."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).unshare(_NEW_USER_AND_NETWORK)
    os.nice(19)  # no picture is as urgent as somebody's page


def of_image(path: Path, name: str, mark: str) -> tuple[dict[str, object], bytes]:
    """Return what the header of an image says, and the image made small."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # counted below, from the header
    if name == "HEIF":
        _learn_heif()
    with Image.open(path, formats=[name]) as image:
        dpi = image.info.get("dpi")
        traits: dict[str, object] = {
            "width_px": image.width,
            "height_px": image.height,
            "colour": _colour(image.mode),
            "profile": _profile_name(image.info.get("icc_profile")),
            "dpi": round(float(min(dpi)), 1) if dpi and min(dpi) > 1 else None,
            "pages": getattr(image, "n_frames", 1) if name == "TIFF" else 1,
        }
        if image.width * image.height > PIXELS:
            return traits, b""
        image.draft("RGB" if image.mode != "CMYK" else "CMYK", (SIDE * 2, SIDE * 2))
        try:
            return traits, shrink(image, mark)
        except (OSError, ValueError, MemoryError, SyntaxError):
            return traits | {"broken": True}, b""


def of_pdf(path: Path, mark: str) -> tuple[dict[str, object], bytes]:
    """Return the pages, boxes, fonts and images of a PDF, and its first page made small."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        return {"locked": "password" in str(error).lower(), "broken": True}, b""
    traits: dict[str, object] = {"pages": len(document)}
    fonts: set[str] = set()
    images: list[float] = []
    colours: set[str] = set()
    left = OBJECTS
    for index in range(min(len(document), PAGES)):
        page = document[index]
        if index == 0:
            traits |= _boxes(page)
        for found in page.get_objects(max_depth=4):
            left -= 1
            if left < 0:
                break
            _look_at(found, fonts, images, colours)
    traits["fonts_missing"] = sorted(fonts)[:20]
    traits["image_dpi"] = round(min(images), 1) if images else None
    traits["colours"] = sorted(colours)
    return traits, _first_page(document, mark)


def shrink(image: Any, mark: str = "") -> bytes:
    """Return a small, upright sRGB WebP of an image, whatever its colours were; marked if asked."""
    from PIL import Image, ImageOps

    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = _to_srgb(ImageOps.exif_transpose(image))
    if mark:
        _draw_across(image, mark)
    for quality in (80, 60, 40, 20):
        target = io.BytesIO()
        image.save(target, "WEBP", quality=quality, method=4)
        if target.tell() <= PICTURE_BYTES:
            break
    return target.getvalue() if target.tell() <= PICTURE_BYTES else b""


def _draw_across(image: Any, mark: str) -> None:
    """Draw words along the diagonal, light with a dark rim, so that they show on any colour."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(size=max(10, image.width * 1.4 / len(mark)))
    left, top, right, bottom = font.getbbox(mark, stroke_width=1)
    words = Image.new("LA", (int(right - left) + 4, int(bottom - top) + 4), (0, 0))
    pen = ImageDraw.Draw(words)
    pen.text((2 - left, 2 - top), mark, (255, 170), font, stroke_width=1, stroke_fill=(0, 110))
    words.thumbnail((image.width, image.height))
    words = words.rotate(25, Image.Resampling.BICUBIC, expand=True)
    words.thumbnail((image.width, image.height))
    at = ((image.width - words.width) // 2, (image.height - words.height) // 2)
    image.paste(words.convert("RGBA"), at, words.getchannel("A"))


def _learn_heif() -> None:
    """Teach Pillow the photographs of phones; one thread, since each takes address space."""
    from pi_heif import register_heif_opener

    register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)


def _to_srgb(image: Any) -> Any:
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if image.mode in {"I;16", "I", "F"}:
        image = image.point(lambda value: value / 256).convert("L")
    if profile and image.mode in {"CMYK", "RGB", "LAB", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile for other colours than the image has: as if there were none
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _colour(mode: str) -> str:
    names = {"CMYK": "CMYK", "L": "gray", "LA": "gray", "1": "bitmap", "LAB": "Lab"}
    return "gray" if mode.startswith(("I", "F")) else names.get(mode, "RGB")


def _profile_name(profile: bytes | None) -> str:
    from PIL import ImageCms

    if not profile:
        return ""
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return str(ImageCms.getProfileDescription(opened)).strip()[:100]
    except (ImageCms.PyCMSError, OSError):
        return ""


def _boxes(page: Any) -> dict[str, object]:
    """Return the trimmed size of a page and the bleed around it, in millimetres."""
    trim, bleed = page.get_trimbox(), page.get_bleedbox()
    over = min(trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3])
    return {
        "width_mm": round((trim[2] - trim[0]) * POINT_MM, 1),
        "height_mm": round((trim[3] - trim[1]) * POINT_MM, 1),
        "bleed_mm": round(max(0.0, over) * POINT_MM, 1),
    }


def _look_at(found: Any, fonts: set[str], images: list[float], colours: set[str]) -> None:
    import pypdfium2.raw as raw

    if found.type == raw.FPDF_PAGEOBJ_TEXT:
        font = raw.FPDFTextObj_GetFont(found.raw)
        if font and raw.FPDFFont_GetIsEmbedded(font) == 0:
            name = ctypes.create_string_buffer(128)
            raw.FPDFFont_GetBaseFontName(font, name, 128)
            fonts.add(name.value.decode(errors="replace") or "?")
    elif found.type == raw.FPDF_PAGEOBJ_IMAGE:
        known = found.get_metadata()
        dpi = min(known.horizontal_dpi, known.vertical_dpi)
        if dpi > 0:
            images.append(dpi)
        colours.add(_space(known.colorspace))


def _space(number: int) -> str:
    import pypdfium2.raw as raw

    names = {
        raw.FPDF_COLORSPACE_DEVICECMYK: "CMYK",
        raw.FPDF_COLORSPACE_DEVICEGRAY: "gray",
        raw.FPDF_COLORSPACE_CALGRAY: "gray",
        raw.FPDF_COLORSPACE_LAB: "Lab",
        raw.FPDF_COLORSPACE_DEVICERGB: "RGB",
        raw.FPDF_COLORSPACE_CALRGB: "RGB",
    }
    return names.get(number, "other")


def _first_page(document: Any, mark: str) -> bytes:
    page = document[0]
    width, height = page.get_size()
    scale = SIDE / max(width, height, 1)
    return shrink(page.render(scale=scale).to_pil(), mark)


if __name__ == "__main__":
    main()
