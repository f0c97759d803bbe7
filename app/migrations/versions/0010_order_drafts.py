"""An order that is being typed is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0010_order_drafts"
down_revision = "0009_messages_corrected"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.create_table(
        "order_drafts",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_order_drafts_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_order_drafts")),
        sqlite_autoincrement=True,
    )
