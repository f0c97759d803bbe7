"""A file may take the place of one with another name."""

import sqlalchemy as sa
from alembic import op

revision = "0005_replaced_files"
down_revision = "0004_files_looked_into"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    replaces = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("files", sa.Column("replaces_id", replaces, nullable=True))
