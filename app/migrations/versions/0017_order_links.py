"""An order has a short link, which can be made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0017_order_links"
down_revision = "0016_promo_limits_and_nights"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column(
        "orders", sa.Column("link_issue", sa.Integer(), nullable=False, server_default="1")
    )
