"""What people told the studio, what became of it, and the month's running number."""

import sqlalchemy as sa

from app.db import Id, UtcDateTime, id_column, table
from app.erased import PersonName, Words

feedback = table(
    "feedback",
    id_column(),
    sa.Column("reference", sa.String(20), nullable=False, unique=True),
    sa.Column("client_key", sa.String(64), unique=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("severity", sa.String(20), nullable=False),
    sa.Column("wanted", sa.String(20), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("author_id", Id, sa.ForeignKey("users.id")),
    sa.Column("name", PersonName(120), nullable=False),
    sa.Column("email", sa.String(254)),
    sa.Column("phone", sa.String(20)),
    sa.Column("locale", sa.String(5), nullable=False),
    sa.Column("order_id", Id, sa.ForeignKey("orders.id"), index=True),
    sa.Column("room_id", Id, sa.ForeignKey("rooms.id"), index=True),
    sa.Column("folder_id", Id, sa.ForeignKey("folders.id")),
    # Who of the studio looks after it.
    sa.Column("owner_id", Id),
    sa.Column("body", Words, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("moved_at", UtcDateTime, nullable=False),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Index("ix_feedback_status", "status", "id"),
    sa.Index("ix_feedback_author_id", "author_id", "id"),
    sa.Index("ix_feedback_owner_id", "owner_id", "id"),
)

feedback_moves = table(
    "feedback_moves",
    id_column(),
    sa.Column("feedback_id", Id, sa.ForeignKey("feedback.id"), nullable=False, index=True),
    sa.Column("actor_id", Id, sa.ForeignKey("users.id")),
    sa.Column("actor_name", PersonName(120), nullable=False),
    sa.Column("from_status", sa.String(20), nullable=False),
    sa.Column("to_status", sa.String(20), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)
