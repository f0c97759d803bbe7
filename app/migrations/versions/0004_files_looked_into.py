"""What a product's files must be like, and what was found in each file."""

import sqlalchemy as sa
from alembic import op

revision = "0004_files_looked_into"
down_revision = "0003_moved_messages"
branch_labels = None
depends_on = None

SHEET = {
    "trim_width_mm": "0",
    "trim_height_mm": "0",
    "bleed_mm": "0",
    "safe_mm": "0",
    "min_dpi": "150",
    "good_dpi": "300",
    "pages": "0",
}
"""Numbers of the file-prep sheet, and what a product has that was made before there was one."""


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    for name, default in SHEET.items():
        op.add_column(
            "products", sa.Column(name, sa.Integer(), nullable=False, server_default=default)
        )
    op.add_column(
        "products", sa.Column("colour", sa.String(length=8), nullable=False, server_default="")
    )
    op.add_column("files", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("files", sa.Column("examined_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("files", sa.Column("traits", sa.JSON(), nullable=True))
    op.add_column("files", sa.Column("preview_key", sa.String(length=32), nullable=True))
    op.add_column("files", sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_files_owner_id", table_name="files")
    op.create_index("ix_files_owner_id_sha256", "files", ["owner_id", "sha256"])
    op.create_index("ix_files_state_examined_at", "files", ["state", "examined_at"])
    op.create_index("ix_files_preview_key", "files", ["preview_key"])
