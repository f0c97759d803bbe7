"""A message can answer another one, be corrected and be deleted; a room knows what has arrived."""

import sqlalchemy as sa
from alembic import op

revision = "0009_messages_corrected"
down_revision = "0008_studio_look"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    moment = sa.DateTime(timezone=True)
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("messages", sa.Column("reply_to", number, nullable=True))
    op.add_column("messages", sa.Column("edited_at", moment, nullable=True))
    op.add_column("messages", sa.Column("deleted_at", moment, nullable=True))
    for side in ("customer", "studio"):
        got = sa.Column(f"got_by_{side}", number, nullable=False, server_default="0")
        op.add_column("rooms", got)
