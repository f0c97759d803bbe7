"""Machines with one database agree on who writes an upload."""

import sqlalchemy as sa
from alembic import op

revision = "0013_upload_leases"
down_revision = "0012_desk_of_conversations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.create_table(
        "upload_leases",
        sa.Column("upload_id", sa.String(32), nullable=False),
        sa.Column("folder", sa.String(32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_upload_leases")),
    )
