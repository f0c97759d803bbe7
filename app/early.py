"""What a request hears that never reaches the application: a page, or JSON for programs."""

import secrets
from functools import cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from app import i18n
from app.i18n import gettext as _
from app.identity import last_known
from app.web import static_url

CODES = {408: "timeout", 413: "too_large"}


def refusal(status: int, *, accept: str, languages: str, cookies: str) -> tuple[str, bytes, str]:
    """Return content type, body and the request's number for a bare 408 or 413."""
    number = secrets.token_hex(8)
    with i18n.use_locale(_language(languages, cookies)):
        title = {408: _("That took too long."), 413: _("This is too large.")}[status]
        if not _is_person(accept):
            error = {"code": CODES[status], "message": title, "request": number}
            return "application/json", msgspec.json.encode({"error": error}), number
        page = _templates().get_template("errors/bare.html")
        words = page.render(
            code=status,
            title=title,
            name=last_known().name,
            locale=i18n.locale(),
            theme=_kept("theme", cookies),
            request_id=number,
            static_url=static_url,
        )
        return "text/html; charset=utf-8", words.encode(), number


def _is_person(accept: str) -> bool:
    wanted = parse_accept_header(accept, MIMEAccept)
    return wanted.best_match(["application/json", "text/html"]) == "text/html"


def _language(languages: str, cookies: str) -> str:
    kept = _kept("locale", cookies)
    if kept in i18n.LOCALES:
        return kept
    return parse_accept_header(languages, LanguageAccept).best_match(i18n.LOCALES) or "id"


def _kept(name: str, cookies: str) -> str:
    try:
        cookie = SimpleCookie(cookies).get(name)
    except CookieError:
        return ""
    return "" if cookie is None else cookie.value


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=i18n.markup_gettext)
    return environment
