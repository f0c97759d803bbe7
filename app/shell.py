"""What makes the site an app: its manifest, the service worker, the page that is shown offline."""

import hashlib
import json

from quart import Blueprint, Quart, Response, current_app

from app import i18n
from app.errors import NotFound
from app.i18n import gettext as _
from app.identity import Identity, identity, sign_url
from app.web import STATIC, static_url

WORKER = "dist/worker.js"
ASSETS = (
    "dist/app.css",
    "dist/app.js",
    "dist/shell.js",
    "dist/offline.js",
    "img/favicon.svg",
)
"""What every page needs: the worker keeps it before anybody asks."""
PAPER = {"light": "#f5efe2", "dark": "#15131d"}
"""The colour behind the page's head, as in themes.css: phones paint their status bar with it."""
MANIFEST = "application/manifest+json"

blueprint = Blueprint("shell", __name__)


def install(app: Quart) -> None:
    """Tell every page which build it belongs to and which colours frame it."""
    app.jinja_env.globals.update(build=build, paper=PAPER)


@blueprint.get("/sw.js")
async def worker() -> Response:
    """Give the service worker, which learns here what belongs to this build."""
    source = STATIC / WORKER
    if not source.exists():
        raise NotFound(_("This page does not exist."))
    who = await identity()
    facts = {
        "version": build(),
        "assets": [static_url(path) for path in ASSETS],
        "offline": {locale: f"/offline/{locale}" for locale in i18n.LOCALES},
        "icon": sign_url(who.logo, "icon", 192),
        "badge": static_url("dist/icons/badge-96.png"),
    }
    text = f"self.BUILD = {json.dumps(facts)};\n{source.read_text()}"
    response = Response(text, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/manifest-<locale>.webmanifest")
async def manifest(locale: str) -> Response:
    """Describe the app to the system that installs it, in one of our languages."""
    if locale not in i18n.LOCALES:
        raise NotFound(_("This page does not exist."))
    who = await identity()
    with i18n.use_locale(locale):
        facts = _manifest(locale, who)
    response = Response(json.dumps(facts, ensure_ascii=False), mimetype=MANIFEST)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@blueprint.get("/offline/<locale>")
async def offline(locale: str) -> Response:
    """Show what can be read without a connection; the same bytes for everybody."""
    if locale not in i18n.LOCALES:
        raise NotFound(_("This page does not exist."))
    name = (await identity()).name
    with i18n.use_locale(locale):
        template = current_app.jinja_env.get_template("errors/offline.html")
        words = await template.render_async(locale=locale, name=name)
    response = Response(words, mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    return response


def build() -> str:
    """Name this build: other assets or another worker give another name."""
    addresses = [static_url(path) for path in (*ASSETS, WORKER)]
    return hashlib.sha256("\n".join(addresses).encode()).hexdigest()[:12]


def _manifest(locale: str, who: Identity) -> dict[str, object]:
    return {
        "id": "/",
        "name": _("Sanggar design and printing studio") if who == Identity() else who.name,
        "short_name": who.name,
        "description": _(
            "Order, send your files, talk to the studio and see how far your order is."
        ),
        "lang": locale,
        "dir": "ltr",
        "start_url": "/home",
        "scope": "/",
        "display": "standalone",
        "theme_color": who.colour or PAPER["light"],
        "background_color": PAPER["light"],
        "categories": ["business", "shopping"],
        "icons": [
            _icon(sign_url(who.logo, kind, side), side, purpose)
            for kind, purpose in (("icon", "any"), ("maskable", "maskable"))
            for side in (192, 512)
        ],
        "shortcuts": [
            {"name": _("New order"), "url": "/orders/new"},
            {"name": _("Orders"), "url": "/orders"},
            {"name": _("Messages"), "url": "/rooms"},
        ],
    }


def _icon(address: str, side: int, purpose: str) -> dict[str, str]:
    return {"src": address, "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
