"""Accounts that their owners deleted: what never changes otherwise may forget who it was."""

import sqlalchemy as sa
from alembic import op

from app.migrations.append_only import erasable

revision = "0025_erased_accounts"
down_revision = "0024_answers_by_mail"
branch_labels = None
depends_on = None

AUDIT = ("id", "at", "actor_id", "verb", "subject", "request_id")
HISTORY = (
    "id",
    "order_id",
    "job_id",
    "actor_id",
    "kind",
    "from_status",
    "to_status",
    "skipped",
    "via",
    "at",
)
OF_THE_ACTOR = "SELECT 1 FROM users WHERE erased_at IS NOT NULL AND id = OLD.actor_id"
ABOUT_THEM = "SELECT 1 FROM users WHERE erased_at IS NOT NULL AND 'user:' || id = OLD.subject"
OF_THEIR_FILE = (
    "SELECT 1 FROM files JOIN users ON users.id = files.owner_id "
    "WHERE users.erased_at IS NOT NULL AND 'file:' || files.id = OLD.subject"
)


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column("users", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_users_erased_at",
        "users",
        ["erased_at"],
        sqlite_where=sa.text("erased_at IS NOT NULL"),
        postgresql_where=sa.text("erased_at IS NOT NULL"),
    )
    erasable("audit", stays=AUDIT, when=(OF_THE_ACTOR, ABOUT_THEM, OF_THEIR_FILE))
    erasable("history", stays=HISTORY, when=(OF_THE_ACTOR,))
