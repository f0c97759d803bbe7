"""Promos, the products they are for, and what has been redeemed."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Text,
)

from app.db import Id, UtcDateTime, id_column, table

promos = table(
    "promos",
    id_column(),
    Column("title_id", String(120), nullable=False),
    Column("title_en", String(120), nullable=False),
    Column("body_id", Text, nullable=False, default=""),
    Column("body_en", Text, nullable=False, default=""),
    Column("code", String(40), unique=True),
    Column("kind", String(20), nullable=False),
    Column("value", BigInteger, nullable=False, default=0),
    Column("cap", BigInteger),
    Column("min_spend", BigInteger, nullable=False, default=0),
    # How often it may be used at all, and by one person; NULL is without a limit.
    Column("quota", Integer),
    Column("per_person", Integer),
    Column("audience", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("starts_at", UtcDateTime),
    Column("ends_at", UtcDateTime),
    Column("rev", Integer, nullable=False, default=1),
    Column("created_by", Id, ForeignKey("users.id")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("published_at", UtcDateTime),
    # How many customers it was shown to; who they are stands in promo_sightings for a while.
    Column("seen", Integer, nullable=False, default=0, server_default="0"),
)
Index("ix_promos_status", promos.c.status, promos.c.id)

promo_products = table(
    "promo_products",
    id_column(),
    Column("promo_id", Id, ForeignKey("promos.id"), nullable=False, index=True),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False, index=True),
)

promo_dismissals = table(
    "promo_dismissals",
    Column("promo_id", Id, ForeignKey("promos.id"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("promo_id", "user_id"),
)

promo_sightings = table(
    "promo_sightings",
    Column("promo_id", Id, ForeignKey("promos.id"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("promo_id", "user_id"),
)

redemptions = table(
    "redemptions",
    id_column(),
    Column("promo_id", Id, ForeignKey("promos.id"), nullable=False, index=True),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False, index=True),
    Column("subject", String(60), nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    # What was still to be paid with the discount taken off.
    Column("spent", BigInteger, nullable=False, default=0, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("released_at", UtcDateTime),
)
