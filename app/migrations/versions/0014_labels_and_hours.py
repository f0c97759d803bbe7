"""Conversations carry labels, and a branch knows when it is open."""

import sqlalchemy as sa
from alembic import op

revision = "0014_labels_and_hours"
down_revision = "0013_upload_leases"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.create_table(
        "room_labels",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_labels")),
        sa.UniqueConstraint("name", name=op.f("uq_room_labels_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "labelled_rooms",
        sa.Column("room_id", NUMBER, nullable=False),
        sa.Column("label_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["label_id"], ["room_labels.id"], name=op.f("fk_labelled_rooms_label_id_room_labels")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_labelled_rooms_room_id_rooms")
        ),
        sa.PrimaryKeyConstraint("room_id", "label_id", name=op.f("pk_labelled_rooms")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_labelled_rooms_label_id", "labelled_rooms", ["label_id"])
    for name, length in (("opening", 600), ("holidays", 1000), ("zone", 40)):
        start = "Asia/Jakarta" if name == "zone" else ""
        column = sa.Column(name, sa.String(length), nullable=False, server_default=start)
        op.add_column("branches", column)
