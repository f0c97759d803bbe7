"""People, their sessions, reset links, second steps, and the throttle of tries."""

import sqlalchemy as sa

from app.db import Id, UtcDateTime, id_column, table
from app.erased import PersonName

WORD = 64
"""Characters of a word that can be searched."""

users = table(
    "users",
    id_column(),
    sa.Column("number", sa.String(32), nullable=False, unique=True),
    sa.Column("email", sa.String(254), unique=True),
    sa.Column("phone", sa.String(20), unique=True),
    sa.Column("name", PersonName(120), nullable=False),
    sa.Column("password_hash", sa.String(255), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("locale", sa.String(5), nullable=False),
    sa.Column("zone", sa.String(40), nullable=False),
    sa.Column("disabled_at", UtcDateTime),
    # When they deleted their account: what is left of it names nobody, and is shut for good.
    sa.Column("erased_at", UtcDateTime),
    sa.Column("marketing_consent_at", UtcDateTime),
    # Whether a mail may tell what waits unread.
    sa.Column(
        "wants_unread_mail", sa.Boolean, nullable=False, default=True, server_default=sa.true()
    ),
    # What the key does in a message; the other wish is a new line, with Ctrl or ⌘ to send.
    sa.Column("enter_sends", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Index("ix_users_role", "role", "id"),
    sa.Index(
        "ix_users_erased_at",
        "erased_at",
        sqlite_where=sa.text("erased_at IS NOT NULL"),
        postgresql_where=sa.text("erased_at IS NOT NULL"),
    ),
)

# By whose beginnings people are found: the words of name, number, e-mail and phone, folded.
user_words = table(
    "user_words",
    sa.Column("user_id", Id, sa.ForeignKey("users.id"), nullable=False),
    # By bytes, so that the words with one beginning stand together on PostgreSQL too.
    sa.Column(
        "word",
        sa.String(WORD).with_variant(sa.String(WORD, collation="C"), "postgresql"),
        nullable=False,
    ),
    sa.PrimaryKeyConstraint("user_id", "word"),
    sa.Index("ix_user_words_word", "word", "user_id"),
)

sessions = table(
    "sessions",
    id_column(),
    sa.Column("user_id", Id, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("last_seen_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
    sa.Column("ip", sa.String(64), nullable=False),
    sa.Column("user_agent", sa.String(255), nullable=False),
    sa.Column("ended_at", UtcDateTime),
)

password_resets = table(
    "password_resets",
    id_column(),
    sa.Column("user_id", Id, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime),
)

# Who signs in with a second step. The key of the app is made of `seed` and the studio's own key.
second_steps = table(
    "second_steps",
    sa.Column("user_id", Id, sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("seed", sa.String(64), nullable=False),
    # The 30 seconds of the last code that let somebody in: none counts twice.
    sa.Column("last_turn", sa.BigInteger, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

recovery_codes = table(
    "recovery_codes",
    id_column(),
    sa.Column("user_id", Id, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("code_hash", sa.String(64), nullable=False),
    sa.Column("used_at", UtcDateTime),
)

throttles = table(
    "throttles",
    id_column(),
    sa.Column("name", sa.String(120), nullable=False, unique=True),
    sa.Column("tries", sa.Float, nullable=False),
    sa.Column("blocked_until", UtcDateTime),
    sa.Column("updated_at", UtcDateTime, nullable=False, index=True),
)
