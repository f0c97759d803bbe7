"""Rights that were lost are kept for a while, so that no process misses one."""

import sqlalchemy as sa
from alembic import op

revision = "0002_revocations"
down_revision = "0001_initial"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.create_table(
        "revocation",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("revocation", schema=None) as batch_op:
        batch_op.create_index("ix_revocation_at", ["at"], unique=False)
