"""The demo's promos: two that run, one for members, one to come, one that is over, and a draft."""

from datetime import UTC, datetime, time, timedelta

from app import clock
from app.accounts.access import SYSTEM, Viewer
from app.catalogue.queries import product_by_slug
from app.numbering import STUDIO_ZONE
from app.promos import actions
from app.promos.models import Audience, Draft, Kind


async def fill(actors: dict[str, Viewer]) -> None:
    """Write and publish the promos through their own actions."""
    by = actors["marketing"]
    with clock.shifted(-timedelta(days=20)):
        over = await actions.create(await _banners(), by=by)
        over = await actions.publish(over.id, rev=over.rev, by=by)
    await actions.end(over.id, rev=over.rev, by=by)
    for draft in (_members(), await _calendars()):
        promo = await actions.create(draft, by=by)
        await actions.publish(promo.id, rev=promo.rev, by=by)
    coming = Draft(
        title_id="Libur akhir tahun",
        title_en="Year-end holidays",
        body_id="Studio tutup 25 Desember sampai 1 Januari. Pesanan tetap bisa masuk.",
        body_en="The studio is closed from 25 December to 1 January. Orders may still come in.",
        starts_at=_local(20, time(8)),
        ends_at=_local(40, time(23, 59)),
    )
    planned = await actions.create(coming, by=by)
    await actions.publish(planned.id, rev=planned.rev, by=by)
    await actions.create(_students(), by=by)


async def _banners() -> Draft:
    return Draft(
        title_id="Potongan Rp25.000 untuk X-Banner",
        title_en="Rp25.000 off X-Banners",
        kind=Kind.FIXED,
        value=25_000,
        code="BANNER25",
        products=(await _product("x-banner"),),
    )


def _members() -> Draft:
    return Draft(
        title_id="Khusus anggota: hemat 10%",
        title_en="For members: 10% off",
        body_id="Otomatis untuk pesanan mulai Rp500.000, hemat sampai Rp75.000.",
        body_en="By itself for orders from Rp500.000, up to Rp75.000 off.",
        kind=Kind.PERCENT,
        value=10,
        cap=75_000,
        min_spend=500_000,
        audience=Audience.MEMBERS,
        ends_at=_local(30, time(23, 59)),
    )


async def _calendars() -> Draft:
    return Draft(
        title_id="Kalender 2027 hemat 15%",
        title_en="15% off 2027 calendars",
        body_id="Pesan sekarang, siap sebelum tahun baru.",
        body_en="Order now, ready before the new year.",
        kind=Kind.PERCENT,
        value=15,
        cap=500_000,
        code="KALENDER27",
        products=(await _product("kalender"),),
        ends_at=_local(14, time(23, 59)),
    )


def _students() -> Draft:
    return Draft(
        title_id="Pekan skripsi: hemat Rp15.000",
        title_en="Thesis week: Rp15.000 off",
        body_id="Untuk jilid proposal dan skripsi.",
        body_en="For bound proposals and theses.",
        kind=Kind.FIXED,
        value=15_000,
        min_spend=75_000,
        code="SKRIPSI15",
    )


async def _product(slug: str) -> int:
    return (await product_by_slug(SYSTEM, slug)).id


def _local(days: int, hour: time) -> datetime:
    """Return an hour of the studio's clock some days from now."""
    day = clock.now().astimezone(STUDIO_ZONE).date() + timedelta(days=days)
    return datetime.combine(day, hour, STUDIO_ZONE).astimezone(UTC)
