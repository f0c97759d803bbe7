"""Print files for the demo's orders, drawn on the spot: a poster, photographs, a PDF."""

from io import BytesIO

from PIL import Image, ImageDraw

INK = ("#1f2a44", "#8c3b2a", "#c98b2b", "#2f6f62", "#efe6d4")


def poster(seed: int) -> bytes:
    """Draw a small poster and return it as JPEG."""
    picture = _draw(1240, 1754, seed)
    return _saved(picture, "JPEG", quality=82)


def booklet(pages: int) -> bytes:
    """Draw a few pages and return them as one PDF."""
    first, *rest = [_draw(620, 877, seed) for seed in range(pages)]
    return _saved(first, "PDF", save_all=True, append_images=rest, resolution=150)


def logo(seed: int) -> bytes:
    """Draw a mark on white and return it as PNG."""
    return _saved(_draw(800, 800, seed), "PNG", optimize=True)


def _draw(width: int, height: int, seed: int) -> Image.Image:
    paper, *inks = INK[seed % 5], *(INK[(seed + step) % 5] for step in (1, 2, 3))
    picture = Image.new("RGB", (width, height), paper)
    pen = ImageDraw.Draw(picture)
    step = width // 6
    for row in range(0, height, step):
        for column in range(0, width, step):
            shift = step // 2 if (row // step) % 2 else 0
            box = (column + shift - step // 2, row, column + shift + step // 2, row + step)
            pen.ellipse(box, outline=inks[0], width=max(2, width // 200))
            inner = tuple(edge + (1 if i < 2 else -1) * step // 5 for i, edge in enumerate(box))
            pen.ellipse(inner, fill=inks[(row + column) % 3])
    pen.rectangle((width // 8, height * 2 // 5, width * 7 // 8, height * 3 // 5), fill=inks[1])
    return picture


def _saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()
