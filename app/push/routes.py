"""Switching a device on and off, and choosing topics."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec
from quart import Blueprint, Quart, Response

from app.accounts.access import Can, requires, viewer
from app.push import actions, forms, keys, queries
from app.push.models import Wishes
from app.templating import before_page
from app.web import json_reply, read_form, read_json, see_other, settings

blueprint = Blueprint("push", __name__)


class Keys(msgspec.Struct):
    """What a browser encrypts with."""

    p256dh: str
    auth: str


class NewSubscription(msgspec.Struct):
    """A PushSubscription as browsers write it."""

    endpoint: str
    keys: Keys


def install(app: Quart) -> None:
    """Have the key from the start; show it to templates, and the choice to the account page."""
    if keys.is_available():
        keys.public_key(app.config["SETTINGS"])
    app.jinja_env.globals.update(push_key=push_key)
    before_page(app, _switches, "accounts/account.html")


@blueprint.post("/push/subscriptions")
@requires(Can.ACCOUNT)
async def create_subscription() -> Response:
    """Switch this device on; the same again changes nothing."""
    new = await read_json(NewSubscription)
    await actions.subscribe(
        viewer(),
        endpoint=new.endpoint,
        p256dh=new.keys.p256dh,
        auth=new.keys.auth,
        settings=settings(),
    )
    return json_reply({"subscribed": True}, 201)


@blueprint.post("/push/subscriptions/end")
@requires(Can.ACCOUNT)
async def end_subscription() -> Response:
    """Switch this device off."""
    await actions.unsubscribe(viewer())
    return see_other("account.show", _anchor="notifications")


@blueprint.post("/push/wishes")
@requires(Can.ACCOUNT)
async def choose() -> Response:
    """Choose topics."""
    form = await read_form(forms.WishesForm, prefix="push-")
    wishes = Wishes(**{name: form[name].data for name in Wishes.__slots__})
    await actions.choose(viewer(), wishes)
    return see_other("account.show", done="settings", _anchor="notifications")


def push_key() -> str:
    """Return what browsers subscribe with, or nothing where there are no pushes."""
    return keys.public_key(settings()) if keys.is_available() else ""


async def _switches(page: Mapping[str, Any]) -> dict[str, object]:
    wishes = await queries.wishes_of(viewer())
    return {"push_switches": forms.WishesForm(data=asdict(wishes), prefix="push-")}
