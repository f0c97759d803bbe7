"""How many items a stage should hold at most: a line on the board that warns, never a wall."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select

from app import audit
from app.accounts.access import Can, Viewer, check
from app.db import database, prepared, transaction
from app.errors import Invalid
from app.i18n import gettext as _
from app.orders.status import OPEN, STAGES, JobStatus
from app.orders.tables import jobs, orders, stage_limits

MOST = 999
LIMITED = tuple(stage for stage in STAGES if stage is not JobStatus.DONE)
"""Finished work is no work in progress."""


async def limits() -> dict[JobStatus, int]:
    """Return the stages that have a limit."""
    return {JobStatus(row.stage): row.most for row in await _limits.fetch_all()}


async def in_work() -> dict[JobStatus, int]:
    """Count the items of all open orders by stage, whoever has them."""
    query = (
        select(jobs.c.status, func.count().label("many"))
        .join(orders, orders.c.id == jobs.c.order_id)
        .where(orders.c.status.in_(sorted(OPEN)))
        .group_by(jobs.c.status)
    )
    return {JobStatus(row.status): row.many for row in await database.fetch_all(query)}


async def save_limits(viewer: Viewer, wanted: Mapping[JobStatus, int | None]) -> None:
    """Keep the limits; a stage without a number has none."""
    check(viewer, Can.SET_LIMITS)
    kept = {str(stage): most for stage, most in wanted.items() if most is not None}
    wrong = {
        stage: _("Write a whole number from 1 to %(most)s.", most=MOST)
        for stage, most in kept.items()
        if stage not in LIMITED or not 1 <= most <= MOST
    }
    if wrong:
        raise Invalid(_("Please check the form."), code="bad_limit", fields=wrong)
    async with transaction():
        await database.execute(delete(stage_limits))
        for stage, most in kept.items():
            await database.execute(insert(stage_limits).values(stage=stage, most=most))
        await audit.record(viewer, "board.limited", "studio:1", **kept)


@prepared
def _limits() -> Any:
    return select(stage_limits)
