"""The pages on which the studio edits its products, its samples and its profile."""

from dataclasses import asdict

from quart import Blueprint, Response
from werkzeug.datastructures import FileStorage
from wtforms.fields.choices import SelectChoice

from app.accounts.access import Can, requires, viewer
from app.catalogue import actions, forms, profile, queries, samples
from app.catalogue.models import Product
from app.errors import AppError, Conflict, Invalid
from app.i18n import gettext as _
from app.web import Form, page, read_form, see_other

blueprint = Blueprint("catalogue_editing", __name__)


@blueprint.get("/products/new")
@requires(Can.EDIT_CATALOGUE)
async def new() -> Response:
    """Show an empty product."""
    form = forms.ProductForm(data={"accepted": "pdf, jpg, png"})
    return await _product_page(form, None)


@blueprint.post("/products")
@requires(Can.EDIT_CATALOGUE)
async def create() -> Response:
    """Add a product; it is not shown to anybody yet."""
    form = await read_form(forms.ProductForm)
    await _offer_categories(form)
    try:
        _check(form)
        product = await actions.create_product(form.draft(), by=viewer())
    except Invalid as error:
        form.refuse(error.fields)
        return await _product_page(form, None, error)
    return see_other("catalogue_editing.edit", slug=product.slug)


@blueprint.get("/products/<slug>/edit")
@requires(Can.EDIT_CATALOGUE)
async def edit(slug: str) -> Response:
    """Show a product as a form."""
    product = await queries.product_by_slug(viewer(), slug)
    return await _product_page(forms.ProductForm(data=forms.product_values(product)), product)


@blueprint.post("/products/<slug>")
@requires(Can.EDIT_CATALOGUE)
async def change(slug: str) -> Response:
    """Change a product unless somebody else changed it meanwhile."""
    product = await queries.product_by_slug(viewer(), slug)
    form = await read_form(forms.ProductForm)
    await _offer_categories(form)
    try:
        _check(form)
        draft = form.draft(product.slug)
        await actions.update_product(product.id, draft, rev=_rev(form.rev.data), by=viewer())
    except (Invalid, Conflict) as error:
        form.refuse(error.fields)
        return await _product_page(form, product, error)
    return see_other("catalogue.show", slug=slug)


@blueprint.post("/products/<slug>/publication")
@requires(Can.EDIT_CATALOGUE)
async def publish(slug: str) -> Response:
    """Show a product to everybody."""
    return await _publish(slug, True)


@blueprint.post("/products/<slug>/withdrawal")
@requires(Can.EDIT_CATALOGUE)
async def withdraw(slug: str) -> Response:
    """Take a product back to the editors."""
    return await _publish(slug, False)


@blueprint.post("/products/<slug>/samples")
@requires(Can.EDIT_CATALOGUE)
async def add_sample(slug: str) -> Response:
    """Add a sample design; its picture is drawn anew before it is kept."""
    product = await queries.product_by_slug(viewer(), slug)
    form = await read_form(forms.SampleForm)
    product_form = forms.ProductForm(data=forms.product_values(product))
    try:
        _check(form)
        picture = form.picture.data
        if not isinstance(picture, FileStorage) or not picture.filename:
            words = _("Choose a picture.")
            raise Invalid(words, fields={"picture": words})
        await samples.add_sample(
            product.id,
            title_id=form.title_id.data,
            title_en=form.title_en.data or "",
            tags=form.tags.data or "",
            image=await samples.keep_picture(picture.stream),
            by=viewer(),
        )
    except AppError as error:
        for name, words in error.fields.items():
            form._fields[name].errors = [words]
        return await _product_page(product_form, product, error, sample=form)
    return see_other("catalogue_editing.edit", slug=slug)


@blueprint.post("/samples/<int:sample_id>/removal")
@requires(Can.EDIT_CATALOGUE)
async def remove_sample(sample_id: int) -> Response:
    """Take a sample design away."""
    sample = await samples.remove_sample(sample_id, by=viewer())
    product = await queries.product(sample.product_id, viewer())
    return see_other("catalogue_editing.edit", slug=product.slug)


@blueprint.get("/about/edit")
@requires(Can.EDIT_CATALOGUE)
async def edit_profile() -> Response:
    """Show the studio's profile as a form."""
    form = forms.StudioForm(data=asdict(await queries.studio()))
    return await page("catalogue/edit_profile.html", form=form, error=None)


@blueprint.post("/about")
@requires(Can.EDIT_CATALOGUE)
async def change_profile() -> Response:
    """Change the studio's profile unless somebody else changed it meanwhile."""
    form = await read_form(forms.StudioForm)
    try:
        _check(form)
        await profile.save_studio(form.profile(), by=viewer())
    except (Invalid, Conflict) as error:
        for name, words in error.fields.items():
            form._fields[name].errors = [words]
        return await page(
            "catalogue/edit_profile.html", status=error.status, form=form, error=error
        )
    return see_other("catalogue.about")


async def _publish(slug: str, published: bool) -> Response:
    product = await queries.product_by_slug(viewer(), slug)
    form = await read_form(forms.PublicationForm)
    _check(form)
    await actions.publish(product.id, published, rev=form.rev.data, by=viewer())
    return see_other("catalogue.show", slug=slug)


async def _product_page(
    form: forms.ProductForm,
    product: Product | None,
    error: AppError | None = None,
    *,
    sample: forms.SampleForm | None = None,
) -> Response:
    await _offer_categories(form)
    if error is None or sample is not None:
        form.add_spares()
        if product is not None:
            form.rev.data = str(product.rev)
    return await page(
        "catalogue/edit.html",
        status=error.status if error else 200,
        form=form,
        product=product,
        error=error,
        sample=sample or forms.SampleForm(),
        samples=await queries.samples_of(viewer(), product.id) if product else [],
    )


async def _offer_categories(form: forms.ProductForm) -> None:
    found = await queries.all_categories()
    form.category_id.choices = [
        SelectChoice(one.id, f"{one.name_id} / {one.name_en}") for one in found
    ]


def _check(form: Form) -> None:
    if not form.validate():
        raise Invalid(_("Please check the form."))


def _rev(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
