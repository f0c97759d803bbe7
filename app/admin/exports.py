"""The audit trail as a table for a spreadsheet."""

from collections.abc import AsyncIterator
from dataclasses import replace

import msgspec

from app import audit, spreadsheets
from app.accounts.access import Can, Viewer, check
from app.admin import labels, queries
from app.admin.queries import Line, Trail
from app.db import transaction
from app.i18n import gettext as _

MOST = 20_000
"""Lines of one export: what a spreadsheet still opens at once."""


async def trail(viewer: Viewer, wanted: Trail) -> AsyncIterator[str]:
    """Yield what a filter finds, the latest first; that somebody took it is a line of its own."""
    check(viewer, Can.READ_AUDIT)
    facts = {"person": wanted.actor, "deed": wanted.verb, "thing": wanted.subject}
    async with transaction():
        await audit.record(viewer, "exported", "audit:trail", **facts)
    return _lines(viewer, wanted)


async def _lines(viewer: Viewer, wanted: Trail) -> AsyncIterator[str]:
    yield spreadsheets.MARK + spreadsheets.lines([_heads()])
    given = 0
    while given < MOST:
        found = await queries.trail(viewer, wanted)
        shown = found[: queries.PAGE][: MOST - given]
        yield spreadsheets.lines(_row(line) for line in shown)
        given += len(shown)
        if len(found) <= queries.PAGE:
            return
        wanted = replace(wanted, before=shown[-1].id)


def _heads() -> list[str]:
    return [
        _("When (UTC)"),
        _("Person"),
        _("Deed"),
        "verb",
        _("Thing"),
        _("Facts"),
        "IP",
        "request",
    ]


def _row(line: Line) -> list[object]:
    said = labels.deed(line.verb)
    facts = msgspec.json.encode(line.facts).decode() if line.facts else ""
    at = line.at.strftime("%Y-%m-%d %H:%M:%S")
    return [at, line.actor_name, said, line.verb, line.subject, facts, line.ip, line.request_id]
