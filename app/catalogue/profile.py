"""The studio's own profile and its branches."""

import re
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, insert, select, update

from app import audit
from app.accounts.access import Can, Viewer, check
from app.catalogue import queries
from app.catalogue.locations import open_branches
from app.catalogue.models import Branch, Studio
from app.catalogue.places import Place
from app.catalogue.tables import branches, places, studio
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
    values = asdict(branch) | {"lacks": list(branch.lacks)}
    change = {name: value for name, value in values.items() if name != "id"}
    async with transaction():
        await _check_code(branch)
        await _check_last(branch)
        row = await database.fetch_one(
            update(branches)
            .where(branches.c.id == branch.id)
            .values(**change)
            .returning(branches.c.id)
        )
        if row is None:
            await database.execute(insert(branches).values(**values))
        await audit.record(by, "branch.changed", f"branch:{branch.id}", code=branch.code)


async def add_branch(branch: Branch, *, by: Viewer) -> int:
    """Open another branch and return its id."""
    check(by, Can.EDIT_CATALOGUE)
    values = asdict(branch) | {"lacks": list(branch.lacks)}
    values.pop("id")
    async with transaction():
        await _check_code(branch)
        row = await database.fetch_one(insert(branches).values(**values).returning(branches.c.id))
        if row is None:
            raise RuntimeError("the branch was not written")
        await audit.record(by, "branch.added", f"branch:{row.id}", code=branch.code)
    return int(row.id)


async def save_places(found: Sequence[Place], *, by: Viewer) -> None:
    """Keep these places in place of those that were kept; each name once."""
    check(by, Can.EDIT_CATALOGUE)
    async with transaction():
        await database.execute(delete(places))
        for place in found:
            values = {name: value for name, value in asdict(place).items() if name != "id"}
            await database.execute(insert(places).values(**values))
        await audit.record(by, "places.changed", "studio:1", places=len(found))


async def _check_code(branch: Branch) -> None:
    other = branches.c.code == branch.code, branches.c.id != branch.id
    if await database.fetch_val(select(branches.c.id).where(*other)) is not None:
        words = _("Another branch has this code.")
        raise Invalid(words, code="code_taken", fields={"code": words})


async def _check_last(branch: Branch) -> None:
    others = [each for each in await open_branches() if each.id != branch.id]
    if not branch.active and not others:
        words = _("This is the only branch: orders have to go somewhere.")
        raise Invalid(words, code="last_branch", fields={"active": words})


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
