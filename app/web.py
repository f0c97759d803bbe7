"""Helpers for routes only: pages, forms, JSON, redirects, static addresses."""

import hashlib
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from markupsafe import Markup
from quart import Response, current_app, g, render_template, request, url_for
from quart.datastructures import FileStorage
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms import Form as PlainForm
from wtforms.meta import DefaultMeta

from app import i18n
from app.config import Settings
from app.errors import AppError, Invalid
from app.fields import attributes, described
from app.i18n import gettext as _
from app.templating import facts_for

T = TypeVar("T")
FormT = TypeVar("FormT", bound="Form")
YEAR = 365 * 24 * 3600
STATIC = Path(__file__).parent / "static"
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
"""Headers that proxies add."""


WTFORMS_WORDS = (
    i18n.lazy("This field is required."),
    i18n.lazy("Not a valid choice."),
    i18n.lazy("Not a valid integer value."),
    i18n.lazy("Not a valid date value."),
    i18n.lazy("Not a valid datetime value."),
    i18n.lazy("Invalid Choice: could not coerce."),
    i18n.lazy("Field cannot be longer than %(max)d characters."),
    i18n.lazy("Field must be at least %(min)d characters long."),
    i18n.lazy("Field must be between %(min)d and %(max)d characters long."),
    i18n.lazy("Number must be at least %(min)s."),
    i18n.lazy("Number must be at most %(max)s."),
    i18n.lazy("Number must be between %(min)s and %(max)s."),
)
"""What WTForms itself says, listed here so that our catalogues have it."""


class _Translations:
    """WTForms' own messages through our catalogues."""

    def gettext(self, message: str) -> str:
        return i18n.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return i18n.gettext(plural)  # WTForms fills the numbers in itself


class Form(PlainForm):  # type: ignore[misc]
    """The base of every form: text from a request, errors in the user's language."""

    class Meta(DefaultMeta):  # type: ignore[misc]
        """Where WTForms finds its words."""

        def get_translations(self, form: PlainForm) -> _Translations:
            """Return our catalogues."""
            return _Translations()

        def render_field(self, field: Field, render_kw: Mapping[str, object]) -> Markup:
            """Write a field with our attributes, its language and whether it is wrong."""
            field.widget.html_params = attributes
            written: Markup = super().render_field(field, described(field, render_kw))
            return written

    def take(self, error: AppError | None) -> None:
        """Put the words of a refusal beside the fields that it names."""
        for name, why in error.fields.items() if error else ():
            if name in self:
                self[name].errors = [why]


async def page(template: str, /, status: int = 200, **context: Any) -> Response:
    """Render a whole page; private pages are never stored by a cache."""
    return await fragment(template, status, **await facts_for(template, context), **context)


async def fragment(template: str, /, status: int = 200, **context: Any) -> Response:
    """Render a part of a page that a script puts in place."""
    response = Response(await render_template(template, **context), status, mimetype="text/html")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def see_other(endpoint: str, **values: Any) -> Response:
    """Redirect after a POST (303); `endpoint` is a route's name or a path of this site."""
    target = endpoint if endpoint.startswith("/") else url_for(endpoint, **values)
    return Response("", 303, {"Location": target, "Cache-Control": "no-store"})


def remember(response: Response, name: str, value: str, *, readable: bool = False) -> Response:
    """Keep a choice in this browser for a year; scripts see it only when it is `readable`."""
    secure = settings().secure
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", httponly=not readable, secure=secure
    )
    return response


def local_path(text: str | None, default: str = "/") -> str:
    """Return `text` if it is a path of this site, else `default`: no open redirects."""
    if not text or not text.startswith("/") or text[1:2] in {"/", "\\"}:
        return default
    return default if any(ord(c) < 32 or c == "\\" for c in text) else text


def this_page() -> str:
    """Return the address of the page that the person looks at, to come back to."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    before = urlsplit(request.headers.get("Referer", ""))
    known = before.netloc == request.host
    return f"{before.path}?{before.query}".rstrip("?") if known else request.path


async def read_form(form_class: type[FormT], **defaults: Any) -> FormT:
    """Bind a form to the request's fields and files; the caller validates it."""
    fields = MultiDict((await request.form).items(multi=True))
    for name, file in (await request.files).items(multi=True):
        fields.add(name, file)
    return form_class(fields, **defaults)


async def read_json(kind: type[T]) -> T:
    """Decode the JSON body into a msgspec type; raises Invalid with a plain sentence."""
    if request.mimetype != "application/json":
        raise Invalid(_("Send the body as application/json."), code="not_json").with_status(415)
    try:
        return msgspec.json.decode(await request.get_data(), type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Invalid(
            _("The body is not as expected: %(why)s", why=str(error)), code="bad_body"
        ) from error


def json_reply(
    data: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer a program; dataclasses and Structs are encoded as they are."""
    response = Response(msgspec.json.encode(data), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers.extend(dict(headers or {}))
    return response


def wants_json() -> bool:
    """Tell whether the asker is a program rather than a person with a browser."""
    if request.path.startswith(("/api/", "/uploads")):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def cookie(name: str) -> str:
    """Return what the browser keeps under a name, or nothing."""
    return request.cookies.get(name, "")


def user_agent() -> str:
    """Return how the browser calls itself."""
    return request.headers.get("User-Agent", "")


def query(name: str) -> str:
    """Return a value of the address's query, or nothing."""
    return request.args.get(name, "")


def query_fields() -> list[tuple[str, str]]:
    """Return everything in the address's query, in its order."""
    return list(request.args.items(multi=True))


def number_asked(name: str) -> int | None:
    """Return a whole number of the address's query, or None."""
    return request.args.get(name, type=int)


async def form_fields() -> MultiDict[str, str]:
    """Return the fields that came with the request, for forms that are no fixed list."""
    return await request.form


async def form_files(name: str) -> list[FileStorage]:
    """Return the files that came in a plain file field."""
    return list((await request.files).getlist(name))


def client_ip() -> str:
    """Return the address of the client; forwarded headers count from trusted proxies alone."""
    return request.remote_addr or ""


def is_from_here() -> bool:
    """Tell whether a program of this machine asks directly: no proxy passes on for somebody."""
    try:
        name = urlsplit(f"//{request.host}").hostname or ""
    except ValueError:  # a Host that is none
        return False
    return (
        _is_loopback(client_ip())
        and (name == "localhost" or _is_loopback(name))
        and not any(header in request.headers for header in FORWARDED)
    )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def idempotency_key() -> str:
    """Return the Idempotency-Key header, at most 255 characters, or an empty string."""
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if len(key) > 255:
        raise Invalid(_("The Idempotency-Key is too long."), code="bad_idempotency_key")
    return key


def request_id() -> str:
    """Return the id that logs and error pages share."""
    found: str = getattr(g, "request_id", "")
    return found


_fingerprints: dict[str, tuple[float, str]] = {}


def static_url(path: str) -> str:
    """Return the address of a static file with a fingerprint, so that caches keep it for ever."""
    file = STATIC / path
    try:
        changed = file.stat().st_mtime
    except FileNotFoundError:
        return f"/static/{path}"
    kept = _fingerprints.get(path)
    if kept is None or kept[0] != changed:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        kept = _fingerprints[path] = (changed, digest)
    return f"/static/{path}?v={kept[1]}"


def settings() -> Settings:
    """Return the settings of the running application."""
    found: Settings = current_app.config["SETTINGS"]
    return found
