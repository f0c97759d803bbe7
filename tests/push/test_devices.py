"""A device hears as long as its owner is signed in there and wants it."""

from sqlalchemy import func, select

from app.db import database, transaction
from app.push import outbox
from app.push.models import DEVICES_LIMIT, Note, Topic
from app.push.tables import push_outbox, push_subscriptions
from tests import cast
from tests.conftest import Member
from tests.push.conftest import Post
from tests.push.receiver import Device


def note(topic: Topic = Topic.ORDERS, tag: str = "order:1") -> Note:
    return Note(topic, lambda: "Pesanan siap", lambda: "Buka pesanan", "/orders/1", tag)


async def say(member: Member, topic: Topic = Topic.ORDERS, tag: str = "order:1") -> int:
    async with transaction():
        return await outbox.enqueue(note(topic, tag), [member.id])


async def count(table: object) -> int:
    return int(await database.fetch_val(select(func.count()).select_from(table)))


async def test_a_note_reaches_the_device_and_nobody_between_can_read_it(
    ani: Member, post: Post
) -> None:
    device = await post.subscribe(ani)
    assert await say(ani) == 1
    await post.deliver()
    (received,) = post.service.received
    assert received.path == "/push/ani"
    assert received.headers["content-encoding"] == "aes128gcm"
    assert received.headers["ttl"] == "86400"
    assert received.headers["urgency"] == "high"
    assert received.headers["authorization"].startswith("vapid t=")
    assert b"Pesanan" not in received.body
    shown = device.note(received)
    assert (shown["title"], shown["url"], shown["tag"]) == ("Pesanan siap", "/orders/1", "order:1")
    await post.deliver()
    assert len(post.service.received) == 1
    assert await count(push_outbox) == 0


async def test_a_note_of_a_transaction_that_failed_is_never_sent(ani: Member, post: Post) -> None:
    await post.subscribe(ani)
    try:
        async with transaction():
            await outbox.enqueue(note(), [ani.id])
            raise RuntimeError
    except RuntimeError:
        pass
    await post.deliver()
    assert post.service.received == []


async def test_a_newer_note_about_a_matter_takes_the_place_of_the_older(
    ani: Member, post: Post
) -> None:
    await post.subscribe(ani)
    await say(ani)
    await say(ani)
    await say(ani, tag="order:2")
    await post.deliver()
    assert len(post.service.received) == 2


async def test_a_device_that_is_gone_is_forgotten(ani: Member, post: Post) -> None:
    await post.subscribe(ani)
    for status in (404, 410):
        post.service.answers = [status]
        await post.subscribe(ani)
        await say(ani)
        await post.deliver()
        assert await count(push_subscriptions) == 0
        assert await count(push_outbox) == 0


async def test_a_service_that_is_tired_is_asked_again_later(ani: Member, post: Post) -> None:
    await post.subscribe(ani)
    post.service.answers = [503]
    await say(ani)
    await post.deliver()
    await post.deliver()  # not yet
    assert len(post.service.received) == 1
    row = await database.fetch_one(select(push_outbox))
    assert row is not None
    assert (row.attempts, row.leased_until) == (1, None)
    await database.execute(push_outbox.update().values(due_at=row.created_at))
    await post.deliver()
    assert len(post.service.received) == 2
    assert await count(push_outbox) == 0


async def test_an_address_that_nobody_can_look_up_delays_no_one_else(
    ani: Member, budi: Member, post: Post
) -> None:
    await post.subscribe(budi)
    strange = Device().subscription(f"https://{'a' * 64}.example/abc")
    assert (await ani.post("/push/subscriptions", json=strange)).status_code == 201
    async with transaction():
        assert await outbox.enqueue(note(), [ani.id, budi.id]) == 2
    await post.deliver()
    assert [received.path for received in post.service.received] == ["/push/budi"]
    row = await database.fetch_one(select(push_outbox))
    assert row is not None
    assert (row.attempts, row.leased_until) == (1, None)


async def test_who_signs_out_hears_nothing_more(ani: Member, post: Post) -> None:
    await post.subscribe(ani)
    await say(ani)
    await ani.post("/logout")
    assert await say(ani, tag="order:2") == 0
    await post.deliver()
    assert post.service.received == []
    await outbox.forget_ended()
    assert await count(push_subscriptions) == 0
    assert await count(push_outbox) == 0


async def test_a_disabled_account_hears_nothing_more(ani: Member, adi: Member, post: Post) -> None:
    await post.subscribe(ani)
    await say(ani)
    assert (await adi.post(f"/users/{ani.id}/disable")).status_code == 303
    await post.deliver()
    assert post.service.received == []


async def test_a_device_can_be_switched_off(ani: Member, post: Post) -> None:
    await post.subscribe(ani)
    assert (await ani.post("/push/subscriptions/end")).status_code == 303
    assert await say(ani) == 0


async def test_the_next_person_at_a_browser_takes_the_device_over(
    ani: Member, budi: Member, post: Post
) -> None:
    device = Device()
    same = device.subscription(post.service.endpoint("shared"))
    await ani.post("/push/subscriptions", json=same)
    await budi.post("/push/subscriptions", json=same)
    assert await say(ani) == 0
    assert await say(budi) == 1


async def test_a_person_has_a_bounded_number_of_devices(ani: Member, post: Post) -> None:
    for number in range(DEVICES_LIMIT + 2):
        viewer, cookie = await cast.sign_in(ani.app, "ani")
        await post.subscribe(Member(ani.app, viewer, cookie), f"ani-{number}")
    assert await count(push_subscriptions) == DEVICES_LIMIT


async def test_a_topic_that_is_switched_off_stays_silent(ani: Member, post: Post) -> None:
    await post.subscribe(ani)
    await say(ani)
    reply = await ani.post("/push/wishes", form={"push-chat": "y"})
    assert reply.status_code == 303
    assert await count(push_outbox) == 0
    assert await say(ani) == 0
    assert await say(ani, Topic.CHAT, "room:1") == 1


async def test_a_visitor_switches_nothing(visitor: Member, post: Post) -> None:
    body = Device().subscription(post.service.endpoint("nobody"))
    assert (await visitor.post("/push/subscriptions", json=body)).status_code == 401
    foreign = {"Sec-Fetch-Site": "cross-site"}
    reply = await visitor.post("/push/subscriptions", json=body, headers=foreign)
    assert reply.status_code == 403


async def test_without_the_extra_everything_works_and_nothing_is_offered(
    ani: Member, monkeypatch
) -> None:
    from app.push import keys

    offered = await (await ani.get("/account")).get_data(as_text=True)
    assert 'id="notifications"' in offered
    monkeypatch.setattr(keys, "is_available", lambda: False)
    bare = await ani.get("/account")
    assert bare.status_code == 200
    assert 'id="notifications"' not in await bare.get_data(as_text=True)
    body = Device().subscription("https://push.example/abc")
    assert (await ani.post("/push/subscriptions", json=body)).status_code == 503
    assert await say(ani) == 0
