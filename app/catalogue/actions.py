"""Changing the catalogue: products with their prices and options, categories, publication."""

from sqlalchemy import Insert, delete, insert, select, update

from app import audit, clock
from app.accounts.access import Can, Viewer, check
from app.catalogue import queries
from app.catalogue.drafts import cleaned, search_words
from app.catalogue.models import Break, Option, Product, ProductDraft
from app.catalogue.tables import categories, option_values, options, price_breaks, products
from app.db import database, transaction, upsert
from app.errors import Conflict, Invalid
from app.i18n import gettext as _
from app.text import clean_line, slug


async def save_category(name_id: str, name_en: str, *, position: int, by: Viewer) -> int:
    """Make a category, or rename the one with the same address; returns its id."""
    check(by, Can.EDIT_CATALOGUE)
    names = {
        "name_id": clean_line(name_id, 120),
        "name_en": clean_line(name_en, 120) or clean_line(name_id, 120),
        "position": position,
    }
    where = slug(names["name_id"])[:80] if isinstance(names["name_id"], str) else ""
    if not where:
        raise Invalid(_("Please fill this in."), fields={"name_id": _("Please fill this in.")})
    async with transaction():
        row = await database.fetch_one(
            upsert(categories, names | {"slug": where}, key=["slug"], change=names).returning(
                categories.c.id
            )
        )
        category_id = int(row.id) if row else 0
        await audit.record(by, "category.saved", f"category:{category_id}", slug=where)
    return category_id


async def create_product(draft: ProductDraft, *, by: Viewer) -> Product:
    """Add an unpublished product."""
    check(by, Can.EDIT_CATALOGUE)
    draft = cleaned(draft)
    async with transaction():
        await _check_unique(draft)
        row = await database.fetch_one(
            insert(products)
            .values(**_columns(draft), slug=draft.slug, published=False, rev=1)
            .returning(products.c.id)
        )
        product_id = int(row.id) if row else 0
        await _write_parts(product_id, draft)
        await audit.record(by, "product.created", f"product:{product_id}", **_prices(draft))
        return await queries.product(product_id, by)


async def update_product(product_id: int, draft: ProductDraft, *, rev: int, by: Viewer) -> Product:
    """Change a product that nobody else changed since `rev`; its address stays."""
    check(by, Can.EDIT_CATALOGUE)
    async with transaction():
        before = await queries.product(product_id, by)
        draft = cleaned(draft)
        await _check_unique(draft, product_id)
        await _take(before, rev, _columns(draft))
        await _write_parts(product_id, draft)
        await audit.record(
            by,
            "product.changed",
            f"product:{product_id}",
            before=_prices(before),
            after=_prices(draft),
        )
        return await queries.product(product_id, by)


async def publish(product_id: int, published: bool, *, rev: int, by: Viewer) -> Product:
    """Show a product to everybody, or take it back to the editors."""
    check(by, Can.EDIT_CATALOGUE)
    async with transaction():
        before = await queries.product(product_id, by)
        await _take(before, rev, {"published": published, "updated_at": clock.now()})
        verb = "product.published" if published else "product.withdrawn"
        await audit.record(by, verb, f"product:{product_id}")
        return await queries.product(product_id, by)


async def _take(before: Product, rev: int, values: dict[str, object]) -> None:
    row = await database.fetch_one(
        update(products)
        .where(products.c.id == before.id, products.c.rev == rev)
        .values(**values, rev=rev + 1)
        .returning(products.c.id)
    )
    if row is None:
        words = _("Somebody else has changed this product. Load the page again to see it.")
        raise Conflict(words, code="stale").with_facts(rev=before.rev)


async def _check_unique(draft: ProductDraft, product_id: int = 0) -> None:
    if not await database.fetch_val(
        select(categories.c.id).where(categories.c.id == draft.category_id)
    ):
        words = _("Choose a category.")
        raise Invalid(words, fields={"category_id": words})
    columns = [("sku", products.c.sku == draft.sku)]
    if not product_id:
        columns.append(("slug", products.c.slug == draft.slug))
    for name, same in columns:
        other = select(products.c.id).where(same, products.c.id != product_id)
        if await database.fetch_val(other):
            words = _("Another product has this already.")
            raise Invalid(words, fields={name: words})


def _columns(draft: ProductDraft) -> dict[str, object]:
    parts = {"slug", "breaks", "options", "accepted", "slots"}
    plain = {name: getattr(draft, name) for name in draft.__slots__ if name not in parts}
    return plain | {
        "accepted": list(draft.accepted),
        "slots": list(draft.slots),
        "search": search_words(draft),
        "updated_at": clock.now(),
    }


async def _write_parts(product_id: int, draft: ProductDraft) -> None:
    old = select(options.c.id).where(options.c.product_id == product_id)
    await database.execute(delete(option_values).where(option_values.c.option_id.in_(old)))
    await database.execute(delete(options).where(options.c.product_id == product_id))
    await database.execute(delete(price_breaks).where(price_breaks.c.product_id == product_id))
    for step in draft.breaks:
        await database.execute(_break(product_id, step))
    for place, option in enumerate(draft.options):
        await _write_option(product_id, option, place)


def _break(product_id: int, step: Break) -> Insert:
    return insert(price_breaks).values(
        product_id=product_id, min_quantity=step.min_quantity, unit_price=step.unit_price
    )


async def _write_option(product_id: int, option: Option, place: int) -> None:
    row = await database.fetch_one(
        insert(options)
        .values(
            product_id=product_id,
            code=option.code,
            name_id=option.name_id,
            name_en=option.name_en,
            position=place,
        )
        .returning(options.c.id)
    )
    for rank, value in enumerate(option.values):
        plain = {name: getattr(value, name) for name in value.__slots__}
        await database.execute(
            insert(option_values).values(
                **plain | {"is_default": value is option.default},
                option_id=row.id if row else 0,
                position=rank,
            )
        )


def _prices(thing: ProductDraft | Product) -> dict[str, object]:
    return {
        "breaks": [[step.min_quantity, step.unit_price] for step in thing.breaks],
        "options": {
            option.code: {value.code: [value.kind, value.surcharge] for value in option.values}
            for option in thing.options
        },
        "setup_fee": thing.setup_fee,
        "minimum_amount": thing.minimum_amount,
        "by_area": thing.by_area,
        "minimum_area_cm2": thing.minimum_area_cm2,
        "rush": [thing.rush_percent, thing.rush_days],
    }
