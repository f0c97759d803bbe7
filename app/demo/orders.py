"""Orders of the demo studio, one in every step, with files, a designer and words about them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from app import clock
from app.accounts.access import Viewer
from app.catalogue.models import Size
from app.chat.actions import post_message
from app.chat.notes import write_note
from app.config import Settings
from app.demo import artwork
from app.files.actions import add_small
from app.orders import actions, holds, queries, work
from app.orders.delivery import COLLECTED, Delivery, Method
from app.orders.models import Draft, Line, Order
from app.orders.status import JobStatus
from app.storage import disk

PRINT = [
    JobStatus.PREFLIGHT,
    JobStatus.DESIGN,
    JobStatus.PROOFING,
    JobStatus.APPROVED,
    JobStatus.IN_PRODUCTION,
    JobStatus.QUALITY_CHECK,
    JobStatus.DONE,
]


@dataclass(frozen=True, slots=True)
class Story:
    """One order: who, what, how long ago, how far it came and what was said."""

    customer: str
    days_ago: float
    lines: tuple[tuple[str, int], ...]
    notes: str = ""
    files: tuple[str, ...] = ()
    claimed_by: str = ""
    reaches: JobStatus | None = None
    completed: bool = False
    promise_in: int = 0
    said: tuple[tuple[str, str], ...] = field(default=())
    noted: str = ""
    size: Size | None = None
    rush: bool = False
    rounds: int = 0
    """How often the proof came back to be changed."""
    held: tuple[str, str] = ("", "")
    """What the order waits for now, and why."""
    delivery: Delivery = COLLECTED


STORIES = (
    Story(
        "081234567809", 44, (("kartu-nama", 3),), "Kartu nama kantor.", ("logo.png",),
        "operator", JobStatus.DONE, True,
        said=(("081234567809", "Sudah saya ambil, terima kasih."),),
    ),
    Story(
        "customer3", 30, (("stiker", 500),), "Stiker stoples kue kering.", ("logo.png",),
        "operator2", JobStatus.DONE, True,
    ),
    Story(
        "081234567801", 21, (("poster", 50),), "Tema kopi senja, warna hangat.", ("poster.jpg",),
        "operator", JobStatus.DONE, True,
    ),
    Story(
        "customer", 16, (("brosur", 500),), "Lipat tiga, kertas tebal.", ("brosur.pdf",),
        "operator", JobStatus.DONE, True,
        said=(
            ("customer", "Terima kasih, brosurnya sudah sampai. Warnanya bagus sekali!"),
            ("operator", "Senang mendengarnya, Bu Ani. Sampai jumpa di pesanan berikutnya."),
        ),
    ),
    Story(
        "081234567802", 9, (("kalender", 100),), "Kalender sekolah 2027.", ("kalender.pdf",),
        "operator2", JobStatus.DONE,
        delivery=Delivery(
            Method.DELIVERY, "Ibu Ratna (TU)", "+6281234567802", "Jl. Kaliurang Km 8 No. 21",
            "Ngaglik, Sleman", "55581",
        ),
    ),
    Story(
        "081234567804", 7, (("kartu-nama", 5), ("flyer", 1000)), "", ("logo.png",),
        "operator", JobStatus.IN_PRODUCTION, promise_in=3,
    ),
    Story(
        "customer2", 5, (("undangan", 300),), "Adat Minang, warna marun dan emas.",
        ("foto-1.jpg", "foto-2.jpg", "daftar.pdf"), "operator2", JobStatus.APPROVED, promise_in=9,
        rounds=2, held=("payment", "Uang muka 50% sebelum undangan naik cetak."),
        said=(
            ("designer", "Pak Budi, motif pucuk rebung di sisi luar sudah saya rapikan."),
            ("customer2", "Sudah pas, silakan lanjut cetak."),
        ),
    ),
    Story(
        "customer", 4, (("x-banner", 2),), "Untuk bazar hari Sabtu.", ("banner.jpg", "logo.png"),
        "operator", JobStatus.PROOFING, promise_in=2, rounds=1,
        delivery=Delivery(
            Method.DELIVERY, "Ani Lestari", "+6281234567890", "Jl. Tirtodipuran No. 9",
            "Mantrijeron, Yogyakarta", "55143",
        ),
        said=(
            ("operator", "Halo Bu Ani, filenya sudah kami terima dan ukurannya pas."),
            ("customer", "Syukurlah. Logonya bisa diperbesar sedikit?"),
            ("designer", "Bisa, Bu. Saya besarkan 20% dan kirim pratinjaunya sore ini."),
            ("customer", "Baik, ditunggu ya."),
        ),
        noted="Pelanggan ini selalu minta warna lebih tua. Siapkan dua pilihan.",
    ),
    Story(
        "081234567806", 3, (("undangan", 200),), "Jawa, gunungan di sampul.", ("foto-1.jpg",),
        "operator", JobStatus.DESIGN, promise_in=10,
    ),
    Story(
        "081234567807", 2, (("brosur", 1000),), "", ("brosur.pdf",), "operator2",
        JobStatus.PREFLIGHT, promise_in=6,
        held=("stock", "Art paper 150 habis, datang besok pagi."),
    ),
    Story(
        "081234567803", 1.2, (("poster", 100),), "File menyusul besok pagi.", (), "operator2",
        None, promise_in=5,
        said=(("operator2", "Pak Wayan, posternya kami tunggu ya. PDF atau JPEG 300 dpi."),),
    ),
    Story("081234567805", 0.2, (("film", 1),), "Dokumentasi peresmian masjid, durasi 5 menit."),
    Story(
        "081234567808", 0.05, (("stiker", 500),), "Label sambal, tahan air.", ("logo.png",),
        delivery=Delivery(
            Method.DELIVERY, "Warung Bu Tin", "+6281234567808", "Jl. Parangtritis Km 11 No. 3",
            "Sabdodadi, Bantul", "55715",
        ),
    ),
    Story(
        "081234567804", 0.1, (("spanduk", 2),), "Pembukaan toko hari Sabtu.", ("banner.jpg",),
        size=Size(300, 100), rush=True,
    ),
    Story(
        "customer2", 0.02, (("flyer", 2000),), "Promo akhir bulan.", ("poster.jpg",),
        said=(("customer2", "Halo, kalau dicetak sebelum Jumat bisa?"),),
    ),
)  # fmt: skip


async def fill(actors: dict[str, Viewer], settings: Settings) -> None:
    """Tell every story, each at its own time."""
    disk.use(settings.uploads, settings.storage_url)
    for number, story in enumerate(STORIES):
        with clock.shifted(-timedelta(days=story.days_ago)):
            await _tell(story, actors, number)


async def _tell(story: Story, actors: dict[str, Viewer], number: int) -> None:
    customer = actors[story.customer]
    files = [await add_small(_drawn(name, number), name=name, by=customer) for name in story.files]
    draft = Draft(
        lines=tuple(Line(product, quantity, {}, story.size) for product, quantity in story.lines),
        rush=story.rush,
        delivery=story.delivery,
        notes=story.notes,
        requested_date=(clock.now() + timedelta(days=story.promise_in or 7)).date(),
        uploads=tuple(file.upload_id for file in files),
    )
    order = await actions.place_order(customer, draft)
    if story.claimed_by:
        await _work(order, story, actors)
    for turn, (who, words) in enumerate(story.said):
        with _later(story, len(PRINT) + turn):
            await post_message(actors[who], order.room_id, str(uuid4()), words)
    if story.noted:
        await write_note(actors["operator"], order.room_id, str(uuid4()), story.noted)


async def _work(order: Order, story: Story, actors: dict[str, Viewer]) -> None:
    operator = actors[story.claimed_by]
    with _later(story, 0.3):
        order = await actions.claim(operator, order.id)
        if story.promise_in:
            day = (clock.now() + timedelta(days=story.promise_in)).date()
            await actions.promise(operator, order.id, day, rev=order.rev, reason="")
    if story.reaches is not None:
        for turn, step in _steps(story.reaches, story.rounds):
            with _later(story, turn):
                for job in order.jobs:
                    await _advance(order.id, job.id, step, actors["designer"], operator)
    if story.held[0]:
        with _later(story, len(PRINT)):
            order = await queries.order_for(operator, order.id)
            waiting_on, why = story.held
            await holds.hold(operator, order.id, waiting_on, rev=order.rev, reason=why)
    if story.completed:
        with _later(story, len(PRINT) + 1):
            order = await queries.order_for(operator, order.id)
            await actions.complete(operator, order.id, rev=order.rev)


def _steps(reaches: JobStatus, rounds: int) -> list[tuple[float, JobStatus]]:
    """Return the steps up to a stage, each with its turn; a round goes back to the design."""
    steps: list[tuple[float, JobStatus]] = []
    for turn, step in enumerate(PRINT[: PRINT.index(reaches) + 1], start=1):
        steps.append((turn, step))
        if step is JobStatus.PROOFING:
            for _ in range(rounds):
                turns = (steps[-1][0] + 0.2, steps[-1][0] + 0.4)
                steps += zip(turns, (JobStatus.DESIGN, JobStatus.PROOFING), strict=True)
    return steps


async def _advance(
    order_id: int, job_id: int, step: JobStatus, designer: Viewer, operator: Viewer
) -> None:
    order = await queries.order_for(operator, order_id)
    job = next(line for line in order.jobs if line.id == job_id)
    if job.status is step:
        return
    if step is JobStatus.DESIGN and job.designer_id is None:
        order = await work.assign(operator, job_id, designer.id, rev=job.rev)
        job = next(line for line in order.jobs if line.id == job_id)
    await work.move_job(operator, job_id, step, rev=job.rev)


def _later(story: Story, turn: float) -> AbstractContextManager[None]:
    """Spread what happens over the time that has passed since the order came."""
    return clock.shifted(timedelta(days=story.days_ago * 0.9 * turn / (len(PRINT) + 6)))


def _drawn(name: str, seed: int) -> bytes:
    if name.endswith(".pdf"):
        return artwork.booklet(4)
    return artwork.logo(seed) if name.endswith(".png") else artwork.poster(seed)
