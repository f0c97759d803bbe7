"""The mails about an account; each waits in the outbox of the transaction that caused it."""

from app.accounts.models import User
from app.i18n import gettext as _
from app.i18n import use_locale
from app.mail import enqueue


async def reset(user: User, token: str, public_url: str) -> None:
    """Send the link that sets a new password."""
    with use_locale(user.locale, user.zone):
        subject = _("Set a new password")
    await _send(user, subject, "mail_reset", link=reset_url(public_url, token))


async def invitation(user: User, token: str, public_url: str) -> None:
    """Send a new colleague the link that sets the first password."""
    with use_locale(user.locale, user.zone):
        subject = _("Your account at the studio")
    await _send(user, subject, "mail_invitation", link=reset_url(public_url, token))


async def changed(user: User) -> None:
    """Tell the owner, at the address before the change, that the way to sign in has changed."""
    with use_locale(user.locale, user.zone):
        subject = _("Your sign-in details have changed")
    await _send(user, subject, "mail_changed")


def reset_url(public_url: str, token: str) -> str:
    """Return the address that sets a password; the Host header of a request is never used."""
    return f"{public_url}/password-reset/{token}"


async def _send(user: User, subject: str, template: str, **context: object) -> None:
    if user.email:
        await enqueue(
            to=user.email,
            subject=subject,
            template=f"accounts/{template}.txt",
            locale=user.locale,
            name=user.name,
            **context,
        )
