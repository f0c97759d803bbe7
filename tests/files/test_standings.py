"""Where several uploads stand, asked at once: what a page that was reloaded wants to know."""

from urllib.parse import urlencode

from tests.files.sending import PDF, declare, send, upload_id


async def standings(member, *ids: str) -> dict[str, str]:
    answer = await member.get("/uploads?" + urlencode([("id", name) for name in ids]))
    assert answer.status_code == 200
    return {upload["id"]: upload["state"] for upload in (await answer.get_json())["uploads"]}


async def test_where_several_uploads_stand_is_one_question(ani, budi) -> None:
    begun = upload_id((await declare(ani, PDF)).headers["Location"])
    done = (await send(ani, PDF))["id"]
    foreign = upload_id((await declare(budi, PDF)).headers["Location"])
    asked = (begun, done, foreign, "0" * 32, "x' OR 1")
    assert await standings(ani, *asked) == {begun: "receiving", done: "ready"}


async def test_a_declaration_whose_answer_was_lost_is_found_by_its_key(ani, budi) -> None:
    key, foreign = "0b0c6d1e-aaaa-4bbb-8ccc-000000000001", "0b0c6d1e-aaaa-4bbb-8ccc-000000000002"
    mine = upload_id((await declare(ani, PDF, **{"Idempotency-Key": key})).headers["Location"])
    await declare(budi, PDF, **{"Idempotency-Key": foreign})
    asked = urlencode([("key", name) for name in (key, foreign, "unknown", "\0", "ﬁ")])
    [found] = (await (await ani.get(f"/uploads?{asked}")).get_json())["uploads"]
    assert (found["id"], found["key"], found["state"]) == (mine, key, "receiving")


async def test_who_asks_about_nothing_is_told_nothing(ani) -> None:
    await send(ani, PDF)
    assert await standings(ani) == {}


async def test_a_visitor_is_told_nothing(visitor) -> None:
    answer = await visitor.get("/uploads", headers={"Accept": "application/json"})
    assert answer.status_code == 401
