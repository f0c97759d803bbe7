"""Sample designs that the studio may show, each with a picture."""

import io
from typing import IO

from sqlalchemy import delete, func, insert, select

from app import audit
from app.accounts.access import Can, Viewer, check
from app.catalogue import queries
from app.catalogue.models import Sample
from app.catalogue.pictures import BYTES, drawn_anew
from app.catalogue.tables import samples
from app.db import after_commit, database, transaction
from app.errors import Invalid
from app.i18n import gettext as _
from app.storage import disk
from app.text import clean_line, fold

PREFIX = "stored:"
SIDE = 1600


async def add_sample(
    product_id: int, *, title_id: str, title_en: str, tags: str, image: str, by: Viewer
) -> Sample:
    """Show a picture, a static path or `stored:<key>`, as the product's last sample design."""
    check(by, Can.EDIT_CATALOGUE)
    title = clean_line(title_id, 160)
    if not title:
        raise Invalid(_("Please fill this in."), fields={"title_id": _("Please fill this in.")})
    async with transaction():
        await queries.product(product_id, by)
        last = select(func.coalesce(func.max(samples.c.position) + 1, 0))
        row = await database.fetch_one(
            insert(samples)
            .values(
                product_id=product_id,
                title_id=title,
                title_en=clean_line(title_en, 160) or title,
                tags=fold(clean_line(tags, 240)),
                image=image,
                position=last.where(samples.c.product_id == product_id).scalar_subquery(),
                published=True,
            )
            .returning(samples.c.id)
        )
        sample_id = int(row.id) if row else 0
        await audit.record(by, "sample.added", f"product:{product_id}", sample=sample_id)
        return await queries.sample_for(by, sample_id)


async def keep_picture(source: IO[bytes]) -> str:
    """Draw an uploaded picture anew as WebP and keep it; returns `stored:<key>`."""
    drawn = await drawn_anew(source, side=SIDE)
    kept = await disk.put(io.BytesIO(drawn), limit=BYTES)
    return PREFIX + kept.key


async def remove_sample(sample_id: int, *, by: Viewer) -> Sample:
    """Take a sample design away, and its own picture with it."""
    check(by, Can.EDIT_CATALOGUE)
    async with transaction():
        sample = await queries.sample_for(by, sample_id)
        await database.execute(delete(samples).where(samples.c.id == sample_id))
        await audit.record(by, "sample.removed", f"product:{sample.product_id}", sample=sample_id)
        if sample.image.startswith(PREFIX):
            key = sample.image.removeprefix(PREFIX)
            after_commit(lambda: disk.discard(key))
    return sample
