"""What Enter does in a message is kept with the account."""

import sqlalchemy as sa
from alembic import op

revision = "0030_enter_sends"
down_revision = "0029_stage_limits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column(
        "users", sa.Column("enter_sends", sa.Boolean(), nullable=False, server_default=sa.true())
    )
