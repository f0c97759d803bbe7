"""The demo's catalogue: the studio's profile, its products, prices and sample designs."""

from dataclasses import replace
from typing import Any

from app.accounts.access import SYSTEM
from app.catalogue import actions, profile, queries, samples
from app.catalogue.models import Branch, Break, Kind, Option, ProductDraft, Slot, Studio, Value
from app.catalogue.places import Place
from app.demo.paperwork import PAPERWORK
from app.demo.promotion import PROMOTION
from app.demo.samples import SAMPLES
from app.demo.services import SERVICES
from app.demo.shelf import CATEGORIES, Listed

ABOUT_ID = """Sanggar Cetak Nusantara lahir di sebuah garasi di Kotabaru, Yogyakarta, pada 2014: \
satu mesin cetak bekas, dua desainer, dan banyak kopi. Sekarang kami dua belas orang yang \
mengerjakan kertas, kain, dan layar untuk UMKM, sekolah, kampus, dan keluarga di seluruh Indonesia.

Kami percaya cetakan yang baik dimulai dari percakapan yang baik. Karena itu setiap pesanan punya \
ruang obrolannya sendiri: Anda bicara langsung dengan operator dan desainer, mengirim berkas tanpa \
ribet, dan melihat setiap tahap pengerjaan saat itu juga.

Belum punya desain? Tim kami membantu dari sketsa pertama. Sudah punya? Kami periksa dulu sebelum \
naik cetak, supaya hasilnya persis seperti yang Anda bayangkan."""
ABOUT_EN = """Sanggar Cetak Nusantara began in a garage in Kotabaru, Yogyakarta, in 2014: one \
second-hand press, two designers and a lot of coffee. Today we are twelve people working on paper, \
cloth and screen for small businesses, schools, campuses and families all over Indonesia.

We believe that good print begins with a good conversation. That is why every order has a room of \
its own: you talk directly with the operator and the designer, send your files without fuss, and \
see every step the moment it happens.

No design yet? Our team helps from the first sketch. Have one already? We check it before it goes \
to press, so that the result is just what you had in mind."""

STUDIO: dict[str, Any] = {
    "name": "Sanggar Cetak Nusantara",
    "tagline_id": "Dari sketsa pertama sampai lembar terakhir.",
    "tagline_en": "From the first sketch to the last sheet.",
    "about_id": ABOUT_ID,
    "about_en": ABOUT_EN,
    "facebook": "sanggarcetaknusantara",
    "instagram": "sanggar.cetak",
    "whatsapp": "+6281234567890",
}
BRANCH = Branch(
    id=1,
    code="JOG",
    name="Sanggar Kotabaru",
    address="Jl. Suroto No. 14, Kotabaru",
    city="Yogyakarta",
    phone="+62274512345",
    whatsapp="+6281234567890",
    hours_id="Senin–Sabtu 08.00–20.00 WIB",
    hours_en="Monday–Saturday 08:00–20:00 WIB",
    opening=";".join(["08.00-20.00"] * 6),
    latitude=-7.7868,
    longitude=110.3745,
)
SECOND = Branch(
    id=2,
    code="SLM",
    name="Sanggar Sleman",
    address="Jl. Magelang Km 12, Tridadi",
    city="Sleman",
    phone="+62274868123",
    whatsapp="+6281234567891",
    hours_id="Senin–Jumat 08.00–17.00 WIB",
    hours_en="Monday–Friday 08:00–17:00 WIB",
    opening=";".join(["08.00-17.00"] * 5),
    latitude=-7.7128,
    longitude=110.3540,
)
NOT_MADE_IN_SECOND = ("spanduk", "film")
"""What the second branch has no machine for."""
PLACES = (
    Place("Kota Yogyakarta", "551 552", -7.8014, 110.3647),
    Place("Yogyakarta", "", -7.8014, 110.3647),
    Place("Sleman", "555", -7.7163, 110.3556),
    Place("Depok, Sleman", "55281 55283", -7.7620, 110.3950),
    Place("Mlati", "55284 55285 55286 55287 55288", -7.7330, 110.3290),
    Place("Bantul", "557", -7.8881, 110.3289),
    Place("Kasihan", "55181 55182 55183 55184", -7.8190, 110.3300),
    Place("Wates", "556", -7.8590, 110.1580),
    Place("Wonosari", "558", -7.9640, 110.6020),
    Place("Magelang", "561 565", -7.4797, 110.2177),
    Place("Klaten", "574", -7.7050, 110.6060),
    Place("Surakarta", "571", -7.5755, 110.8243),
    Place("Solo", "", -7.5755, 110.8243),
    Place("Semarang", "501 502", -6.9932, 110.4203),
)


async def fill() -> None:
    """Write profile, categories, products and samples through the catalogue's own actions."""
    kept = await queries.studio()
    await profile.save_studio(Studio(**STUDIO, rev=kept.rev), by=SYSTEM)
    await profile.save_branch(BRANCH, by=SYSTEM)
    shelves = {}
    for place, (name_id, name_en) in enumerate(CATEGORIES):
        shelves[name_id] = await actions.save_category(name_id, name_en, position=place, by=SYSTEM)
    for place, listed in enumerate(PROMOTION + PAPERWORK + SERVICES):
        await _offer(listed, shelves[listed.category], place)
    lacks = [each.id for each in await queries.products(SYSTEM) if each.slug in NOT_MADE_IN_SECOND]
    await profile.save_branch(replace(SECOND, lacks=tuple(lacks)), by=SYSTEM)
    await profile.save_places(PLACES, by=SYSTEM)


async def _offer(listed: Listed, category_id: int, place: int) -> None:
    product = await actions.create_product(_draft(listed, category_id, place), by=SYSTEM)
    await actions.publish(product.id, True, rev=product.rev, by=SYSTEM)
    for file, title_id, title_en, tags in SAMPLES.get(product.slug, ()):
        await samples.add_sample(
            product.id,
            title_id=title_id,
            title_en=title_en,
            tags=tags,
            image=f"samples/{file}.svg",
            by=SYSTEM,
        )


def _draft(listed: Listed, category_id: int, place: int) -> ProductDraft:
    return ProductDraft(
        slug=listed.slug,
        sku=listed.sku,
        category_id=category_id,
        name_id=listed.name[0],
        name_en=listed.name[1],
        summary_id=listed.summary[0],
        summary_en=listed.summary[1],
        description_id=listed.description[0],
        description_en=listed.description[1],
        unit_id=listed.unit[0],
        unit_en=listed.unit[1],
        min_quantity=listed.least,
        turnaround_min=listed.days[0],
        turnaround_max=listed.days[1],
        accepted=tuple(listed.accepted.split()),
        slots=tuple(
            Slot(code="", name_id=name_id, name_en=name_en, required=needed)
            for name_id, name_en, needed in listed.slots
        ),
        priced=bool(listed.prices),
        setup_fee=listed.setup,
        minimum_amount=listed.minimum,
        by_area=listed.by_area,
        minimum_area_cm2=listed.least_cm2,
        rush_percent=listed.rush[0],
        rush_days=listed.rush[1],
        trim_width_mm=listed.trim[0],
        trim_height_mm=listed.trim[1],
        bleed_mm=3 if listed.trim[0] else 0,
        safe_mm=3 if listed.trim[0] else 0,
        colour="CMYK" if listed.trim[0] else "",
        min_dpi=50 if listed.by_area else 150,
        good_dpi=100 if listed.by_area else 300,
        pages=listed.pages,
        tags=listed.tags,
        position=place,
        breaks=tuple(Break(quantity, price) for quantity, price in listed.prices.items()),
        options=tuple(_option(*option) for option in listed.options),
    )


def _option(name_id: str, name_en: str, choices: tuple[tuple[str, str, str, int], ...]) -> Option:
    values = tuple(
        Value("", choice_id, choice_en, Kind(kind), surcharge, place == 0)
        for place, (choice_id, choice_en, kind, surcharge) in enumerate(choices)
    )
    return Option("", name_id, name_en, values)
