"""That it is really they: asked again before something that a stranger must not do."""

from app.accounts import passwords, queries, throttles
from app.accounts.access import Viewer
from app.errors import Invalid
from app.i18n import gettext as _


async def confirm_password(viewer: Viewer, password: str, field: str) -> None:
    """Ask for the present password, as often as sign-in would allow.

    A guest has none to give: that they are on their device is all the proof there can be.
    """
    kept = await queries.password_hash_of(viewer.id)
    if viewer.is_guest and not kept:
        return
    turn = f"confirm:{viewer.id}"
    await throttles.take_turn(turn)
    if not await passwords.matches(password, kept):
        why = _("This is not your current password.")
        raise Invalid(why, code="wrong_password", fields={field: why})
    await throttles.forget(turn)
