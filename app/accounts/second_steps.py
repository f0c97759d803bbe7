"""The second step of signing in: who has one, and letting in who knows the code."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from app import audit, clock
from app.accounts import codes, letters, queries, sessions, throttles
from app.accounts.access import Can, Viewer, check
from app.accounts.proofs import confirm_password
from app.accounts.tables import recovery_codes, second_steps
from app.db import database, transaction
from app.errors import Conflict, Invalid, Refused
from app.i18n import gettext as _


async def since(user_id: int) -> datetime | None:
    """Return when somebody began to sign in with a second step, or None."""
    query = sa.select(second_steps.c.created_at).where(second_steps.c.user_id == user_id)
    found: datetime | None = await database.fetch_val(query)
    return found


async def recovery_codes_left(user_id: int) -> int:
    """Return how many recovery codes somebody still has."""
    query = sa.select(sa.func.count()).where(
        recovery_codes.c.user_id == user_id, recovery_codes.c.used_at.is_(None)
    )
    return int(await database.fetch_val(query))


async def begin(viewer: Viewer, *, seed: str, code: str, password: str) -> list[str]:
    """Ask for a code at every sign-in from now on; returns the recovery codes, shown once."""
    if viewer.is_guest:
        raise Conflict(_("Choose a password first."), code="no_password")
    await confirm_password(viewer, password, "password")
    return await switch_on(viewer, seed=seed, code=code)


async def switch_on(viewer: Viewer, *, seed: str, code: str) -> list[str]:
    """Do what `begin` does for somebody whose password has just been right."""
    turn = codes.turn_of(codes.key_of(viewer.id, seed), code, 0)
    if turn is None:
        raise _wrong("code")
    async with transaction():
        if await since(viewer.id) is not None:
            raise Conflict(_("The second step is on already."), code="second_step_on")
        now = clock.now()
        row = {"user_id": viewer.id, "seed": seed, "last_turn": turn, "created_at": now}
        await database.execute(sa.insert(second_steps).values(row))
        made = await _replace_recovery_codes(viewer.id)
        await audit.record(viewer, "second_step_on", f"user:{viewer.id}")
        await letters.second_step(await queries.user(viewer.id), is_on=True)
    return made


async def renew_recovery_codes(viewer: Viewer, *, code: str, password: str) -> list[str]:
    """Make ten new recovery codes; the old ones stop working."""
    await _confirm(viewer, code=code, password=password)
    async with transaction():
        made = await _replace_recovery_codes(viewer.id)
        await audit.record(viewer, "renewed_recovery_codes", f"user:{viewer.id}")
    return made


async def end(viewer: Viewer, *, code: str, password: str, step_for: Collection[str] = ()) -> None:
    """Ask the viewer for no code any more, unless their role is among those that need one."""
    if viewer.role in step_for:
        raise Refused(_("Your role asks for the second step."), code="second_step_needed")
    await _confirm(viewer, code=code, password=password)
    async with transaction():
        await forget(viewer.id)
        await audit.record(viewer, "second_step_off", f"user:{viewer.id}")
        await letters.second_step(await queries.user(viewer.id), is_on=False)


async def reset(user_id: int, *, by: Viewer) -> None:
    """Take away the second step of somebody who lost phone and codes; they sign in again."""
    check(by, Can.MANAGE_USERS)
    if user_id == by.id:
        raise Conflict(_("Your own second step is switched off on your account page."), code="own")
    async with transaction():
        user = await queries.user(user_id)
        await forget(user_id)
        await sessions.end_all(user_id)
        await audit.record(by, "second_step_reset", f"user:{user_id}")
        await letters.second_step(user, is_on=False)


async def confirm(viewer: Viewer, code: str) -> None:
    """Ask whoever has a second step for a code, before something that a stranger must not do."""
    if await since(viewer.id) is not None:
        await prove(viewer.id, code=code, recovery=code)


async def prove(user_id: int, *, code: str, recovery: str = "", device: str = "") -> str:
    """Use up a code, or a recovery code; returns which it was. Raises Invalid for any other.

    Tries are counted as those of passwords; `device` names a browser that the owner has used.
    """
    waits = f"code:{device or user_id}"
    await throttles.take_turn(waits)
    async with transaction():
        way = await _used(user_id, code, recovery)
        if way:
            await throttles.forget(waits)
        else:
            await audit.record(None, "second_step_failed", f"user:{user_id}")
    if not way:
        raise _wrong("recovery" if recovery and not code else "code")
    return way


async def forget(user_id: int) -> None:
    """Delete what is kept of somebody's second step; needs a transaction."""
    for table in (second_steps, recovery_codes):
        await database.execute(table.delete().where(table.c.user_id == user_id))


async def _used(user_id: int, code: str, recovery: str) -> str:
    if code and await _use_code(user_id, code):
        return "code"
    if recovery and await _use_recovery_code(user_id, recovery):
        return "recovery"
    return ""


async def _use_code(user_id: int, code: str) -> bool:
    row = await database.fetch_one(
        sa.select(second_steps.c.seed, second_steps.c.last_turn).where(
            second_steps.c.user_id == user_id
        )
    )
    if row is None:
        return False
    turn = codes.turn_of(codes.key_of(user_id, row.seed), code, row.last_turn)
    if turn is None:
        return False
    mine = second_steps.c.user_id == user_id, second_steps.c.last_turn < turn
    kept = sa.update(second_steps).where(*mine).values(last_turn=turn)
    return await database.fetch_one(kept.returning(second_steps.c.user_id)) is not None


async def _use_recovery_code(user_id: int, typed: str) -> bool:
    used = (
        sa.update(recovery_codes)
        .where(
            recovery_codes.c.user_id == user_id,
            recovery_codes.c.code_hash == codes.recovery_hash(user_id, typed),
            recovery_codes.c.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    return await database.fetch_one(used.returning(recovery_codes.c.id)) is not None


async def _replace_recovery_codes(user_id: int) -> list[str]:
    await database.execute(recovery_codes.delete().where(recovery_codes.c.user_id == user_id))
    made = codes.fresh_recovery_codes()
    rows = [{"user_id": user_id, "code_hash": codes.recovery_hash(user_id, one)} for one in made]
    await database.execute(sa.insert(recovery_codes).values(rows))
    return made


async def _confirm(viewer: Viewer, *, code: str, password: str) -> None:
    await confirm_password(viewer, password, "password")
    await prove(viewer.id, code=code, recovery=code)


def _wrong(field: str) -> Invalid:
    why = _("This code is not right, or it was used already. Wait for the next one.")
    return Invalid(why, code="wrong_code", fields={field: why})
