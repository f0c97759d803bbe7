"""What people do with pushes: switch a device on and off, choose topics."""

from dataclasses import asdict
from hashlib import sha256

from sqlalchemy import select

from app import audit, clock
from app.accounts.access import Can, Viewer, check
from app.accounts.changes import consent_to_marketing
from app.config import Settings
from app.db import database, transaction, upsert
from app.errors import Invalid, Unavailable
from app.i18n import gettext as _
from app.push import keys
from app.push.models import DEVICES_LIMIT, Topic, Wishes, check_endpoint
from app.push.tables import push_outbox, push_subscriptions, push_wishes


async def subscribe(
    viewer: Viewer, *, endpoint: str, p256dh: str, auth: str, settings: Settings
) -> None:
    """Let the viewer's present device hear; one endpoint belongs to whoever said so last."""
    check(viewer, Can.ACCOUNT)
    if not keys.is_available():
        raise Unavailable(_("This studio sends no notifications."), code="no_push")
    check_endpoint(endpoint, settings.push_trusted)
    _check_keys(p256dh, auth)
    row = {
        "user_id": viewer.id,
        "session_id": viewer.session,
        "endpoint": endpoint,
        "endpoint_hash": sha256(endpoint.encode()).hexdigest(),
        "p256dh": p256dh,
        "auth": auth,
        "created_at": clock.now(),
    }
    async with transaction():
        others = push_subscriptions.c.endpoint_hash != row["endpoint_hash"]
        mine = push_subscriptions.c.session_id == viewer.session
        await database.execute(push_subscriptions.delete().where(mine, others))
        await database.execute(upsert(push_subscriptions, row, key=["endpoint_hash"], change=row))
        await _forget_oldest(viewer.id)
        await audit.record(viewer, "push_on", f"user:{viewer.id}")


async def unsubscribe(viewer: Viewer) -> None:
    """Let the viewer's present device hear nothing any more."""
    check(viewer, Can.ACCOUNT)
    async with transaction():
        await database.execute(
            push_subscriptions.delete().where(
                push_subscriptions.c.session_id == viewer.session,
                push_subscriptions.c.user_id == viewer.id,
            )
        )
        await audit.record(viewer, "push_off", f"user:{viewer.id}")


async def choose(viewer: Viewer, wishes: Wishes) -> None:
    """Choose topics on all of one's devices; what waits about others is not sent.

    To want promos is the consent to marketing, which is recorded where all consent is.
    """
    check(viewer, Can.ACCOUNT)
    chosen = asdict(wishes)
    row = {"user_id": viewer.id, **chosen, "updated_at": clock.now()}
    unwanted = [str(topic) for topic in Topic if not chosen[topic]]
    mine = select(push_subscriptions.c.id).where(push_subscriptions.c.user_id == viewer.id)
    async with transaction():
        await database.execute(upsert(push_wishes, row, key=["user_id"], change=row))
        await database.execute(
            push_outbox.delete().where(
                push_outbox.c.subscription_id.in_(mine), push_outbox.c.topic.in_(unwanted)
            )
        )
        if wishes.promos:
            await consent_to_marketing(viewer, True)
        await audit.record(viewer, "push_topics", f"user:{viewer.id}", **chosen)


def _check_keys(p256dh: str, auth: str) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), keys.decode(p256dh))
        is_right = len(keys.decode(auth)) == 16 and len(keys.decode(p256dh)) == 65
    except ValueError:
        is_right = False
    if not is_right:
        raise Invalid(_("The keys of this device are not as a browser makes them."), code="bad_key")


async def _forget_oldest(user_id: int) -> None:
    kept = (
        select(push_subscriptions.c.id)
        .where(push_subscriptions.c.user_id == user_id)
        .order_by(push_subscriptions.c.created_at.desc(), push_subscriptions.c.id.desc())
        .limit(DEVICES_LIMIT)
    )
    ids = [row["id"] for row in await database.fetch_all(kept)]
    await database.execute(
        push_subscriptions.delete().where(
            push_subscriptions.c.user_id == user_id, push_subscriptions.c.id.not_in(ids)
        )
    )
