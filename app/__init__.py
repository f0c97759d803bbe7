"""Sanggar: the live front desk of a design and printing studio."""

import os
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

# Quart reads its own QUART_* variables: debug pages must never come from the environment.
os.environ.pop("QUART_DEBUG", None)

from jinja2 import StrictUndefined
from quart import Quart, request

from app import (
    assets,
    compression,
    filters,
    guard,
    health,
    i18n,
    jobs,
    mailbox,
    proxies,
    security,
    shell,
    signing,
    templating,
    web,
)
from app.config import Settings, read_settings
from app.db import database
from app.storage import disk

FEATURES = (
    "accounts",
    "push",
    "catalogue",
    "files",
    "promos",
    "chat",
    "orders",
    "feedback",
    "admin",
)
"""The total order of import: a feature knows only those before it."""


def create_app(settings: Settings | None = None) -> Quart:
    """Build the application; it opens its database when serving begins."""
    settings = settings or read_settings()
    signing.use(settings.secret_key)
    mailbox.use(settings.mailbox)
    app = Quart(__name__, static_folder=None)
    app.jinja_environment = templating.PageEnvironment
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=None,  # app.guard budgets every body; see docs/decisions
        MAX_FORM_PARTS=200,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        BODY_TIMEOUT=30,
        RESPONSE_TIMEOUT=60,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.url_map.strict_slashes = False
    security.install(app)
    compression.install(app)
    assets.install(app)
    _prepare_templates(app)
    _register_features(app)
    _register_lifespan(app, settings)
    return app


def _prepare_templates(app: Quart) -> None:
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(filters.FILTERS)
    environment.globals.update(
        _=i18n.markup_gettext,
        gettext=i18n.markup_gettext,
        ngettext=i18n.markup_ngettext,
        localized=i18n.localized,
        spoken_in=i18n.spoken_in,
        static_url=web.static_url,
        drawn_icon=templating.drawn_icon,
    )
    app.context_processor(_page_context)


async def _page_context() -> dict[str, object]:
    access = import_module("app.accounts.access")
    viewer = access.viewer()
    layout = "staff" if viewer.is_staff else "member" if viewer.is_member else "public"
    theme = request.cookies.get("theme", "") if request else ""
    return {
        "viewer": viewer,
        "layout": f"layouts/{layout}.html",
        "may_order": viewer.can("order") or not viewer.is_member,
        "locale": i18n.locale(),
        "theme": theme if theme in {"light", "dark"} else "",
        "request_path": request.path if request else "/",
        "this_page": web.this_page() if request else "/",
        "public_url": web.settings().public_url,
        "request_id": web.request_id(),
    }


def _register_features(app: Quart) -> None:
    for feature in ("realtime", *FEATURES):
        for side in ("routes", "api", "live", "jobs"):
            name = f"app.{feature}.{side}"
            if find_spec(name) is not None:
                _register(app, import_module(name))
    for module in (health, shell):
        _register(app, module)


def _register(app: Quart, module: ModuleType) -> None:
    blueprint = getattr(module, "blueprint", None)
    if blueprint is not None and blueprint.name not in app.blueprints:
        app.register_blueprint(blueprint)
    install = getattr(module, "install", None)
    if install is not None:
        install(app)


def _register_lifespan(app: Quart, settings: Settings) -> None:
    @app.before_serving
    async def begin() -> None:
        if not database.is_open:
            await database.open(settings.database_url)
        chosen: Settings = app.config["SETTINGS"]
        disk.use(chosen.uploads, chosen.storage_url)
        jobs.start(app.config["SETTINGS"])

    @app.after_serving
    async def end() -> None:
        await jobs.stop()
        await database.close()

    guard.install(app)
    if settings.trusted_proxies:
        guard.wrap(app, lambda inner: proxies.Proxies(inner, settings.trusted_proxies))
