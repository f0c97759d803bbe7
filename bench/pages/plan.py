"""Which pages there are for whom: every GET route, its numbers filled with what the role may see.

A new page is measured without a word here, unless its address has a part of an unknown name.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from quart import Quart
from sqlalchemy import Select, func, select
from werkzeug.routing import Rule

from app import clock
from app.accounts import queries, sessions
from app.accounts.access import GRANTS, SYSTEM, VISITOR, Can, Role, Viewer
from app.accounts.tables import users
from app.catalogue.tables import categories, products, samples
from app.chat.lists import Place
from app.chat.tables import room_members, rooms
from app.db import database
from app.feedback.tables import feedback
from app.files.models import State
from app.files.tables import files
from app.orders import links
from app.orders.queries import order_for
from app.orders.tables import jobs, orders
from app.promos.models import Audience
from app.promos.status import Status
from app.promos.tables import promos

LEFT_OUT = {
    "admin.exported_trail",  # a file that is as long as what was asked for
    "static", "files.archive", "files.show", "files.preview", "files.edit_replacement",
    "catalogue.picture", "livery.logo", "accounts.new_password", "uploads.show",
    "health.readyz", "admin.numbers", "orders.keepsakes.calendar",
}  # fmt: skip
"""Downloads, links that are used once, and what no person looks at."""
ASKED = {"promos_api.offer": "?product={slug}&amount=250000"}
"""What an address needs behind it to answer at all."""
STAFF = (Role.OPERATOR, Role.DESIGNER, Role.MARKETING, Role.MANAGER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who looks at pages; a visitor has no cookie."""

    viewer: Viewer
    cookie: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Page:
    """An address that a person opens, and the route that answers."""

    route: str
    path: str


async def people(app: Quart) -> list[Person]:
    """Sign in one of each role; of the customers the one with the most orders."""
    found = [Person(VISITOR, None), await _signed_in(app, await _best_customer())]
    for role in STAFF:
        first = select(func.min(users.c.id)).where(users.c.role == role)
        found.append(await _signed_in(app, int(await database.fetch_val(first))))
    return found


async def pages_of(app: Quart, who: Viewer) -> AsyncIterator[Page]:
    """Yield every page that a viewer may open."""
    known = await _known(who)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in (rule.methods or ()) or rule.websocket or rule.endpoint in LEFT_OUT:
            continue
        access = getattr(app.view_functions[rule.endpoint], "access", "public")
        if access != "public" and Can(access) not in GRANTS[who.role]:
            continue
        path = _filled(rule, known)
        if path is not None:
            yield Page(rule.rule, path)
            for query in _narrowed(rule.endpoint, known):
                yield Page(f"{rule.rule} {query.partition('=')[0]}", path + query)


def _filled(rule: Rule, known: dict[str, object]) -> str | None:
    path = rule.rule
    for name in rule.arguments:
        value = known.get(f"{rule.endpoint}.{name}", known.get(name))
        if value is None:
            return None
        path = path.replace(f"<int:{name}>", str(value)).replace(f"<{name}>", str(value))
    return path + ASKED.get(rule.endpoint, "").format_map(known)


def _narrowed(endpoint: str, known: dict[str, object]) -> list[str]:
    """Return the filters, searches and further pages that people ask of a list."""
    return {
        "orders.desk.board": ["?hold=held", "?view=list"],
        "orders.desk.feed": ["?view=held"],
        "orders.index": ["?query=budi", "?query=42", "?status=open", "?status=completed",
                         f"?before={known['middle']}"],
        "admin.people": ["?q=budi+santoso", "?role=customer", "?after=10"],
        "admin.trail": ["?verb=claimed", "?subject=order:1", f"?before={known['middle']}"],
        "chat.inbox": [f"?after={known['place']}"],
        "chat.index": [f"?after={known['place']}"],
        "feedback.inbox": ["?status=received"],
        "shelves.index": ["?q=kartu", "?price=low&days=3"],
    }.get(endpoint, [])  # fmt: skip


async def _known(who: Viewer) -> dict[str, object]:
    """Return what may stand in an address, of the newest that the viewer sees."""
    newest = select(func.max(orders.c.id))
    room = select(func.max(rooms.c.id)).where(rooms.c.last_message_id.is_not(None))
    file = select(func.max(files.c.id)).where(files.c.state == State.READY)
    if who.role is Role.CUSTOMER:
        newest = newest.where(orders.c.customer_id == who.id)
        room, file = (
            room.where(rooms.c.customer_id == who.id),
            file.where(files.c.owner_id == who.id),
        )
    elif who.role is Role.DESIGNER:
        newest = select(func.max(jobs.c.order_id)).where(jobs.c.designer_id == who.id)
        room = select(func.max(room_members.c.room_id)).where(room_members.c.user_id == who.id)
    wanted: dict[str, Select[tuple[object]]] = {
        "order_id": newest,
        "room_id": room,
        "file_id": file,
        "promo_id": select(func.max(promos.c.id)).where(
            promos.c.status == Status.LIVE, promos.c.audience == Audience.EVERYONE
        ),
        "user_id": select(func.max(users.c.id)),
        "feedback_id": _own(select(func.max(feedback.c.id)), who),
        "sample_id": select(func.min(samples.c.id)),
        "slug": select(products.c.slug).where(products.c.published).limit(1),
        "shelves.category.slug": select(categories.c.slug).limit(1),
    }
    found = {name: await database.fetch_val(query) for name, query in wanted.items()}
    if found["order_id"] is not None:
        order = await order_for(SYSTEM, int(str(found["order_id"])))
        found["token"] = links.path_of(order).removeprefix("/t/")
    middle = int(await database.fetch_val(select(func.max(orders.c.id)))) // 2
    place = Place(False, clock.now() - timedelta(days=2), 1)
    mail = {"mails.show.place": "orders-received"}
    mail |= {"mails.part.place": "orders-received", "mails.part.theme": "light"}
    return found | mail | {"middle": middle, "place": place, "reference": "FB-2611-0001"}


def _own(query: Select[tuple[object]], who: Viewer) -> Select[tuple[object]]:
    every = who.can(Can.SEE_FEEDBACK)
    return query if every else query.where(feedback.c.author_id == who.id)


async def _best_customer() -> int:
    query = select(orders.c.customer_id).group_by(orders.c.customer_id)
    return int(await database.fetch_val(query.order_by(func.count().desc()).limit(1)))


async def _signed_in(app: Quart, user_id: int) -> Person:
    user = await queries.user(user_id)
    session = await sessions.start(user, ip="127.0.0.1", user_agent="bench")
    auth = app.extensions["QUART_AUTH"][0]
    cookie = (auth.cookie_name, auth.dump_token(session.token, app))
    return Person(user.as_viewer(session.session_id), cookie)
