"""A mail about what waits unread, for who wants it."""

import sqlalchemy as sa
from alembic import op

revision = "0020_unread_mails"
down_revision = "0019_promo_results"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column(
        "users",
        sa.Column("wants_unread_mail", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.create_table(
        "unread_mails",
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("last_message_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_unread_mails_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_unread_mails")),
        sqlite_autoincrement=True,
    )
