"""The studio, its branches, and its products with prices, options and sample designs."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    true,
)

from app.db import Id, UtcDateTime, id_column, table

branches = table(
    "branches",
    id_column(),
    Column("code", String(20), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("address", String(240), nullable=False, default=""),
    Column("city", String(80), nullable=False, default=""),
    Column("phone", String(20), nullable=False, default=""),
    Column("whatsapp", String(20), nullable=False, default=""),
    Column("hours_id", String(160), nullable=False, default=""),
    Column("hours_en", String(160), nullable=False, default=""),
    # Its week and holidays as `hours` reads them, in its own zone.
    Column("opening", String(600), nullable=False, default="", server_default=""),
    Column("holidays", String(1000), nullable=False, default="", server_default=""),
    Column(
        "zone", String(40), nullable=False, default="Asia/Jakarta", server_default="Asia/Jakarta"
    ),
    # Where it stands, in degrees; both empty while nobody has written it.
    Column("latitude", Float),
    Column("longitude", Float),
    # The ids of the products that are not made here.
    Column("lacks", JSON, nullable=False, default=list, server_default="[]"),
    Column("active", Boolean, nullable=False, default=True, server_default=true()),
)

# The towns and districts from which people order: where they lie, for the nearest branch.
places = table(
    "places",
    id_column(),
    Column("name", String(80), nullable=False, unique=True),
    Column("postcodes", String(200), nullable=False, default=""),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
)

studio = table(
    "studio",
    id_column(),
    Column("name", String(120), nullable=False),
    Column("tagline_id", String(200), nullable=False, default=""),
    Column("tagline_en", String(200), nullable=False, default=""),
    Column("about_id", Text, nullable=False, default=""),
    Column("about_en", Text, nullable=False, default=""),
    Column("facebook", String(80), nullable=False, default=""),
    Column("instagram", String(80), nullable=False, default=""),
    Column("whatsapp", String(20), nullable=False, default=""),
    Column("rev", Integer, nullable=False, default=1),
    Column("colour", String(7), nullable=False, default="", server_default=""),
    Column("second", String(7), nullable=False, default="", server_default=""),
    Column("logo", String(160), nullable=False, default="", server_default=""),
    Column("logo_width", Integer, nullable=False, default=0, server_default="0"),
    Column("logo_height", Integer, nullable=False, default=0, server_default="0"),
    Column("logo_plate", String(5), nullable=False, default="", server_default=""),
)

categories = table(
    "categories",
    id_column(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name_id", String(120), nullable=False),
    Column("name_en", String(120), nullable=False),
    Column("position", Integer, nullable=False, default=0),
)

products = table(
    "products",
    id_column(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("sku", String(20), nullable=False, unique=True),
    Column("category_id", Id, ForeignKey("categories.id"), nullable=False, index=True),
    Column("name_id", String(120), nullable=False),
    Column("name_en", String(120), nullable=False),
    Column("summary_id", String(240), nullable=False, default=""),
    Column("summary_en", String(240), nullable=False, default=""),
    Column("description_id", Text, nullable=False, default=""),
    Column("description_en", Text, nullable=False, default=""),
    Column("unit_id", String(40), nullable=False),
    Column("unit_en", String(40), nullable=False),
    Column("min_quantity", Integer, nullable=False, default=1),
    Column("turnaround_min", Integer, nullable=False, default=1),
    Column("turnaround_max", Integer, nullable=False, default=1),
    Column("accepted", JSON, nullable=False),
    Column("slots", JSON, nullable=False),
    Column("priced", Boolean, nullable=False, default=True),
    Column("setup_fee", BigInteger, nullable=False, default=0),
    Column("minimum_amount", BigInteger, nullable=False, default=0),
    Column("by_area", Boolean, nullable=False, default=False),
    Column("minimum_area_cm2", Integer, nullable=False, default=0),
    Column("rush_percent", Integer, nullable=False, default=0),
    Column("rush_days", Integer, nullable=False, default=0),
    Column("trim_width_mm", Integer, nullable=False, default=0),
    Column("trim_height_mm", Integer, nullable=False, default=0),
    Column("bleed_mm", Integer, nullable=False, default=0),
    Column("safe_mm", Integer, nullable=False, default=0),
    Column("colour", String(8), nullable=False, default=""),
    Column("min_dpi", Integer, nullable=False, default=150),
    Column("good_dpi", Integer, nullable=False, default=300),
    Column("pages", Integer, nullable=False, default=0),
    Column("tags", String(400), nullable=False, default=""),
    Column("published", Boolean, nullable=False, default=False),
    Column("position", Integer, nullable=False, default=0),
    Column("search", Text, nullable=False, default=""),
    Column("rev", Integer, nullable=False, default=1),
    Column("updated_at", UtcDateTime, nullable=False),
)

price_breaks = table(
    "price_breaks",
    id_column(),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    Column("min_quantity", Integer, nullable=False),
    Column("unit_price", BigInteger, nullable=False),
    UniqueConstraint("product_id", "min_quantity"),
)

options = table(
    "options",
    id_column(),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    Column("code", String(60), nullable=False),
    Column("name_id", String(80), nullable=False),
    Column("name_en", String(80), nullable=False),
    Column("position", Integer, nullable=False, default=0),
    UniqueConstraint("product_id", "code"),
)

option_values = table(
    "option_values",
    id_column(),
    Column("option_id", Id, ForeignKey("options.id"), nullable=False),
    Column("code", String(60), nullable=False),
    Column("name_id", String(80), nullable=False),
    Column("name_en", String(80), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("surcharge", BigInteger, nullable=False, default=0),
    Column("is_default", Boolean, nullable=False, default=False),
    Column("position", Integer, nullable=False, default=0),
    UniqueConstraint("option_id", "code"),
)

samples = table(
    "samples",
    id_column(),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    Column("title_id", String(160), nullable=False),
    Column("title_en", String(160), nullable=False),
    Column("tags", String(240), nullable=False, default=""),
    Column("image", String(160), nullable=False),
    Column("position", Integer, nullable=False, default=0),
    Column("published", Boolean, nullable=False, default=False),
)
Index("ix_samples_product", samples.c.product_id, samples.c.position)

contact_clicks = table(
    "contact_clicks",
    id_column(),
    Column("channel", String(20), nullable=False),
    Column("product_id", Id, ForeignKey("products.id")),
    Column("user_id", Id, ForeignKey("users.id")),
    Column("page", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
Index("ix_contact_clicks_at", contact_clicks.c.at)
