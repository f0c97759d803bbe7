"""Orders of the crowd with their lines, folders, rooms and history, drawn and written in parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, func, select

from app.audit import audit
from app.chat.models import Kind
from app.chat.tables import messages, read_cursors, room_members
from app.chat.tables import rooms as rooms_table
from app.db import database, upsert
from app.demo.large import columns, stages, talk
from app.demo.large.people import TRAIL, Staff
from app.demo.large.prices import Goods
from app.files.models import State
from app.files.tables import files, folder_grants, folders
from app.numbering import STUDIO_ZONE, numbers
from app.orders import clocks
from app.orders.status import CLOSED, JobStatus, OrderStatus
from app.orders.tables import history, jobs, orders
from app.realtime.log import ROOT, event, stream

SERIES = "SG"
HOME = 1
"""The branch of all of them."""
LOG_DAYS = 30
"""The live log keeps what is younger."""
TABLES = (
    folders, rooms_table, orders, jobs, room_members, folder_grants, history, messages,
    read_cursors, files, audit, event, stream,
)  # fmt: skip
Part = tuple[Table, Sequence[str], list[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One order as it was drawn; `operator` and `designer` are places among the staff."""

    at: datetime
    customer: int
    status: OrderStatus
    stage: JobStatus
    goods: list[Goods]
    operator: int
    designer: int
    lines: list[talk.Line]
    waits: bool

    @property
    def rounds(self) -> int:
        """Return how often the proof came back."""
        return (0, 0, 0, 1, 1, 2)[self.designer % 6] if self.stage in stages.PROVED else 0

    @property
    def worked(self) -> int:
        """Return the seconds of work before the present stage."""
        return self.operator * 60 if self.stage in stages.DRAWN_BY_SOMEBODY else 0


@dataclass(slots=True)
class Start:
    """The next free id of each table, and the last number of each month; both go on."""

    ids: dict[str, int]
    months: dict[str, int]
    epoch: str
    log_from: datetime

    @classmethod
    async def read(cls, until: datetime) -> "Start":
        """Go on behind what the small demo has written."""
        ids = {}
        for table in TABLES:
            if "id" in table.c and table is not event:
                ids[table.name] = int(await database.fetch_val(select(func.max(table.c.id))) or 0)
        counted = await database.fetch_all(select(numbers).where(numbers.c.series == SERIES))
        epoch = await database.fetch_val(select(stream.c.epoch).where(stream.c.channel == ROOT))
        months = {row.period: row.last for row in counted}
        return cls(ids, months, str(epoch), until - timedelta(days=LOG_DAYS))

    def id(self, table: Table) -> int:
        """Take the next id of a table."""
        self.ids[table.name] += 1
        return self.ids[table.name]

    def code(self, at: datetime) -> str:
        """Take the next number of a month."""
        month = at.astimezone(STUDIO_ZONE).strftime("%y%m")
        self.months[month] = self.months.get(month, 0) + 1
        return f"{SERIES}-{month}-{self.months[month]:04d}"


def calendar(draw: Random, many: int, until: datetime, *, days: int) -> list[datetime]:
    """Return when the orders came: ever more over the years, and mostly by day."""
    moments = []
    for _ in range(many):
        day = until - timedelta(days=int(days * (1 - draw.random() ** 0.75)))
        hour = min(max(draw.gauss(13.5, 3.5), 0), 23.9)
        at = day.astimezone(STUDIO_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        at += timedelta(hours=hour)
        moments.append(
            min(at, until - timedelta(seconds=draw.randint(60, 7200))).astimezone(until.tzinfo)
        )
    return sorted(moments)


def drawn(
    draw: Random, *, at: datetime, customer: int, until: datetime, goods: Sequence[Goods]
) -> Drawn:
    """Draw one order."""
    status = stages.status_of(draw, at, until)
    waits = status not in CLOSED and draw.random() < 0.12
    moves = stages.moves_of(status)
    return Drawn(
        at=at,
        customer=customer,
        status=status,
        stage=stages.stage_of(draw, status),
        goods=draw.choices(goods, k=draw.choices((1, 2, 3), (82, 14, 4))[0]),
        operator=draw.randrange(1000),
        designer=draw.randrange(1000),
        lines=talk.lines(draw, at, until, moves=moves, waits=waits),
        waits=waits,
    )


def rows(draw: Random, part: Sequence[Drawn], start: Start, staff: Staff) -> Iterator[Part]:
    """Yield the rows of some orders, table by table, each behind what it refers to."""
    sheet = columns.Sheet()
    for order in part:
        _write_order(draw, sheet, order, start, staff)
    yield from sheet.parts(TABLES)


async def count_on(start: Start) -> None:
    """Let the studio's own numbering go on behind the crowd's."""
    for month, last in start.months.items():
        row = {"series": SERIES, "period": month, "last": last}
        await database.execute(
            upsert(numbers, row, key=["series", "period"], change={"last": last})
        )


def _write_order(
    draw: Random, sheet: columns.Sheet, order: Drawn, start: Start, staff: Staff
) -> None:
    order_id, room_id, folder_id = start.id(orders), start.id(rooms_table), start.id(folders)
    code = start.code(order.at)
    operator = staff.operators[order.operator % len(staff.operators)]
    designer = staff.designers[order.designer % len(staff.designers)]
    claimed = order.status not in stages.UNCLAIMED
    ended = order.lines[-1].at if order.lines else order.at
    total = sum(each.amount for each in order.goods)
    sheet.add(
        folders, id=folder_id, owner_id=order.customer, channel=f"order:{order_id}", code=code,
        closed_at=ended + timedelta(days=14) if order.status in CLOSED else None,
        created_at=order.at,
    )  # fmt: skip
    said = [(start.id(messages), line) for line in order.lines]
    sheet.add(
        rooms_table, id=room_id, kind=Kind.ORDER, customer_id=order.customer, general_of=None,
        title_id=f"{code} · {order.goods[0].job['product_name_id']}",
        title_en=f"{code} · {order.goods[0].job['product_name_en']}",
        subject=f"order:{order_id}", url=f"/orders/{order_id}", folder_id=folder_id,
        created_at=order.at,
        last_message_id=said[-1][0] if said else None, last_message_at=ended if said else None,
        touched_at=ended, waiting_since=ended if order.waits else None,
    )  # fmt: skip
    sheet.add(
        orders, id=order_id, code=code, customer_id=order.customer, branch_id=HOME,
        status=order.status, rev=len(order.lines) + 1, source="web",
        operator_id=operator.id if claimed else None,
        claimed_at=order.at + timedelta(minutes=20) if claimed else None, notes="", rush=False,
        promised_date=(order.at + timedelta(days=6)).date() if claimed else None,
        subtotal=total, discount=0, total=total, promo_code="", room_id=room_id,
        folder_id=folder_id, created_by=order.customer, submitted_at=order.at, updated_at=ended,
    )  # fmt: skip
    is_on = clocks.runs(order.status, order.stage, None)
    has_designer = order.stage in stages.DRAWN_BY_SOMEBODY
    for position, each in enumerate(order.goods):
        sheet.add(
            jobs, id=start.id(jobs), order_id=order_id, position=position,
            designer_id=designer.id if has_designer else None, rounds=order.rounds,
            worked=order.worked, clock_since=ended if is_on else None,
            **each.job | {"status": order.stage},
        )  # fmt: skip
    if has_designer:
        sheet.add(room_members, room_id=room_id, user_id=designer.id, touched_at=ended)
        sheet.add(
            folder_grants, id=start.id(folder_grants), folder_id=folder_id, user_id=designer.id
        )
    _write_trail(sheet, order, order_id, start, operator if claimed else None)
    _write_files(draw, sheet, order, folder_id, start)
    authors = {"customer": order.customer, "operator": operator, "designer": designer}
    talk.write(draw, sheet, said, room_id, order.waits, authors=authors, start=start)
    channels = {f"room:{room_id}": len(said), f"order:{order_id}": len(order.lines) + 1}
    for channel, head in channels.items():
        kept = channel.startswith("room:") and said and said[0][1].at > start.log_from
        oldest = 1 if kept else head + 1
        sheet.add(stream, channel=channel, head=head, oldest=oldest, epoch=start.epoch)


def _write_trail(
    sheet: columns.Sheet, order: Drawn, order_id: int, start: Start, operator: Any
) -> None:
    told = [("submitted", "", "submitted", None, order.at)]
    for line in order.lines:
        if line.before:
            taken = line.before == "submitted" and operator is not None
            kind = "claimed" if taken else "moved"
            told.append((kind, line.before, line.after, operator, line.at))
    for kind, before, after, by, at in told:
        who, name = (by.id, by.name) if by else (order.customer, "Pelanggan")
        sheet.add(
            history, id=start.id(history), order_id=order_id, job_id=None, actor_id=who,
            actor_name=name, kind=kind, from_status=before, to_status=after, reason="", skipped=[],
            via="demo", at=at,
        )  # fmt: skip
        subject, facts = f"order:{order_id}", {"to": after}
        values = (at, who, name, kind, subject, facts, "", "")
        sheet.add(audit, id=start.id(audit), **dict(zip(TRAIL, values, strict=True)))


def _write_files(
    draw: Random, sheet: columns.Sheet, order: Drawn, folder_id: int, start: Start
) -> None:
    for number in range(draw.choices((0, 1, 2, 5), (20, 55, 20, 5))[0]):
        sheet.add(
            files, id=start.id(files), upload_id=f"{draw.getrandbits(128):032x}",
            folder_id=folder_id, owner_id=order.customer,
            storage_key=f"{draw.getrandbits(128):032x}", name=f"desain-{number + 1}.pdf", slot="",
            version=1, media_type="application/pdf", kind="pdf",
            size=draw.randint(50_000, 40_000_000), sha256=f"{draw.getrandbits(256):064x}",
            state=State.EXPIRED, uploaded_by=order.customer, created_at=order.at,
        )  # fmt: skip
