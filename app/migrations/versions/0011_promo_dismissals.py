"""Members put promos away."""

import sqlalchemy as sa
from alembic import op

revision = "0011_promo_dismissals"
down_revision = "0010_order_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "promo_dismissals",
        sa.Column("promo_id", number, nullable=False),
        sa.Column("user_id", number, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["promo_id"], ["promos.id"], name=op.f("fk_promo_dismissals_promo_id_promos")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_promo_dismissals_user_id_users")
        ),
        sa.PrimaryKeyConstraint("promo_id", "user_id", name=op.f("pk_promo_dismissals")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_promo_dismissals_user_id", "promo_dismissals", ["user_id"])
