"""Every list is read along an index, and people are found by the beginnings of their words."""

import re

import sqlalchemy as sa
from alembic import op

from app.text import fold

revision = "0007_lists_by_key"
down_revision = "0006_push"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
LONG_AGO = "2000-01-01 00:00:00.000000"
WAITING = sa.text("waiting_since IS NOT NULL")
AT_ONCE = 1000

INDEXES = {
    "ix_rooms_touched_at": ("rooms", ["touched_at", "id"]),
    "ix_rooms_customer_id": ("rooms", ["customer_id", "touched_at", "id"]),
    "ix_room_members_user_id": ("room_members", ["user_id", "touched_at", "room_id"]),
    "ix_users_role": ("users", ["role", "id"]),
    "ix_audit_actor_name": ("audit", ["actor_name", "id"]),
    "ix_audit_verb": ("audit", ["verb", "id"]),
    "ix_feedback_status": ("feedback", ["status", "id"]),
    "ix_feedback_author_id": ("feedback", ["author_id", "id"]),
    "ix_jobs_designer": ("jobs", ["designer_id", "order_id"]),
    "ix_folders_closed_at": ("folders", ["closed_at"]),
}
REPLACED = {
    "ix_rooms_customer_id": "rooms",
    "ix_rooms_last_message_at": "rooms",
    "ix_rooms_waiting_since": "rooms",
    "ix_room_members_user_id": "room_members",
    "ix_users_role": "users",
    "ix_feedback_status": "feedback",
    "ix_feedback_author_id": "feedback",
    "ix_jobs_designer": "jobs",
}


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    moment = sa.DateTime(timezone=True)
    for table in ("rooms", "room_members"):
        column = sa.Column("touched_at", moment, nullable=False, server_default=LONG_AGO)
        op.add_column(table, column)
    op.execute("UPDATE rooms SET touched_at = coalesce(last_message_at, created_at)")
    op.execute(
        "UPDATE room_members SET touched_at ="
        " (SELECT touched_at FROM rooms WHERE rooms.id = room_members.room_id)"
    )
    for name, table in REPLACED.items():
        op.drop_index(name, table_name=table)
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    op.create_index(
        "ix_rooms_waiting_since",
        "rooms",
        ["waiting_since", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    _write_words(_words_table())
    op.drop_column("users", "search")


def _words_table() -> sa.Table:
    made = op.create_table(
        "user_words",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_words_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "word", name=op.f("pk_user_words")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_user_words_word", "user_words", ["word", "user_id"])
    return made


def _write_words(table: sa.Table) -> None:
    connection = op.get_bind()
    names = ("id", "name", "number", "email", "phone")
    users = sa.table("users", *(sa.column(name) for name in names))
    last = 0
    while True:
        page = sa.select(users).where(users.c.id > last).order_by(users.c.id).limit(AT_ONCE)
        people = connection.execute(page).all()
        if not people:
            return
        rows = [
            {"user_id": person.id, "word": word} for person in people for word in _words(person)
        ]
        connection.execute(table.insert(), rows)
        last = people[-1].id


def _words(person: sa.Row[tuple[object, ...]]) -> set[str]:
    text = fold(f"{person.name} {person.number} {person.email or ''}")
    words = {word for word in re.split(r"[^\w@.+-]+", text) if word}
    if person.phone:
        words |= {person.phone, "0" + person.phone.removeprefix("+62"), person.phone[-4:]}
    return {word[:64] for word in words}
