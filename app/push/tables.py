"""Devices that hear of things, what their owners want to hear, and what waits to be sent."""

import sqlalchemy as sa

from app.db import Id, UtcDateTime, id_column, table

push_subscriptions = table(
    "push_subscriptions",
    id_column(),
    sa.Column("user_id", Id, sa.ForeignKey("users.id"), nullable=False, index=True),
    # A device hears as long as its session lives, and is forgotten with it.
    sa.Column(
        "session_id",
        Id,
        sa.ForeignKey("sessions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("endpoint", sa.Text, nullable=False),
    sa.Column("endpoint_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("p256dh", sa.String(100), nullable=False),
    sa.Column("auth", sa.String(40), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

push_wishes = table(
    "push_wishes",
    sa.Column("user_id", Id, sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("chat", sa.Boolean, nullable=False),
    sa.Column("orders", sa.Boolean, nullable=False),
    sa.Column("promos", sa.Boolean, nullable=False),
    # Whether the lock screen may light up at night.
    sa.Column("nights", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("updated_at", UtcDateTime, nullable=False),
)

push_outbox = table(
    "push_outbox",
    id_column(),
    sa.Column(
        "subscription_id",
        Id,
        sa.ForeignKey("push_subscriptions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("topic", sa.String(10), nullable=False),
    sa.Column("tag", sa.String(60), nullable=False, index=True),
    sa.Column("payload", sa.Text, nullable=False),
    # Held until somebody looks whether it was read meanwhile: up to this message of this room.
    sa.Column("room_id", Id, nullable=True),
    sa.Column("message_id", Id, nullable=True),
    sa.Column("state", sa.String(10), nullable=False),  # held or waiting
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("leased_until", UtcDateTime),
    sa.Index("ix_push_outbox_state_due_at", "state", "due_at"),
)
