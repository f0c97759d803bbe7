"""What people do with their accounts, and what the studio does with its people."""

from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256

from app import audit, clock
from app.accounts import (
    halfway,
    letters,
    passwords,
    queries,
    resets,
    second_steps,
    sessions,
    throttles,
    users,
)
from app.accounts.access import Role, Viewer
from app.accounts.entrances import open_session
from app.accounts.models import (
    INVITATION_LIFE,
    RESET_LIFE,
    Contact,
    SignedIn,
    User,
    email_or_invalid,
    identity,
    person_name,
)
from app.db import transaction
from app.errors import Conflict, Invalid, NotFound, SignInNeeded
from app.i18n import gettext as _
from app.text import fold


async def register(
    identifier: str,
    *,
    name: str,
    password: str,
    locale: str = "id",
    marketing: bool = False,
    strict: bool = True,
    ip: str = "",
) -> User:
    """Make a customer's account with its membership number; `strict` refuses weak passwords."""
    if ip:
        await throttles.take_token(f"register:{ip}")
    who = identity(identifier)
    name = person_name(name)
    if strict:
        passwords.check(password, name, who.email, who.phone)
    await users.check_free(who)
    kept = await passwords.hashed(password)
    async with transaction():
        user = await users.insert(who, name=name, role=Role.CUSTOMER, kept=kept, locale=locale)
        if marketing:
            user = await users.change(user.id, marketing_consent_at=clock.now())
        await audit.record(user.as_viewer(), "registered", f"user:{user.id}")
    return user


async def create_staff(
    *,
    email: str,
    name: str,
    role: Role,
    password: str = "",
    by: Viewer | None = None,
    public_url: str = "",
    strict: bool = True,
    mailed: bool = True,
) -> User:
    """Make an account of any role; without a password a link to set one is mailed if wanted."""
    who = Contact(email_or_invalid(email), None)
    name = person_name(name)
    if password and strict:
        passwords.check(password, name, who.email)
    kept = await passwords.hashed(password) if password else ""
    async with transaction():
        user = await users.insert(who, name=name, role=role, kept=kept, locale="id")
        if not password and mailed:
            await letters.invitation(user, await resets.make(user.id, INVITATION_LIFE), public_url)
        await audit.record(by, "created", f"user:{user.id}", role=str(role))
    return user


async def create_admin(email: str, *, name: str, password: str) -> User:
    """Make an administrator from the command line."""
    return await create_staff(email=email, name=name, role=Role.ADMIN, password=password)


async def sign_in(
    identifier: str,
    password: str,
    *,
    code: str = "",
    step_for: Collection[str] = (),
    ip: str,
    user_agent: str,
    device: str = "",
    replaces: int = 0,
) -> SignedIn | str:
    """Open a session, or refuse in the same words and time whether or not the account exists.

    Whoever has a second step and sends no code, or needs one because of a role in `step_for`, gets
    a mark that goes with the code, see `halfway`.
    `device` names a browser that this account has used before: strangers who guess at the
    account slow down each other, not its owner there.
    """
    who = _identity_or_none(identifier)
    turn = device or f"account:{account_key(identifier)}"
    async with transaction():
        await throttles.take_token(f"ip:{ip}")
        await throttles.take_turn(turn)
    kept = await queries.password_hash(who)
    if not await passwords.matches(password, kept):
        await _record_failure(who, identifier)
        raise SignInNeeded(
            _("The e-mail, phone number or password is not right."), code="wrong_credentials"
        )
    fresh = await passwords.hashed(password) if passwords.is_outdated(kept) else ""
    async with transaction():
        user = await _found(who)
        if fresh:
            await users.change(user.id, password_hash=fresh)
        await throttles.forget(turn)
        await throttles.give_back(f"ip:{ip}")
        has_step = await second_steps.since(user.id) is not None
    if (has_step and not code) or (user.role in step_for and not has_step):
        return halfway.mark(user.id, account_key(identifier), fresh or kept)
    way = await second_steps.prove(user.id, code=code, device=device) if has_step else ""
    return await open_session(user, ip=ip, user_agent=user_agent, replaces=replaces, way=way)


async def sign_out(viewer: Viewer) -> None:
    """End the viewer's session: its cookie and its sockets are worthless from now on."""
    async with transaction():
        await sessions.end(viewer.session)
        await audit.record(viewer, "signed_out", f"user:{viewer.id}")


async def end_session(viewer: Viewer, session_id: int) -> None:
    """End one of the viewer's own devices."""
    async with transaction():
        await sessions.end_own(viewer, session_id)
        await audit.record(viewer, "ended_session", f"user:{viewer.id}", session=session_id)


async def end_other_sessions(viewer: Viewer) -> int:
    """Sign the viewer out everywhere else; returns how many devices that were."""
    async with transaction():
        ended = await sessions.end_all(viewer.id, but=viewer.session)
        await audit.record(viewer, "ended_other_sessions", f"user:{viewer.id}", ended=ended)
    return ended


async def ask_for_reset(identifier: str, *, ip: str, public_url: str) -> None:
    """Mail a link that sets a new password; silent about whether the account exists."""
    who = _identity_or_none(identifier)
    await throttles.take_token(f"reset:{ip}")
    async with transaction():
        user = await queries.user_with(who)
        if user is not None and user.email and user.disabled_at is None:
            await letters.reset(user, await resets.make(user.id), public_url)
        await audit.record(None, "asked_for_reset", f"account:{account_key(identifier)}")


async def reset_password(token: str, password: str) -> User:
    """Set the password through a link: once, in time, and every session ends."""
    user = await queries.user(await resets.owner(token))
    passwords.check(password, user.name, user.email, user.phone)
    kept = await passwords.hashed(password)
    async with transaction():
        await resets.owner(token)
        await resets.void(user.id)
        await users.change(user.id, password_hash=kept)
        await sessions.end_all(user.id)
        await audit.record(user.as_viewer(), "reset_password", f"user:{user.id}")
        await letters.changed(user)
    return user


async def change_role(user_id: int, role: Role, *, by: Viewer) -> User:
    """Give somebody another role; they sign in again, so no old right survives."""
    async with transaction():
        before = await _not_erased(user_id)
        if before.role == role:
            return before
        if role is not Role.ADMIN:
            await users.keep_an_admin(before)
        after = await users.change(user_id, role=role)
        await sessions.end_all(user_id)
        await audit.record(
            by, "changed_role", f"user:{user_id}", before=str(before.role), after=str(role)
        )
    return after


async def disable(user_id: int, *, by: Viewer) -> User:
    """Shut an account: sessions and sockets end now."""
    async with transaction():
        await users.keep_an_admin(await queries.user(user_id))
        user = await users.change(user_id, disabled_at=clock.now())
        await resets.void(user_id)
        await sessions.end_all(user_id)
        await audit.record(by, "disabled", f"user:{user_id}")
    return user


async def enable(user_id: int, *, by: Viewer) -> User:
    """Open an account again."""
    async with transaction():
        await _not_erased(user_id)
        user = await users.change(user_id, disabled_at=None)
        await audit.record(by, "enabled", f"user:{user_id}")
    return user


async def make_reset_link(
    user_id: int, *, by: Viewer, public_url: str, life: timedelta = RESET_LIFE
) -> str:
    """Return a link that sets a password, for somebody who has no e-mail address."""
    async with transaction():
        user = await _not_erased(user_id)
        token = await resets.make(user.id, life)
        await audit.record(by, "made_reset_link", f"user:{user_id}")
    return letters.reset_url(public_url, token)


def account_key(identifier: str) -> str:
    """Return a short name for what somebody typed as identity, known account or not."""
    who = _identity_or_none(identifier)
    return sha256((who.email or who.phone or fold(identifier)).encode()).hexdigest()[:32]


def _identity_or_none(identifier: str) -> Contact:
    try:
        return identity(identifier)
    except Invalid:
        return Contact(None, None)


async def _found(who: Contact) -> User:
    user = await queries.user_with(who)
    if user is None or user.disabled_at is not None:
        raise NotFound(_("There is no such person."))
    return user


async def _not_erased(user_id: int) -> User:
    user = await queries.user(user_id)
    if user.erased_at is not None:
        raise Conflict(_("This account has been deleted."), code="erased")
    return user


async def _record_failure(who: Contact, identifier: str) -> None:
    async with transaction():
        user = await queries.user_with(who)
        tried = f"user:{user.id}" if user else f"account:{account_key(identifier)}"
        await audit.record(None, "sign_in_failed", tried)
