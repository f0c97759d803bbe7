"""The numbers of the server: who may read them, and that they are true."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from quart import Quart
from websockets.exceptions import InvalidStatus

from app import server
from app.admin import metrics
from app.chat.actions import general_room, post_message
from app.config import Settings
from app.realtime.counters import counters
from app.realtime.hub import hub
from tests.conftest import Member, Server
from tests.realtime.raw import Raw

Numbers = dict[str, float]


def numbers_in(text: str) -> Numbers:
    """Return the samples by name, with their labels where they have some."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}[{labels}]" if labels else sample.name] = sample.value
    return found


async def numbers(member: Member) -> Numbers:
    response = await member.get("/metrics")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    return numbers_in(await response.get_data(as_text=True))


async def test_an_administrator_reads_them(adi: Member) -> None:
    found = await numbers(adi)
    assert found["sanggar_live_connections"] == 0
    assert found["sanggar_live_refusals_total[reason=ip]"] >= 0
    assert found["sanggar_live_recoveries_total[result=trimmed]"] >= 0
    assert found["sanggar_database_up"] == 1
    assert 0 < found["sanggar_database_answer_seconds"] < 2
    assert found["process_resident_memory_bytes"] > 1024 * 1024


async def test_nobody_else_does(
    ani: Member, sari: Member, dodi: Member, maya: Member, mira: Member, visitor: Member
) -> None:
    for member in (ani, sari, dodi, maya, mira):
        assert (await member.get("/metrics")).status_code == 403
    assert (await visitor.get("/metrics")).status_code == 303
    asked = await visitor.get("/metrics", headers={"Accept": "application/json"})
    assert asked.status_code == 401


@pytest.fixture
async def public(app: Quart, settings: Settings) -> AsyncIterator[str]:
    """The server as people know it by another name than localhost."""
    settings = replace(settings, public_url="http://studio.test")
    app.config["SETTINGS"] = settings
    async with server.running(app, settings) as url:
        yield url


async def asked_by_a_program(url: str, **headers: str) -> int:
    async with httpx.AsyncClient() as client:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return (await client.get(url + "/metrics", headers=sent)).status_code


async def test_a_monitor_on_this_machine_reads_them(public: str) -> None:
    assert await asked_by_a_program(public) == 200
    assert await asked_by_a_program(public.replace("127.0.0.1", "localhost")) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "127.0.0.1"},
        {"X_Forwarded_Host": "127.0.0.1"},
        {"X_Real_IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Host": "studio.test"},
    ],
    ids=lambda headers: next(iter(headers)),
)
async def test_who_comes_through_a_proxy_is_not_on_this_machine(
    public: str, headers: dict[str, str]
) -> None:
    assert await asked_by_a_program(public, **headers) == 303


async def test_sockets_and_what_they_do_are_counted(
    server: Server, ani: Member, adi: Member
) -> None:
    before = await numbers(adi)
    room = await general_room(ani.id)
    async with ani.listening(f"room:{room}") as page, ani.listening():
        await post_message(ani.viewer, room, str(uuid4()), "halo")
        event = await page.next("message.posted")
        during = await numbers(adi)
    assert during["sanggar_live_connections"] == 2
    assert during["sanggar_live_people"] == 1
    assert during["sanggar_live_subscriptions"] == during["sanggar_live_channels"] == 1
    assert during["sanggar_live_queued_bytes"] >= 0
    assert grown(before, during, "sanggar_live_accepted_total") == 2
    assert grown(before, during, "sanggar_live_commands_total") == 3
    assert grown(before, during, "sanggar_live_deliveries_total") >= 1
    assert grown(before, during, "sanggar_live_commit_to_send_seconds_count") >= 1
    assert during["sanggar_live_commit_to_send_seconds_bucket[le=+Inf]"] >= 1
    place = {"epoch": page.subscription["epoch"], "offset": event.offset}
    async with ani.listening(f"room:{room}", since=place):
        pass
    async with ani.listening(f"room:{room}", since={**place, "epoch": "gone"}):
        pass
    after = await numbers(adi)
    assert grown(before, after, "sanggar_live_recoveries_total[result=recovered]") == 1
    assert grown(before, after, "sanggar_live_recoveries_total[result=epoch]") == 1


def grown(before: Numbers, after: Numbers, name: str) -> float:
    return after[name] - before.get(name, 0)


async def test_refusals_are_counted_by_reason(server: Server, adi: Member) -> None:
    before = await numbers(adi)
    with pytest.raises(InvalidStatus):
        await Raw(server.url, origin="https://evil.example").__aenter__()
    after = await numbers(adi)
    assert grown(before, after, "sanggar_live_refusals_total[reason=origin]") == 1


async def test_the_loop_is_watched_while_the_server_runs(server: Server, adi: Member) -> None:
    before = counters.loop_lag.buckets.copy()
    async with asyncio.timeout(20):
        while sum(counters.loop_lag.buckets) < sum(before) + 2:  # noqa: ASYNC110 (a count)
            await asyncio.sleep(0.1)
    seen = (await numbers(adi))["sanggar_event_loop_lag_seconds_count"]
    assert seen >= sum(before) + 2


async def test_one_of_several_processes_says_which_it_is(
    adi: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Connected:
        is_alone = False
        is_connected = True

    monkeypatch.setattr(hub, "bus", Connected())
    found = await numbers(adi)
    assert all("process=" in name for name in found)


async def test_a_silent_database_is_a_number_too(
    adi: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(metrics.database, "fetch_val", silent)
    found = numbers_in((await metrics.exposition()).decode())
    assert found["sanggar_database_up"] == 0
