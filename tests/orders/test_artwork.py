"""A file sent in an order's room becomes the artwork that a line waits for."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from quart.datastructures import FileStorage

from app.accounts.access import SYSTEM
from app.catalogue.models import Product
from app.config import Settings
from app.files.actions import add_small, adopt
from app.orders import actions, queries, work
from app.orders.models import Order
from app.orders.status import JobStatus
from tests.conftest import Member
from tests.orders.conftest import Place

pytestmark = pytest.mark.usefixtures("flyer")
PDF = b"%PDF-1.4\n%%EOF\n"


async def attach(who: Member, order: Order, name: str = "depan.pdf") -> dict[str, Any]:
    """Say something with a file in the order's room; returns the file."""
    response = await who.post(
        f"/rooms/{order.room_id}/messages",
        form={"id": str(uuid4()), "body": "Ini filenya"},
        files={"files": FileStorage(BytesIO(PDF), filename=name)},
    )
    assert response.status_code == 303
    page = await (await who.get(f"/api/rooms/{order.room_id}/messages")).get_json()
    file: dict[str, Any] = page["messages"][-1]["files"][0]
    return file


async def use(who: Member, order: Order, file: int, slot: str = "front") -> int:
    path = f"/orders/{order.id}/files/{file}/slot"
    return (await who.post(path, form={"slot": slot})).status_code


async def files_of(who: Member, order: Order) -> list[tuple[str, str, int]]:
    page = await (await who.get(f"/api/rooms/{order.room_id}/messages")).get_json()
    return [(f["name"], f["slot"], f["version"]) for m in page["messages"] for f in m["files"]]


async def test_the_customer_and_the_studio_put_files_into_slots(
    ani: Member, sari: Member, place: Place
) -> None:
    order = await place(("flyer", 500))
    for who, version in ((ani, 1), (sari, 2)):
        file = await attach(who, order)
        assert await use(who, order, file["id"]) == 303
        assert ("depan.pdf", "front", version) in await files_of(ani, order)
    entries = [e for e in await queries.timeline(order.id) if e.kind == "artwork"]
    assert [(e.actor_id, e.to_status, e.reason) for e in entries] == [
        (sari.id, "front", "depan.pdf"),
        (ani.id, "front", "depan.pdf"),
    ]


async def test_a_repeat_changes_nothing(ani: Member, place: Place) -> None:
    order = await place(("flyer", 500))
    file = await attach(ani, order)
    for _ in range(2):
        assert await use(ani, order, file["id"]) == 303
    assert await files_of(ani, order) == [("depan.pdf", "front", 1)]
    assert [e.kind for e in await queries.timeline(order.id)].count("artwork") == 1


async def test_an_older_file_counts_when_it_is_chosen_after_the_line_came_back(
    ani: Member, mira: Member, place: Place
) -> None:
    order = await place(("flyer", 500))
    file = await attach(ani, order)
    order = await work.check_files(order)
    (job,) = order.jobs
    assert job.status is JobStatus.PREFLIGHT
    order = await actions.claim(mira.viewer, order.id)
    (job,) = order.jobs
    await work.move_job(mira.viewer, job.id, "awaiting_files", rev=job.rev, reason="Pecah")
    order = await work.check_files(await queries.order_for(SYSTEM, order.id))
    assert order.stages == [JobStatus.AWAITING_FILES]
    assert await use(ani, order, file["id"]) == 303
    assert (await queries.order_for(SYSTEM, order.id)).stages == [JobStatus.PREFLIGHT]


async def test_open_pages_hear_it(server: object, ani: Member, sari: Member, place: Place) -> None:
    order = await place(("flyer", 500))
    file = await attach(ani, order)
    async with sari.listening(order.channel) as desk:
        await use(ani, order, file["id"])
        slotted = await desk.next("file.slotted")
        assert (slotted.data["id"], slotted.data["slot"]) == (file["id"], "front")


async def test_outsiders_and_readers_use_nothing(
    ani: Member, budi: Member, dodi: Member, maya: Member, visitor: Member, place: Place
) -> None:
    order = await place(("flyer", 500))
    file = await attach(ani, order)
    answers = {who: await use(who, order, file["id"]) for who in (budi, dodi, maya)}
    assert list(answers.values()) == [404, 404, 403]
    path = f"/orders/{order.id}/files/{file['id']}/slot"
    response = await visitor.post(path, form={"slot": "front"})
    assert response.status_code == 401
    assert await files_of(ani, order) == [("depan.pdf", "", 1)]


async def test_only_files_and_slots_of_this_order_count(
    ani: Member, budi: Member, place: Place
) -> None:
    order, other = await place(("flyer", 500)), await place(("flyer", 200))
    file = await attach(ani, order)
    loose = await add_small(PDF, name="lepas.pdf", by=ani.viewer)
    assert await use(ani, other, file["id"]) == 404
    assert await use(ani, order, loose.id) == 404
    assert await use(ani, order, 999_999) == 404
    assert await use(ani, order, file["id"], "back") == 422
    assert await use(ani, order, file["id"], "") == 422
    (adopted,) = await adopt([loose.upload_id], order.folder_id, ani.viewer)
    assert await use(ani, order, adopted.id) == 303
    assert await files_of(ani, order) == [("depan.pdf", "", 1)]


async def test_a_closed_order_takes_no_artwork(ani: Member, place: Place) -> None:
    order = await place(("flyer", 500))
    file = await attach(ani, order)
    order = await work.check_files(await queries.order_for(SYSTEM, order.id))
    await actions.cancel(ani.viewer, order.id, rev=order.rev)
    assert await use(ani, order, file["id"]) == 409
    html = await (await ani.get(f"/orders/{order.id}")).get_data(as_text=True)
    assert "attachment__use" not in html


async def test_the_buttons_stand_on_the_orders_page_for_who_may_use_them(
    ani: Member, sari: Member, maya: Member, place: Place, flyer: Product
) -> None:
    order = await place(("flyer", 500))
    file = await attach(ani, order)
    for who in (ani, sari):
        html = await (await who.get(f"/orders/{order.id}")).get_data(as_text=True)
        assert f'action="/orders/{order.id}/files/{file["id"]}/slot"' in html
        assert "Pakai sebagai materi: Depan" in html
    await use(ani, order, file["id"])
    html = await (await ani.get(f"/orders/{order.id}")).get_data(as_text=True)
    assert "Materi: Depan" in html
    assert "Dipakai sebagai materi" in html
    for path in (f"/rooms/{order.room_id}",):
        html = await (await ani.get(path)).get_data(as_text=True)
        assert "attachment__use" not in html
    html = await (await maya.get(f"/orders/{order.id}")).get_data(as_text=True)
    assert "attachment__use" not in html


async def test_a_file_says_to_the_studio_what_it_is_and_to_all_who_sent_it(
    ani: Member, sari: Member, place: Place
) -> None:
    order = await place(("flyer", 500))
    for who in (ani, sari):
        file = await attach(who, order, f"{who.viewer.name}.pdf")
        assert await use(who, order, file["id"]) == 303
    seen = [
        (await (await who.get(f"/orders/{order.id}")).get_data(as_text=True)).partition(
            'id="files-title"'
        )[2]
        for who in (ani, sari)
    ]
    assert [page.count("sidik berkas") for page in seen] == [0, 2]
    assert [page.count(f"dikirim oleh {sari.viewer.name}") for page in seen] == [1, 1]
    assert f"dikirim oleh {ani.viewer.name}" not in seen[1]


async def test_the_studio_may_pass_on_the_link_of_a_file(
    ani: Member, sari: Member, place: Place, settings: Settings
) -> None:
    order = await place(("flyer", 500))
    file = await attach(ani, order)
    await use(ani, order, file["id"])
    link = f'data-link="{settings.public_url}/files/{file["id"]}"'
    for page in (f"/orders/{order.id}", f"/orders/{order.id}/files"):
        assert (await (await sari.get(page)).get_data(as_text=True)).count(link) == 1
        assert "data-link" not in await (await ani.get(page)).get_data(as_text=True)
