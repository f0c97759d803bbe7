"""The same bytes once more are recognised while they arrive, and only to their owner."""

from app.files import actions
from tests.files.sending import PDF, send


async def test_bytes_that_were_sent_before_are_named_by_their_order(ani, budi) -> None:
    folder = await actions.open_folder(ani.id, "order:1", code="SG-1")
    first = await send(ani, PDF, "brosur.pdf", folder=str(folder))
    again = await send(ani, PDF, "brosur baru.pdf")
    assert (first["same_as"], again["same_as"]) == ("", "SG-1")
    assert (await send(ani, PDF + b"%", "lain.pdf"))["same_as"] == ""
    assert (await send(budi, PDF, "milik budi.pdf"))["same_as"] == ""


async def test_bytes_that_are_in_no_order_yet_are_named_by_their_file(ani) -> None:
    await send(ani, PDF, "pertama.pdf")
    assert (await send(ani, PDF, "kedua.pdf"))["same_as"] == "pertama.pdf"


async def test_what_was_removed_is_not_known_any_more(ani) -> None:
    first = await send(ani, PDF, "pertama.pdf")
    removed = await ani.post(f"{first['url']}/removal", headers={"Accept": "application/json"})
    assert removed.status_code == 200
    assert (await send(ani, PDF, "kedua.pdf"))["same_as"] == ""
