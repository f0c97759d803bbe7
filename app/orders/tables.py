"""Orders, their lines (jobs), and their history, which is only ever added to."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
)

from app.db import Id, UtcDateTime, id_column, table
from app.erased import PersonName

orders = table(
    "orders",
    id_column(),
    Column("code", String(20), nullable=False, unique=True),
    Column("customer_id", Id, ForeignKey("users.id"), nullable=False),
    Column("branch_id", Id, ForeignKey("branches.id"), nullable=False),
    Column("status", String(20), nullable=False),
    Column("rev", Integer, nullable=False, default=1),
    Column("source", String(20), nullable=False),
    Column("operator_id", Id, ForeignKey("users.id")),
    Column("claimed_at", UtcDateTime),
    Column("notes", Text, nullable=False, default=""),
    Column("rush", Boolean, nullable=False, default=False),
    Column("sample_id", Id, ForeignKey("samples.id", ondelete="SET NULL")),
    Column("requested_date", Date),
    Column("promised_date", Date),
    Column("subtotal", BigInteger, nullable=False, default=0),
    Column("discount", BigInteger, nullable=False, default=0),
    Column("total", BigInteger, nullable=False, default=0),
    Column("promo_id", Id, ForeignKey("promos.id")),
    Column("promo_code", String(40), nullable=False, default=""),
    Column("room_id", Id, ForeignKey("rooms.id")),
    Column("folder_id", Id, ForeignKey("folders.id")),
    Column("created_by", Id, ForeignKey("users.id"), nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    # How many short links were made for it: the last one works.
    Column("link_issue", Integer, nullable=False, default=1, server_default="1"),
    # How the goods reach the customer; who collects has no recipient and no street.
    Column("method", String(10), nullable=False, default="pickup", server_default="pickup"),
    Column("recipient", String(120), nullable=False, default="", server_default=""),
    Column("recipient_phone", String(20), nullable=False, default="", server_default=""),
    Column("street", String(240), nullable=False, default="", server_default=""),
    Column("city", String(120), nullable=False, default="", server_default=""),
    Column("postcode", String(5), nullable=False, default="", server_default=""),
    # Why it went to its branch, and how far that is from the customer in a straight line.
    Column("branch_reason", String(10), nullable=False, default="only", server_default="only"),
    Column("branch_km", Integer),
    # On hold since when, for whom or what, and why; nothing while it is not.
    Column("waiting_on", String(10)),
    Column("hold_reason", Text, nullable=False, default="", server_default=""),
    Column("held_at", UtcDateTime),
)
Index("ix_orders_customer", orders.c.customer_id, orders.c.id)
Index("ix_orders_status", orders.c.status, orders.c.id)
Index("ix_orders_folder", orders.c.folder_id)
_is_held = orders.c.waiting_on.is_not(None)
Index(
    "ix_orders_waiting_on",
    orders.c.waiting_on,
    orders.c.id,
    sqlite_where=_is_held,
    postgresql_where=_is_held,
)

jobs = table(
    "jobs",
    id_column(),
    Column("order_id", Id, ForeignKey("orders.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    Column("product_name_id", String(120), nullable=False),
    Column("product_name_en", String(120), nullable=False),
    Column("unit_id", String(40), nullable=False, default=""),
    Column("unit_en", String(40), nullable=False, default=""),
    Column("quantity", Integer, nullable=False),
    Column("width_cm", Integer),
    Column("height_cm", Integer),
    Column("options", JSON, nullable=False),
    Column("options_label_id", String(400), nullable=False, default=""),
    Column("options_label_en", String(400), nullable=False, default=""),
    Column("unit_price", BigInteger, nullable=False, default=0),
    Column("amount", BigInteger, nullable=False, default=0),
    Column("breakdown", JSON, nullable=False),
    Column("priced", Boolean, nullable=False),
    Column("slots", JSON, nullable=False),
    Column("status", String(20), nullable=False),
    Column("rev", Integer, nullable=False, default=1),
    Column("designer_id", Id, ForeignKey("users.id")),
    # Rounds of revision, and the clock of the studio's work: see `clocks`.
    Column("rounds", Integer, nullable=False, default=0, server_default="0"),
    Column("worked", Integer, nullable=False, default=0, server_default="0"),
    Column("clock_since", UtcDateTime),
)
Index("ix_jobs_order", jobs.c.order_id, jobs.c.position)
Index("ix_jobs_designer", jobs.c.designer_id, jobs.c.order_id)

# How many items a stage should hold at most, where the studio has agreed on it.
stage_limits = table(
    "stage_limits",
    Column("stage", String(20), primary_key=True),
    Column("most", Integer, nullable=False),
)

# What somebody has typed into the form of a new order and not sent yet: one a person.
order_drafts = table(
    "order_drafts",
    Column("user_id", Id, ForeignKey("users.id"), primary_key=True),
    Column("fields", JSON, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

history = table(
    "history",
    id_column(),
    Column("order_id", Id, ForeignKey("orders.id"), nullable=False),
    Column("job_id", Id, ForeignKey("jobs.id")),
    Column("actor_id", Id, ForeignKey("users.id")),
    Column("actor_name", PersonName(120), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("from_status", String(40), nullable=False, default=""),
    Column("to_status", String(40), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("skipped", JSON, nullable=False),
    Column("via", String(10), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
Index("ix_history_order", history.c.order_id, history.c.id)
