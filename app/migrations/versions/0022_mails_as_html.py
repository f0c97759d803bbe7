"""The words of a mail as HTML, beside the plain ones."""

import sqlalchemy as sa
from alembic import op

revision = "0022_mails_as_html"
down_revision = "0021_room_titles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column("outbox", sa.Column("html", sa.Text(), nullable=False, server_default=""))
