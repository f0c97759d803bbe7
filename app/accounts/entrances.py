"""The last steps of signing in: what follows a password that was right."""

from app import audit
from app.accounts import halfway, queries, second_steps, sessions, throttles
from app.accounts.models import SignedIn, User
from app.db import transaction
from app.errors import SignInNeeded
from app.i18n import gettext as _


async def expected(mark: str) -> User:
    """Return whose password was right a moment ago; raises SignInNeeded when that is over."""
    found = halfway.read(mark)
    kept = await queries.password_hash_of(found.user_id) if found else ""
    if found is None or not kept or not halfway.is_good(found, mark, kept):
        raise _too_late()
    user = await queries.user(found.user_id)
    if user.disabled_at is not None:
        raise _too_late()
    return user


async def sign_in_with_code(
    mark: str,
    *,
    code: str,
    recovery: str = "",
    ip: str,
    user_agent: str,
    device: str = "",
    replaces: int = 0,
) -> SignedIn:
    """Open the session of somebody who knows the code as well."""
    user = await expected(mark)
    await throttles.take_token(f"ip:{ip}")
    way = await second_steps.prove(user.id, code=code, recovery=recovery, device=device)
    await throttles.give_back(f"ip:{ip}")
    return await open_session(user, ip=ip, user_agent=user_agent, replaces=replaces, way=way)


async def sign_in_for_the_first_time(
    mark: str, *, seed: str, code: str, ip: str, user_agent: str, replaces: int = 0
) -> tuple[SignedIn, list[str]]:
    """Switch the second step on that a role needs, and open the session; gives recovery codes."""
    user = await expected(mark)
    made = await second_steps.switch_on(user.as_viewer(), seed=seed, code=code)
    signed_in = await open_session(
        user, ip=ip, user_agent=user_agent, replaces=replaces, way="code"
    )
    return signed_in, made


async def open_session(
    user: User, *, ip: str, user_agent: str, replaces: int, way: str
) -> SignedIn:
    """Sign somebody in who has proved who they are; `way` says how the second step was taken."""
    async with transaction():
        signed_in = await sessions.start(user, ip=ip, user_agent=user_agent, replaces=replaces)
        facts = {"way": way} if way else {}
        viewer = user.as_viewer(signed_in.session_id)
        await audit.record(viewer, "signed_in", f"user:{user.id}", **facts)
    return signed_in


def _too_late() -> SignInNeeded:
    return SignInNeeded(_("That took too long. Please sign in again."), code="too_late")
