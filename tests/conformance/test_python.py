"""centrifuge-python is held to the same promises in both lanes."""

from uuid import uuid4

import centrifuge
import pytest
from centrifuge import CentrifugeError, StreamPosition

from tests.conformance.conftest import Site, token
from tests.conformance.programs import Heard, program


def channel(namespace: str = "room") -> str:
    return f"{namespace}:{uuid4()}"


async def test_it_connects_and_disconnects_ten_times(site: Site) -> None:
    async with program(site.socket) as ani:
        for _ in range(10):
            await ani.connected()
            await ani.client.disconnect()
            assert (await ani.told.next("disconnected")).code == 0
            await ani.client.connect()


async def test_a_loop_of_subscribing_ends_as_it_was_left(site: Site) -> None:
    async with program(site.socket) as ani:
        heard, name = Heard(), channel()
        subscription = ani.client.new_subscription(name, events=heard)
        for _ in range(10):
            await subscription.subscribe()
            await subscription.unsubscribe()
        await subscription.subscribe()
        await subscription.ready()
        assert (await site.door("sockets", channel=name))["sockets"] == 1
        assert (await subscription.presence_stats()).num_clients == 1


async def test_publications_come_in_order_and_rpcs_are_answered(site: Site) -> None:
    async with program(site.socket) as ani:
        _, heard = await ani.hear(name := channel())
        await site.publish(name, *range(1, 301))
        assert await heard.bodies(300) == list(range(1, 301))
        assert (await ani.client.rpc("echo", {"a": "é ✓"})).data == {"a": "é ✓"}
        with pytest.raises(CentrifugeError) as refused:
            await ani.client.rpc("nothing", {})
        assert refused.value.code == 104  # type: ignore[attr-defined]


async def test_what_a_client_publishes_reaches_everybody(site: Site) -> None:
    async with program(site.socket) as ani, program(site.socket) as budi:
        mine, hers = await ani.hear(name := channel())
        _, his = await budi.hear(name)
        await mine.publish({"my": "words"})
        for listener in (hers, his):
            publication = (await listener.next("publication")).pub
            assert publication.data == {"my": "words"}
            assert publication.info.client == ani.client.client_id


async def test_it_recovers_after_a_cut_and_after_unsubscribing(site: Site) -> None:
    async with program(site.socket) as ani:
        subscription, heard = await ani.hear(name := channel())
        await heard.next("subscribed")
        await site.publish(name, 1)
        await site.door("cut", client=await ani.connected())
        await site.publish(name, 2, 3)
        again = await heard.next("subscribed")
        assert (again.was_recovering, again.recovered) == (True, True)
        assert await heard.bodies(3) == [1, 2, 3]
        await subscription.unsubscribe()
        await site.publish(name, 4, 5)
        await subscription.subscribe()
        assert (await heard.next("subscribed")).recovered
        await site.publish(name, 6)
        assert await heard.bodies(3) == [4, 5, 6]


async def test_it_recovers_many_pages(site: Site) -> None:
    async with program(site.socket) as ani:
        _, heard = await ani.hear(name := channel())
        await ani.client.disconnect()
        for start in range(0, 3000, 500):
            await site.publish(name, *({"n": start + n, "x": "x" * 900} for n in range(500)))
        await ani.client.connect()
        assert [body["n"] for body in await heard.bodies(3000)] == list(range(3000))
        await site.publish(name, "live")
        assert await heard.bodies(1) == ["live"]


async def test_a_position_older_than_the_history_is_told(site: Site) -> None:
    async with program(site.socket) as ani:
        subscription, heard = await ani.hear(name := channel("smallhistory"))
        await heard.next("subscribed")
        await site.publish(name, 1)
        assert await heard.bodies(1) == [1]
        await subscription.unsubscribe()
        await site.publish(name, 2, 3, 4, 5)
        await subscription.subscribe()
        told = await heard.next("subscribed")
        assert (told.was_recovering, told.recovered) == (True, False)
        await site.publish(name, 6)
        assert await heard.bodies(1) == [6]


async def test_its_state_is_read_anew_when_the_position_is_gone(site: Site) -> None:
    name, reads = channel("smallhistory"), 0

    async def state(of: str) -> StreamPosition:
        nonlocal reads
        reads += 1
        place = await site.door("position", channel=of)
        return StreamPosition(offset=place["offset"], epoch=place["epoch"])

    async with program(site.socket) as ani:
        _, heard = await ani.hear(name, get_state=state)
        await ani.client.disconnect()
        await site.publish(name, 1, 2, 3, 4, 5)
        await ani.client.connect()
        await heard.next("subscribed")
        await heard.next("subscribed")
        await site.publish(name, 6)
        assert await heard.bodies(1) == [6]
        assert reads == 2


async def test_it_reads_history_forwards_and_backwards(site: Site) -> None:
    name = channel()
    place = await site.publish(name, *range(1, 11))
    async with program(site.socket) as ani:
        await ani.client.ready()
        client, since = ani.client, StreamPosition(offset=4, epoch=place["epoch"])
        assert (await client.history(name, limit=0)).offset == 10
        forward = await client.history(name, limit=3, since=since)
        assert [each.offset for each in forward.publications] == [5, 6, 7]
        backward = await client.history(name, limit=3, since=since, reverse=True)
        assert [each.offset for each in backward.publications] == [3, 2, 1]


async def test_it_sees_who_is_there_and_who_comes_and_goes(site: Site) -> None:
    first = program(site.socket, token=token(sub="1", info={"name": "Ani"}))
    async with first as ani, program(site.socket, token=token(sub="2")) as budi:
        subscription, heard = await ani.hear(name := channel(), join_leave=True)
        await budi.hear(name)
        clients = (await subscription.presence()).clients
        assert {each.user for each in clients.values()} == {"1", "2"}
        assert {(await heard.next("join")).info.user for _ in range(2)} >= {"2"}
        await budi.client.disconnect()
        assert (await heard.next("leave")).info.user == "2"


@pytest.mark.parametrize("code", [3000, 3005, 3011, 3012])
async def test_after_these_codes_it_comes_back(site: Site, code: int) -> None:
    async with program(site.socket) as ani:
        await ani.told.next("connecting")
        await site.door("disconnect", client=await ani.connected(), code=code)
        assert (await ani.told.next("connecting")).code == code
        await ani.connected()


@pytest.mark.parametrize("code", [3500, 3501, 3503, 3507])
async def test_after_these_codes_it_stays_away(site: Site, code: int) -> None:
    async with program(site.socket) as ani:
        await site.door("disconnect", client=await ani.connected(), code=code)
        assert (await ani.told.next("disconnected")).code == code
        assert ani.client.state == centrifuge.ClientState.DISCONNECTED


async def test_the_server_ends_one_subscription_or_asks_to_begin_again(site: Site) -> None:
    async with program(site.socket) as ani:
        _, heard = await ani.hear(name := channel())
        await heard.next("subscribed")
        await site.door("unsubscribe", channel=name, code=2500)
        await site.publish(name, 1)
        assert (await heard.next("subscribed")).recovered
        assert await heard.bodies(1) == [1]
        await site.door("unsubscribe", channel=name, code=2000)
        assert (await heard.next("unsubscribed")).code == 2000


async def test_a_refused_token_ends_it_and_an_expired_one_is_replaced(site: Site) -> None:
    async with program(site.socket, token=token("not our secret, but as long as ours")) as foreign:
        assert (await foreign.told.next("disconnected")).code == 3500
    given = [token(sub="42", exp=1), token(sub="42")]

    async def renew() -> str:
        return given.pop(0)

    async with program(site.socket, get_token=renew) as ani:
        await ani.connected()
        await ani.hear(channel())
        assert given == []


async def test_a_closed_channel_is_refused(site: Site) -> None:
    async with program(site.socket) as ani:
        heard = Heard()
        await ani.client.new_subscription("nobody:here", events=heard).subscribe()
        assert (await heard.next("unsubscribed")).code == 103
