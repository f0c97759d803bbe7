"""The product's main job from outside: real server, real files, clients that we did not write."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import IO
from uuid import uuid4

import centrifuge
import pytest
from PIL import Image
from reportlab.pdfgen import canvas
from tusclient.client import TusClient
from tusclient.uploader import Uploader

from tests.postgres import new_database, postgres_cluster
from tests.process import ServerProcess
from tests.programs import Program

__all__ = ["postgres_cluster"]


@pytest.fixture(scope="module")
async def studio(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    process = ServerProcess(tmp_path_factory.mktemp("studio"))
    process.run("demo")
    await process.start()
    yield process
    assert process.stop() == 0


@pytest.fixture(scope="module")
async def studio_on_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgres_cluster: str
) -> AsyncIterator[ServerProcess]:
    url = await new_database(postgres_cluster, "main_job")
    process = ServerProcess(tmp_path_factory.mktemp("studio"), SANGGAR_DATABASE_URL=url)
    process.run("demo")
    await process.start()
    yield process
    assert process.stop() == 0


@pytest.fixture(params=["studio", "studio_on_postgresql"])
def any_studio(request: pytest.FixtureRequest) -> ServerProcess:
    """The studio over each kind of database."""
    studio: ServerProcess = request.getfixturevalue(request.param)
    return studio


def print_pdf(pages: int) -> bytes:
    """A multi-page A4 document with 3 mm of bleed."""
    buffer = BytesIO()
    paper = canvas.Canvas(buffer, pagesize=(612, 859))
    for page in range(pages):
        paper.setFont("Helvetica", 36)
        paper.drawString(90, 700, f"Proposal, halaman {page + 1}")
        paper.rect(8.5, 8.5, 595, 842)
        paper.showPage()
    paper.save()
    return buffer.getvalue()


def photograph(seed: int) -> bytes:
    """A noisy JPEG of twelve megapixels, as a telephone makes them."""
    noise = Image.effect_noise((1000, 750), 60 + seed).convert("RGB")
    buffer = BytesIO()
    noise.resize((4000, 3000)).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


async def upload(who: Program, name: str, content: bytes) -> str:
    """Send one file with tuspy and return the id of the upload."""
    client = TusClient(who.url + "/uploads", headers={"Cookie": who.cookie})
    uploader = client.uploader(
        file_stream=BytesIO(content), chunk_size=1024 * 1024, metadata={"filename": name}
    )
    await asyncio.to_thread(uploader.upload)
    return str(uploader.url).rstrip("/").rpartition("/")[2]


async def order_something(who: Program, uploads: list[str], key: str) -> dict[str, object]:
    body = {
        "lines": [{"product": "brosur", "quantity": 500, "options": {}}],
        "notes": "Lipat tiga",
        "uploads": uploads,
    }
    answer = await who.http.post("/api/orders", json=body, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_the_main_job_from_order_to_promo(any_studio: ServerProcess) -> None:
    url = any_studio.url
    async with (
        Program(url, "customer") as ani,
        Program(url, "operator") as sari,
        Program(url, "operator2") as rina,
        Program(url, "admin") as adi,
        Program(url) as visitor,
    ):
        feed = await sari.hear("orders:1")
        strip = await visitor.hear("promos")
        files = {"proposal.pdf": print_pdf(12), "foto.jpg": photograph(1)}
        uploads = [await upload(ani, name, content) for name, content in files.items()]
        key = str(uuid4())
        order = await order_something(ani, uploads, key)
        assert (await order_something(ani, uploads, key))["id"] == order["id"]
        assert (await feed.until("order.submitted"))["code"] == order["code"]
        page = await ani.hear(f"order:{order['id']}")
        await _files_are_the_same_bytes(ani, int(str(order["id"])), files)
        await _one_operator_wins(sari, rina, int(str(order["id"])))
        assert (await page.until("order.claimed"))["code"] == order["code"]
        await _they_talk(ani, sari, int(str(order["room"]["id"])))  # type: ignore[index]
        await _the_job_moves(sari, ani, int(str(order["id"])))
        assert await page.until("job.state_changed")
        await _the_promo_comes_and_goes(adi, strip)


async def _files_are_the_same_bytes(who: Program, order_id: int, sent: dict[str, bytes]) -> None:
    shown = (await who.http.get(f"/api/orders/{order_id}")).json()["files"]
    assert {file["name"] for file in shown} == set(sent)
    for file in shown:
        got = await who.http.get(file["url"])
        assert got.status_code == 200
        assert got.headers["content-disposition"].startswith("attachment")
        assert hashlib.sha256(got.content).hexdigest() == file["sha256"]
        assert got.content == sent[file["name"]]


async def _one_operator_wins(first: Program, second: Program, order_id: int) -> None:
    answers = await asyncio.gather(
        *(who.http.post(f"/api/orders/{order_id}/claim") for who in (first, second))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert "Wulandari" in loser.text or "Hapsari" in loser.text


async def _they_talk(customer: Program, operator: Program, room: int) -> None:
    heard = await operator.hear(f"room:{room}")
    message_id = str(uuid4())
    command = {"room": room, "id": message_id, "body": "Apakah bisa selesai Jumat?"}
    await customer.rpc("chat.send", command)
    assert (await heard.until("message.posted"))["body"] == "Apakah bisa selesai Jumat?"
    await customer.rpc("chat.send", command)
    answer = await operator.http.post(
        f"/api/rooms/{room}/messages", json={"id": str(uuid4()), "body": "Bisa, Bu."}
    )
    assert answer.status_code == 201
    listed = (await customer.http.get(f"/api/rooms/{room}/messages")).json()["messages"]
    bodies = [message["body"] for message in listed]
    assert bodies.count("Apakah bisa selesai Jumat?") == 1
    assert bodies[-1] == "Bisa, Bu."
    with pytest.raises(centrifuge.ReplyError):
        await customer.rpc("chat.send", command | {"body": "Something else"})


async def _the_job_moves(operator: Program, customer: Program, order_id: int) -> None:
    job = (await operator.http.get(f"/api/orders/{order_id}")).json()["jobs"][0]
    assert job["status"] == "preflight"
    move = {"to": "design", "rev": job["rev"]}
    assert (await customer.http.post(f"/api/jobs/{job['id']}/status", json=move)).status_code == 403
    assert (await operator.http.post(f"/api/jobs/{job['id']}/status", json=move)).status_code == 200
    stale = await operator.http.post(f"/api/jobs/{job['id']}/status", json=move)
    assert stale.status_code == 409


async def _the_promo_comes_and_goes(admin: Program, strip: object) -> None:
    made = await admin.http.post(
        "/api/promos",
        json={
            "title_id": "Diskon kilat brosur",
            "title_en": "Flash sale on brochures",
            "kind": "percent",
            "value": 10,
            "audience": "everyone",
        },
    )
    assert made.status_code == 201, made.text
    promo = made.json()["id"]
    published = await admin.http.post(f"/api/promos/{promo}/publication", json={})
    assert published.status_code in {200, 201}, published.text
    assert (await strip.until("promo.published", timeout=1))["id"] == promo  # type: ignore[attr-defined]
    gone = await admin.http.delete(f"/api/promos/{promo}/publication")
    assert gone.status_code in {200, 204}
    assert await strip.until("promo.withdrawn", timeout=1)  # type: ignore[attr-defined]


async def test_an_outsider_hears_and_reads_nothing(any_studio: ServerProcess) -> None:
    url = any_studio.url
    async with (
        Program(url, "customer") as ani,
        Program(url, "customer2") as budi,
        Program(url) as visitor,
    ):
        order = await order_something(ani, [], str(uuid4()))
        room = order["room"]["id"]  # type: ignore[index]
        for who in (budi, visitor):
            for channel in (f"order:{order['id']}", f"room:{room}", "orders:1", "room:999999"):
                subscription = who.live.new_subscription(channel)  # type: ignore[union-attr]
                await subscription.subscribe()
                with pytest.raises(centrifuge.CentrifugeError):
                    await subscription.ready(timeout=3)
        for path in (f"/api/orders/{order['id']}", f"/api/rooms/{room}/messages"):
            assert (await budi.http.get(path)).status_code == 404
            assert (await visitor.http.get(path)).status_code == 401


async def test_the_big_file_survives_a_kill(studio: ServerProcess, tmp_path: Path) -> None:
    """1 GiB, the server killed once on the way: same hash, and under 64 MiB of memory more."""
    source = tmp_path / "film.mp4"
    wanted = _write_film(source, 1024)
    with source.open("rb") as film:
        async with Program(studio.url, "customer") as ani:
            uploader = await _sending(ani, film)
            await _send_until(uploader, 512 * 1024 * 1024, studio)
        studio.kill()
        await studio.start()
        async with Program(studio.url, "customer") as ani:
            resumed = await _sending(ani, film, url=str(uploader.url))
            assert 504 * 1024 * 1024 <= resumed.offset <= 520 * 1024 * 1024
            await _send_until(resumed, source.stat().st_size, studio)
            upload_id = str(uploader.url).rpartition("/")[2]
            order = await order_something(ani, [upload_id], str(uuid4()))
            shown = (await ani.http.get(f"/api/orders/{order['id']}")).json()["files"][0]
            assert shown["sha256"] == wanted
            assert shown["size"] == source.stat().st_size
            assert await _downloaded_hash(ani, shown["url"]) == wanted


async def _sending(who: Program, film: IO[bytes], url: str | None = None) -> Uploader:
    client = TusClient(who.url + "/uploads", headers={"Cookie": who.cookie})
    return await asyncio.to_thread(
        client.uploader,
        file_stream=film,
        url=url,
        chunk_size=8 * 1024 * 1024,
        metadata={"filename": "film.mp4"},
    )


async def _send_until(uploader: Uploader, offset: int, studio: ServerProcess) -> None:
    """Send chunk by chunk, and watch that the server's memory stays where it was."""
    await asyncio.to_thread(uploader.upload_chunk)
    before = studio.memory()
    while uploader.offset < offset:
        await asyncio.to_thread(uploader.upload_chunk)
        assert studio.memory() - before < 64 * 1024 * 1024


def _write_film(path: Path, mebibytes: int) -> str:
    """Write a file that begins like an MP4 and does not compress; returns its SHA-256."""
    block = hashlib.shake_256(b"film").digest(1024 * 1024)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for number in range(mebibytes):
            head = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" if number == 0 else b""
            part = head + number.to_bytes(4, "big") + block[len(head) + 4 :]
            file.write(part)
            digest.update(part)
    return digest.hexdigest()


async def _downloaded_hash(who: Program, url: str) -> str:
    digest = hashlib.sha256()
    async with who.http.stream("GET", url) as answer:
        async for part in answer.aiter_bytes(1024 * 1024):
            digest.update(part)
    return digest.hexdigest()
