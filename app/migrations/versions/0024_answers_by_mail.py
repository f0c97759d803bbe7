"""Answers by mail: where they go, how a message came in, and which mails were taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0024_answers_by_mail"
down_revision = "0023_delivery"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column(
        "outbox", sa.Column("answers_to", sa.String(320), nullable=False, server_default="")
    )
    op.add_column("messages", sa.Column("via", sa.String(8), nullable=False, server_default=""))
    op.create_table(
        "received_mails",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("message_id", sa.String(255), nullable=False),
        sa.Column("sender", sa.String(320), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mails")),
        sa.UniqueConstraint("message_id", name=op.f("uq_received_mails_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_received_mails_sender", "received_mails", ["sender", "at"])
    op.create_index("ix_received_mails_at", "received_mails", ["at"])
