"""What members change about themselves: password, addresses, language, consent."""

from app import audit, clock
from app.accounts import letters, passwords, queries, resets, sessions, users
from app.accounts.access import Viewer
from app.accounts.models import Contact, User, email_or_invalid, identity, person_name
from app.accounts.proofs import confirm_password
from app.db import transaction
from app.errors import Invalid
from app.i18n import ZONES
from app.i18n import gettext as _


async def change_password(viewer: Viewer, *, current: str, password: str) -> None:
    """Set a new password; the other devices are signed out and the owner is told.

    A guest chooses their first one, and is an ordinary member from then on.
    """
    await confirm_password(viewer, current, "current")
    user = await queries.user(viewer.id)
    passwords.check(password, user.name, user.email, user.phone)
    kept = await passwords.hashed(password)
    async with transaction():
        await users.change(user.id, password_hash=kept)
        await resets.void(user.id)
        await sessions.end_all(user.id, but=viewer.session)
        deed = "chose_password" if viewer.is_guest else "changed_password"
        await audit.record(viewer, deed, f"user:{user.id}")
        await letters.changed(user)


async def change_profile(
    viewer: Viewer, *, name: str, email: str, phone: str, current: str = ""
) -> User:
    """Change the name; a new e-mail address or phone number needs the current password."""
    before = await queries.user(viewer.id)
    who = Contact(
        email_or_invalid(email) if email else None, identity(phone).phone if phone else None
    )
    if who.email is None and who.phone is None:
        why = _("Keep an e-mail address or a phone number: you sign in with it.")
        raise Invalid(why, fields={"email": why})
    moved = (who.email, who.phone) != (before.email, before.phone)
    if moved:
        await confirm_password(viewer, current, "current")
    async with transaction():
        await users.check_free(who, but=viewer.id)
        after = await users.change(
            viewer.id, name=person_name(name), email=who.email, phone=who.phone
        )
        if moved:
            await resets.void(viewer.id)
            await sessions.end_all(viewer.id, but=viewer.session)
            await letters.changed(before)
        await audit.record(viewer, "changed_profile", f"user:{viewer.id}", contact=moved)
    return after


async def choose_language(viewer: Viewer, *, locale: str, zone: str = "") -> None:
    """Remember the language and time zone of a member."""
    values = {"locale": locale, "zone": zone} if zone else {"locale": locale}
    await users.change(viewer.id, **values)


async def settle_zone(user: User, zone: str) -> None:
    """Keep the zone of the browser that somebody signs in with, until they choose one."""
    if not user.zone and zone in ZONES:
        await users.change(user.id, zone=zone)


async def choose_mails(viewer: Viewer, *, unread: bool) -> None:
    """Choose whether a mail tells what waits unread."""
    await users.change(viewer.id, wants_unread_mail=unread)


async def choose_enter(viewer: Viewer, *, sends: bool) -> None:
    """Choose whether Enter sends a message or begins a new line in it."""
    await users.change(viewer.id, enter_sends=sends)


async def consent_to_marketing(viewer: Viewer, wanted: bool) -> None:
    """Give or withdraw the consent to marketing messages; withdrawing is one click."""
    async with transaction():
        await users.change(viewer.id, marketing_consent_at=clock.now() if wanted else None)
        await audit.record(viewer, "marketing_consent", f"user:{viewer.id}", given=wanted)
