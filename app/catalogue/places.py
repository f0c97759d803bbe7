"""Where places lie, how far they are from each other, and which one an address means. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from app.text import fold

EARTH_KM = 6371.0088
POINT = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,15})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*")
DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the earth, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Place:
    """A town or a district from which people order; `postcodes` are beginnings, blanks between."""

    name: str
    postcodes: str
    latitude: float
    longitude: float
    id: int = 0

    @property
    def point(self) -> Point:
        """Return where it lies."""
        return Point(self.latitude, self.longitude)


def kilometres(one: Point, other: Point) -> float:
    """Return the way between two points as a bird flies it (haversine)."""
    south, north = radians(one.latitude), radians(other.latitude)
    up, along = north - south, radians(other.longitude - one.longitude)
    half = sin(up / 2) ** 2 + cos(south) * cos(north) * sin(along / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def place_of(places: Sequence[Place], city: str, postcode: str = "") -> Place | None:
    """Return the place that an address means; None rather than a guess.

    The postcode decides where it is known: another "Depok" far away is not taken for ours.
    Otherwise the place that is named first counts: addresses go from the small to the large.
    """
    if postcode:
        begun = [(len(code), place) for place in places for code in _begin(place, postcode)]
        if begun:
            return max(begun, key=lambda found: found[0])[1]
        places = [place for place in places if not place.postcodes]
    words = f" {_words(city)} "
    named = [(words.find(f" {_words(place.name)} "), place) for place in places]
    found = [(at, -len(place.name), place) for at, place in named if at >= 0]
    return min(found, key=lambda each: each[:2])[2] if found else None


def read_point(text: str) -> Point:
    """Read "-7.7829, 110.3671" as maps give it, or with decimal commas. ValueError for the rest."""
    dotted = text if "." in text else DECIMAL_COMMA.sub(".", text)
    found = POINT.fullmatch(dotted)
    if found is None:
        raise ValueError(text)
    point = Point(float(found[1]), float(found[2]))
    if abs(point.latitude) > 90 or abs(point.longitude) > 180:
        raise ValueError(text)
    return point


def write_point(point: Point | None) -> str:
    """Write what `read_point` reads."""
    return f"{point.latitude:.6f}, {point.longitude:.6f}" if point else ""


def _begin(place: Place, postcode: str) -> list[str]:
    return [code for code in place.postcodes.split() if postcode.startswith(code)]


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
