"""The icons of the installed app, made of the studio's logo. Pure but for the drawing."""

import io

from PIL import Image

from app.colours import GROUNDS

SIDES = {"icon": (192, 512), "maskable": (192, 512), "apple": (180,)}
SHARES = {"icon": 0.84, "maskable": 0.62, "apple": 0.78}
"""The part of each icon that the logo takes: systems cut maskable ones to their own shape."""


def is_sign(kind: str, side: int) -> bool:
    """Tell whether there is such an icon."""
    return side in SIDES.get(kind, ())


def sign(logo: bytes, kind: str, side: int, plate: str) -> bytes:
    """Draw a logo in the middle of a square, on the ground of the theme in which it can be seen."""
    ground = GROUNDS["dark" if plate == "light" else "light"][1]
    square = Image.new("RGB", (side, side), ground)
    with Image.open(io.BytesIO(logo)) as picture:
        drawn = picture.convert("RGBA")
    scale = side * SHARES[kind] / max(drawn.size)
    size = max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale))
    drawn = drawn.resize(size, Image.Resampling.LANCZOS)
    square.paste(drawn, ((side - size[0]) // 2, (side - size[1]) // 2), drawn)
    target = io.BytesIO()
    square.save(target, "PNG", optimize=True)
    return target.getvalue()
