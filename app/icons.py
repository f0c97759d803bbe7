"""The icons of the installed app, drawn from the studio's mark at set-up: python -m app.icons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, ImageDraw

STATIC = Path(__file__).parent / "static"
MARK = STATIC / "img" / "favicon.svg"
FOLDER = STATIC / "dist" / "icons"
BOX = 48
"""The side of the mark's square, in its own units."""
FINER = 4
"""Each icon is drawn so many times larger and made smaller: smooth edges."""
STEPS = 16
"""Straight pieces that stand for one curve."""
WHITE, CLEAR = (255, 255, 255, 255), (0, 0, 0, 0)
TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Icon:
    """One picture: its side in pixels, and the part of it that the mark takes."""

    name: str
    side: int
    share: float = 0.8
    corner: float = 0
    """Radius of the paper's corners, as a part of the side."""
    is_badge: bool = False
    """White on nothing, as phones want it beside the clock."""


ICONS = (
    Icon("icon-192", 192, corner=0.19),
    Icon("icon-512", 512, corner=0.19),
    # Systems cut these to their own shape: the mark stays inside the circle that all of them keep.
    Icon("maskable-192", 192, share=0.62),
    Icon("maskable-512", 512, share=0.62),
    Icon("apple-180", 180, share=0.72),
    Icon("badge-96", 96, share=0.96, is_badge=True),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled path of the mark, as polygons in the mark's units."""

    fill: str
    polygons: list[list[Point]]


def main() -> None:
    """Draw every icon into the folder of built files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    paper, shapes = read_mark(MARK)
    for icon in ICONS:
        draw(icon, paper, shapes).save(FOLDER / f"{icon.name}.png", optimize=True)


def read_mark(path: Path) -> tuple[str, list[Shape]]:
    """Return the colour of the paper and the shapes of a mark made of one rect and paths."""
    root = ElementTree.parse(path).getroot()  # noqa: S314 (our own file)
    paper, shapes = "#ffffff", []
    for element in root:
        kind = element.tag.rpartition("}")[2]
        if kind == "rect":
            paper = element.attrib["fill"]
        elif kind == "path":
            moved = _shift(element.attrib.get("transform", ""))
            polygons = list(outlines(element.attrib["d"], moved))
            shapes.append(Shape(element.attrib["fill"], polygons))
    return paper, shapes


def outlines(path: str, shift: Point = (0, 0)) -> Iterator[list[Point]]:
    """Turn a path of moves, curves and closings (M m C c Z) into polygons."""
    tokens = TOKEN.findall(path)
    here: Point = (0, 0)
    outline: list[Point] = []
    command, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        if command in "Zz":
            yield [(x + shift[0], y + shift[1]) for x, y in outline]
            here, outline = outline[0], []
            continue
        count = {"M": 2, "C": 6}[command.upper()]
        numbers = [float(token) for token in tokens[at : at + count]]
        at += count
        base = here if command.islower() else (0, 0)
        points = [(base[0] + x, base[1] + y) for x, y in _pairs(numbers)]
        outline += [points[0]] if command in "Mm" else _curve(here, points)
        here = points[-1]


def draw(icon: Icon, paper: str, shapes: list[Shape]) -> Image.Image:
    """Draw one icon."""
    side = icon.side * FINER
    image = Image.new("RGBA", (side, side), CLEAR)
    pen = ImageDraw.Draw(image)
    if not icon.is_badge:
        pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=side * icon.corner, fill=paper)
    scale, edge = side * icon.share / BOX, side * (1 - icon.share) / 2
    for shape in shapes[-1:] if icon.is_badge else shapes:
        for polygon in shape.polygons:
            points = [(x * scale + edge, y * scale + edge) for x, y in polygon]
            pen.polygon(points, fill=WHITE if icon.is_badge else shape.fill)
    return image.resize((icon.side, icon.side), Image.Resampling.LANCZOS)


def _curve(start: Point, points: list[Point]) -> list[Point]:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = start, *points
    found = []
    for step in range(1, STEPS + 1):
        t = step / STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        found.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return found


def _pairs(numbers: list[float]) -> Iterator[Point]:
    return zip(numbers[::2], numbers[1::2], strict=True)


def _shift(transform: str) -> Point:
    numbers = [float(token) for token in re.findall(r"-?[\d.]+", transform)]
    return (numbers[0], numbers[1]) if numbers else (0.0, 0.0)


if __name__ == "__main__":
    main()
