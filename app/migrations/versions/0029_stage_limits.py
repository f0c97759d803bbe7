"""How many items a stage should hold at most."""

import sqlalchemy as sa
from alembic import op

revision = "0029_stage_limits"
down_revision = "0028_clocks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.create_table(
        "stage_limits",
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stage", name=op.f("pk_stage_limits")),
        sqlite_autoincrement=True,
    )
