"""Reading the catalogue: everybody sees what is published, its editors see all of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.sql import ColumnElement

from app.accounts.access import SYSTEM, Can, Viewer
from app.catalogue.hours import Opening, opening_of
from app.catalogue.models import (
    Branch,
    Break,
    Category,
    Kind,
    Option,
    Product,
    Sample,
    Studio,
    Turnaround,
    Value,
)
from app.catalogue.sheets import SHEET_COLUMNS, Sheet, sheet_of
from app.catalogue.tables import (
    branches,
    categories,
    option_values,
    options,
    price_breaks,
    samples,
)
from app.catalogue.tables import (
    products as products_table,
)
from app.catalogue.tables import (
    studio as studio_table,
)
from app.db import Row, among, database, prepared
from app.errors import NotFound
from app.i18n import gettext as _
from app.text import fold

WORDS = 6


async def product_by_slug(viewer: Viewer, slug: str) -> Product:
    """Return a product with its prices and options."""
    return await _one(_visible_to(viewer).where(products_table.c.slug == slug))


async def product(product_id: int, viewer: Viewer = SYSTEM) -> Product:
    """Return a product by its id."""
    return await _one(_visible_to(viewer).where(products_table.c.id == product_id))


async def products(
    viewer: Viewer, *, category_id: int | None = None, words: str = ""
) -> list[Product]:
    """Return the products of a category whose words begin with what was typed."""
    query = _visible_to(viewer)
    if category_id is not None:
        query = query.where(products_table.c.category_id == category_id)
    for word in fold(words).split()[:WORDS]:
        query = query.where(_begins_with(word))
    ordered = query.order_by(products_table.c.position, products_table.c.id)
    return await _complete(await database.fetch_all(ordered))


async def sheets_of(ids: Collection[int]) -> dict[int, Sheet]:
    """Return what products ask of artwork, published or not: somebody has ordered them."""
    if not ids:
        return {}
    return {row.id: sheet_of(row) for row in await _sheets.fetch_all(ids=set(ids))}


async def turnaround_of(ids: Collection[int]) -> Turnaround | None:
    """Return how long the slowest of some products takes."""
    row = await _turnaround.fetch_one(ids=set(ids))
    return Turnaround(row.least, row.most) if row is not None and row.most else None


async def categories_with_counts(viewer: Viewer) -> list[tuple[Category, int]]:
    """Return every category with the number of products that the viewer sees in it."""
    query = select(products_table.c.category_id, func.count().label("n"))
    if not viewer.can(Can.EDIT_CATALOGUE):
        query = query.where(products_table.c.published)
    rows = await database.fetch_all(query.group_by(products_table.c.category_id))
    found = {row.category_id: row.n for row in rows}
    return [(category, found.get(category.id, 0)) for category in await all_categories()]


async def all_categories() -> list[Category]:
    """Return the categories in their order."""
    query = select(categories).order_by(categories.c.position, categories.c.id)
    return [Category(**row._mapping) for row in await database.fetch_all(query)]


async def category_by_slug(slug: str) -> Category:
    """Return the category with an address."""
    return await _category(select(categories).where(categories.c.slug == slug))


async def category(category_id: int) -> Category:
    """Return one category."""
    return await _category(select(categories).where(categories.c.id == category_id))


async def stored_pictures(keys: Sequence[str]) -> set[str]:
    """Return which storage keys are pictures of sample designs, or the studio's logo."""
    wanted = [f"stored:{key}" for key in keys]
    rows = await database.fetch_all(select(samples.c.image).where(samples.c.image.in_(wanted)))
    logo = select(studio_table.c.logo).where(studio_table.c.logo.in_(keys))
    logos = {row.logo for row in await database.fetch_all(logo)}
    return logos | {row.image.removeprefix("stored:") for row in rows}


async def samples_of(viewer: Viewer, product_id: int) -> list[Sample]:
    """Return a product's sample designs in their order."""
    query = _samples_for(viewer).where(samples.c.product_id == product_id)
    rows = await database.fetch_all(query.order_by(samples.c.position, samples.c.id))
    return [Sample(**row._mapping) for row in rows]


async def first_samples(viewer: Viewer) -> dict[int, Sample]:
    """Return the first sample design of every product, by product."""
    query = _samples_for(viewer).order_by(samples.c.position.desc(), samples.c.id.desc())
    return {row.product_id: Sample(**row._mapping) for row in await database.fetch_all(query)}


async def gallery(limit: int | None = None) -> list[tuple[Sample, str]]:
    """Return the sample designs that are shown, each with the slug of its product."""
    query = (
        select(samples, products_table.c.slug)
        .join(products_table, products_table.c.id == samples.c.product_id)
        .where(samples.c.published, products_table.c.published)
        .order_by(samples.c.position, products_table.c.position, samples.c.id)
        .limit(limit)
    )
    return [(_sample(row), row.slug) for row in await database.fetch_all(query)]


async def sample_for(viewer: Viewer, sample_id: int) -> Sample:
    """Return one sample design of a product that the viewer sees."""
    row = await database.fetch_one(_samples_for(viewer).where(samples.c.id == sample_id))
    if row is None:
        raise NotFound(_("This sample does not exist."))
    return Sample(**row._mapping)


async def studio() -> Studio:
    """Return the studio's profile; a plain one before anybody has written it."""
    row = await _profile.fetch_one()
    if row is None:
        return Studio(name="Sanggar")
    return Studio(**{name: value for name, value in row._mapping.items() if name != "id"})


async def all_branches() -> list[Branch]:
    """Return every branch, the home branch first; also those that take no orders any more."""
    rows = await _branches.fetch_all()
    return [Branch(**row._mapping | {"lacks": tuple(row.lacks)}) for row in rows]


@prepared
def _profile() -> Any:
    return select(studio_table).where(studio_table.c.id == 1)


@prepared
def _branches() -> Any:
    return select(branches).order_by(branches.c.id)


def studio_opening(branches: Sequence[Branch]) -> Opening:
    """Return the hours of the first branch, by which the studio counts; always open without one."""
    for branch in branches[:1]:
        return opening_of(branch)
    return Opening()


async def opening() -> Opening:
    """Return when the studio is open."""
    return studio_opening(await all_branches())


def _begins_with(word: str) -> ColumnElement[bool]:
    """Match a word of the product's own names and tags, or of its shown samples' tags."""
    tagged = select(samples.c.product_id).where(
        samples.c.published, (" " + samples.c.tags).contains(f" {word}", autoescape=True)
    )
    own = products_table.c.search.contains(f" {word}", autoescape=True)
    return or_(own, products_table.c.id.in_(tagged))


async def _category(query: Select[Any]) -> Category:
    row = await database.fetch_one(query)
    if row is None:
        raise NotFound(_("This category does not exist."))
    return Category(**row._mapping)


def _visible_to(viewer: Viewer) -> Select[Any]:
    columns = [column for column in products_table.c if column.name != "search"]
    query = select(*columns)
    return query if viewer.can(Can.EDIT_CATALOGUE) else query.where(products_table.c.published)


def _samples_for(viewer: Viewer) -> Select[Any]:
    query = select(samples)
    if viewer.can(Can.EDIT_CATALOGUE):
        return query
    query = query.join(products_table, products_table.c.id == samples.c.product_id)
    return query.where(samples.c.published, products_table.c.published)


async def _one(query: Select[Any]) -> Product:
    found = await _complete(await database.fetch_all(query))
    if not found:
        raise NotFound(_("This product does not exist."))
    return found[0]


async def _complete(rows: Sequence[Row]) -> list[Product]:
    ids = [row.id for row in rows]
    if not ids:
        return []
    breaks, choices = await _breaks(ids), await _options(ids)
    return [_product(row, breaks[row.id], choices[row.id]) for row in rows]


async def _breaks(ids: Sequence[int]) -> dict[int, list[Break]]:
    found: dict[int, list[Break]] = defaultdict(list)
    for row in await _break_rows.fetch_all(product_ids=ids):
        found[row.product_id].append(Break(row.min_quantity, row.unit_price))
    return found


async def _options(ids: Sequence[int]) -> dict[int, list[Option]]:
    rows = await _option_rows.fetch_all(product_ids=ids)
    values = await _values([row.id for row in rows])
    found: dict[int, list[Option]] = defaultdict(list)
    for row in rows:
        option = Option(row.code, row.name_id, row.name_en, tuple(values[row.id]))
        found[row.product_id].append(option)
    return found


async def _values(option_ids: Sequence[int]) -> dict[int, list[Value]]:
    found: dict[int, list[Value]] = defaultdict(list)
    for row in await _value_rows.fetch_all(option_ids=option_ids) if option_ids else ():
        kept = (row.code, row.name_id, row.name_en, Kind(row.kind), row.surcharge, row.is_default)
        found[row.option_id].append(Value(*kept))
    return found


@prepared
def _sheets() -> Any:
    columns = [products_table.c[name] for name in ("id", *SHEET_COLUMNS)]
    return select(*columns).where(among(products_table.c.id, "ids"))


@prepared
def _turnaround() -> Any:
    least, most = products_table.c.turnaround_min, products_table.c.turnaround_max
    query = select(func.max(least).label("least"), func.max(most).label("most"))
    return query.where(among(products_table.c.id, "ids"))


@prepared
def _break_rows() -> Any:
    query = select(price_breaks).where(among(price_breaks.c.product_id, "product_ids"))
    return query.order_by(price_breaks.c.min_quantity)


@prepared
def _option_rows() -> Any:
    query = select(options).where(among(options.c.product_id, "product_ids"))
    return query.order_by(options.c.position, options.c.id)


@prepared
def _value_rows() -> Any:
    query = select(option_values).where(among(option_values.c.option_id, "option_ids"))
    return query.order_by(option_values.c.position, option_values.c.id)


def _product(row: Row, breaks: list[Break], choices: list[Option]) -> Product:
    lists = {"accepted": tuple(row.accepted), "slots": tuple(row.slots)}
    return Product(**row._mapping | lists, breaks=tuple(breaks), options=tuple(choices))


def _sample(row: Row) -> Sample:
    return Sample(**{name: value for name, value in row._mapping.items() if name != "slug"})
