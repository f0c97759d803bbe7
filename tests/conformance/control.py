"""The tests' own door: what an operator would do to sockets and streams, over plain HTTP."""

from typing import Any

from quart import Blueprint, request
from sqlalchemy import select

from app.db import database, transaction
from app.realtime import log
from app.realtime.connection import Connection
from app.realtime.hub import hub
from app.realtime.protocol import unsubscribe_push
from app.realtime.publish import publish

SMALL = "smallhistory:"
SMALL_KEPT = 2
"""So many events are kept on the channels of that namespace."""

blueprint = Blueprint("control", __name__)


@blueprint.get("/")
async def page() -> str:
    """An empty page, for clients that run in a browser."""
    return "<!doctype html><title>conformance</title>"


@blueprint.post("/publish")
async def publish_events() -> dict[str, Any]:
    """{channel, data} or {channel, items: [data, …]}: publish durably; returns the position."""
    asked = await request.get_json()
    channel = asked["channel"]
    async with transaction():
        for data in asked.get("items") or [asked["data"]]:
            await publish(channel, asked.get("type", "message.posted"), data)
    if channel.startswith(SMALL):
        await _trim(channel, SMALL_KEPT)
    return await _position(channel)


@blueprint.post("/trim")
async def trim() -> dict[str, Any]:
    """{channel, keep}: forget all but the last events."""
    asked = await request.get_json()
    await _trim(asked["channel"], asked["keep"])
    return await _position(asked["channel"])


@blueprint.post("/position")
async def position() -> dict[str, Any]:
    """{channel}: where the stream stands."""
    return await _position((await request.get_json())["channel"])


@blueprint.post("/disconnect")
async def disconnect() -> dict[str, Any]:
    """{code, reason?, client?}: close one socket or all."""
    asked = await request.get_json()
    chosen = _chosen(asked)
    for connection in chosen:
        connection.close(asked["code"], asked.get("reason", "asked"))
    return {"sockets": len(chosen)}


@blueprint.post("/cut")
async def cut() -> dict[str, Any]:
    """{client?}: end one transport or all without another byte, as a dead network does."""
    chosen = _chosen(await request.get_json())
    for connection in chosen:
        connection.abort()
    return {"sockets": len(chosen)}


@blueprint.post("/unsubscribe")
async def unsubscribe() -> dict[str, Any]:
    """{channel, code, client?}: end one subscription, or everybody's."""
    asked = await request.get_json()
    chosen = [each for each in _chosen(asked) if asked["channel"] in each.channels]
    for connection in chosen:
        connection.channels.discard(asked["channel"])
        hub.leave(connection, asked["channel"])
        connection.outbox.put(unsubscribe_push(asked["channel"], asked["code"], "asked"))
    return {"sockets": len(chosen)}


@blueprint.post("/sockets")
async def sockets() -> dict[str, Any]:
    """{channel?}: how many sockets there are, or listen to the channel."""
    channel = (await request.get_json()).get("channel")
    listening = [each for each in hub.connections if channel is None or channel in each.channels]
    return {"sockets": len(listening)}


def _chosen(asked: dict[str, Any]) -> list[Connection]:
    client = asked.get("client")
    return [each for each in hub.connections if client is None or each.client == client]


async def _position(channel: str) -> dict[str, Any]:
    place = await log.position(channel)
    return {"epoch": place.epoch, "offset": place.offset}


async def _trim(channel: str, keep: int) -> None:
    async with transaction():
        query = select(log.stream.c.head).where(log.stream.c.channel == channel)
        row = await database.fetch_one(query)
        oldest = max(1, row["head"] - keep + 1) if row is not None else 1
        old = (log.event.c.channel == channel) & (log.event.c.offset < oldest)
        await database.execute(log.event.delete().where(old))
        stream = log.stream.update().where(log.stream.c.channel == channel)
        await database.execute(stream.values(oldest=oldest))
