"""Tables of the files feature."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from app.db import Id, UtcDateTime, id_column, metadata, table

folders = table(
    "folders",
    id_column(),
    Column("owner_id", Id, ForeignKey("users.id"), nullable=False, index=True),
    Column("channel", String(64), nullable=False),
    Column("code", String(64), nullable=False),
    Column("closed_at", UtcDateTime, index=True),
    Column("created_at", UtcDateTime, nullable=False),
)

folder_grants = table(
    "folder_grants",
    id_column(),
    Column("folder_id", Id, ForeignKey("folders.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False, index=True),
    UniqueConstraint("folder_id", "user_id"),
)

files = table(
    "files",
    id_column(),
    Column("upload_id", String(32), nullable=False, unique=True),
    Column("folder_id", Id, ForeignKey("folders.id"), index=True),
    Column("owner_id", Id, ForeignKey("users.id"), nullable=False),
    Column("storage_key", String(32), nullable=False, unique=True),
    Column("name", String(255), nullable=False),
    Column("slot", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("media_type", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("uploaded_by", Id, ForeignKey("users.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
    Column("examined_at", UtcDateTime),
    Column("traits", JSON(none_as_null=True)),
    Column("preview_key", String(32), index=True),
    Column("accepted_at", UtcDateTime),
    # No foreign key: SQLite adds none to a table that is there. Files in a folder keep their rows.
    Column("replaces_id", Id),
    UniqueConstraint("folder_id", "slot", "name", "version"),
    Index("ix_files_owner_id_sha256", "owner_id", "sha256"),
    Index("ix_files_state_examined_at", "state", "examined_at"),
)

uploads = table(
    "uploads",
    id_column(),
    Column("public_id", String(32), nullable=False, unique=True),
    Column("owner_id", Id, ForeignKey("users.id"), nullable=False),
    Column("folder_id", Id, ForeignKey("folders.id"), index=True),
    Column("storage_key", String(32), nullable=False, unique=True),
    Column("name", String(255), nullable=False),
    Column("slot", String(64), nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("durable_offset", BigInteger, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("reason", String(32), nullable=False),
    Column("idempotency_key", String(255)),
    Column("file_id", Id, ForeignKey("files.id")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    UniqueConstraint("owner_id", "idempotency_key"),
    Index("ix_uploads_owner_id_state", "owner_id", "state"),
)

upload_leases = Table(
    "upload_leases",
    metadata,
    Column("upload_id", String(32), primary_key=True),
    Column("folder", String(32), nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("wanted", Boolean, nullable=False),
)

downloads = table(
    "downloads",
    id_column(),
    Column("file_id", Id, ForeignKey("files.id"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(16), nullable=False),
    Index("ix_downloads_file_id_user_id", "file_id", "user_id"),
)
