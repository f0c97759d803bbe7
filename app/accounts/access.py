"""Who may do what: roles, capabilities and scopes. The only vocabulary of authorisation."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from quart import g

from app.errors import Refused, SignInNeeded
from app.i18n import gettext as _
from app.realtime.actor import Actor

P = ParamSpec("P")
T = TypeVar("T")
Handler = Callable[P, Awaitable[T]]


class Role(StrEnum):
    """The six roles, and the visitor who has none."""

    VISITOR = "visitor"
    CUSTOMER = "customer"
    OPERATOR = "operator"
    DESIGNER = "designer"
    MARKETING = "marketing"
    MANAGER = "manager"
    ADMIN = "admin"


STAFF = frozenset({Role.OPERATOR, Role.DESIGNER, Role.MARKETING, Role.MANAGER, Role.ADMIN})


class Can(StrEnum):
    """What a role may do at all; `Scope` says to which objects."""

    ACCOUNT = "account"
    ORDER = "order"
    ORDER_ON_BEHALF = "order_on_behalf"
    CHAT = "chat"
    NOTES = "notes"
    SEE_FEED = "see_feed"
    CLAIM_ORDERS = "claim_orders"
    ASSIGN_DESIGNER = "assign_designer"
    MOVE_JOBS = "move_jobs"
    OVERRIDE = "override"
    UPLOAD = "upload"
    EDIT_CATALOGUE = "edit_catalogue"
    MANAGE_PROMOS = "manage_promos"
    GIVE_FEEDBACK = "give_feedback"
    SEE_FEEDBACK = "see_feedback"
    ANSWER_FEEDBACK = "answer_feedback"
    SEE_CONTACT = "see_contact"
    READ_AUDIT = "read_audit"
    MANAGE_USERS = "manage_users"
    SEE_METRICS = "see_metrics"
    SET_LOOK = "set_look"
    SET_LIMITS = "set_limits"
    VIEW_AS = "view_as"
    SEE_STYLEGUIDE = "see_styleguide"


_MEMBER = frozenset({Can.ACCOUNT, Can.GIVE_FEEDBACK})
_STAFF = _MEMBER | {Can.SEE_STYLEGUIDE}
_DESK = _STAFF | {
    Can.ORDER,
    Can.ORDER_ON_BEHALF,
    Can.CHAT,
    Can.NOTES,
    Can.SEE_FEED,
    Can.CLAIM_ORDERS,
    Can.ASSIGN_DESIGNER,
    Can.MOVE_JOBS,
    Can.UPLOAD,
    Can.SEE_FEEDBACK,
    Can.ANSWER_FEEDBACK,
    Can.SEE_CONTACT,
}

GRANTS: dict[Role, frozenset[Can]] = {
    Role.VISITOR: frozenset({Can.GIVE_FEEDBACK}),
    Role.CUSTOMER: _MEMBER | {Can.ORDER, Can.CHAT, Can.UPLOAD},
    Role.OPERATOR: _DESK,
    Role.DESIGNER: _STAFF | {Can.CHAT, Can.NOTES, Can.MOVE_JOBS, Can.UPLOAD},
    Role.MARKETING: _STAFF
    | {
        Can.CHAT,
        Can.NOTES,
        Can.EDIT_CATALOGUE,
        Can.MANAGE_PROMOS,
        Can.SEE_FEEDBACK,
        Can.SEE_CONTACT,
    },
    Role.MANAGER: _DESK
    | {
        Can.OVERRIDE,
        Can.EDIT_CATALOGUE,
        Can.MANAGE_PROMOS,
        Can.READ_AUDIT,
        Can.VIEW_AS,
        Can.SET_LIMITS,
    },
    Role.ADMIN: frozenset(Can),
}


class Thing(StrEnum):
    """The kinds of objects that belong to somebody."""

    ORDERS = "orders"
    FILES = "files"
    ROOMS = "rooms"
    FEEDBACK = "feedback"


class Scope(StrEnum):
    """Which objects of a kind a viewer reaches."""

    NONE = "none"
    OWN = "own"
    ASSIGNED = "assigned"
    ALL = "all"


_DESK_SCOPES = dict.fromkeys(Thing, Scope.ALL)

SCOPES: dict[Role, dict[Thing, Scope]] = {
    Role.VISITOR: {},
    Role.CUSTOMER: dict.fromkeys(Thing, Scope.OWN),
    Role.OPERATOR: _DESK_SCOPES,
    Role.DESIGNER: {
        Thing.ORDERS: Scope.ASSIGNED,
        Thing.FILES: Scope.ASSIGNED,
        Thing.ROOMS: Scope.ASSIGNED,
        Thing.FEEDBACK: Scope.OWN,
    },
    Role.MARKETING: _DESK_SCOPES | {Thing.FILES: Scope.NONE},
    Role.MANAGER: _DESK_SCOPES,
    Role.ADMIN: _DESK_SCOPES,
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person on whose behalf something is read or done; `id` 0 is a visitor or the system."""

    id: int
    role: Role
    name: str
    session: int = 0
    locale: str = ""
    zone: str = "Asia/Jakarta"
    has_zone: bool = False
    """Whether the zone was chosen, by the person or by their browser, or is only the studio's."""
    enter_sends: bool = True
    """What Enter does where they write a message: send it, or begin a new line."""
    watcher: int = 0
    """The colleague who looks at the site through this person's eyes, and may do nothing."""
    watcher_name: str = ""
    watcher_locale: str = ""
    """What is said to the colleague alone is in the colleague's own language."""
    is_guest: bool = False
    """A customer without a password, who is here on this device alone."""

    def can(self, capability: str) -> bool:
        """Tell whether the role has the capability."""
        return capability in GRANTS[self.role]

    @property
    def is_member(self) -> bool:
        """Tell whether somebody is signed in."""
        return self.id != 0

    @property
    def is_staff(self) -> bool:
        """Tell whether the viewer works for the studio."""
        return self.role in STAFF


VISITOR = Viewer(id=0, role=Role.VISITOR, name="")
SYSTEM = Viewer(id=0, role=Role.ADMIN, name="Sanggar")


def scope(viewer: Viewer, thing: Thing) -> Scope:
    """Return which objects of a kind the viewer reaches: the one policy for every door."""
    return SCOPES[viewer.role].get(thing, Scope.NONE)


def actor(viewer: Viewer) -> Actor:
    """Return how a viewer appears in events."""
    return Actor(id=viewer.id, name=viewer.name, role=str(viewer.role))


def viewer() -> Viewer:
    """Return the viewer of the running request."""
    found: Viewer = getattr(g, "viewer", VISITOR)
    return found


def check(who: Viewer, capability: Can) -> None:
    """Raise SignInNeeded or Refused unless the viewer has the capability."""
    if who.can(capability):
        return
    if not who.is_member:
        raise SignInNeeded(_("Please sign in first."))
    raise Refused(_("You may not do this."))


def requires(capability: Can) -> Callable[[Handler[P, T]], Handler[P, T]]:
    """Guard a route with a capability; every route carries this or `public`."""

    def decorate(handler: Handler[P, T]) -> Handler[P, T]:
        @wraps(handler)
        async def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
            check(viewer(), capability)
            return await handler(*args, **kwargs)

        guarded.access = capability  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(handler: Handler[P, T]) -> Handler[P, T]:
    """Declare that a route is open to everyone."""
    handler.access = "public"  # type: ignore[attr-defined]
    return handler
