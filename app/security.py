"""What every answer carries and every unsafe request must show: headers, CSRF, errors."""

import logging
import secrets
from http import HTTPStatus
from urllib.parse import urlsplit

from quart import Quart, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from app import audit, i18n
from app.errors import AppError, Refused, SignInNeeded, TooMany, Unavailable
from app.i18n import gettext as _
from app.identity import last_known
from app.web import json_reply, page, request_id, see_other, settings, wants_json

log = logging.getLogger("sanggar")
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def install(app: Quart) -> None:
    """Register the checks, the headers and the one error handler."""
    app.before_request(_name_request)
    app.before_request(check_same_origin)
    app.after_request(_add_headers)
    app.register_error_handler(AppError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(Exception, _fail)


async def check_same_origin() -> None:
    """Refuse unsafe requests that a foreign page sent.

    A browser says Sec-Fetch-Site, or at least Origin, with every unsafe request; a program that
    says neither carries no ambient cookie of a victim. See docs/decisions.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site in {"same-origin", "none"}:
        return
    origin = request.headers.get("Origin")
    if site is None and (origin is None or same_origin(origin, request.host)):
        return
    raise Refused(_("This request came from another site."), code="cross_site")


def same_origin(origin: str, host: str) -> bool:
    """Tell whether an Origin header names this very site, as reached or as published."""
    return urlsplit(origin).netloc in {host, settings().public_host} and origin != "null"


def policy() -> str:
    """Return what a page of ours may load, and where from."""
    scheme = "wss" if settings().secure else "ws"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"font-src 'self'; media-src 'self'; connect-src 'self' {scheme}://{request.host}; "
        "manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


async def _name_request() -> None:
    g.request_id = secrets.token_hex(8)
    via = "api" if request.path.startswith("/api/") else "ui"
    audit.set_origin(request.remote_addr or "", g.request_id, via)


async def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers["X-Request-Id"] = request_id()
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Content-Security-Policy", policy())
    headers.setdefault("X-Frame-Options", "DENY")
    if not request.path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
    elif request.args.get("v"):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if settings().secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


async def _refuse(error: AppError) -> Response:
    if isinstance(error, SignInNeeded) and not wants_json() and request.method == "GET":
        return see_other("accounts.sign_in", next=request.full_path.rstrip("?"))
    response = await _answer(error.status, error.code, error.message, error)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    elif isinstance(error, Unavailable):
        response.headers.setdefault("Retry-After", "5")
    return response


async def _refuse_http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return Response("", status, {"Location": getattr(error, "new_url", "/")})
    response = await _answer(status, HTTPStatus(status).name.lower(), "")
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(allowed)
    return response


async def _fail(error: Exception) -> Response:
    log.exception("request %s failed", request_id(), exc_info=error)
    return await _answer(500, "internal", "")


async def _answer(status: int, code: str, message: str, error: AppError | None = None) -> Response:
    words = message or _title(status)
    if wants_json():
        body: dict[str, object] = {"code": code, "message": words, "request": request_id()}
        if error is not None:
            body |= error.facts
            if error.fields:
                body["fields"] = error.fields
        return json_reply({"error": body}, status)
    facts = {"code": status, "title": _title(status), "message": message}
    try:
        return await page("errors/error.html", status, **facts)
    except Exception:
        if status < 500:
            raise
        # What broke the page may break its frame too: the database, most of all.
        return await _bare(status, facts)


async def _bare(status: int, facts: dict[str, object]) -> Response:
    template = current_app.jinja_env.get_template("errors/bare.html")
    words = await template.render_async(
        **facts,
        name=last_known().name,
        locale=i18n.locale(),
        theme=request.cookies.get("theme", ""),
        request_id=request_id(),
    )
    return Response(words, status, mimetype="text/html")


def _title(status: int) -> str:
    titles = {
        401: _("Please sign in first."),
        403: _("You may not do this."),
        404: _("This page does not exist."),
        405: _("This address does not accept that."),
        409: _("This has changed meanwhile."),
        413: _("This is too large."),
        422: _("Something in the form needs another look."),
        429: _("Too many tries. Please wait a moment."),
        503: _("We cannot answer just now. Please try again shortly."),
    }
    return titles.get(status, _("Something went wrong."))
