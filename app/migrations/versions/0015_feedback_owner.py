"""Somebody looks after each message to the studio."""

import sqlalchemy as sa
from alembic import op

revision = "0015_feedback_owner"
down_revision = "0014_labels_and_hours"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column("feedback", sa.Column("owner_id", NUMBER, nullable=True))
    op.create_index("ix_feedback_owner_id", "feedback", ["owner_id", "id"])
