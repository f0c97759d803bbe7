"""The studio has colours and a logo of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0008_studio_look"
down_revision = "0007_lists_by_key"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    for name, length in (("colour", 7), ("second", 7), ("logo", 160), ("logo_plate", 5)):
        op.add_column(
            "studio", sa.Column(name, sa.String(length), nullable=False, server_default="")
        )
    for name in ("logo_width", "logo_height"):
        op.add_column("studio", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
