"""A promo can be used up, and lock screens stay dark at night."""

import sqlalchemy as sa
from alembic import op

revision = "0016_promo_limits_and_nights"
down_revision = "0015_feedback_owner"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    for name in ("quota", "per_person"):
        op.add_column("promos", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column(
        "push_wishes",
        sa.Column("nights", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
