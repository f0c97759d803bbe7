"""What breaks one client, one frame or one command harms nobody else."""

import json
from typing import Any

import pytest

from app.realtime.hub import hub
from tests.faults.follower import Follower, following
from tests.faults.judging import all_exactly_once, scan
from tests.faults.stage import CHANNEL, Stage
from tests.listener import Listener
from tests.realtime.conftest import Engine
from tests.realtime.raw import Raw

POISONED_COMMANDS = {
    "a lone surrogate": '{"id":9,"rpc":{"method":"say","data":'
    '{"room":"1","id":"p","body":"\\ud800"}}}',
    "no object": '{"id":9,"rpc":{"method":"say","data":[1,2]}}',
    "another type": '{"id":9,"rpc":{"method":"say","data":{"room":"1","id":"p","body":7}}}',
    "too deep": '{"id":9,"rpc":{"method":"say","data":' + "[" * 30_000 + "]" * 30_000 + "}}",
    "a bug": '{"id":9,"rpc":{"method":"fail","data":{"kind":"bug"}}}',
}
STRANGE_BODIES = [
    "\u2028\u2029\x00\x1b[2J",
    "</script><!--",
    '{"push":{"channel":"room:1","pub":{"offset":1,"data":{}}}}\n{}',
    "\U0001f469\u200d\U0001f3a8" * 1_500,
    "",
]


@pytest.mark.parametrize("name", POISONED_COMMANDS)
async def test_a_poisoned_command_is_refused_and_the_others_are_served(
    engine: Engine, name: str
) -> None:
    others = [Follower(engine.url, CHANNEL, cookie=f"who={who}") for who in ("budi", "sari")]
    async with following(*others), Raw(engine.url, who="ani") as raw:
        await raw.send(POISONED_COMMANDS[name])
        answer = await raw.next()
        assert answer["error"]["code"] in {100, 107}
        assert "secret" not in json.dumps(answer)
        await engine.say("after")
        for each in others:
            await each.until(1)
    all_exactly_once(scan(engine.settings.instance)[CHANNEL], others)


async def test_strange_texts_reach_everyone_as_they_are(stage: Stage) -> None:
    url = stage.server.url
    async with Listener(url, CHANNEL, cookie="who=ani") as page:
        async with Listener(url, cookie="who=budi") as author:
            for number, body in enumerate(STRANGE_BODIES):
                await author.rpc("say", {"room": "1", "id": str(number), "body": body})
        assert [(await page.next()).data["body"] for _ in STRANGE_BODIES] == STRANGE_BODIES
        assert await page.quiet()
    async with Listener(url, CHANNEL, cookie="who=ani", since=start(page)) as again:
        assert [(await again.next()).data["body"] for _ in STRANGE_BODIES] == STRANGE_BODIES


def start(page: Listener) -> dict[str, Any]:
    """Return the position at which somebody subscribed."""
    return {name: page.subscription.get(name, 0) for name in ("epoch", "offset")}


async def test_a_listener_that_cannot_be_written_to_stands_alone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event that one connection fails on is given to all others, and to it when it is back."""
    victim = Follower(engine.url, CHANNEL, cookie="who=ani")
    others = [Follower(engine.url, CHANNEL, cookie=f"who={who}") for who in ("budi", "sari")]
    everyone = [others[0], victim, others[1]]
    async with following(*everyone):
        outbox = next(each for each in hub.connections if each.viewer.name == "ani").outbox
        put = outbox.put

        def fail_on_poison(message: Any, *more: Any) -> None:
            if "poison" in str(message):
                raise RuntimeError("this connection cannot take it")
            put(message, *more)

        monkeypatch.setattr(outbox, "put", fail_on_poison)
        for body in ("before", "poison", "after"):
            await engine.say(body)
        for each in everyone:
            await each.until(3)
    all_exactly_once(scan(engine.settings.instance)[CHANNEL], everyone)
    assert victim.recoveries
