"""Orders can be on hold: since when, for whom or what, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0027_holds"
down_revision = "0026_second_steps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column("orders", sa.Column("waiting_on", sa.String(10), nullable=True))
    op.add_column("orders", sa.Column("hold_reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("orders", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    is_held = sa.text("waiting_on IS NOT NULL")
    op.create_index(
        "ix_orders_waiting_on",
        "orders",
        ["waiting_on", "id"],
        sqlite_where=is_held,
        postgresql_where=is_held,
    )
