"""Rooms, who may enter them, what was said, and how far each person has read."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, PrimaryKeyConstraint, String, Text, text
from sqlalchemy import UniqueConstraint as Unique

from app.db import Id, UtcDateTime, id_column, table

rooms = table(
    "rooms",
    id_column(),
    Column("kind", String(16), nullable=False),
    Column("customer_id", Id, ForeignKey("users.id"), nullable=False),
    # Equal to customer_id in a general room, NULL elsewhere: one general room per customer.
    Column("general_of", Id, ForeignKey("users.id"), nullable=True, unique=True),
    # What it is about, as its thing is called in both languages; nothing in a general room.
    Column("title_id", String(200), nullable=False, default=""),
    Column("title_en", String(200), nullable=False, default="", server_default=""),
    Column("subject", String(64), nullable=False, default=""),
    Column("url", String(200), nullable=False, default=""),
    # NULL only until the folder of a new general room has learnt the room's channel.
    Column("folder_id", Id, ForeignKey("folders.id"), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_message_id", Id, nullable=True),
    Column("last_message_at", UtcDateTime, nullable=True),
    # The last message, or the opening where nothing was said: the room's place in lists.
    Column("touched_at", UtcDateTime, nullable=False),
    # When the customer began to wait for the studio's answer.
    Column("waiting_since", UtcDateTime, nullable=True),
    # Of the waiting alone: the others, nearly all, are listed by `touched_at`.
    Index(
        "ix_rooms_waiting_since",
        "waiting_since",
        "id",
        sqlite_where=text("waiting_since IS NOT NULL"),
        postgresql_where=text("waiting_since IS NOT NULL"),
    ),
    Index("ix_rooms_touched_at", "touched_at", "id"),
    Index("ix_rooms_customer_id", "customer_id", "touched_at", "id"),
    # The last message that a device of each side has got, seen or not.
    Column("got_by_customer", Id, nullable=False, default=0, server_default="0"),
    Column("got_by_studio", Id, nullable=False, default=0, server_default="0"),
)

room_members = table(
    "room_members",
    Column("room_id", Id, ForeignKey("rooms.id"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False),
    # The same as in `rooms`, so that a member's latest rooms are found among thousands.
    Column("touched_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("room_id", "user_id"),
    Index("ix_room_members_user_id", "user_id", "touched_at", "room_id"),
)

messages = table(
    "messages",
    id_column(),
    Column("room_id", Id, ForeignKey("rooms.id"), nullable=False),
    # NULL for what the system says itself (a status change).
    Column("author_id", Id, ForeignKey("users.id"), nullable=True),
    Column("client_id", String(36), nullable=False),
    Column("body", Text, nullable=False),
    # The English words of a system message; people's messages have one body.
    Column("body_en", Text, nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    # The room where it was said, once staff moved it: a repeated send still finds it there.
    Column("moved_from", Id, ForeignKey("rooms.id"), nullable=True),
    # The message that this one answers; shown only while both stand in the same room.
    Column("reply_to", Id, nullable=True),
    Column("edited_at", UtcDateTime, nullable=True),
    # How it came in: "mail", or nothing for the page and programs.
    Column("via", String(8), nullable=False, default="", server_default=""),
    # The words of a deleted message stay for as long as the deletion can be undone.
    Column("deleted_at", UtcDateTime, nullable=True),
    Unique("room_id", "author_id", "client_id"),
    Index("ix_messages_room_id_id", "room_id", "id"),
    Index(
        "ix_messages_moved_from",
        "moved_from",
        sqlite_where=text("moved_from IS NOT NULL"),
        postgresql_where=text("moved_from IS NOT NULL"),
    ),
)

notes = table(
    "notes",
    id_column(),
    Column("room_id", Id, ForeignKey("rooms.id"), nullable=False),
    Column("author_id", Id, ForeignKey("users.id"), nullable=False),
    Column("client_id", String(36), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Unique("room_id", "author_id", "client_id"),
    Index("ix_notes_room_id_created_at", "room_id", "created_at"),
)

# Colleagues whom a note calls by name; `seen_at` is NULL until they open the room.
mentions = table(
    "mentions",
    Column("note_id", Id, ForeignKey("notes.id"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False),
    Column("seen_at", UtcDateTime, nullable=True),
    PrimaryKeyConstraint("note_id", "user_id"),
    Index("ix_mentions_user_id_seen_at", "user_id", "seen_at"),
)

message_files = table(
    "message_files",
    Column("message_id", Id, ForeignKey("messages.id"), nullable=False),
    Column("file_id", Id, ForeignKey("files.id"), nullable=False, index=True),
    PrimaryKeyConstraint("message_id", "file_id"),
)

read_cursors = table(
    "read_cursors",
    Column("room_id", Id, ForeignKey("rooms.id"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False, index=True),
    Column("last_read_id", Id, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("room_id", "user_id"),
)

# How far the messages have been looked through for people who must be told of them; one row.
push_progress = table(
    "push_progress",
    id_column(),
    Column("last_message_id", Id, nullable=False),
)

# Up to which message somebody was last written to about what waits unread.
unread_mails = table(
    "unread_mails",
    Column("user_id", Id, ForeignKey("users.id"), primary_key=True),
    Column("last_message_id", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# Mails that have come in: none is taken in twice, and nobody gets many refusals.
received_mails = table(
    "received_mails",
    id_column(),
    Column("message_id", String(255), nullable=False, unique=True),
    Column("sender", String(320), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_received_mails_sender", "sender", "at"),
    Index("ix_received_mails_at", "at"),
)

# Where a conversation stands on the studio's desk; no row: as its messages say.
handlings = table(
    "handlings",
    Column("room_id", Id, ForeignKey("rooms.id"), primary_key=True),
    Column("standing", String(10), nullable=True),
    # When the standing was chosen: a customer who writes later opens the conversation again.
    Column("changed_at", UtcDateTime, nullable=True),
    Column("assignee_id", Id, ForeignKey("users.id"), nullable=True),
    Column("snoozed_until", UtcDateTime, nullable=True, index=True),
    # Since when the customer waited as the conversation was put aside.
    Column("waited_since", UtcDateTime, nullable=True),
    Column("is_urgent", Boolean, nullable=False, default=False),
    Index("ix_handlings_standing", "standing"),
    Index("ix_handlings_assignee_id", "assignee_id"),
)

room_labels = table(
    "room_labels",
    id_column(),
    Column("name", String(30), nullable=False, unique=True),
)

labelled_rooms = table(
    "labelled_rooms",
    Column("room_id", Id, ForeignKey("rooms.id"), nullable=False),
    Column("label_id", Id, ForeignKey("room_labels.id"), nullable=False, index=True),
    PrimaryKeyConstraint("room_id", "label_id"),
)

canned_replies = table(
    "canned_replies",
    id_column(),
    Column("shortcut", String(40), nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
