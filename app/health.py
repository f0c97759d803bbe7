"""Liveness and readiness for whoever watches the server."""

from quart import Blueprint, Response
from sqlalchemy import literal, select

from app.db import database
from app.realtime.hub import hub
from app.web import json_reply

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
async def healthz() -> Response:
    """Say that the process answers."""
    return json_reply({"status": "ok"})


@blueprint.get("/readyz")
async def readyz() -> Response:
    """Say whether traffic may come: the database answers and we are not about to end."""
    if hub.is_closing:
        return json_reply({"status": "stopping"}, 503)
    try:
        ready = await database.fetch_val(select(literal(1))) == 1
    except Exception:  # any failure of any driver means the same here: not ready
        ready = False
    return json_reply({"status": "ready" if ready else "not ready"}, 200 if ready else 503)
