"""General conversations of the demo studio, and what customers said about it."""

from datetime import timedelta
from uuid import uuid4

from app import clock
from app.accounts.access import Viewer
from app.chat import handling, labelling, replies
from app.chat.actions import general_room, post_message
from app.feedback.actions import give
from app.feedback.models import Kind, Told

TALK: dict[str, tuple[tuple[str, str], ...]] = {
    "customer": (
        ("customer", "Selamat siang, apakah bisa cetak kalender meja ukuran A5?"),
        ("operator", "Selamat siang, Bu Ani. Bisa, minimal 25 eksemplar. Sudah ada desainnya?"),
        ("customer", "Belum, sekalian minta dibuatkan desainnya ya."),
        ("operator", "Siap. Boleh kirim logo dan beberapa foto ke ruang ini."),
    ),
    "customer2": (
        ("customer2", "Kak, kartu nama yang sudut bulat masih ada?"),
        ("operator2", "Masih, Pak Budi. Pilihannya ada di halaman kartu nama."),
    ),
    "081234567801": (("081234567801", "Kami buka cabang baru, ada paket untuk menu dan spanduk?"),),
}
BY_MAIL = {"Belum, sekalian minta dibuatkan desainnya ya."}
"""Answers that came in as mails."""


TOLD = (
    (
        "customer",
        2.0,
        Kind.PRAISE,
        "Brosurnya tajam dan pengirimannya cepat. Terima kasih untuk Mbak Sari yang sabar.",
    ),
    (
        "customer2",
        0.9,
        Kind.COMPLAINT,
        "Dari 500 kartu nama ada sekitar 20 yang potongannya miring. Mohon diganti.",
    ),
    (
        "081234567802",
        0.3,
        Kind.SUGGESTION,
        "Akan sangat membantu kalau ada contoh kertas yang bisa kami pegang di toko.",
    ),
)


LABELS = {"customer": "Kalender", "customer2": "Kartu nama", "081234567801": "Calon besar"}
READY = {
    "jam": "Halo {name}, kami buka Senin–Sabtu pukul 08.00–20.00 WIB.",
    "berkas": (
        "Halo {name}, mohon kirim berkas PDF dengan bleed 3 mm, gambar 300 dpi, dan huruf yang "
        "sudah dijadikan kurva. Kalau ragu, kirim saja: {me} periksa dulu."
    ),
    "siap": "Kabar baik, {name}! {order} sudah selesai dan bisa diambil hari ini.",
}


async def fill(actors: dict[str, Viewer]) -> None:
    """Let them talk, some hours ago."""
    for name, days, kind, words in TOLD:
        with clock.shifted(-timedelta(days=days)):
            await give(Told(kind=kind, body=words, client_key=str(uuid4())), by=actors[name])
    for age, (customer, lines) in enumerate(TALK.items(), start=1):
        room_id = await general_room(actors[customer].id)
        for step, (who, words) in enumerate(lines):
            with clock.shifted(-timedelta(hours=7 * age, minutes=-4 * step)):
                way = "mail" if words in BY_MAIL else ""
                await post_message(actors[who], room_id, str(uuid4()), words, via=way)
    for shortcut, words in READY.items():
        await replies.keep(actors["operator"], shortcut, words)
    for customer, operator in (("customer", "operator"), ("customer2", "operator2")):
        await handling.take(actors[operator], await general_room(actors[customer].id))
    for customer, name in LABELS.items():
        await labelling.choose(
            actors["operator"], await general_room(actors[customer].id), (), name
        )
