"""How many customers a promo was shown to, and what they paid with it."""

import sqlalchemy as sa
from alembic import op

revision = "0019_promo_results"
down_revision = "0018_backups"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column("promos", sa.Column("seen", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "redemptions", sa.Column("spent", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.execute(
        "UPDATE redemptions SET spent = COALESCE((SELECT orders.total FROM orders "
        "WHERE redemptions.subject = 'order:' || orders.id), 0)"
    )
    op.create_table(
        "promo_sightings",
        sa.Column("promo_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["promo_id"], ["promos.id"], name=op.f("fk_promo_sightings_promo_id_promos")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_promo_sightings_user_id_users")
        ),
        sa.PrimaryKeyConstraint("promo_id", "user_id", name=op.f("pk_promo_sightings")),
        sqlite_autoincrement=True,
    )
