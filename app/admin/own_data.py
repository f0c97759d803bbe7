"""What the studio keeps about somebody, as one file for themselves (UU PDP 27/2022)."""

from dataclasses import replace
from typing import Any

import msgspec
import sqlalchemy as sa
from quart import Blueprint, Response

from app import audit, clock
from app.accounts import queries as accounts
from app.accounts import second_steps
from app.accounts.access import Can, Viewer, requires, viewer
from app.accounts.tables import users
from app.catalogue.tables import contact_clicks
from app.chat.tables import messages, rooms
from app.db import database, snapshot, transaction
from app.feedback.tables import feedback
from app.files.models import State
from app.files.tables import downloads, files
from app.i18n import locale, localized
from app.orders.assembly import with_jobs
from app.orders.holds import hold_for
from app.orders.queries import timeline_for
from app.orders.tables import orders
from app.promos.tables import promo_dismissals, promo_sightings, redemptions
from app.push.tables import push_subscriptions, push_wishes
from app.storage import in_thread

blueprint = Blueprint("own_data", __name__)
Facts = dict[str, Any]


@blueprint.post("/account/data")
@requires(Can.ACCOUNT)
async def take() -> Response:
    """Give somebody everything that is kept about them."""
    who = viewer()
    async with transaction():
        await audit.record(who, "took_own_data", f"user:{who.id}")
    found = await own_data(who)
    text = await in_thread(lambda: msgspec.json.format(msgspec.json.encode(found), indent=1))
    response = Response(text, mimetype="application/json")
    name = f"sanggar-{clock.now():%Y%m%d}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


async def own_data(who: Viewer) -> Facts:
    """Gather what is kept about a person, all of one moment; nothing that others said inside."""
    async with snapshot():
        user = await accounts.user(who.id)
        return {
            "made_at": clock.now(),
            "account": user,
            "second_step_since": await second_steps.since(who.id),
            "devices": await accounts.open_sessions(who.id, who.role, clock.now()),
            "notifications": {
                "wishes": await _rows(push_wishes, push_wishes.c.user_id == who.id),
                "devices_since": [
                    row["created_at"]
                    for row in await _rows(
                        push_subscriptions, push_subscriptions.c.user_id == who.id
                    )
                ],
            },
            "orders": await _orders(who),
            "conversations": await _conversations(who),
            "files": await _files(who),
            "feedback": await _rows(
                feedback, feedback.c.author_id == who.id, without={"client_key"}
            ),
            "promos": {
                "seen": await _rows(promo_sightings, promo_sightings.c.user_id == who.id),
                "put_away": await _rows(promo_dismissals, promo_dismissals.c.user_id == who.id),
                "used": await _rows(redemptions, redemptions.c.user_id == who.id),
            },
            "followed_links": await _rows(contact_clicks, contact_clicks.c.user_id == who.id),
        }


async def _orders(who: Viewer) -> list[Facts]:
    query = sa.select(orders).where(orders.c.customer_id == who.id).order_by(orders.c.id)
    return [
        {
            "order": replace(order, hold=hold_for(who, order)),
            "history": await timeline_for(who, order.id),
        }
        for order in await with_jobs(await database.fetch_all(query))
    ]


async def _conversations(who: Viewer) -> list[Facts]:
    query = (
        sa.select(
            *(rooms.c.id, rooms.c.title_id, rooms.c.title_en, users.c.name),
            *(messages.c.created_at, messages.c.body, messages.c.body_en),
        )
        .join(messages, messages.c.room_id == rooms.c.id)
        .outerjoin(users, users.c.id == messages.c.author_id)
        .where(rooms.c.customer_id == who.id, messages.c.deleted_at.is_(None))
        .order_by(rooms.c.id, messages.c.id)
    )
    found: dict[int, Facts] = {}
    for row in await database.fetch_all(query):
        title = localized(row, "title")
        room = found.setdefault(row.id, {"room": row.id, "title": title, "messages": []})
        words = row.body_en if row.body_en and locale() == "en" else row.body
        room["messages"].append({"at": row.created_at, "by": row.name, "words": words})
    return list(found.values())


async def _files(who: Viewer) -> list[Facts]:
    """Return somebody's files, where each is to be had, and who has taken it."""
    query = (
        sa.select(downloads.c.file_id, users.c.name, downloads.c.at)
        .join(files, files.c.id == downloads.c.file_id)
        .join(users, users.c.id == downloads.c.user_id)
        .where(files.c.owner_id == who.id)
        .order_by(downloads.c.id)
    )
    taken: dict[int, list[Facts]] = {}
    for row in await database.fetch_all(query):
        taken.setdefault(row.file_id, []).append({"by": row.name, "at": row.at})
    mine = files.c.owner_id == who.id, files.c.state == State.READY
    kept = ("id", "name", "slot", "version", "size", "sha256", "created_at")
    return [
        {name: row[name] for name in kept}
        | {"address": f"/files/{row['id']}", "taken": taken.get(int(row["id"]), [])}
        for row in await _rows(files, *mine)
    ]


async def _rows(
    table: sa.Table,
    *where: sa.ColumnElement[bool],
    without: frozenset[str] | set[str] = frozenset(),
) -> list[Facts]:
    rows = await database.fetch_all(sa.select(table).where(*where))
    return [{k: v for k, v in row._mapping.items() if k not in without} for row in rows]
