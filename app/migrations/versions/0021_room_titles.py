"""What a room is about stands in it in both languages."""

import sqlalchemy as sa
from alembic import op

revision = "0021_room_titles"
down_revision = "0020_unread_mails"
branch_labels = None
depends_on = None

LIMIT = 200
AT_ONCE = 1000


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.execute("ALTER TABLE rooms RENAME COLUMN title TO title_id")
    op.add_column(
        "rooms", sa.Column("title_en", sa.String(LIMIT), nullable=False, server_default="")
    )
    _name_in_english()


def _name_in_english() -> None:
    """Write the titles of orders' rooms as a new order would: its code and its first product."""
    connection = op.get_bind()
    names = ("id", "code", "room_id")
    orders = sa.table("orders", *(sa.column(name) for name in names))
    columns = ("order_id", "position", "product_name_en")
    jobs = sa.table("jobs", *(sa.column(name) for name in columns))
    rooms = sa.table("rooms", sa.column("id"), sa.column("title_en"))
    lines = jobs.alias("lines")
    number = sa.select(sa.func.count()).where(lines.c.order_id == orders.c.id).scalar_subquery()
    page = (
        sa.select(orders, jobs.c.product_name_en, number.label("number"))
        .join(jobs, (jobs.c.order_id == orders.c.id) & (jobs.c.position == 0))
        .where(orders.c.room_id.is_not(None))
        .order_by(orders.c.id)
        .limit(AT_ONCE)
    )
    named = rooms.update().where(rooms.c.id == sa.bindparam("room"))
    last = 0
    while found := connection.execute(page.where(orders.c.id > last)).all():
        titles = [{"room": row.room_id, "title": _title(row)} for row in found]
        connection.execute(named.values(title_en=sa.bindparam("title")), titles)
        last = found[-1].id


def _title(row: sa.Row[tuple[object, ...]]) -> str:
    more = f" +{row.number - 1}" if row.number > 1 else ""
    return f"{row.code} · {row.product_name_en}{more}"[:LIMIT]
