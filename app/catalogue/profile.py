"""The studio's own profile and its branches."""

import re
from dataclasses import asdict

from sqlalchemy import insert, update

from app import audit
from app.accounts.access import Can, Viewer, check
from app.catalogue import queries
from app.catalogue.models import Branch, Studio
from app.catalogue.tables import branches, studio
from app.db import database, transaction, upsert
from app.errors import Conflict, Invalid
from app.i18n import gettext as _
from app.text import clean_line, clean_text, phone_e164

NAME = re.compile(r"[A-Za-z0-9._-]{1,80}")


async def save_studio(profile: Studio, *, by: Viewer) -> Studio:
    """Keep the profile; `profile.rev` is the one that the editor saw."""
    check(by, Can.EDIT_CATALOGUE)
    values = _cleaned(profile)
    async with transaction():
        await database.execute(
            upsert(studio, {"id": 1, "name": values["name"], "rev": 0}, key=["id"])
        )
        row = await database.fetch_one(
            update(studio)
            .where(studio.c.id == 1, studio.c.rev == profile.rev)
            .values(**values, rev=profile.rev + 1)
            .returning(studio.c.rev)
        )
        if row is None:
            words = _("Somebody else has changed the profile. Load the page again to see it.")
            raise Conflict(words, code="stale").with_facts(rev=(await queries.studio()).rev)
        await audit.record(by, "studio.changed", "studio:1")
    return await queries.studio()


async def save_branch(branch: Branch, *, by: Viewer) -> None:
    """Keep a branch under its id."""
    check(by, Can.EDIT_CATALOGUE)
    values = asdict(branch)
    change = {name: value for name, value in values.items() if name != "id"}
    async with transaction():
        row = await database.fetch_one(
            update(branches)
            .where(branches.c.id == branch.id)
            .values(**change)
            .returning(branches.c.id)
        )
        if row is None:
            await database.execute(insert(branches).values(**values))
        await audit.record(by, "branch.changed", f"branch:{branch.id}", code=branch.code)


def _cleaned(profile: Studio) -> dict[str, str]:
    wrong: dict[str, str] = {}
    values = {
        "name": clean_line(profile.name, 120),
        "tagline_id": clean_line(profile.tagline_id, 200),
        "tagline_en": clean_line(profile.tagline_en, 200),
        "about_id": clean_text(profile.about_id, 8000),
        "about_en": clean_text(profile.about_en, 8000),
        "facebook": profile.facebook.strip().lstrip("@"),
        "instagram": profile.instagram.strip().lstrip("@"),
        "whatsapp": "",
    }
    if not values["name"]:
        wrong["name"] = _("Please fill this in.")
    for name in ("facebook", "instagram"):
        if values[name] and not NAME.fullmatch(values[name]):
            wrong[name] = _("Write only the name of the account, for example sanggar.studio.")
    try:
        values["whatsapp"] = phone_e164(profile.whatsapp) if profile.whatsapp.strip() else ""
    except ValueError:
        wrong["whatsapp"] = _("This is not a phone number.")
    if wrong:
        raise Invalid(_("Please check the form."), fields=wrong)
    return values
