"""The mails about an account; each waits in the outbox of the transaction that caused it."""

from collections.abc import Callable

from app.accounts.models import User
from app.i18n import gettext as _
from app.i18n import use_locale
from app.mail import enqueue

SUBJECTS: dict[str, Callable[[], str]] = {
    "reset": lambda: _("Set a new password"),
    "invitation": lambda: _("Your account at the studio"),
    "changed": lambda: _("Your sign-in details have changed"),
    "second_step_on": lambda: _("Signing in asks for a code"),
    "second_step_off": lambda: _("Signing in asks for no code"),
    "erased": lambda: _("Your account is deleted"),
}
"""Each mail by the name of its template."""


async def reset(user: User, token: str, public_url: str) -> None:
    """Send the link that sets a new password."""
    await _send(user, "reset", link=reset_url(public_url, token))


async def invitation(user: User, token: str, public_url: str) -> None:
    """Send a new colleague the link that sets the first password."""
    await _send(user, "invitation", link=reset_url(public_url, token))


async def changed(user: User) -> None:
    """Tell the owner, at the address before the change, that the way to sign in has changed."""
    await _send(user, "changed")


async def second_step(user: User, *, is_on: bool) -> None:
    """Tell the owner that signing in asks for a code from now on, or asks for none any more."""
    await _send(user, "second_step_on" if is_on else "second_step_off")


async def erased(user: User) -> None:
    """Confirm, at the address that is forgotten with it, that an account is deleted."""
    await _send(user, "erased")


def reset_url(public_url: str, token: str) -> str:
    """Return the address that sets a password; the Host header of a request is never used."""
    return f"{public_url}/password-reset/{token}"


async def _send(user: User, name: str, **context: object) -> None:
    if not user.email:
        return
    with use_locale(user.locale):
        subject = SUBJECTS[name]()
    await enqueue(
        to=user.email,
        subject=subject,
        template=f"accounts/{name}.mail",
        locale=user.locale,
        answers_to="",
        name=user.name,
        **context,
    )
