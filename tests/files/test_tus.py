"""tus 1.0: declaring, sending piece by piece, and each refusal of the protocol."""

import base64
from hashlib import sha256

import pytest

from app.storage import disk
from tests.files.sending import EXE, OFFSET, PDF, TUS, declare, digest, metadata, push, send


async def test_options_say_what_is_spoken_and_invite_no_other_site(visitor) -> None:
    response = await visitor.request("OPTIONS", "/uploads")
    assert response.status_code == 204
    assert response.headers["Tus-Version"] == "1.0.0"
    assert "creation" in response.headers["Tus-Extension"]
    assert int(response.headers["Tus-Max-Size"]) > 0
    assert not [name for name in dict(response.headers) if name.startswith("Access-Control")]


async def test_a_file_arrives_in_pieces_and_is_ready(ani) -> None:
    created = await declare(ani, PDF)
    location = created.headers["Location"]
    assert created.status_code == 201
    assert len(location.rpartition("/")[2]) == 32
    first = await push(ani, location, PDF[:500])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "500")
    head = await ani.request("HEAD", location, headers=TUS)
    assert head.headers["Upload-Offset"] == "500"
    assert head.headers["Upload-Length"] == str(len(PDF))
    assert head.headers["Cache-Control"] == "no-store"
    assert "Upload-Expires" in head.headers
    last = await push(ani, location, PDF[500:], 500)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(PDF)))
    told = await (await ani.get(location)).get_json()
    assert told["state"] == "ready"
    download = await ani.get(told["url"])
    assert await download.get_data() == PDF


async def test_the_same_idempotency_key_gets_the_same_location(ani) -> None:
    headers = TUS | {
        "Upload-Length": "9",
        "Upload-Metadata": metadata(filename="a.pdf"),
        "Idempotency-Key": "k1",
    }
    first = await ani.post("/uploads", headers=headers)
    again = await ani.post("/uploads", headers=headers)
    assert again.status_code == 201
    assert again.headers["Location"] == first.headers["Location"]
    other = await ani.post("/uploads", headers=headers | {"Upload-Length": "10"})
    assert other.status_code == 422


async def test_a_wrong_offset_is_refused_and_nothing_is_written(ani) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    await push(ani, location, PDF[:100])
    refused = await push(ani, location, PDF[:100], 0)
    assert refused.status_code == 409
    assert refused.headers["Upload-Offset"] == "100"
    assert (await refused.get_json())["error"]["offset"] == 100
    head = await ani.request("HEAD", location, headers=TUS)
    assert head.headers["Upload-Offset"] == "100"


async def test_another_content_type_is_refused(ani) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    refused = await push(ani, location, PDF, **{"Content-Type": "application/octet-stream"})
    assert refused.status_code == 415


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
async def test_a_request_without_the_version_is_refused(ani, method: str) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    path = "/uploads" if method == "POST" else location
    headers = {"Upload-Offset": "0", "Content-Type": OFFSET, "Upload-Length": "5"}
    refused = await ani.request(method, path, headers=headers)
    assert refused.status_code == 412
    assert refused.headers["Tus-Version"] == "1.0.0"


async def test_more_than_declared_is_refused(ani) -> None:
    location = (await declare(ani, 10)).headers["Location"]
    assert (await push(ani, location, bytes(11))).status_code == 413
    head = await ani.request("HEAD", location, headers=TUS)
    assert head.headers["Upload-Offset"] == "0"


async def test_a_finished_upload_takes_no_more(ani) -> None:
    told = await send(ani, PDF)
    refused = await push(ani, f"/uploads/{told['id']}", b"x", len(PDF))
    assert refused.status_code == 403


async def test_a_file_over_the_limit_is_refused_before_its_first_byte(ani, settings) -> None:
    refused = await declare(ani, settings.max_file_bytes + 1)
    assert refused.status_code == 413
    assert (await refused.get_json())["error"]["limit"] == settings.max_file_bytes


@pytest.mark.parametrize("length", ["", "-1", "x", "1e3", "0", "9" * 30])
async def test_a_wrong_length_is_refused(ani, length: str) -> None:
    refused = await ani.post("/uploads", headers=TUS | {"Upload-Length": length})
    assert refused.status_code in {400, 422}


async def test_broken_metadata_is_refused(ani) -> None:
    headers = TUS | {"Upload-Length": "5", "Upload-Metadata": "filename ***"}
    assert (await ani.post("/uploads", headers=headers)).status_code == 400


async def test_a_full_disk_is_said_before_the_first_byte(ani, settings, monkeypatch) -> None:
    monkeypatch.setattr(disk, "free_bytes", lambda: settings.disk_reserve_bytes)
    refused = await declare(ani, PDF)
    assert refused.status_code == 507
    assert refused.headers["Retry-After"]


async def test_too_many_unfinished_uploads_are_refused(ani, monkeypatch) -> None:
    monkeypatch.setattr("app.files.room.OPEN_UPLOADS", 2)
    for _ in range(2):
        assert (await declare(ani, PDF)).status_code == 201
    assert (await declare(ani, PDF)).status_code == 413


async def test_others_and_visitors_get_nowhere(ani, budi, sari, visitor) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    for other in (budi, sari):
        assert (await other.request("HEAD", location, headers=TUS)).status_code == 404
        assert (await push(other, location, PDF)).status_code == 404
        assert (await other.delete(location, headers=TUS)).status_code == 404
        assert (await other.get(location)).status_code == 404
    assert (await push(visitor, location, PDF)).status_code == 401
    assert (await declare(visitor, PDF)).status_code == 401
    head = await ani.request("HEAD", location, headers=TUS)
    assert head.headers["Upload-Offset"] == "0"


async def test_marketing_may_not_upload(maya, ani) -> None:
    assert (await declare(maya, PDF)).status_code == 403
    location = (await declare(ani, PDF)).headers["Location"]
    assert (await push(maya, location, PDF)).status_code == 403


async def test_a_foreign_site_cannot_send_pieces(ani) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    refused = await push(ani, location, PDF, **{"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403


async def test_the_owner_drops_an_upload_and_its_bytes(ani, settings) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    await push(ani, location, PDF[:100])
    assert (await ani.delete(location, headers=TUS)).status_code == 204
    assert (await ani.request("HEAD", location, headers=TUS)).status_code == 404
    assert [p for p in settings.uploads.rglob("*") if p.is_file()] == []


async def test_a_wrong_checksum_leaves_the_offset_where_it_was(ani) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    await push(ani, location, PDF[:100])
    wrong = base64.b64encode(sha256(b"something else").digest()).decode()
    refused = await push(ani, location, PDF[100:200], 100, **{"Upload-Checksum": f"sha256 {wrong}"})
    assert refused.status_code == 460
    right = base64.b64encode(sha256(PDF[100:]).digest()).decode()
    taken = await push(ani, location, PDF[100:], 100, **{"Upload-Checksum": f"sha256 {right}"})
    assert taken.status_code == 204
    told = await (await ani.get(location)).get_json()
    assert told["state"] == "ready"


async def test_an_unknown_checksum_is_refused(ani) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    refused = await push(ani, location, PDF, **{"Upload-Checksum": "crc32 AAAA"})
    assert refused.status_code == 400


async def test_a_file_that_is_not_what_was_declared_is_never_ready(ani, sari) -> None:
    created = await declare(ani, PDF, sha256=digest(b"another file"))
    location = created.headers["Location"]
    refused = await push(ani, location, PDF)
    assert refused.status_code == 460
    told = await (await ani.get(location)).get_json()
    assert (told["state"], told["file"]) == ("rejected", None)


async def test_a_disguised_program_is_rejected_with_a_reason_and_quarantined(ani, settings) -> None:
    told = await send(ani, EXE, "poster.pdf")
    assert told["state"] == "rejected"
    assert told["reason"]
    kept = [p.parent.name for p in settings.uploads.rglob("*") if p.is_file()]
    assert kept == ["quarantine"]
