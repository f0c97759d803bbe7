"""Deleting an account: no row of the database names its owner, and the books still add up."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from app.accounts.tables import sessions, user_words, users
from app.audit import audit
from app.chat import actions as chat
from app.chat.tables import messages, notes
from app.db import IntegrityError, database, metadata
from app.erased import MARK
from app.feedback.tables import feedback
from app.files.tables import downloads, files
from app.mail import outbox
from app.orders import queries
from app.orders.tables import history, orders
from app.push.tables import push_subscriptions, push_wishes
from app.storage import disk
from tests import cast
from tests.cast import PASSWORD
from tests.conftest import Member
from tests.files.sending import PDF, send
from tests.orders.conftest import flyer, place

__all__ = ["flyer", "place"]

ENDED = 3503
TELLTALES = ("ani@sanggar.test", "Ani Lestari", "lestari", "rahasia")
"""Her address, her name, a word by which she is found, and what stands in all that she wrote."""


def given(password=PASSWORD):
    return {"password": password}


async def everything():
    """Return every row of every table but the mails, as text."""
    found = {}
    for name, table in metadata.tables.items():
        rows = await database.fetch_all(
            sa.select(*(sa.column(c.name) for c in table.c)).select_from(table)
        )
        found[name] = "\n".join(repr(row) for row in rows)
    found.pop("outbox")
    return found


async def count(table, *where):
    return await database.fetch_val(sa.select(sa.func.count()).select_from(table).where(*where))


@pytest.fixture
async def history_of_ani(ani, sari, flyer, place, app):
    """An order that is over, with files and words on both sides, and all else that people leave."""
    order = await place(("flyer", 500), notes="Pesan rahasia")
    to = {"recipient": "Ani Lestari", "street": "Jalan rahasia 1", "city": "rahasia"}
    await database.execute(orders.update().values(to))
    kept = await send(ani, PDF, "rahasia-kartu.pdf", folder=str(order.folder_id), slot="front")
    loose = await send(ani, PDF + b"x", "rahasia-lain.pdf")
    general = await chat.general_room(ani.id)
    for who, room, words in (
        (ani, order.room_id, "Ini rahasia"),
        (sari, order.room_id, "Baik, Bu, rahasia"),
        (ani, general, "Halo, rahasia"),
    ):
        body = {"id": str(uuid4()), "body": words}
        await who.post(f"/api/rooms/{room}/messages", json=body)
    note = {"id": str(uuid4()), "body": "Catatan rahasia"}
    await sari.post(f"/rooms/{order.room_id}/notes", form=note)
    told = {"kind": "complaint", "severity": "normal", "wanted": "answer", "body": "Hal rahasia"}
    assert (await ani.post("/feedback", form=told)).status_code == 303
    await ani.post("/orders/draft", form={"notes": "rahasia besok"})
    await sari.get(f"/files/{kept['file']}")
    await ani.get(f"/files/{kept['file']}")
    await ani.post(
        "/account/settings",
        form={"settings-locale": "id", "settings-zone": "Asia/Jakarta", "settings-marketing": "y"},
    )
    cancelled = await ani.post(
        f"/orders/{order.id}/cancellation", form={"reason": "rahasia", "rev": 1}
    )
    assert cancelled.status_code == 303
    return order, kept["file"], loose["file"]


async def test_nothing_names_them_any_more(ani, history_of_ani):
    before = await everything()
    named = {name for name, text in before.items() if any(word in text for word in TELLTALES)}
    assert {"users", "user_words", "audit", "history", "messages", "event", "files"} <= named
    answer = await ani.post("/account/erasure", form=given())
    assert (answer.status_code, answer.location) == (303, "/goodbye")
    after = await everything()
    left = {(name, word) for name, text in after.items() for word in TELLTALES if word in text}
    assert left == set()
    assert await count(user_words, user_words.c.user_id == ani.id) == 1  # the number alone
    assert await count(sessions, sessions.c.user_id == ani.id) == 0
    assert await count(push_subscriptions, push_subscriptions.c.user_id == ani.id) == 0
    assert await count(push_wishes, push_wishes.c.user_id == ani.id) == 0
    assert await count(notes) == 0
    assert await count(downloads, downloads.c.user_id == ani.id) == 0
    assert await count(audit, audit.c.actor_id == ani.id, audit.c.ip != "") == 0


async def test_the_books_still_add_up(ani, sari, adi, history_of_ani):
    order = history_of_ani[0]
    before = await queries.order_for(sari.viewer, order.id)
    await ani.post("/account/erasure", form=given())
    after = await queries.order_for(sari.viewer, order.id)
    assert (after.code, after.total, after.status) == (before.code, before.total, before.status)
    assert after.jobs == before.jobs
    page = await (await sari.get(f"/orders/{order.id}")).get_data(as_text=True)
    assert "Pelanggan yang dihapus" in page
    steps = await database.fetch_all(
        sa.select(history.c.kind).where(history.c.order_id == order.id)
    )
    assert len(steps) >= 2
    row = await database.fetch_one(sa.select(users).where(users.c.id == ani.id))
    assert row.number == f"SG-{ani.id:06d}"
    assert row.name == "Pelanggan yang dihapus"


async def test_the_words_are_in_the_readers_language(ani, sari, history_of_ani):
    order = history_of_ani[0]
    await ani.post("/account/erasure", form=given())
    await sari.post("/locale", form={"locale": "en"})
    page = await (await sari.get(f"/orders/{order.id}")).get_data(as_text=True)
    assert "Deleted customer" in page
    assert MARK not in page


async def test_files_of_orders_stay_for_their_days_and_the_others_go(ani, history_of_ani):
    _order, kept, loose = history_of_ani
    keys = dict(
        [tuple(row) for row in await database.fetch_all(sa.select(files.c.id, files.c.storage_key))]
    )
    await ani.post("/account/erasure", form=given())
    states = dict(
        [tuple(row) for row in await database.fetch_all(sa.select(files.c.id, files.c.state))]
    )
    assert (states[kept], states[loose]) == ("ready", "expired")
    assert await disk.size(keys[kept]) == len(PDF)
    assert await disk.size(keys[loose]) is None
    name = await database.fetch_val(sa.select(files.c.name).where(files.c.id == kept))
    assert name == f"file-{kept}.pdf"


async def test_every_device_is_out_at_once_and_nobody_comes_in_again(app, ani, visitor, server):
    viewer, cookie = await cast.sign_in(app, "ani")
    phone = Member(app, viewer, cookie)
    async with phone.listening(f"user:{ani.id}") as socket:
        answer = await ani.post("/account/erasure", form=given())
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert await socket.closed(timeout=2) == ENDED
    assert (await phone.get("/api/me")).status_code == 401
    sign_in = {"email": cast.email("ani"), "password": PASSWORD}
    assert (await visitor.post("/login", form=sign_in)).status_code == 401
    page = await (await visitor.get("/goodbye")).get_data(as_text=True)
    assert "Akun Anda sudah dihapus" in page


async def test_a_last_mail_confirms_it_and_no_other_is_left(ani, visitor):
    await visitor.post("/password-reset", form={"email": cast.email("ani")})
    await ani.post("/account/erasure", form=given())
    rows = await database.fetch_all(
        sa.select(outbox).where(outbox.c.recipient == cast.email("ani"))
    )
    assert [row.subject for row in rows] == ["Akun Anda sudah dihapus"]
    assert "Ani Lestari" in rows[0].body


async def test_open_orders_are_named_and_hold_it_up(ani, flyer, place):
    order = await place(("flyer", 500))
    page = await (await ani.get("/account/erasure")).get_data(as_text=True)
    assert order.code in page
    assert "/rooms/general" in page
    assert 'type="password"' not in page
    answer = await ani.post("/account/erasure", form=given())
    assert answer.status_code == 409
    assert order.code in await answer.get_data(as_text=True)
    assert (await ani.get("/api/me")).status_code == 200


@pytest.mark.parametrize(("form", "status"), [(given("salah sekali"), 422), ({}, 422)])
async def test_without_the_password_nothing_happens(ani, form, status):
    answer = await ani.post("/account/erasure", form=form)
    assert answer.status_code == status
    assert "field__error" in await answer.get_data(as_text=True)
    assert (await ani.get("/api/me")).status_code == 200


async def test_guessing_the_password_is_slowed_down(ani):
    for _ in range(5):
        await ani.post("/account/erasure", form=given("salah sekali"))
    assert (await ani.post("/account/erasure", form=given())).status_code == 429


async def test_the_studios_people_keep_theirs(sari):
    assert (await sari.get("/account/erasure")).location == "/account"
    assert (await sari.post("/account/erasure", form=given())).status_code == 409
    page = await (await sari.get("/account")).get_data(as_text=True)
    assert "/account/erasure" not in page


async def test_who_looks_as_a_customer_cannot_delete_them(mira, ani):
    await mira.post(f"/users/{ani.id}/view")
    assert (await mira.post("/account/erasure", form=given())).status_code == 403
    assert await count(users, users.c.erased_at.is_not(None)) == 0


async def test_an_administrator_does_it_for_who_asks(adi, ani, history_of_ani):
    page = await (await adi.get(f"/users/{ani.id}/erasure")).get_data(as_text=True)
    assert "Ani Lestari" in page
    answer = await adi.post(f"/users/{ani.id}/erasure", form=given())
    assert answer.location == f"/users/{ani.id}?done=erased"
    page = await (await adi.get(answer.location)).get_data(as_text=True)
    assert "Pelanggan yang dihapus" in page
    assert "/enable" not in page
    line = await database.fetch_one(sa.select(audit).where(audit.c.verb == "erased"))
    assert (line.actor_name, line.subject) == ("Adi Nugroho", f"user:{ani.id}")
    assert (await adi.get("/users")).status_code == 200
    assert (await adi.get(f"/audit?subject=user:{ani.id}")).status_code == 200


async def test_a_colleagues_account_is_shut_and_not_deleted(adi, sari):
    assert (await adi.get(f"/users/{sari.id}/erasure")).location == f"/users/{sari.id}"
    assert (await adi.post(f"/users/{sari.id}/erasure", form=given())).status_code == 409


@pytest.mark.parametrize("password", ["salah sekali", ""])
async def test_an_administrator_needs_their_own_password(adi, ani, password):
    answer = await adi.post(f"/users/{ani.id}/erasure", form=given(password))
    assert answer.status_code == 422
    assert (await ani.get("/api/me")).status_code == 200


async def test_nobody_else_may(ani, budi, sari, dodi, maya, mira):
    doors = [
        await ask(f"/users/{ani.id}/erasure", form=given())
        for who in (budi, sari, dodi, maya, mira)
        for ask in (who.get, who.post)
    ]
    assert {door.status_code for door in doors} == {403}
    assert (await ani.get("/api/me")).status_code == 200


@pytest.mark.parametrize("door", ["enable", "reset-link", "erasure"])
async def test_what_is_deleted_stays_so(adi, ani, door):
    await ani.post("/account/erasure", form=given())
    assert (await adi.post(f"/users/{ani.id}/{door}", form=given())).status_code == 409
    role = await adi.post(f"/users/{ani.id}/role", form={"role": "admin"})
    assert role.status_code == 409


@pytest.mark.parametrize("changes", [{"actor_name": "x"}, {"ip": "x"}, {"facts": {}}])
async def test_the_trail_of_the_others_stays_as_it_is(ani, budi, changes):
    await budi.post("/account/sessions/end-others")
    await ani.post("/account/erasure", form=given())
    with pytest.raises(IntegrityError, match="append-only"):
        await database.execute(
            sa.update(audit).where(audit.c.actor_id == budi.id).values(**changes)
        )


async def test_what_somebody_did_stays_when_their_name_is_gone(ani, history_of_ani):
    await ani.post("/account/erasure", form=given())
    for table, changes in ((audit, {"verb": "other"}), (history, {"kind": "other"})):
        theirs = sa.update(table).where(table.c.actor_id == ani.id)
        with pytest.raises(IntegrityError, match="append-only"):
            await database.execute(theirs.values(**changes))


async def test_both_sides_of_a_conversation_are_blank(ani, sari, history_of_ani):
    order = history_of_ani[0]
    await ani.post("/account/erasure", form=given())
    rows = await database.fetch_all(
        sa.select(messages.c.body).where(messages.c.author_id.is_not(None))
    )
    assert [row.body for row in rows] == ["", "", ""]
    page = await sari.get(f"/rooms/{order.room_id}")
    assert page.status_code == 200
    assert (await sari.get("/inbox")).status_code == 200
    told = await database.fetch_one(sa.select(feedback))
    assert told.status == "resolved"
    shown = await (await sari.get(f"/feedback/{told.id}")).get_data(as_text=True)
    assert "dihapus bersama akun" in shown
    assert await count(orders, orders.c.notes != "") == 0
