"""The general rooms of the crowd: every seventh customer has asked something beside an order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table

from app.chat.models import Kind
from app.chat.tables import messages
from app.chat.tables import rooms as rooms_table
from app.demo.large import orders, talk
from app.demo.large.columns import Sheet
from app.demo.large.people import Buyers, Staff
from app.files.tables import folders
from app.realtime.log import stream

EVERY = 7
WAITING = timedelta(hours=12)


def rows(
    draw: Random, crowd: Buyers, first: int, staff: Staff, *, start: orders.Start, until: datetime
) -> list[tuple[Table, Sequence[str], list[Sequence[Any]]]]:
    """Return the rows of the general rooms."""
    sheet = Sheet()
    for place in range(0, len(crowd.since), EVERY):
        opened = crowd.since[place]
        begun = opened + (until - opened) * draw.random()
        waits = until - begun < WAITING and draw.random() < 0.5
        _write(draw, sheet, first + place, begun, waits, staff=staff, start=start, until=until)
    return list(sheet.parts(orders.TABLES))


def _write(
    draw: Random,
    sheet: Sheet,
    customer: int,
    at: datetime,
    waits: bool,
    *,
    staff: Staff,
    start: orders.Start,
    until: datetime,
) -> None:
    room_id, folder_id = start.id(rooms_table), start.id(folders)
    said = [
        (start.id(messages), line) for line in talk.lines(draw, at, until, moves=(), waits=waits)
    ]
    ended = said[-1][1].at if said else None
    sheet.add(
        folders, id=folder_id, owner_id=customer, channel=f"room:{room_id}", code="",
        closed_at=None, created_at=at,
    )  # fmt: skip
    sheet.add(
        rooms_table, id=room_id, kind=Kind.GENERAL, customer_id=customer, general_of=customer,
        title_id="", title_en="", subject="", url=f"/rooms/{room_id}",
        folder_id=folder_id, created_at=at,
        last_message_id=said[-1][0] if said else None, last_message_at=ended,
        touched_at=ended or at, waiting_since=ended if waits else None,
    )  # fmt: skip
    authors = {
        "customer": customer,
        "operator": draw.choice(staff.operators),
        "designer": draw.choice(staff.operators),
    }
    talk.write(draw, sheet, said, room_id, waits, authors=authors, start=start)
    kept = said and said[0][1].at > start.log_from
    oldest = 1 if kept else len(said) + 1
    sheet.add(stream, channel=f"room:{room_id}", head=len(said), oldest=oldest, epoch=start.epoch)
