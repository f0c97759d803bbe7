"""The studio's own colours and logo."""

import asyncio
import io
from dataclasses import dataclass
from typing import IO

from PIL import Image
from sqlalchemy import update

from app import audit
from app.accounts.access import Can, Viewer, check
from app.catalogue import queries
from app.catalogue.models import Studio
from app.catalogue.pictures import BYTES, drawn_anew
from app.catalogue.tables import studio
from app.colours import GROUNDS, HEX, contrast
from app.db import after_commit, database, transaction, upsert
from app.errors import Conflict, Invalid
from app.i18n import gettext as _
from app.storage import disk

SIDE = 480
"""Three times as wide as a masthead shows it."""
SEEN = 1.6
"""Below this contrast a logo as a whole is lost on its ground."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo that is drawn and kept; see `Studio` for `plate`."""

    key: str = ""
    width: int = 0
    height: int = 0
    plate: str = ""


async def keep_logo(source: IO[bytes]) -> Logo:
    """Draw an uploaded logo anew and keep it; raises Invalid and TooLarge beside `logo`."""
    drawn = await drawn_anew(source, side=SIDE, field="logo")
    width, height, plate = await asyncio.to_thread(_measure, drawn)
    kept = await disk.put(io.BytesIO(drawn), limit=BYTES)
    return Logo(kept.key, width, height, plate)


async def save_look(colour: str, second: str, logo: Logo | None, *, rev: int, by: Viewer) -> Studio:
    """Keep the colours, and the logo unless it is None; empty colours and `Logo()` are ours."""
    check(by, Can.SET_LOOK)
    colours = {"colour": read_colour(colour, "colour"), "second": read_colour(second, "second")}
    async with transaction():
        before = await queries.studio()
        first = {"id": 1, "name": before.name, "rev": 0}
        await database.execute(upsert(studio, first, key=["id"]))
        row = await database.fetch_one(
            update(studio)
            .where(studio.c.id == 1, studio.c.rev == rev)
            .values(**colours, **_columns(logo), rev=rev + 1)
            .returning(studio.c.rev)
        )
        if row is None:
            words = _("Somebody else has changed the look. Load the page again to see it.")
            raise Conflict(words, code="stale").with_facts(rev=before.rev)
        await audit.record(by, "studio.look_changed", "studio:1", **colours, logo=bool(logo))
        if logo is not None and before.logo:
            after_commit(lambda: disk.discard(before.logo))
    return await queries.studio()


def read_colour(text: str, field: str = "colour") -> str:
    """Return a colour as `#rrggbb`, or nothing for nothing; raises Invalid beside `field`."""
    found = text.strip().lower()
    if found and not found.startswith("#"):
        found = f"#{found}"
    if len(found) == 4:
        found = "#" + "".join(part * 2 for part in found[1:])
    if found and not HEX.fullmatch(found):
        words = _("Write the colour as six digits from 0 to f, for example #2c2f7c.")
        raise Invalid(words, fields={field: words})
    return found


def _columns(logo: Logo | None) -> dict[str, object]:
    if logo is None:
        return {}
    return {
        "logo": logo.key,
        "logo_width": logo.width,
        "logo_height": logo.height,
        "logo_plate": logo.plate,
    }


def _measure(drawn: bytes) -> tuple[int, int, str]:
    """Return width, height, and the theme on whose ground the logo needs a plate, if any."""
    with Image.open(io.BytesIO(drawn)) as picture:
        width, height = picture.size
        if not picture.has_transparency_data:
            return width, height, ""
        small = picture.convert("RGBA").resize((48, 48))
    raw = small.tobytes()
    solid = [raw[at : at + 3] for at in range(0, len(raw), 4) if raw[at + 3] > 127]
    if not solid:
        return width, height, ""
    mean = (round(sum(parts) / len(solid)) for parts in zip(*solid, strict=True))
    colour = "#" + "".join(f"{part:02x}" for part in mean)
    lost = [theme for theme, grounds in GROUNDS.items() if contrast(colour, grounds[0]) < SEEN]
    return width, height, "".join(lost[:1])
