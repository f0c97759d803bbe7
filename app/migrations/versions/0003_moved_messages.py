"""A message that is sent finds by itself whether staff moved it; no message is read for that."""

import sqlalchemy as sa
from alembic import op

revision = "0003_moved_messages"
down_revision = "0002_revocations"
branch_labels = None
depends_on = None

MOVED = sa.text("moved_from IS NOT NULL")


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.create_index(
        "ix_messages_moved_from",
        "messages",
        ["moved_from"],
        unique=False,
        sqlite_where=MOVED,
        postgresql_where=MOVED,
    )
