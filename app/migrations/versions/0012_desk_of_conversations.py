"""Conversations stand somewhere on the studio's desk, and answers are kept ready."""

import sqlalchemy as sa
from alembic import op

revision = "0012_desk_of_conversations"
down_revision = "0011_promo_dismissals"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.create_table(
        "canned_replies",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("shortcut", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
        sa.UniqueConstraint("shortcut", name=op.f("uq_canned_replies_shortcut")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "handlings",
        sa.Column("room_id", NUMBER, nullable=False),
        sa.Column("standing", sa.String(10), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.Column("assignee_id", NUMBER, nullable=True),
        sa.Column("snoozed_until", MOMENT, nullable=True),
        sa.Column("waited_since", MOMENT, nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["users.id"], name=op.f("fk_handlings_assignee_id_users")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_handlings_room_id_rooms")),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_handlings")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handlings_assignee_id", "handlings", ["assignee_id"])
    op.create_index("ix_handlings_snoozed_until", "handlings", ["snoozed_until"])
    op.create_index("ix_handlings_standing", "handlings", ["standing"])
