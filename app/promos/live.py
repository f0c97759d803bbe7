"""Two channels of promos, one for each audience, and what is told there."""

from app.accounts.access import Viewer, actor
from app.promos.models import Audience, Promo
from app.realtime.channels import channel
from app.realtime.publish import publish

EVERYONE, MEMBERS = "promos", "promos-members"
CHANNELS = {Audience.EVERYONE: EVERYONE, Audience.MEMBERS: MEMBERS}


@channel(EVERYONE, anonymous=True)
async def may_listen(_viewer: Viewer, key: str) -> bool:
    """Everybody hears what is for everybody, visitors without an account too."""
    return key == ""


@channel(MEMBERS)
async def may_listen_as_member(viewer: Viewer, key: str) -> bool:
    """Only members hear what is for members."""
    return key == "" and viewer.is_member


def channels_of(viewer: Viewer) -> list[str]:
    """Return the channels that a viewer's pages listen to."""
    return [EVERYONE, MEMBERS] if viewer.is_member else [EVERYONE]


def shown(promo: Promo) -> dict[str, object]:
    """Write a promo as everybody for whom it is may see it."""
    names = ("id", "title_id", "title_en", "body_id", "body_en", "code", "kind", "value", "cap")
    more = ("min_spend", "audience", "products", "starts_at", "ends_at")
    return {name: getattr(promo, name) for name in (*names, *more)}


async def promo_published(promo: Promo, by: Viewer) -> None:
    """Tell its audience that it is there."""
    await publish(CHANNELS[promo.audience], "promo.published", shown(promo), by=actor(by))


async def promo_changed(promo: Promo, by: Viewer) -> None:
    """Tell its audience that it reads differently."""
    await publish(CHANNELS[promo.audience], "promo.changed", shown(promo), by=actor(by))


async def promo_dismissed(promo_id: int, by: Viewer) -> None:
    """Hide it on the other pages of who put it away."""
    await publish(f"user:{by.id}", "promo.dismissed", {"id": promo_id}, by=actor(by))


async def promo_withdrawn(promo: Promo, by: Viewer) -> None:
    """Tell its audience that it is gone."""
    await publish(CHANNELS[promo.audience], "promo.withdrawn", {"id": promo.id}, by=actor(by))
