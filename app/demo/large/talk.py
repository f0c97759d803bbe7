"""What is said about an order: by the system at each milestone, and by people in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from app.accounts.access import Role
from app.chat.models import SYSTEM_ACTOR
from app.chat.tables import messages, read_cursors
from app.demo.large.columns import Sheet
from app.realtime.log import event

if TYPE_CHECKING:
    from app.demo.large.orders import Start

WORDS = {
    "quoting": ("Studio sedang menghitung harga.", "The studio is working out the price."),
    "quoted": ("Penawaran harga sudah siap.", "The price is ready."),
    "confirmed": ("Pesanan dikonfirmasi.", "The order is confirmed."),
    "in_work": ("Pesanan mulai dikerjakan.", "Work on the order has begun."),
    "ready": ("Pesanan sudah siap.", "The order is ready."),
    "completed": (
        "Pesanan sudah diserahkan. Terima kasih!",
        "The order was handed over. Thank you!",
    ),
    "cancelled": ("Pesanan dibatalkan.", "The order was cancelled."),
    "withdrawn": ("Pesanan ditarik kembali.", "The order was withdrawn."),
    "declined": ("Penawaran tidak diterima.", "The price was not accepted."),
}
ASKED = (
    "Halo, filenya sudah saya kirim ya.", "Kira-kira selesai kapan?",
    "Warnanya bisa dibuat lebih tua sedikit?", "Logonya tolong diperbesar.",
    "Bisa diambil hari Sabtu?", "Kalau tambah 100 lembar berapa?",
    "Sudah saya transfer, terima kasih.",
    "Teks di halaman dua masih salah ketik.", "Kertasnya tetap yang 150 gsm, kan?",
    "Baik, ditunggu.",
)  # fmt: skip
ANSWERED = (
    "Baik, sudah kami terima.", "Perkiraan selesai lusa sore.", "Siap, kami sesuaikan dulu.",
    "Pratinjau barunya kami kirim sebentar lagi.", "Bisa, kami buka sampai pukul 20.00.",
    "Filenya aman, resolusinya cukup.", "Terima kasih, pembayarannya sudah masuk.",
    "Sudah kami perbaiki, silakan dicek kembali.", "Betul, sesuai pesanan awal.", "Sama-sama!",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: by whom ("" is the system), and the move that it tells of."""

    at: datetime
    by: str
    body: str
    body_en: str = ""
    before: str = ""
    after: str = ""


def lines(
    draw: Random, at: datetime, until: datetime, *, moves: Sequence[tuple[str, str]], waits: bool
) -> list[Line]:
    """Draw what was said, oldest first; where somebody waits, the customer spoke last."""
    many = draw.choices((0, 1, 2, 4, 8, 40), (30, 25, 22, 15, 7, 1))[0]
    turns: list[tuple[str, str, str, str]] = [("", *WORDS[to], f"{frm}>{to}") for frm, to in moves]
    for _ in range(many):
        place = draw.randint(0, len(turns))
        who = "designer" if draw.random() < 0.3 else "operator"
        turns[place:place] = [
            ("customer", draw.choice(ASKED), "", ""),
            (who, draw.choice(ANSWERED), "", ""),
        ]
    if waits:
        turns.append(("customer", draw.choice(ASKED), "", ""))
    span = min(until - at, timedelta(days=draw.uniform(3, 9))) * 0.95
    step = span / (len(turns) + 1)
    found = []
    for number, (by, body, body_en, move) in enumerate(turns, start=1):
        before, _arrow, after = move.partition(">")
        found.append(Line(at + step * number, by, body, body_en, before, after))
    return found


def write(
    draw: Random,
    sheet: Sheet,
    said: Sequence[tuple[int, Line]],
    room_id: int,
    waits: bool,
    *,
    authors: Mapping[str, Any],
    start: "Start",
) -> None:
    """Write the messages of a room, who has read them, and what of it the live log still has."""
    customer = authors["customer"]
    for offset, (message_id, line) in enumerate(said, start=1):
        author = _author(line.by, authors)
        client_id = str(UUID(int=draw.getrandbits(128), version=4))
        sheet.add(
            messages, id=message_id, room_id=room_id, author_id=author["id"] or None,
            client_id=client_id, body=line.body, body_en=line.body_en, created_at=line.at,
        )  # fmt: skip
        if said[0][1].at > start.log_from:
            _log(draw, sheet, room_id, offset, message_id, line, author=author, client_id=client_id)
    if not said:
        return
    last, before = said[-1][0], said[-2][0] if len(said) > 1 else 0
    readers = {customer: last if waits or draw.random() < 0.9 else before}
    if any(line.by == "operator" for _, line in said):
        readers[authors["operator"].id] = before if waits else last
    for user_id, until in readers.items():
        sheet.add(
            read_cursors,
            room_id=room_id,
            user_id=user_id,
            last_read_id=until,
            read_at=said[-1][1].at,
        )


def _author(by: str, authors: Mapping[str, Any]) -> dict[str, Any]:
    if not by:
        return {"id": SYSTEM_ACTOR.id, "name": SYSTEM_ACTOR.name, "role": SYSTEM_ACTOR.role}
    if by == "customer":
        return {"id": authors[by], "name": "Pelanggan", "role": str(Role.CUSTOMER)}
    return {"id": authors[by].id, "name": authors[by].name, "role": str(authors[by].role)}


def _log(
    draw: Random,
    sheet: Sheet,
    room_id: int,
    offset: int,
    message_id: int,
    line: Line,
    *,
    author: Mapping[str, Any],
    client_id: str,
) -> None:
    facts = {
        "id": message_id, "room": room_id, "author": author, "client_id": client_id,
        "body": line.body, "files": [], "at": line.at,
    }  # fmt: skip
    sheet.add(
        event, channel=f"room:{room_id}", offset=offset,
        id=str(UUID(int=draw.getrandbits(128), version=4)), type="message.posted",
        actor=msgspec.json.encode(author).decode(), payload=msgspec.json.encode(facts).decode(),
        at=line.at,
    )  # fmt: skip
