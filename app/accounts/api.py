"""The account for programs: who am I, and a token that opens the live channel."""

import msgspec
from quart import Blueprint, Response

from app.accounts import live, queries
from app.accounts.access import Can, Role, requires, viewer
from app.i18n import locale
from app.web import json_reply, settings

blueprint = Blueprint("accounts_api", __name__)


class Me(msgspec.Struct):
    """The signed-in person."""

    id: int
    name: str
    role: Role
    number: str
    locale: str


class LiveToken(msgspec.Struct):
    """What a program sends in `connect.token`."""

    token: str
    expires_in: int


@blueprint.get("/api/me")
@requires(Can.ACCOUNT)
async def me() -> Response:
    """Say who is signed in."""
    person = await queries.user_named(viewer().id)
    return json_reply(Me(person.id, person.name, person.role, person.number, locale()))


@blueprint.post("/api/live-token")
@requires(Can.ACCOUNT)
async def create_live_token() -> Response:
    """Hand out a token for five minutes, bound to this session."""
    token = live.live_token(viewer(), settings().secret_key)
    return json_reply(LiveToken(token, int(live.TOKEN_LIFE.total_seconds())))
