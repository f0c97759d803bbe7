"""Orders are collected or delivered, and made at the branch that is nearest."""

import sqlalchemy as sa
from alembic import op

revision = "0023_delivery"
down_revision = "0022_mails_as_html"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = {
    "method": (10, "pickup"),
    "recipient": (120, ""),
    "recipient_phone": (20, ""),
    "street": (240, ""),
    "city": (120, ""),
    "postcode": (5, ""),
    "branch_reason": (10, "only"),
}


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    for name in ("latitude", "longitude"):
        op.add_column("branches", sa.Column(name, sa.Float(), nullable=True))
    op.add_column("branches", sa.Column("lacks", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(
        "branches", sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.create_table(
        "places",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("postcodes", sa.String(200), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("name", name=op.f("uq_places_name")),
        sqlite_autoincrement=True,
    )
    for name, (length, value) in TEXTS.items():
        op.add_column(
            "orders", sa.Column(name, sa.String(length), nullable=False, server_default=value)
        )
    op.add_column("orders", sa.Column("branch_km", sa.Integer(), nullable=True))
